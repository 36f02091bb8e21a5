use hilum_api_types::factors::{ConfirmFactor, NewFactorView};
use hilum_api_types::problem::ErrorCode;
use hilum_domain::phone::PhoneNumber;
use hilum_domain::verification::FactorKind;
use hilum_domain::{FieldCode, FieldError};
use hilum_store::factors::Factor;

use super::beginning::{Proof, begun, keep, new_view, required_code};
use crate::auth::Principal;
use crate::context::Context;
use crate::error::{ApiError, ApiResult};
use crate::features::sessions::messages;

pub(super) async fn create(
    context: &Context,
    principal: &Principal,
    label: String,
    phone: Option<String>,
) -> ApiResult<NewFactorView> {
    let fault = |field, code| ApiError::Invalid(vec![FieldError::new(field, code)]);
    if !context.settings.sends_sms() {
        return Err(fault("kind", FieldCode::NotFound));
    }
    messages::refuse_administrators(principal)?;
    let phone = phone.filter(|text| !text.trim().is_empty());
    let phone = phone.ok_or_else(|| fault("phone", FieldCode::Required))?;
    let number = PhoneNumber::parse(&phone).ok_or_else(|| fault("phone", FieldCode::Invalid))?;
    let sealed = context.vault.seal(principal.id(), number.as_str())?;
    let factor = begun(principal, FactorKind::Sms, label, sealed);
    keep(context, principal, factor.clone()).await?;
    let sent_to = messages::send(context, principal, &factor, factor.id).await?;
    Ok(NewFactorView { sent_to: Some(sent_to), ..new_view(&factor) })
}

/// A wrong code is counted, whatever follows.
pub(super) async fn prove(
    context: &Context,
    principal: &Principal,
    factor: &Factor,
    body: ConfirmFactor,
) -> ApiResult<Proof> {
    messages::refuse_administrators(principal)?;

    let principal = principal.clone();
    let factor = factor.id;
    let code = required_code(body)?;
    let right = context
        .store
        .write(principal.author(), async move |tx| {
            messages::use_code(tx, principal.id(), factor, &code, principal.now).await
        })
        .await?;
    if right { Ok(Proof::default()) } else { Err(ErrorCode::BadCode.into()) }
}
