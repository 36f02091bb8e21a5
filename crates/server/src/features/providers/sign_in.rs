//! From here to the provider and back. A sign-in is consumed once (invariant 14) and belongs to the browser that began it.

use std::time::Duration;

use hilum_api_types::problem::ErrorCode;
use hilum_domain::Moment;
use hilum_domain::account::{EmailAddress, is_invisible};
use hilum_domain::bounds::PersonName;
use hilum_domain::fact::{AccountEvent, Fact};
use hilum_domain::verification::{FRESH, Method, SecretPurpose};
use hilum_store::accounts::{self, NewAccount};
use hilum_store::identities::{self, Identity};
use hilum_store::secrets::{self, NewSecret};
use hilum_store::sessions::{self, Origin};
use hilum_store::{Author, StoreError, new_id};
use serde::{Deserialize, Serialize};

use crate::auth::origin;
use crate::auth::session::Entry;
use crate::context::Context;
use crate::error::{ApiError, ApiResult};
use crate::facts::record;
use crate::features::sessions::service::{self, Entered};
use crate::providers::{Answer, ExternalIdentity, Fault, Journey, Provider};
use crate::security::secret;

/// The provider has that long, all questions together: less than a request.
const PATIENCE: Duration = Duration::from_secs(12);

/// Sign-ins of one network that are under way: a hospital may share one address.
const OPEN: u64 = 300;

/// Who comes by browser is told by the page, which reads the code from its address.
#[derive(Debug)]
pub(super) enum Outcome<T> {
    Done(T),
    Refused(&'static str),
}

/// Who stands at the door.
#[derive(Debug)]
pub(super) struct Arrival {
    /// The cookie of [`super::BROWSER`].
    pub browser: Option<String>,
    pub old_session: Option<String>,
    pub origin: Origin,
}

#[derive(Debug)]
pub(super) enum Completed {
    SignedIn {
        return_to: String,
        secret: String,
    },
    /// Not known yet, and nobody's by its address alone: the person shows which account is theirs.
    ToLink {
        token: String,
        browser: String,
    },
}

/// An identity that waits for its account. What else the provider said is not kept.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Linkable {
    pub provider: String,
    pub issuer: String,
    pub subject: String,
    /// Hash of the browser's cookie: a token sent to somebody else links nothing to their account.
    pub browser: String,
}

pub(super) fn find<'c>(context: &'c Context, id: &str) -> ApiResult<&'c Provider> {
    context.providers.find(id).ok_or_else(ApiError::not_found)
}

fn refusal(provider: &str, fault: &Fault) -> &'static str {
    tracing::warn!(provider, %fault, "nobody was signed in through a provider");
    match fault {
        Fault::Unavailable(_) => "provider_unavailable",
        Fault::Failed(_) => "provider_failed",
        Fault::Refused(_) => "provider_refused",
        Fault::AssuranceTooLow => "assurance_too_low",
    }
}

async fn patiently<T>(answer: impl Future<Output = Result<T, Fault>>) -> Result<T, Fault> {
    let late = |_| Err(Fault::Unavailable("it takes too long".into()));
    tokio::time::timeout(PATIENCE, answer).await.unwrap_or_else(late)
}

/// The address to go to, and the value of the browser's cookie.
pub(super) async fn begin(
    context: &Context,
    id: &str,
    return_to: String,
    browser: Option<String>,
    session: Option<String>,
    asker: &str,
) -> ApiResult<Outcome<(String, String)>> {
    let (provider, now) = (find(context, id)?, context.now());
    // Kept where there is one: two tabs may sign in at once.
    let browser = browser.filter(|value| value.len() == 43).map_or_else(secret::token, Ok)?;
    let state = secret::token()?;
    let journey = Journey {
        provider: id.to_owned(),
        nonce: secret::token()?,
        verifier: secret::token()?,
        return_to,
        browser: secret::hash(&browser),
        again: is_signed_in(context, session, now).await?,
        begun_at: now,
    };
    let address = match patiently(provider.begin(&journey, &state, now)).await {
        Ok(address) => address,
        Err(fault) => return Ok(Outcome::Refused(refusal(id, &fault))),
    };
    let payload = serde_json::to_value(&journey).map_err(anyhow::Error::from)?;
    let subject = secret::hash_for("provider-sign-in", &origin::network(asker));
    if keep(context, SecretPurpose::ProviderSignIn, &state, subject, payload, now).await? {
        Ok(Outcome::Done((address, browser)))
    } else {
        Ok(Outcome::Refused("too_many_attempts"))
    }
}

async fn is_signed_in(context: &Context, session: Option<String>, now: Moment) -> ApiResult<bool> {
    let Some(token) = session else { return Ok(false) };
    Ok(sessions::find(&context.store.db(), &token).await?.is_some_and(|session| now < session.expires_at))
}

/// Whether there was room for it: anybody may ask, and each time something is kept.
async fn keep(
    context: &Context,
    purpose: SecretPurpose,
    plain: &str,
    subject: String,
    payload: serde_json::Value,
    now: Moment,
) -> ApiResult<bool> {
    let new = NewSecret { purpose, subject, hash: secret::hash(plain), account: None, payload };
    context
        .store
        .write(Author::Stranger, async move |tx| {
            let room = secrets::count(tx, new.purpose, &new.subject, now).await? < OPEN;
            if room {
                secrets::insert(tx, &new, now).await?;
            }
            Ok(room)
        })
        .await
        .map_err(|error: StoreError| error.into())
}

pub(super) async fn complete(
    context: &Context,
    id: &str,
    answer: Answer,
    arrival: Arrival,
) -> ApiResult<Outcome<Completed>> {
    let (provider, now) = (find(context, id)?, context.now());
    let state = answer.state.clone().unwrap_or_default();
    let journey = match take(context, id, &state, &arrival, now).await? {
        Ok(journey) => journey,
        Err(fault) => return Ok(Outcome::Refused(refusal(id, &fault))),
    };
    match patiently(provider.finish(&journey, &state, &answer, now)).await {
        Ok(identity) => enter(context, provider, identity, journey, arrival, now).await,
        Err(fault) => Ok(Outcome::Refused(refusal(id, &fault))),
    }
}

/// The sign-in that began with `state`; it is taken whether or not it fits what follows.
async fn take(
    context: &Context,
    id: &str,
    state: &str,
    arrival: &Arrival,
    now: Moment,
) -> ApiResult<Result<Journey, Fault>> {
    let hash = secret::hash(state);
    let taken = context
        .store
        .write(Author::Stranger, async move |tx| {
            secrets::consume(tx, SecretPurpose::ProviderSignIn, &hash, now).await
        })
        .await
        .map_err(|error: StoreError| ApiError::from(error))?;
    let Some(taken) = taken else { return Ok(Err(Fault::Failed("the state is unknown or used".into()))) };
    let journey: Journey =
        serde_json::from_value(taken.payload).ok().ok_or(StoreError::Corrupt("a provider sign-in"))?;
    let same_browser = arrival.browser.as_deref().is_some_and(|value| secret::hash(value) == journey.browser);
    Ok(if journey.provider != id {
        Err(Fault::Failed("it began at another provider".into()))
    } else if !same_browser {
        Err(Fault::Failed("it began in another browser".into()))
    } else {
        Ok(journey)
    })
}

async fn enter(
    context: &Context,
    provider: &Provider,
    identity: ExternalIdentity,
    journey: Journey,
    arrival: Arrival,
    now: Moment,
) -> ApiResult<Outcome<Completed>> {
    let known = identities::find(&context.store.db(), &identity.issuer, &identity.subject).await?;
    let known = match known {
        Some(known) => Some(known),
        // Who is signed in wants to link, not to have another account.
        None if is_signed_in(context, arrival.old_session.clone(), now).await? => None,
        None => create_account(context, provider, &identity, now).await?,
    };
    let Some(known) = known else { return to_link(context, identity, arrival, now).await };
    let origin = Origin {
        provider: Some(identity.provider.clone()),
        provider_session: identity.session.clone(),
        ..arrival.origin
    };
    let entry = Entry {
        account: known.account_id.into(),
        assurance: identity.assurance,
        method: Method::Provider,
        origin,
        // Without its word, the provider has not verified anybody just now.
        verified_at: Some(identity.auth_time.unwrap_or(now - FRESH).min(now)),
    };
    match service::begin(context, Entered::new(entry, arrival.old_session)).await {
        Ok((_, secret)) => {
            let id = known.id;
            context
                .store
                .write(Author::Stranger, async move |tx| identities::used(tx, id, now).await)
                .await
                .map_err(|error: StoreError| ApiError::from(error))?;
            Ok(Outcome::Done(Completed::SignedIn { return_to: journey.return_to, secret }))
        }
        Err(ApiError::Code(ErrorCode::AccountSuspended)) => Ok(Outcome::Refused("account_suspended")),
        Err(ApiError::Code(ErrorCode::AccountLocked)) => Ok(Outcome::Refused("account_locked")),
        Err(ApiError::Code(ErrorCode::ProofRequired)) => Ok(Outcome::Refused("proof_required")),
        Err(ApiError::Code(ErrorCode::BadCredentials)) => Ok(Outcome::Refused("provider_refused")),
        Err(other) => Err(other),
    }
}

/// An account for somebody new. None where the address is not proved to be theirs, and none where it is somebody's:
/// an equal address links nothing.
async fn create_account(
    context: &Context,
    provider: &Provider,
    identity: &ExternalIdentity,
    now: Moment,
) -> ApiResult<Option<Identity>> {
    let email = identity.email.as_deref().filter(|_| identity.email_verified).and_then(EmailAddress::parse);
    let Some(email) = email.filter(|_| provider.settings.may_create_accounts) else { return Ok(None) };
    if accounts::find_by_email(&context.store.db(), &email).await?.is_some() {
        return Ok(None);
    }
    let (first_name, mut last_name) = (name(&identity.first_name), name(&identity.last_name));
    if first_name.is_empty() && last_name.is_empty() {
        last_name = name(email.as_str().split('@').next().unwrap_or_default());
    }
    let new = NewAccount {
        id: new_id(now).into(),
        email,
        first_name,
        last_name,
        language: "en".into(),
        password_hash: None,
        training: context.settings.training.enabled,
    };
    let row = identity_row(new.id.into(), &identity.provider, &identity.issuer, &identity.subject, now);
    let made = context
        .store
        .write(Author::Stranger, async move |tx| {
            accounts::insert(tx, &new, now).await?;
            identities::insert(tx, row.clone()).await?;
            let event = AccountEvent::Created { provider: Some(row.provider.clone()) };
            record(tx, [Fact::own(new.id, event)], now).await?;
            Ok::<_, StoreError>(row.clone())
        })
        .await;
    match made {
        Ok(row) => Ok(Some(row)),
        // Somebody was faster with the address, or this very person in another tab.
        Err(StoreError::Duplicate) => {
            Ok(identities::find(&context.store.db(), &identity.issuer, &identity.subject).await?)
        }
        Err(other) => Err(other.into()),
    }
}

pub(super) fn identity_row(
    account: uuid::Uuid,
    provider: &str,
    issuer: &str,
    subject: &str,
    now: Moment,
) -> Identity {
    Identity {
        id: new_id(now),
        account_id: account,
        provider: provider.to_owned(),
        issuer: issuer.to_owned(),
        subject: subject.to_owned(),
        created_at: now,
        last_used_at: now,
    }
}

/// As a name is allowed to be, whatever the provider says.
fn name(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_control() && !is_invisible(*c))
        .take(PersonName::MAX as usize)
        .collect::<String>()
        .trim()
        .to_owned()
}

async fn to_link(
    context: &Context,
    identity: ExternalIdentity,
    arrival: Arrival,
    now: Moment,
) -> ApiResult<Outcome<Completed>> {
    let (token, browser) = (secret::token()?, arrival.browser.unwrap_or_default());
    let linkable = Linkable {
        provider: identity.provider,
        issuer: identity.issuer,
        subject: identity.subject,
        browser: secret::hash(&browser),
    };
    let payload = serde_json::to_value(&linkable).map_err(anyhow::Error::from)?;
    // Whoever comes here has been to the provider: as many as there are.
    let subject = secret::hash(&token);
    keep(context, SecretPurpose::ProviderLink, &token, subject, payload, now).await?;
    Ok(Outcome::Done(Completed::ToLink { token, browser }))
}
