//! Which providers know a person. Linked only after proof: a fresh verification here, in the browser that has just come
//! from the provider.

use hilum_api_types::accounts::IdentityView;
use hilum_api_types::problem::ErrorCode;
use hilum_domain::fact::{AccountEvent, Fact};
use hilum_domain::verification::{FactorKind, SecretPurpose};
use hilum_domain::{FieldCode, FieldError};
use hilum_store::identities::{self, Identity};
use hilum_store::{StoreError, secrets, sessions};
use uuid::Uuid;

use super::sign_in::{Linkable, identity_row};
use crate::auth::Principal;
use crate::context::Context;
use crate::error::{ApiError, ApiResult};
use crate::facts::record;
use crate::security::secret;

pub(super) async fn list(context: &Context, principal: &Principal) -> ApiResult<Vec<IdentityView>> {
    let all = identities::of_account(&context.store.db(), principal.id()).await?;
    let removable = is_removable(principal, all.len());
    Ok(all.into_iter().map(|identity| view(context, identity, removable)).collect())
}

/// Without a password a lost provider is a lost account: no mail opens what a provider guards.
fn is_removable(principal: &Principal, identities: usize) -> bool {
    let other_way =
        principal.account.password_hash.is_some() || principal.factors.contains(&FactorKind::Passkey);
    other_way || identities > 1
}

fn view(context: &Context, identity: Identity, removable: bool) -> IdentityView {
    IdentityView {
        id: identity.id,
        name: context.providers.name_of(&identity.provider).to_owned(),
        provider: identity.provider,
        created_at: identity.created_at,
        last_used_at: identity.last_used_at,
        removable,
    }
}

/// A provider that is not configured any more has no name.
pub(super) async fn link(
    context: &Context,
    principal: &Principal,
    token: &str,
    browser: Option<String>,
) -> ApiResult<IdentityView> {
    let principal = principal.clone();
    let hash = secret::hash(token);
    let browser = browser.as_deref().map(secret::hash);
    let linked = context
        .store
        .write(principal.author(), async move |tx| {
            let now = principal.now;
            let expired = || ApiError::Invalid(vec![FieldError::new("token", FieldCode::Expired)]);
            let taken = secrets::consume(tx, SecretPurpose::ProviderLink, &hash, now).await?;
            let linkable: Linkable = serde_json::from_value(taken.ok_or_else(expired)?.payload)
                .ok()
                .ok_or(StoreError::Corrupt("a link to a provider"))?;
            if browser.as_ref() != Some(&linkable.browser) {
                return Err(expired());
            }
            let id = principal.id();
            let row = identity_row(id.into(), &linkable.provider, &linkable.issuer, &linkable.subject, now);
            identities::insert(tx, row.clone()).await?;
            let event = AccountEvent::IdentityLinked { provider: row.provider.clone() };
            record(tx, [Fact::own(id, event)], now).await?;
            Ok(row)
        })
        .await?;
    Ok(view(context, linked, true))
}

pub(super) async fn unlink(context: &Context, principal: &Principal, identity: Uuid) -> ApiResult<()> {
    let principal = principal.clone();
    context
        .store
        .write(principal.author(), async move |tx| {
            let (id, now) = (principal.id(), principal.now);
            let all = identities::of_account(tx, id).await?;
            let found = all.iter().find(|one| one.id == identity).ok_or_else(ApiError::not_found)?;
            if !is_removable(&principal, all.len()) {
                return Err(ErrorCode::WrongState.into());
            }
            identities::delete(tx, identity).await?;
            sessions::delete_of_account_by(tx, id, &found.provider, Some(principal.session.id), None).await?;
            let event = AccountEvent::IdentityUnlinked { provider: found.provider.clone() };
            Ok::<_, ApiError>(record(tx, [Fact::own(id, event)], now).await?)
        })
        .await
}
