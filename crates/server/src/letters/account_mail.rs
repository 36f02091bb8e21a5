//! Mails about accounts. What is written down names whom to write to and why; the rest happens at delivery: whether an
//! address is known is looked up here, never while somebody waits for an answer, and a link's secret is made here, so
//! that it stands nowhere but in the mail. Each try makes a new one in the place of the one before.

use hilum_domain::account::{AccountStatus, EmailAddress, Owes};
use hilum_domain::verification::{FactorKind, SecretPurpose};
use hilum_domain::{AccountId, Moment};
use hilum_store::accounts::{self, Account, address_key};
use hilum_store::outbox::{Lane, NewMessage};
use hilum_store::secrets::{self, NewSecret};
use hilum_store::{Author, StoreError, identities, new_id, sessions};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use uuid::Uuid;

use super::letter::{Recipient, Rendered, write};
use crate::context::Context;
use crate::security::secret;

/// The kind of outbox rows that are mails about accounts.
pub(crate) const KIND: &str = "account_mail";

/// Says that nobody has proved the address yet: what they typed is not sent there.
const UNPROVED: (&str, &str) = ("known", "no");

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "about", rename_all = "snake_case")]
pub(crate) enum AccountMail {
    Registration {
        first_name: String,
        last_name: String,
        email: String,
        language: String,
    },
    PasswordReset {
        email: String,
    },
    /// To the new address, to be proved.
    EmailChange {
        account: AccountId,
        /// In which it was asked for: once it is over, nothing is sent. Whoever receives mail can put its delivery off.
        session: Uuid,
        email: String,
    },
    /// To the old one.
    EmailChanged {
        account: AccountId,
        old_email: String,
    },
    /// Somebody keeps guessing.
    FailedSignIns {
        email: String,
    },
    PasswordChanged {
        account: AccountId,
    },
    FactorAdded {
        account: AccountId,
        kind: FactorKind,
    },
    FactorRemoved {
        account: AccountId,
        kind: FactorKind,
    },
    /// `provider`: its code.
    IdentityLinked {
        account: AccountId,
        provider: String,
    },
    IdentityUnlinked {
        account: AccountId,
        provider: String,
    },
    RecoveryCodeUsed {
        account: AccountId,
    },
    RecoveryCodesMade {
        account: AccountId,
    },
    Locked {
        account: AccountId,
    },
    Suspended {
        account: AccountId,
        reason: String,
    },
    Unlocked {
        account: AccountId,
    },
    /// The account is no more; the address is known to nobody but this row, for as long as it waits.
    Closed {
        email: String,
        first_name: String,
        language: String,
    },
    /// The same, because nobody has used it for so long.
    ClosedUnused {
        email: String,
        first_name: String,
        language: String,
    },
}

impl AccountMail {
    /// The beginning of its messages' keys.
    const fn key(&self) -> &'static str {
        match self {
            Self::Registration { .. } => "registration",
            Self::PasswordReset { .. } => "password-reset",
            Self::EmailChange { .. } => "email-change",
            Self::EmailChanged { .. } => "email-changed",
            Self::FailedSignIns { .. } => "failed-sign-ins",
            Self::PasswordChanged { .. } => "password-changed",
            Self::FactorAdded { .. } => "factor-added",
            Self::FactorRemoved { .. } => "factor-removed",
            Self::IdentityLinked { .. } => "identity-linked",
            Self::IdentityUnlinked { .. } => "identity-unlinked",
            Self::RecoveryCodeUsed { .. } => "recovery-code-used",
            Self::RecoveryCodesMade { .. } => "recovery-codes-made",
            Self::Locked { .. } => "account-locked",
            Self::Suspended { .. } => "account-suspended",
            Self::Unlocked { .. } => "account-unlocked",
            Self::Closed { .. } => "account-closed",
            Self::ClosedUnused { .. } => "account-closed-unused",
        }
    }

    /// `cause`: what this is sent for; the same cause never makes two mails of a kind.
    pub(crate) fn message(&self, cause: &str) -> NewMessage {
        NewMessage::new(Lane::Mail, KIND, format!("{}:{cause}", self.key()), self)
    }

    /// For what happens once and is its own cause.
    pub(crate) fn message_at(&self, now: Moment) -> NewMessage {
        self.message(&new_id(now).to_string())
    }
}

/// The mail as it is sent now; `None` where there is nobody to write to, which nobody is told.
pub(crate) async fn prepare(
    context: &Context,
    mail: &AccountMail,
    now: Moment,
) -> anyhow::Result<Option<Rendered>> {
    let db = context.store.db();
    let post = Post { context, mail, now };
    match mail {
        AccountMail::Registration { email, first_name, last_name, language } => {
            if let Some(account) = by_address(context, email).await? {
                post.decoy(SecretPurpose::Registration, email).await?;
                return post.to_account(&account, "registration-known", "/reset", &[]).await;
            }
            let payload = json!({"first_name": first_name, "last_name": last_name, "email": email, "language": language});
            let subject = secret::hash(&address_key(email));
            let token = post.secret(SecretPurpose::Registration, None, subject, payload).await?;
            let to = Recipient { address: email.clone(), name: String::new() };
            let path = format!("/register/confirm?token={token}");
            post.to(to, "", language, mail.key(), &path, &[UNPROVED]).map(Some)
        }
        AccountMail::PasswordReset { email } => {
            let Some(account) = by_address(context, email).await? else {
                post.decoy(SecretPurpose::PasswordReset, email).await?;
                return Ok(None);
            };
            let elsewhere = account.password_hash.is_none()
                && account.owes()? != Some(Owes::Proof)
                && !identities::of_account(&db, account.id()).await?.is_empty();
            if elsewhere {
                // Mail alone must not open what a provider guards.
                post.decoy(SecretPurpose::PasswordReset, email).await?;
                return post.to_account(&account, "password-reset-provider", "/", &[]).await;
            }
            let path = post.reset_path(&account).await?;
            post.to_account(&account, mail.key(), &path, &[]).await
        }
        AccountMail::EmailChange { account, session, email } => {
            let asked = sessions::find_by_id(&db, *session).await?.filter(|s| s.account == *account);
            let person = accounts::find(&db, *account).await?;
            let (Some(_), Some(person)) = (asked, person) else { return Ok(None) };
            if let Some(other) = by_address(context, email).await? {
                post.decoy(SecretPurpose::EmailChange, email).await?;
                return post.to_account(&other, "registration-known", "/reset", &[]).await;
            }
            let payload = json!({"email": email});
            let token =
                post.secret(SecretPurpose::EmailChange, Some(*account), account.to_string(), payload).await?;
            let to = Recipient { address: email.clone(), name: String::new() };
            let path = format!("/email/confirm?token={token}");
            post.to(to, "", &person.language, mail.key(), &path, &[UNPROVED]).map(Some)
        }
        AccountMail::EmailChanged { account, old_email } => {
            let Some(person) = accounts::find(&db, *account).await? else { return Ok(None) };
            let to = Recipient { address: old_email.clone(), name: person.full_name() };
            post.to(to, &person.first_name, &person.language, mail.key(), "/support", &[]).map(Some)
        }
        AccountMail::FailedSignIns { email } => match by_address(context, email).await? {
            Some(account) => post.to_account(&account, mail.key(), "/account", &[]).await,
            None => Ok(None),
        },
        AccountMail::Closed { email, first_name, language }
        | AccountMail::ClosedUnused { email, first_name, language } => {
            let to = Recipient { address: email.clone(), name: String::new() };
            post.to(to, first_name, language, mail.key(), "/support", &[]).map(Some)
        }
        AccountMail::PasswordChanged { account }
        | AccountMail::RecoveryCodeUsed { account }
        | AccountMail::RecoveryCodesMade { account } => post.to_id(*account, "/account", &[]).await,
        AccountMail::FactorAdded { account, kind } | AccountMail::FactorRemoved { account, kind } => {
            post.to_id(*account, "/account", &[("kind", kind.as_str())]).await
        }
        AccountMail::IdentityLinked { account, provider }
        | AccountMail::IdentityUnlinked { account, provider } => {
            let name = context.providers.name_of(provider);
            post.to_id(*account, "/account", &[("provider", name)]).await
        }
        AccountMail::Locked { account } => post.to_id(*account, "/support", &[]).await,
        AccountMail::Unlocked { account } => {
            let Some(person) = accounts::find(&db, *account).await? else { return Ok(None) };
            if person.owes()? != Some(Owes::Proof) {
                return post.to_account(&person, mail.key(), "/", &[]).await;
            }
            let path = post.reset_path(&person).await?;
            post.to_account(&person, "account-unlocked-proof", &path, &[]).await
        }
        AccountMail::Suspended { account, reason } => {
            post.to_id(*account, "/support", &[("reason", reason)]).await
        }
    }
}

async fn by_address(context: &Context, email: &str) -> anyhow::Result<Option<Account>> {
    match EmailAddress::parse(email) {
        Some(email) => Ok(accounts::find_by_email(&context.store.db(), &email).await?),
        None => Ok(None),
    }
}

/// One delivery.
struct Post<'p> {
    context: &'p Context,
    mail: &'p AccountMail,
    now: Moment,
}

impl Post<'_> {
    async fn to_id(
        &self,
        account: AccountId,
        path: &str,
        args: &[(&str, &str)],
    ) -> anyhow::Result<Option<Rendered>> {
        match accounts::find(&self.context.store.db(), account).await? {
            Some(account) => self.to_account(&account, self.mail.key(), path, args).await,
            None => Ok(None),
        }
    }

    async fn to_account(
        &self,
        account: &Account,
        key: &str,
        path: &str,
        args: &[(&str, &str)],
    ) -> anyhow::Result<Option<Rendered>> {
        if account.status()? == AccountStatus::Closed {
            return Ok(None);
        }
        let to = Recipient { address: account.email.clone(), name: account.full_name() };
        self.to(to, &account.first_name, &account.language, key, path, args).map(Some)
    }

    /// Links begin with the public address, and with nothing else.
    fn to(
        &self,
        to: Recipient,
        first_name: &str,
        language: &str,
        key: &str,
        path: &str,
        args: &[(&str, &str)],
    ) -> anyhow::Result<Rendered> {
        let settings = &self.context.settings;
        let words = hilum_words::mail(language);
        let when = self.now.format("%Y-%m-%d %H:%M UTC").to_string();
        let common =
            [("name", first_name), ("support", settings.support_email.as_str()), ("when", when.as_str())];
        let args: Vec<(&str, &str)> = common.into_iter().chain(args.iter().copied()).collect();
        write(words, key, &args, Vec::new(), format!("{}{path}", settings.public_url()), to)
    }

    /// Where the person chooses a new password, and shows by it that the mail has reached them.
    async fn reset_path(&self, account: &Account) -> anyhow::Result<String> {
        let (id, payload) = (account.id(), json!({"email": account.email}));
        let token = self.secret(SecretPurpose::PasswordReset, Some(id), id.to_string(), payload).await?;
        Ok(format!("/reset/confirm?token={token}"))
    }

    /// Writes as much as a link would and keeps its secret from everybody: who waits behind it for the database must not
    /// learn from the time whether the address is known (ASVS 6.3.8).
    async fn decoy(&self, purpose: SecretPurpose, email: &str) -> anyhow::Result<()> {
        let subject = secret::hash_for("decoy", &address_key(email));
        self.secret(purpose, None, subject, json!({"email": "nobody@example.invalid"})).await.map(drop)
    }

    /// Makes a secret in the place of older ones of the same subject; returns it, for the mail alone.
    async fn secret(
        &self,
        purpose: SecretPurpose,
        account: Option<AccountId>,
        subject: String,
        payload: Value,
    ) -> anyhow::Result<String> {
        let token = secret::token()?;
        let new = NewSecret { purpose, hash: secret::hash(&token), account, subject, payload };
        let now = self.now;
        self.context
            .store
            .write(Author::System, async move |tx| {
                secrets::delete_of_subject(tx, new.purpose, &new.subject).await?;
                secrets::insert(tx, &new, now).await
            })
            .await
            .map_err(|error: StoreError| anyhow::anyhow!(error))?;
        Ok(token)
    }
}
