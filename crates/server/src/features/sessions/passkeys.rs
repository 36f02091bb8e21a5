//! Passkeys: asking for one, judging the answer, and signing in with nothing else.

use hilum_api_types::problem::ErrorCode;
use hilum_api_types::sessions::{ChallengeView, PasskeySignIn};
use hilum_domain::verification::{FactorKind, Method, SecretPurpose};
use hilum_domain::{AccountId, Moment};
use hilum_store::factors::{self, Factor};
use hilum_store::secrets::{self, NewSecret, Secret};
use hilum_store::sessions::Origin;
use hilum_store::{Author, Tx};
use serde_json::Value;

use super::service::{Entered, begin};
use crate::auth::session::Entry;
use crate::auth::{Principal, origin, throttle};
use crate::context::Context;
use crate::error::{ApiError, ApiResult};
use crate::security::secret;
use crate::security::webauthn::{self, Begun, Passkeys, Refusal};

/// What questions to people we do not know yet belong to, in the place of a session.
const SIGN_IN: &str = "sign-in";
/// Questions of one network address that wait for an answer: a hospital may share one address.
const OPEN_QUESTIONS: u64 = 300;

/// Where this Hilum has passkeys at all.
pub(crate) fn here(context: &Context) -> ApiResult<&Passkeys> {
    context.passkeys.as_deref().ok_or_else(ApiError::not_found)
}

/// What is asked, to be kept until the answer comes. `key`: the answer must name it; `asker`: and come from there.
pub(crate) fn question(
    asker: &str,
    key: &str,
    account: Option<AccountId>,
    subject: String,
    state: Value,
) -> NewSecret {
    NewSecret {
        purpose: SecretPurpose::PasskeyChallenge,
        hash: secret::hash_for(asker, key),
        account,
        subject,
        payload: state,
    }
}

/// What was asked, once.
pub(crate) async fn take(tx: &Tx<'_>, asker: &str, key: &str, now: Moment) -> ApiResult<Option<Secret>> {
    let hash = secret::hash_for(asker, key);
    Ok(secrets::consume(tx, SecretPurpose::PasskeyChallenge, &hash, now).await?)
}

pub(super) async fn ask_known(context: &Context, principal: &Principal) -> ApiResult<ChallengeView> {
    let all = factors::of_account(&context.store.db(), principal.id()).await?;
    let usable = all.into_iter().filter(|f| f.kind == FactorKind::Passkey && f.confirmed_at.is_some());
    let ids: Vec<String> = usable.filter_map(|factor| factor.credential).collect();
    let Begun { options, state } = here(context)?.begin_verification(&ids)?;
    let id = secret::token()?;
    let (session, now) = (principal.session.id.to_string(), principal.now);
    let asked = question(&session, &id, Some(principal.id()), session.clone(), state);
    context
        .store
        .write(principal.author(), async move |tx| {
            secrets::delete_of_subject(tx, asked.purpose, &asked.subject).await?;
            Ok::<_, ApiError>(secrets::insert(tx, &asked, now).await?)
        })
        .await?;
    Ok(ChallengeView { method: Method::Passkey, id: Some(id), options: Some(options), sent_to: None })
}

pub(super) async fn ask_anybody(context: &Context, origin: Origin) -> ApiResult<ChallengeView> {
    let Begun { options, state } = here(context)?.begin_sign_in()?;
    let id = secret::token()?;
    let subject = secret::hash_for(SIGN_IN, &origin::network(&origin.address));
    let (asked, now) = (question(SIGN_IN, &id, None, subject, state), context.now());
    context
        .store
        .write(Author::Stranger, async move |tx| {
            if secrets::count(tx, asked.purpose, &asked.subject, now).await? >= OPEN_QUESTIONS {
                return Err(ApiError::Later(ErrorCode::TooManyAttempts, 60));
            }
            Ok(secrets::insert(tx, &asked, now).await?)
        })
        .await?;
    Ok(ChallengeView { method: Method::Passkey, id: Some(id), options: Some(options), sent_to: None })
}

/// Without a password, and whatever was tried with passwords meanwhile: that somebody keeps guessing them must not shut
/// out who has a passkey. The network address is counted all the same.
pub(super) async fn sign_in(
    context: &Context,
    body: PasskeySignIn,
    origin: Origin,
    old_token: Option<String>,
) -> ApiResult<(Principal, String)> {
    here(context)?;
    let (theirs, address, now) = (context.clone(), origin.address.clone(), context.now());
    let account = context
        .store
        .write(Author::Stranger, async move |tx| {
            throttle::check_address(tx, &address, now).await?;
            let account = match take(tx, SIGN_IN, &body.id, now).await? {
                Some(asked) => judge(tx, &theirs, body.credential.clone(), asked.payload, None, now).await?,
                None => None,
            };
            if account.is_none() {
                throttle::count_anonymous(tx, "passkey", &address, now).await?;
            }
            Ok::<_, ApiError>(account)
        })
        .await
        .map_err(ApiError::without_verdict)?
        .ok_or(ErrorCode::BadCode)?;
    begin(context, Entered::new(Entry::new(account, Method::Passkey, origin), old_token)).await
}

/// Whose passkey has answered, if the answer is right. `owner`: whose it must be, where that is known.
pub(super) async fn judge(
    tx: &Tx<'_>,
    context: &Context,
    credential: Value,
    asked: Value,
    owner: Option<AccountId>,
    now: Moment,
) -> ApiResult<Option<AccountId>> {
    let passkeys = here(context)?;
    let Ok(id) = webauthn::credential_id(&credential) else { return Ok(None) };
    let known = factors::find_by_credential(tx, &id).await?;
    let usable = |f: &Factor| f.confirmed_at.is_some() && owner.is_none_or(|owner| f.account == owner);
    let Some(factor) = known.filter(usable) else { return Ok(None) };
    let account = factor.account;
    let passkey = context.vault.unseal(account, &factor.secret)?;
    let judged = match owner {
        Some(_) => passkeys.finish_verification(credential, asked, &passkey, account),
        None => passkeys.finish_sign_in(credential, asked, &passkey, account),
    };
    match judged {
        Ok(passkey) => {
            let sealed = context.vault.seal(account, &passkey)?;
            factors::used(tx, factor.id, Some(sealed), now).await?;
            Ok(Some(account))
        }
        // What we kept ourselves cannot be read: that is no verdict.
        Err(Refusal::Ours(error)) => Err(error.into()),
        Err(refusal) => {
            tracing::warn!(factor = %factor.id, %refusal, "a passkey was refused");
            Ok(None)
        }
    }
}
