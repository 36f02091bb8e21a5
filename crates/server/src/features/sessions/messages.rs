//! Codes by text message: having one sent, and using it.

use hilum_api_types::problem::ErrorCode;
use hilum_api_types::sessions::ChallengeView;
use hilum_domain::phone::PhoneNumber;
use hilum_domain::policy::Capability;
use hilum_domain::verification::{FactorKind, Method, SecretPurpose};
use hilum_domain::{AccountId, Moment};
use hilum_store::factors::{self, Factor};
use hilum_store::{Tx, secrets};
use uuid::Uuid;

use crate::auth::{Principal, throttle};
use crate::context::Context;
use crate::delivery::sms::SmsCode;
use crate::error::{ApiError, ApiResult};
use crate::facts;
use crate::security::{secret, sms};

/// Not for administrators, whatever is configured: a telephone number can be taken over.
pub(crate) fn refuse_administrators(principal: &Principal) -> ApiResult<()> {
    if principal.actor.can(Capability::Administer) { Err(ErrorCode::Forbidden.into()) } else { Ok(()) }
}

/// To the newest of the person's telephones.
pub(super) async fn send_to_session(context: &Context, principal: &Principal) -> ApiResult<ChallengeView> {
    refuse_administrators(principal)?;
    let all = factors::of_account(&context.store.db(), principal.id()).await?;
    let usable = |f: &Factor| f.kind == FactorKind::Sms && f.confirmed_at.is_some();
    let factor = all.into_iter().rev().find(usable).ok_or_else(ApiError::not_found)?;
    let sent_to = send(context, principal, &factor, principal.session.id).await?;
    Ok(ChallengeView { method: Method::Sms, id: None, options: None, sent_to: Some(sent_to) })
}

/// Has a code for `target` sent, and says where to; 429 where there were enough of them.
pub(crate) async fn send(
    context: &Context,
    principal: &Principal,
    factor: &Factor,
    target: Uuid,
) -> ApiResult<String> {
    if !context.settings.sends_sms() {
        return Err(ApiError::not_found());
    }
    let number = number(context, factor)?;
    let code = SmsCode { account: principal.id(), factor: factor.id, target };
    let unproven = factor.confirmed_at.is_none().then(|| number.as_str().to_owned());

    let now = principal.now;
    context
        .store
        .write(principal.author(), async move |tx| {
            throttle::count_text(tx, code.account, unproven.as_deref(), code.target, now).await?;
            // What was sent before counts no more, even while the new one is on its way.
            let target = code.target.to_string();
            secrets::delete_of_subject(tx, SecretPurpose::SmsCode, &target).await?;
            Ok::<_, ApiError>(facts::send(tx, code.message(now), now).await?)
        })
        .await?;
    Ok(number.hint())
}

pub(crate) fn number(context: &Context, factor: &Factor) -> ApiResult<PhoneNumber> {
    let number = context.vault.unseal(factor.account, &factor.secret)?;
    PhoneNumber::parse(&number).ok_or_else(|| anyhow::anyhow!("a stored number is unreadable").into())
}

/// Tries a code for `target`: counted before it is compared, so that parallel guesses are three at most.
pub(crate) async fn use_code(
    tx: &Tx<'_>,
    account: AccountId,
    target: Uuid,
    typed: &str,
    now: Moment,
) -> ApiResult<bool> {
    let purpose = SecretPurpose::SmsCode;
    if !secrets::count_try(tx, purpose, &target.to_string(), sms::TRIES, now).await? {
        return Ok(false);
    }
    let digits: String = typed.chars().filter(|c| !c.is_whitespace()).collect();
    let used = secrets::consume(tx, purpose, &secret::hash_for(target, &digits), now).await?;
    let Some(used) = used.filter(|used| used.account == Some(account)) else { return Ok(false) };
    if let Some(factor) = used.payload["factor"].as_str().and_then(|id| id.parse().ok()) {
        factors::used(tx, factor, None, now).await?;
    }
    Ok(true)
}
