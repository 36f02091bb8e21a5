use hilum_api_types::accounts::{CreateAccount, CreatePasswordReset};
use hilum_domain::account::EmailAddress;
use hilum_domain::registration::{self, Application};
use hilum_domain::{FieldCode, FieldError};
use hilum_store::Author;

use crate::auth::throttle;
use crate::context::Context;
use crate::error::{ApiError, ApiResult, faultless};
use crate::facts;
use crate::http::given::Given;
use crate::letters::account_mail::AccountMail;

/// Checks what was typed and writes down a mail, whoever the address belongs to: who waits for the answer learns
/// nothing, not even from its time.
pub(super) async fn register(
    context: &Context,
    body: Given<CreateAccount>,
    address: String,
) -> ApiResult<()> {
    if !context.settings.registration {
        return Err(ApiError::not_found());
    }
    let (body, shape) = body.split();
    let application = Application {
        first_name: &body.first_name,
        last_name: &body.last_name,
        email: &body.email,
        email_confirmation: &body.email_confirmation,
        privacy_accepted: body.privacy_accepted,
    };
    let mut errors = registration::check(&application).err().unwrap_or_default();
    if !hilum_words::languages().iter().any(|known| known.tag == body.language) {
        errors.push(FieldError::new("language", FieldCode::NotFound));
    }
    shape.with(faultless(errors))?;
    let email = body.email.trim().to_owned();
    let mail = AccountMail::Registration {
        first_name: body.first_name.trim().to_owned(),
        last_name: body.last_name.trim().to_owned(),
        email: email.clone(),
        language: body.language,
    };
    send(context, mail, email, address, None).await
}

pub(super) async fn ask_for_reset(
    context: &Context,
    body: Given<CreatePasswordReset>,
    address: String,
    device: Option<String>,
) -> ApiResult<()> {
    let (body, shape) = body.split();
    let fault = |code| ApiError::Invalid(vec![FieldError::new("email", code)]);
    let code = if body.email.trim().is_empty() { FieldCode::Required } else { FieldCode::Invalid };
    let email = shape.with(EmailAddress::parse(&body.email).ok_or_else(|| fault(code)))?;
    let email = email.as_str().to_owned();
    send(context, AccountMail::PasswordReset { email: email.clone() }, email, address, device).await
}

async fn send(
    context: &Context,
    mail: AccountMail,
    email: String,
    address: String,
    device: Option<String>,
) -> ApiResult<()> {
    let now = context.now();
    context
        .store
        .write(Author::Stranger, async move |tx| {
            throttle::count_mail(tx, &email, &address, device.as_deref(), now).await?;
            Ok::<_, ApiError>(facts::send(tx, mail.message_at(now), now).await?)
        })
        .await
}
