use hilum_api_types::factors::{ConfirmFactor, NewFactorView};
use hilum_api_types::problem::ErrorCode;
use hilum_domain::verification::FactorKind;
use hilum_domain::{FieldCode, FieldError};
use hilum_store::factors::{self, Factor};
use hilum_store::secrets;
use serde_json::Value;

use super::beginning::{self, Proof, begun, new_view};
use crate::auth::Principal;
use crate::context::Context;
use crate::error::{ApiError, ApiResult};
use crate::features::sessions::passkeys::{here, question, take};
use crate::security::webauthn::{Begun, Refusal};

pub(super) async fn create(
    context: &Context,
    principal: &Principal,
    label: String,
) -> ApiResult<NewFactorView> {
    let Some(passkeys) = context.passkeys.as_deref() else {
        return Err(ApiError::Invalid(vec![FieldError::new("kind", FieldCode::NotFound)]));
    };
    let all = factors::of_account(&context.store.db(), principal.id()).await?;
    let existing: Vec<String> = all.into_iter().filter_map(|factor| factor.credential).collect();
    let person = &principal.account;
    let Begun { options, state } =
        passkeys.begin_registration(principal.id(), &person.email, &person.full_name(), &existing)?;
    // The key itself comes with the confirmation.
    let factor = begun(principal, FactorKind::Passkey, label, String::new());
    let view = NewFactorView { options: Some(options), ..new_view(&factor) };
    beginning::keep(context, principal, factor.clone()).await?;
    let (session, factor) = (principal.session.id.to_string(), factor.id.to_string());
    let asked = question(&session, &factor, Some(principal.id()), factor.clone(), state);
    let now = principal.now;
    context
        .store
        .write(principal.author(), async move |tx| Ok::<_, ApiError>(secrets::insert(tx, &asked, now).await?))
        .await?;
    Ok(view)
}

/// The question is used up, whatever the answer is worth.
pub(super) async fn prove(
    context: &Context,
    principal: &Principal,
    factor: &Factor,
    body: ConfirmFactor,
) -> ApiResult<Proof> {
    let missing = || ApiError::Invalid(vec![FieldError::new("credential", FieldCode::Required)]);
    let credential = body.credential.filter(Value::is_object).ok_or_else(missing)?;
    let (session, id, now) = (principal.session.id.to_string(), factor.id.to_string(), principal.now);
    let asked = context
        .store
        .write(principal.author(), async move |tx| take(tx, &session, &id, now).await)
        .await?
        .ok_or(ErrorCode::BadCode)?;
    let registered =
        here(context)?.finish_registration(credential, asked.payload).map_err(|refusal| match refusal {
            Refusal::Ours(error) => ApiError::Internal(error),
            Refusal::Malformed | Refusal::Foreign | Refusal::Copied | Refusal::Failed(_) => {
                tracing::warn!(factor = %factor.id, %refusal, "a new passkey was refused");
                ErrorCode::BadCode.into()
            }
        })?;
    Ok(Proof {
        step: None,
        secret: Some(context.vault.seal(principal.id(), &registered.passkey)?),
        credential: Some(registered.credential_id),
    })
}
