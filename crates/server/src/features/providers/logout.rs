//! Providers end sessions here: with the answer they are over, everywhere (R10).

use hilum_api_types::problem::ErrorCode;
use hilum_domain::Moment;
use hilum_domain::verification::SecretPurpose;
use hilum_store::secrets::NewSecret;
use hilum_store::{Author, StoreError, Tx, identities, secrets, sessions};
use serde_json::json;

use super::sign_in::find;
use crate::config::providers::Kind;
use crate::context::Context;
use crate::error::{ApiError, ApiResult};
use crate::providers::oidc::Logout;
use crate::providers::{Fault, cas};

fn malformed(fault: &Fault) -> ApiError {
    match fault {
        Fault::Unavailable(_) => ErrorCode::Unavailable.into(),
        Fault::Failed(_) | Fault::Refused(_) | Fault::AssuranceTooLow => {
            ApiError::Explained(ErrorCode::Malformed, fault.to_string())
        }
    }
}

fn missing(field: &str) -> ApiError {
    ApiError::Explained(ErrorCode::Malformed, format!("{field} is missing"))
}

/// OpenID Connect Back-Channel Logout 1.0.
pub(super) async fn by_token(context: &Context, id: &str, token: Option<&str>) -> ApiResult<()> {
    let provider = find(context, id)?;
    let token = token.ok_or_else(|| missing("logout_token"))?;
    let logout = provider.read_logout(token, context.now()).await.map_err(|fault| malformed(&fault))?;
    let provider = id.to_owned();
    let now = context.now();
    let ended = context
        .store
        .write(Author::Stranger, async move |tx| {
            let Logout { issuer, subject, session, token, before } = &logout;
            if !is_new(tx, token, now).await? {
                return Ok(0);
            }
            let before = Some(*before);
            if let Some(session) = session {
                return sessions::delete_of_provider(tx, &provider, session, before).await;
            }
            let identity = match subject {
                Some(subject) => identities::find(tx, issuer, subject).await?,
                None => None,
            };
            let Some(identity) = identity else { return Ok(0) };
            sessions::delete_of_account_by(tx, identity.account_id.into(), &provider, None, before).await
        })
        .await
        .map_err(|error: StoreError| ApiError::from(error))?;
    tracing::info!(provider = id, ended, "a provider has ended sessions");
    Ok(())
}

/// Whoever has read a token once must not end with it what began later (Back-Channel Logout 1.0, 2.6).
async fn is_new(tx: &Tx<'_>, token: &str, now: Moment) -> Result<bool, StoreError> {
    let purpose = SecretPurpose::LogoutToken;
    if secrets::find(tx, purpose, token, now).await?.is_some() {
        return Ok(false);
    }
    let (subject, hash) = (token.to_owned(), token.to_owned());
    let new = NewSecret { purpose, subject, hash, account: None, payload: json!({}) };
    secrets::insert(tx, &new, now).await?;
    Ok(true)
}

/// CAS 3.0, 2.3.3.
pub(super) async fn by_ticket(context: &Context, id: &str, request: Option<&str>) -> ApiResult<()> {
    // Only tickets are secrets: the name that an OpenID provider gives a session is not.
    if find(context, id)?.settings.kind == Kind::Oidc {
        return Err(ApiError::not_found());
    }
    let request = request.ok_or_else(|| missing("logoutRequest"))?;
    let ticket = cas::ended_ticket(request).map_err(|fault| malformed(&fault))?;
    let provider = id.to_owned();
    let session = cas::session_of(&ticket);
    let ended = context
        .store
        .write(Author::Stranger, async move |tx| {
            sessions::delete_of_provider(tx, &provider, &session, None).await
        })
        .await
        .map_err(|error: StoreError| ApiError::from(error))?;
    tracing::info!(provider = id, ended, "a provider has ended sessions");
    Ok(())
}
