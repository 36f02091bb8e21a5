//! Showing the second factor: the end of a sign-in, or a fresh verification before a sensitive act.

use hilum_api_types::problem::ErrorCode;
use hilum_api_types::sessions::{ChallengeView, CreateVerification};
use hilum_domain::fact::{AccountEvent, Fact};
use hilum_domain::verification::{CHALLENGE_TRIES, FactorKind, Method, SecretPurpose};
use hilum_domain::{FieldCode, FieldError, Moment};
use hilum_store::{Tx, factors, secrets, sessions};

use serde_json::Value;

use super::{messages, passkeys, service};
use crate::auth::guess::Guess;
use crate::auth::throttle::{self, Try};
use crate::auth::{Principal, session};
use crate::context::Context;
use crate::error::{ApiError, ApiResult};
use crate::facts::record;
use crate::security::{secret, totp};

/// What has to be asked first.
pub(super) async fn challenge(
    context: &Context,
    principal: &Principal,
    method: Method,
) -> ApiResult<ChallengeView> {
    let open = service::methods(context, principal).await?.contains(&method);
    match method {
        Method::Passkey if open => passkeys::ask_known(context, principal).await,
        Method::Sms if open => messages::send_to_session(context, principal).await,
        Method::Passkey
        | Method::Sms
        | Method::Totp
        | Method::RecoveryCode
        | Method::Password
        | Method::Provider => Err(ApiError::Invalid(vec![FieldError::new("method", FieldCode::NotFound)])),
    }
}

/// Returns the person as they are now known, and the new secret of their session.
pub(super) async fn verify(
    context: &Context,
    principal: Principal,
    body: CreateVerification,
    address: String,
) -> ApiResult<(Principal, String)> {
    // Some way must be open to the person: that a password does not stand in for a factor is decided there.
    if !service::methods(context, &principal).await?.contains(&body.method) {
        return Err(ApiError::Invalid(vec![FieldError::new("method", FieldCode::NotFound)]));
    }
    let guess = Try::new(Guess::Code, &principal.id().to_string(), &address)
        .telling(&principal.account.email)
        .by(principal.author());
    throttle::judged(context, guess, |_| judge(context, principal, body)).await
}

async fn judge(
    context: &Context,
    principal: Principal,
    body: CreateVerification,
) -> ApiResult<(Principal, String)> {
    let shown = Shown::read(context, &principal, body).await?;
    let (author, theirs) = (principal.author(), context.clone());
    let outcome =
        context.store.write(author, async move |tx| attempt(tx, &theirs, &principal, &shown).await).await?;
    match outcome {
        Outcome::Verified(verified) => Ok(*verified),
        Outcome::Wrong => Err(ErrorCode::BadCode.into()),
        Outcome::Over => Err(ErrorCode::NotSignedIn.into()),
    }
}

/// What somebody shows, as far as it can be judged without the database.
#[derive(Clone, Debug)]
enum Shown {
    Totp(String),
    RecoveryCode(String),
    Sms(String),
    Passkey {
        id: String,
        credential: Value,
    },
    /// Compared already: hashing takes its time and has no place inside a transaction.
    Password(bool),
}

impl Shown {
    async fn read(context: &Context, principal: &Principal, body: CreateVerification) -> ApiResult<Self> {
        let code = || {
            let code = body.code.as_ref().map(|code| code.0.clone()).filter(|code| !code.trim().is_empty());
            code.ok_or_else(|| ApiError::Invalid(vec![FieldError::new("code", FieldCode::Required)]))
        };
        match body.method {
            Method::Totp => Ok(Self::Totp(code()?)),
            Method::RecoveryCode => Ok(Self::RecoveryCode(code()?)),
            Method::Password => {
                let hash = principal.account.password_hash.clone();
                Ok(Self::Password(context.hasher.verify(code()?, hash).await?.fits))
            }
            Method::Sms => Ok(Self::Sms(code()?)),
            Method::Passkey => match (body.id, body.credential) {
                (Some(id), Some(credential)) => Ok(Self::Passkey { id, credential }),
                (None, _) => Err(ApiError::Invalid(vec![FieldError::new("id", FieldCode::Required)])),
                (_, None) => Err(ApiError::Invalid(vec![FieldError::new("credential", FieldCode::Required)])),
            },
            Method::Provider => Err(ApiError::Invalid(vec![FieldError::new("method", FieldCode::NotFound)])),
        }
    }

    fn method(&self) -> Method {
        match self {
            Self::Totp(_) => Method::Totp,
            Self::RecoveryCode(_) => Method::RecoveryCode,
            Self::Sms(_) => Method::Sms,
            Self::Passkey { .. } => Method::Passkey,
            Self::Password(_) => Method::Password,
        }
    }
}

enum Outcome {
    Verified(Box<(Principal, String)>),
    Wrong,
    /// Too many wrong ones: the sign-in has to begin again.
    Over,
}

/// Consumes what is shown and raises the session, both or neither. A wrong code is written down too, so it is no error here.
async fn attempt(tx: &Tx<'_>, context: &Context, principal: &Principal, shown: &Shown) -> ApiResult<Outcome> {
    let now = principal.now;
    if !is_right(tx, context, principal, shown).await? {
        let failures = sessions::count_failure(tx, principal.session.id).await?;
        if principal.owes() && failures >= CHALLENGE_TRIES {
            sessions::delete(tx, principal.session.id).await?;
            return Ok(Outcome::Over);
        }
        return Ok(Outcome::Wrong);
    }
    throttle::forget(tx, &Guess::Code.key(&principal.id().to_string())).await?;
    if shown.method() == Method::RecoveryCode {
        record(tx, [Fact::own(principal.id(), AccountEvent::RecoveryCodeUsed)], now).await?;
    }
    let (session, secret) = session::raise(tx, &principal.session, shown.method(), now).await?;
    Ok(Outcome::Verified(Box::new((Principal { session: session.into(), ..principal.clone() }, secret))))
}

async fn is_right(tx: &Tx<'_>, context: &Context, principal: &Principal, shown: &Shown) -> ApiResult<bool> {
    let (id, now) = (principal.id(), principal.now);
    match shown {
        Shown::Password(fits) => Ok(*fits && factors::kinds(tx, id).await?.is_empty()),
        Shown::Totp(code) => use_totp(tx, context, principal, code, now).await,
        Shown::RecoveryCode(code) => {
            let hash = secret::recovery_hash(id, code);
            Ok(secrets::consume(tx, SecretPurpose::RecoveryCode, &hash, now).await?.is_some())
        }
        Shown::Sms(code) => messages::use_code(tx, id, principal.session.id, code, now).await,
        Shown::Passkey { id: challenge, credential } => {
            let session = principal.session.id.to_string();
            let Some(asked) = passkeys::take(tx, &session, challenge, now).await? else { return Ok(false) };
            let judged =
                passkeys::judge(tx, context, credential.clone(), asked.payload, Some(id), now).await?;
            Ok(judged.is_some())
        }
    }
}

/// Whether the code is that of one of the person's apps, and was not used before.
async fn use_totp(
    tx: &Tx<'_>,
    context: &Context,
    principal: &Principal,
    code: &str,
    now: Moment,
) -> ApiResult<bool> {
    let all = factors::of_account(tx, principal.id()).await?;
    for factor in all.iter().filter(|f| f.kind == FactorKind::Totp && f.confirmed_at.is_some()) {
        let shared = context.vault.unseal(principal.id(), &factor.secret)?;
        if let Some(step) = totp::matching_step(&shared, code, now)?
            && factors::use_step(tx, factor.id, step, now).await?
        {
            return Ok(true);
        }
    }
    Ok(false)
}
