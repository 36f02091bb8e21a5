//! What the links in mails are good for: each for one thing, once.

use hilum_api_types::accounts::{ConfirmAccount, ConfirmEmail, ConfirmPasswordReset};
use hilum_domain::account::{AccountStatus, EmailAddress};
use hilum_domain::fact::{AccountEvent, Fact};
use hilum_domain::registration::check_password_length;
use hilum_domain::verification::SecretPurpose;
use hilum_domain::{AccountId, FieldCode, FieldError, Moment};
use hilum_store::accounts::{self, NewAccount};
use hilum_store::secrets::{self, Secret};
use hilum_store::{Author, StoreError, new_id, sessions};
use serde::Deserialize;

use crate::auth::guess::Guess;
use crate::auth::throttle;
use crate::context::Context;
use crate::error::{ApiError, ApiResult, faultless};
use crate::facts::record;
use crate::http::given::{Given, Shape};
use crate::security::secret;

fn expired() -> ApiError {
    ApiError::Invalid(vec![FieldError::new("token", FieldCode::Expired)])
}

/// Passwords that can be tried with one link: looking at each takes its time.
const TRIES: i64 = 10;

/// Looks at the secret without taking it: a weak password must not cost the link. Every fault at once.
async fn look(
    context: &Context,
    purpose: SecretPurpose,
    token: &str,
    password: &str,
    shape: Shape,
) -> ApiResult<(String, Secret)> {
    let (hash, now) = (secret::hash(token), context.now());
    let mut errors = Vec::new();
    check_password_length(&mut errors, "password", password);
    let mut found = secrets::find(&context.store.db(), purpose, &hash, now).await?;
    if let Some(secret) = &found
        && errors.is_empty()
        && !count_try(context, purpose, secret.subject.clone(), now).await?
    {
        found = None;
    }
    match found {
        Some(found) => shape.with(Ok((hash, found))),
        None => {
            errors.insert(0, FieldError::new("token", FieldCode::Expired));
            shape.with(Err(ApiError::Invalid(errors)))
        }
    }
}

async fn count_try(
    context: &Context,
    purpose: SecretPurpose,
    subject: String,
    now: Moment,
) -> ApiResult<bool> {
    context
        .store
        .write(Author::Stranger, async move |tx| {
            Ok(secrets::count_try(tx, purpose, &subject, TRIES, now).await?)
        })
        .await
}

async fn refuse_weak(context: &Context, password: &str, personal: &[&str]) -> ApiResult<()> {
    let faults = context.hasher.faults("password", password, personal).await?;
    faultless(faults)
}

/// What a registration says; kept with the secret, for there is no account before.
#[derive(Clone, Debug, Deserialize)]
struct Registration {
    first_name: String,
    last_name: String,
    email: String,
    language: String,
}

pub(super) async fn account(context: &Context, body: Given<ConfirmAccount>) -> ApiResult<()> {
    let (body, shape) = body.split();
    let purpose = SecretPurpose::Registration;
    let (hash, found) = look(context, purpose, &body.token.0, &body.password.0, shape).await?;
    let given: Registration =
        serde_json::from_value(found.payload).ok().ok_or(StoreError::Corrupt("a registration"))?;
    refuse_weak(context, &body.password.0, &[&given.first_name, &given.last_name, &given.email]).await?;
    let now = context.now();
    let new = NewAccount {
        id: new_id(now).into(),
        email: EmailAddress::parse(&given.email).ok_or(StoreError::Corrupt("a registered address"))?,
        first_name: given.first_name,
        last_name: given.last_name,
        language: given.language,
        password_hash: Some(context.hasher.hash(body.password.0).await?),
        training: context.settings.training.enabled,
    };
    let made = context
        .store
        .write(Author::Stranger, async move |tx| {
            secrets::consume(tx, SecretPurpose::Registration, &hash, now).await?.ok_or_else(expired)?;
            accounts::insert(tx, &new, now).await?;
            Ok(record(tx, [Fact::own(new.id, AccountEvent::Created { provider: None })], now).await?)
        })
        .await;
    match made {
        // Somebody was faster with the same address: this link is as good as used.
        Err(ApiError::Store(StoreError::Duplicate)) => Err(expired()),
        other => other,
    }
}

pub(super) async fn password_reset(context: &Context, body: Given<ConfirmPasswordReset>) -> ApiResult<()> {
    let (body, shape) = body.split();
    let purpose = SecretPurpose::PasswordReset;
    let (hash, found) = look(context, purpose, &body.token.0, &body.password.0, shape).await?;
    let id: AccountId = found.account.ok_or(StoreError::Corrupt("a reset of nobody's password"))?;
    let person = accounts::find(&context.store.db(), id).await?.ok_or_else(expired)?;
    // It was sent to an address that is the person's no more.
    if found.payload["email"] != person.email {
        return Err(expired());
    }
    refuse_weak(context, &body.password.0, &[&person.first_name, &person.last_name, &person.email]).await?;
    let password_hash = context.hasher.hash(body.password.0).await?;

    let now = context.now();
    context
        .store
        .write(Author::Stranger, async move |tx| {
            secrets::consume(tx, SecretPurpose::PasswordReset, &hash, now).await?.ok_or_else(expired)?;
            let person = accounts::find(tx, id).await?.ok_or_else(expired)?;
            accounts::set_password(tx, id, &password_hash).await?;
            // While the account is locked nothing is proved: somebody else may have asked for the link.
            if person.status()? == AccountStatus::Active {
                accounts::proved(tx, &person).await?;
            }
            // Whoever knew the old one is out (ASVS 7.4.3); whoever guessed at it is forgotten.
            sessions::delete_of_account(tx, id).await?;
            secrets::delete_links(tx, id).await?;
            throttle::forget(tx, &Guess::Password.key(&person.email)).await?;
            Ok::<_, ApiError>(record(tx, [Fact::own(id, AccountEvent::PasswordReset)], now).await?)
        })
        .await
}

pub(super) async fn email(context: &Context, body: ConfirmEmail) -> ApiResult<()> {
    let hash = secret::hash(&body.token.0);
    let now = context.now();
    let changed = context
        .store
        .write(Author::Stranger, async move |tx| {
            let found =
                secrets::consume(tx, SecretPurpose::EmailChange, &hash, now).await?.ok_or_else(expired)?;
            let id = found.account.ok_or(StoreError::Corrupt("a change of nobody's address"))?;
            let person = accounts::find(tx, id).await?.ok_or_else(expired)?;
            if person.status()? != AccountStatus::Active {
                return Err(expired());
            }
            let new = found.payload["email"].as_str().and_then(EmailAddress::parse);
            let new = new.ok_or(StoreError::Corrupt("a new address"))?;
            accounts::set_email(tx, id, &new).await?;
            // A link to the old address must not open the account any more.
            secrets::delete_links(tx, id).await?;
            let event = AccountEvent::EmailChanged { former: person.email };
            Ok::<_, ApiError>(record(tx, [Fact::own(id, event)], now).await?)
        })
        .await;
    match changed {
        Err(ApiError::Store(StoreError::Duplicate)) => Err(expired()),
        other => other,
    }
}
