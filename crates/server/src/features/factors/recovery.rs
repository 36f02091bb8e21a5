//! When everything else is lost: recovery codes, and the emergency brake.

use hilum_api_types::Secret;
use hilum_api_types::factors::RecoveryCodesView;
use hilum_api_types::problem::ErrorCode;
use hilum_domain::account::{AccountStatus, Owes};
use hilum_domain::fact::{AccountEvent, Fact};
use hilum_domain::verification::{RECOVERY_CODES, SecretPurpose};
use hilum_domain::{AccountId, Moment};
use hilum_store::secrets::NewSecret;
use hilum_store::{Tx, accounts, factors, secrets, sessions};
use serde_json::json;

use crate::auth::Principal;
use crate::context::Context;
use crate::error::{ApiError, ApiResult};
use crate::facts::record;
use crate::security::secret;

/// 80 random bits each (security promise: at least 64).
const CHARACTERS: usize = 16;

/// Makes ten codes in the place of those before.
pub(super) async fn make(tx: &Tx<'_>, account: AccountId, now: Moment) -> ApiResult<RecoveryCodesView> {
    let mut codes = Vec::new();
    for _ in 0..RECOVERY_CODES {
        codes.push(secret::readable(CHARACTERS)?);
    }
    let subject = account.to_string();
    secrets::delete_of_subject(tx, SecretPurpose::RecoveryCode, &subject).await?;
    let kept = codes.iter().map(|code| NewSecret {
        purpose: SecretPurpose::RecoveryCode,
        hash: secret::recovery_hash(account, code),
        account: Some(account),
        subject: subject.clone(),
        payload: json!({}),
    });
    secrets::insert_many(tx, &kept.collect::<Vec<_>>(), now).await?;
    Ok(RecoveryCodesView { recovery_codes: codes.into_iter().map(Secret).collect() })
}

pub(super) async fn make_anew(context: &Context, principal: &Principal) -> ApiResult<RecoveryCodesView> {
    if principal.factors.is_empty() {
        return Err(ErrorCode::SecondFactorMissing.into());
    }
    let principal = principal.clone();
    context
        .store
        .write(principal.author(), async move |tx| {
            let now = principal.now;
            let codes = make(tx, principal.id(), now).await?;
            record(tx, [Fact::own(principal.id(), AccountEvent::RecoveryCodesMade)], now).await?;
            Ok::<_, ApiError>(codes)
        })
        .await
}

pub(super) async fn panic(context: &Context, principal: &Principal) -> ApiResult<()> {
    let principal = principal.clone();
    context
        .store
        .write(principal.author(), async move |tx| {
            let (id, now) = (principal.id(), principal.now);
            lock(tx, id, AccountStatus::Locked).await?;
            // Whoever had the password has it still: once unlocked, a mail and a new factor come first.
            accounts::set_owes(tx, id, Some(Owes::Proof)).await?;
            factors::delete_of_account(tx, id).await?;
            secrets::delete_of_account(tx, id).await?;
            Ok::<_, ApiError>(record(tx, [Fact::own(id, AccountEvent::Locked)], now).await?)
        })
        .await
}

/// Shuts an account: nobody comes in, nobody stays in.
pub(crate) async fn lock(tx: &Tx<'_>, id: AccountId, status: AccountStatus) -> ApiResult<()> {
    accounts::set_status(tx, id, status).await?;
    sessions::delete_of_account(tx, id).await?;
    Ok(())
}
