//! Codes to telephones. What is written down names whose code it is; the code is made when it is delivered, so that it
//! stands nowhere but in the message. Each try makes a new one in the place of the one before.

use anyhow::Context as _;
use chrono::TimeDelta;
use hilum_domain::phone::PhoneNumber;
use hilum_domain::verification::{FactorKind, SecretPurpose};
use hilum_domain::{AccountId, Moment};
use hilum_store::outbox::{Lane, NewMessage};
use hilum_store::secrets::{self, NewSecret};
use hilum_store::{Author, StoreError, accounts, factors, new_id};
use reqwest::Url;
use serde::{Deserialize, Serialize};
use serde_json::json;
use uuid::Uuid;

use super::gateway::TextMessage;
use crate::context::Context;
use crate::security::{secret, sms};

/// The kind of outbox rows that are text messages.
pub(crate) const KIND: &str = "sms";
/// Given up after that time: whoever waited for the code has asked for another by then.
pub(crate) const GIVE_UP: TimeDelta = TimeDelta::minutes(5);

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct SmsCode {
    pub account: AccountId,
    /// Whose number it goes to.
    pub factor: Uuid,
    /// The session to be verified, or the factor to be confirmed: good for that and for nothing else.
    pub target: Uuid,
}

impl SmsCode {
    pub(crate) fn message(&self, now: Moment) -> NewMessage {
        NewMessage::new(Lane::Text, KIND, format!("sms:{}", new_id(now)), self)
    }
}

/// The message as it is sent now; `None` where the telephone was removed meanwhile.
pub(crate) async fn prepare(
    context: &Context,
    code: &SmsCode,
    now: Moment,
) -> anyhow::Result<Option<TextMessage>> {
    let db = context.store.db();
    let Some(person) = accounts::find(&db, code.account).await? else { return Ok(None) };
    let all = factors::of_account(&db, code.account).await?;
    let Some(factor) = all.into_iter().find(|f| f.id == code.factor && f.kind == FactorKind::Sms) else {
        return Ok(None);
    };
    let number = context.vault.unseal(code.account, &factor.secret)?;
    let to = PhoneNumber::parse(&number).context("a stored number is unreadable")?;
    let digits = sms::new_code()?;
    let new = NewSecret {
        purpose: SecretPurpose::SmsCode,
        hash: secret::hash_for(code.target, &digits),
        account: Some(code.account),
        subject: code.target.to_string(),
        payload: json!({ "factor": code.factor }),
    };
    context
        .store
        .write(Author::System, async move |tx| {
            secrets::delete_of_subject(tx, new.purpose, &new.subject).await?;
            secrets::insert(tx, &new, now).await
        })
        .await
        .map_err(|error: StoreError| anyhow::anyhow!(error))?;
    let words = hilum_words::mail(&person.language);
    let url = Url::parse(&context.settings.public_url())?;
    let args = [("code", digits.as_str()), ("host", url.host_str().unwrap_or_default())];
    Ok(Some(TextMessage {
        to,
        subject: words.text("sms-code-subject", &args),
        text: words.text("sms-code", &args),
    }))
}
