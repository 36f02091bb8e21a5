use hilum_api_types::accounts::{ChangePassword, CreateEmailChange};
use hilum_api_types::sessions::UpdateMe;
use hilum_domain::fact::{AccountEvent, Fact};
use hilum_domain::phone::PhoneNumber;
use hilum_domain::registration::{check_address, check_name};
use hilum_domain::{FieldCode, FieldError};
use hilum_store::accounts::{self, Account, Change};
use hilum_store::{secrets, sessions};

use crate::auth::Principal;
use crate::auth::guess::Guess;
use crate::auth::throttle::{self, Try};
use crate::context::Context;
use crate::error::{ApiError, ApiResult, faultless};
use crate::facts::{record, send};
use crate::http::given::Given;
use crate::letters::account_mail::AccountMail;

pub(super) async fn change(
    context: &Context,
    principal: Principal,
    body: Given<UpdateMe>,
) -> ApiResult<Account> {
    let (body, shape) = body.split();
    let change = shape.with(read(body))?;
    context
        .store
        .write(principal.author(), async move |tx| {
            accounts::change(tx, principal.id(), change.clone(), principal.account.version).await?;
            record(tx, [Fact::own(principal.id(), AccountEvent::Changed)], principal.now).await?;
            accounts::find(tx, principal.id()).await?.ok_or_else(ApiError::not_found)
        })
        .await
}

fn read(body: UpdateMe) -> ApiResult<Change> {
    let mut errors = Vec::new();
    for (field, name) in [("first_name", &body.first_name), ("last_name", &body.last_name)] {
        if let Some(name) = name {
            check_name(&mut errors, field, name);
        }
    }
    if body
        .language
        .as_ref()
        .is_some_and(|tag| !hilum_words::languages().iter().any(|known| known.tag == tag))
    {
        errors.push(FieldError::new("language", FieldCode::NotFound));
    }
    let phone =
        body.phone.map(|text| if text.trim().is_empty() { Ok(None) } else { read_phone(&text).map(Some) });
    let phone = phone.transpose().unwrap_or_else(|fault| {
        errors.push(fault);
        None
    });
    faultless(errors)?;
    let trimmed = |name: Option<String>| name.map(|name| name.trim().to_owned());
    Ok(Change {
        first_name: trimmed(body.first_name),
        last_name: trimmed(body.last_name),
        language: body.language,
        phone,
    })
}

fn read_phone(text: &str) -> Result<String, FieldError> {
    let number = PhoneNumber::parse(text).ok_or_else(|| FieldError::new("phone", FieldCode::Invalid))?;
    Ok(number.as_str().to_owned())
}

pub(super) async fn change_password(
    context: &Context,
    principal: &Principal,
    body: Given<ChangePassword>,
) -> ApiResult<()> {
    let (body, shape) = body.split();
    let person = &principal.account;
    let personal = [person.first_name.as_str(), &person.last_name, &person.email];
    let mut faults = context.hasher.faults("new_password", &body.new_password.0, &personal).await?;
    if let Some(hash) = &person.password_hash {
        let current = body.current_password.map(|password| password.0).filter(|text| !text.is_empty());
        match current {
            None => faults.push(FieldError::new("current_password", FieldCode::Required)),
            Some(current) => {
                if !is_own_password(context, principal, current, hash.clone()).await? {
                    faults.push(FieldError::new("current_password", FieldCode::Mismatch));
                }
            }
        }
    }
    shape.with(faultless(faults))?;
    let hash = context.hasher.hash(body.new_password.0).await?;
    let principal = principal.clone();
    context
        .store
        .write(principal.author(), async move |tx| {
            let (id, now) = (principal.id(), principal.now);
            accounts::set_password(tx, id, &hash).await?;
            throttle::forget(tx, &Guess::Password.key(&principal.account.email)).await?;
            // Whoever knew the old one is out (ASVS 7.4.3).
            sessions::delete_others(tx, id, principal.session.id).await?;
            secrets::delete_links(tx, id).await?;
            Ok::<_, ApiError>(record(tx, [Fact::own(id, AccountEvent::PasswordChanged)], now).await?)
        })
        .await
}

/// Whether it is the person's password.
async fn is_own_password(
    context: &Context,
    principal: &Principal,
    typed: String,
    hash: String,
) -> ApiResult<bool> {
    let email = &principal.account.email;
    let guess = Try::new(Guess::Password, email, &principal.session.origin.address);
    let guess = guess.by(principal.author());
    let verified = throttle::judged(context, guess, |_| context.hasher.verify(typed, Some(hash)));
    Ok(verified.await?.fits)
}

pub(super) async fn ask_for_email_change(
    context: &Context,
    principal: &Principal,
    body: Given<CreateEmailChange>,
) -> ApiResult<()> {
    let (body, shape) = body.split();
    let mut errors = Vec::new();
    let email = check_address(&mut errors, &body.email, &body.email_confirmation);
    let email = email.filter(|_| errors.is_empty()).ok_or(ApiError::Invalid(errors));
    let email = shape.with(email)?;
    let mail = AccountMail::EmailChange {
        account: principal.id(),
        session: principal.session.id,
        email: email.as_str().to_owned(),
    };
    let principal = principal.clone();
    let email = email.as_str().to_owned();
    context
        .store
        .write(principal.author(), async move |tx| {
            let now = principal.now;
            throttle::count_mail(tx, &email, &principal.session.origin.address, None, now).await?;
            Ok::<_, ApiError>(send(tx, mail.message_at(now), now).await?)
        })
        .await
}
