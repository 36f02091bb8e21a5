//! Making people from the command line: the first administrator, and passwords for those who were imported.

use anyhow::{Context as _, bail};
use hilum_domain::account::EmailAddress;
use hilum_domain::catalogue::PORTAL;
use hilum_domain::fact::{AccountEvent, By, Fact, GrantEvent};
use hilum_domain::grant::{Grant, GrantStatus};
use hilum_domain::policy::PortalRole;
use hilum_domain::registration::check_name;
use hilum_domain::{AccountId, FieldCode, Moment};
use hilum_store::accounts::{self, NewAccount};
use hilum_store::grants::{self, StoredGrant};
use hilum_store::{Author, StoreError, Tx, new_id, secrets, sessions};

use crate::auth::device;
use crate::context::Context;
use crate::facts::record;
use crate::security::secret;

/// Who is to be made.
#[derive(Clone, Debug)]
pub struct Person {
    pub email: String,
    pub first_name: String,
    pub last_name: String,
}

/// A password that nobody has to invent: 120 random bits.
pub fn random_password() -> anyhow::Result<String> {
    secret::readable(24)
}

/// Makes an account that holds a portal role at once. Refused when the address is known.
pub async fn create(
    context: &Context,
    person: Person,
    role: PortalRole,
    password: String,
) -> anyhow::Result<AccountId> {
    let email = EmailAddress::parse(&person.email)
        .with_context(|| format!("{} is not a mail address", person.email))?;
    let mut faults = Vec::new();
    check_name(&mut faults, "first_name", &person.first_name);
    check_name(&mut faults, "last_name", &person.last_name);
    if let Some(fault) = faults.first() {
        bail!("both names are needed, on one line: {} is {}", fault.field, fault.code.as_str());
    }
    let hash = hashed(context, &password, &[email.as_str(), &person.first_name, &person.last_name]).await?;
    let new = NewAccount {
        id: new_id(context.now()).into(),
        email,
        first_name: person.first_name.trim().to_owned(),
        last_name: person.last_name.trim().to_owned(),
        language: "en".into(),
        password_hash: Some(hash),
        training: false,
    };
    let id = new.id;
    let now = context.now();
    let made: Result<(), StoreError> = context
        .store
        .write(Author::System, async move |tx| {
            accounts::insert(tx, &new, now).await?;
            let person = Fact::of_account(new.id, By::SYSTEM, AccountEvent::MadeByOperator);
            record(tx, [person, give_role(tx, new.id, role, now).await?], now).await
        })
        .await;
    match made {
        Ok(()) => Ok(id),
        Err(StoreError::Duplicate) => bail!("somebody with this address exists already"),
        Err(error) => Err(error.into()),
    }
}

/// Sets the password of somebody who exists, and ends their sessions: whoever knew the old one is out (ASVS 7.4.3).
pub async fn set_password(context: &Context, email: &str, password: String) -> anyhow::Result<()> {
    let address = EmailAddress::parse(email).with_context(|| format!("{email} is not a mail address"))?;
    let account =
        accounts::find_by_email(&context.store.db(), &address).await?.context("nobody has this address")?;
    let hash = hashed(context, &password, &[&account.email, &account.first_name, &account.last_name]).await?;
    let id = account.id();
    let now = context.now();
    context
        .store
        .write(Author::System, async move |tx| {
            let person = accounts::find(tx, id).await?.ok_or(StoreError::Conflict)?;
            accounts::set_password(tx, id, &hash).await?;
            // The operator at the machine knows whom they give it to.
            accounts::proved(tx, &person).await?;
            device::forget_all(tx, id).await?;
            secrets::delete_links(tx, id).await?;
            sessions::delete_of_account(tx, id).await?;
            record(tx, [Fact::of_account(id, By::SYSTEM, AccountEvent::PasswordSetByOperator)], now).await
        })
        .await
        .map_err(|error: StoreError| error.into())
}

async fn hashed(context: &Context, password: &str, personal: &[&str]) -> anyhow::Result<String> {
    if let Some(fault) = context.hasher.faults("password", password, personal).await?.first() {
        bail!("the password is not accepted: {}", explained(fault.code));
    }
    Ok(context.hasher.hash(password.to_owned()).await?)
}

/// For the person at the machine.
fn explained(fault: FieldCode) -> &'static str {
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "a password has these faults; others show as their code"
    )]
    match fault {
        FieldCode::Required | FieldCode::TooShort => "it has fewer than 12 characters",
        FieldCode::TooLong => "it has more than 256 characters",
        FieldCode::PersonalPassword => "it contains the person's name or address",
        FieldCode::CommonPassword => "it is among the first to be guessed",
        other => other.as_str(),
    }
}

/// The operator at the machine decides here, and history says so.
async fn give_role(
    tx: &Tx<'_>,
    account: AccountId,
    role: PortalRole,
    now: Moment,
) -> Result<Fact, StoreError> {
    let root = tx.catalogue().networks(PORTAL).next();
    let node = root.ok_or(StoreError::Corrupt("the catalogue has no node for the portal itself"))?;
    let grant = Grant {
        id: new_id(now).into(),
        account,
        application: PORTAL.into(),
        organisation: node.id,
        network: node.network,
        profile: role.as_str().into(),
        status: GrantStatus::Active,
        valid_from: Some(now),
        valid_until: None,
    };
    let stored =
        StoredGrant { scope: grant.network, request: None, item: None, created_at: now, version: 1, grant };
    grants::insert(tx, &stored).await?;
    Ok(Fact::of_grant(stored.grant, None, By::SYSTEM, GrantEvent::MadeByOperator))
}
