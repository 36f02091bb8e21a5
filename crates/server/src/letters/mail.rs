//! Mails: what is written down, and how it becomes text in its reader's language.

use std::sync::Arc;

use anyhow::Context as _;
use hilum_api_types::access_profiles::ProfileRef;
use hilum_domain::access_request::Reason;
use hilum_domain::account::AccountStatus;
use hilum_domain::{AccountId, GrantId, Moment, RequestId};
use hilum_store::accounts::Account;
use hilum_store::outbox::{Lane, NewMessage};
use hilum_store::{Db, access_requests, grants};
use serde::{Deserialize, Serialize};

use super::letter::{Recipient, Rendered, write};
use crate::names::Names;

/// The kind of outbox rows that are mails.
pub(crate) const KIND: &str = "mail";

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Template {
    SubmittedApplicant,
    SubmittedCoordinator,
    /// R8.
    NobodyDecides,
    /// R8.
    LastCoordinatorEnded,
    /// R8.
    LastCoordinatorLocked,
    ReturnedApplicant,
    WithdrawnCoordinator,
    DecidedApplicant,
    ActivatedApplicant,
    EndedApplicant,
}

impl Template {
    /// The beginning of its messages' keys: `mail-submitted-applicant-subject`.
    pub(crate) const fn key(self) -> &'static str {
        match self {
            Self::SubmittedApplicant => "submitted-applicant",
            Self::SubmittedCoordinator => "submitted-coordinator",
            Self::NobodyDecides => "nobody-decides",
            Self::LastCoordinatorEnded => "last-coordinator-ended",
            Self::LastCoordinatorLocked => "last-coordinator-locked",
            Self::ReturnedApplicant => "returned-applicant",
            Self::WithdrawnCoordinator => "withdrawn-coordinator",
            Self::DecidedApplicant => "decided-applicant",
            Self::ActivatedApplicant => "activated-applicant",
            Self::EndedApplicant => "ended-applicant",
        }
    }
}

/// What was decided about one profile.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Outcome {
    pub profile: String,
    pub approved: bool,
    pub valid_until: Option<Moment>,
}

/// A mail as it is written down: identities, not texts, so that it is made in the reader's language when it is sent.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Mail {
    template: Template,
    to: AccountId,
    about: About,
    #[serde(default)]
    reason: Option<Reason>,
    #[serde(default)]
    outcomes: Vec<Outcome>,
    #[serde(default)]
    awaiting_activation: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum About {
    Request(RequestId),
    Grant(GrantId),
}

impl Mail {
    pub(crate) fn about_request(template: Template, to: AccountId, request: RequestId) -> Self {
        Self::new(template, to, About::Request(request))
    }

    pub(crate) fn about_grant(template: Template, to: AccountId, grant: GrantId) -> Self {
        Self::new(template, to, About::Grant(grant))
    }

    fn new(template: Template, to: AccountId, about: About) -> Self {
        Self { template, to, about, reason: None, outcomes: Vec::new(), awaiting_activation: false }
    }

    pub(crate) fn with_reason(self, reason: Reason) -> Self {
        Self { reason: Some(reason), ..self }
    }

    pub(crate) fn with_outcomes(self, outcomes: Vec<Outcome>) -> Self {
        Self { outcomes, ..self }
    }

    pub(crate) fn awaiting_activation(self, awaiting_activation: bool) -> Self {
        Self { awaiting_activation, ..self }
    }

    /// `cause`: what this is sent for; the same cause never makes two mails of a kind to one person.
    pub(crate) fn message(self, cause: &str) -> NewMessage {
        NewMessage::new(Lane::Mail, KIND, format!("{}:{cause}:{}", self.template.key(), self.to), &self)
    }
}

/// What a mail tells, gathered from the database.
struct Facts<'c> {
    recipient: Arc<Account>,
    applicant: String,
    application: String,
    organisation: String,
    network: String,
    profiles: String,
    valid_until: Option<Moment>,
    usual_days: (u8, u8),
    link: String,
    names: Names<'c>,
    application_code: String,
}

/// Makes text and HTML of a mail; `base`: the public address, the only one that links are built from. `None` where the
/// recipient is erased.
pub(crate) async fn render(
    db: &Db<'_>,
    mail: &Mail,
    base: &str,
    support: &str,
) -> anyhow::Result<Option<Rendered>> {
    let facts = gather(db, mail, base).await?;
    if facts.recipient.status()? == AccountStatus::Closed {
        return Ok(None);
    }
    let words = hilum_words::mail(&facts.recipient.language);
    let key = mail.template.key();
    let (min, max) = (facts.usual_days.0.to_string(), facts.usual_days.1.to_string());
    let until = facts.valid_until.map(day).unwrap_or_default();
    let args = [
        ("name", facts.recipient.first_name.as_str()),
        ("applicant", &facts.applicant),
        ("application", &facts.application),
        ("organisation", &facts.organisation),
        ("network", &facts.network),
        ("profiles", &facts.profiles),
        ("until", &until),
        ("has-end", if until.is_empty() { "no" } else { "yes" }),
        ("min", &min),
        ("max", &max),
        ("awaiting", if mail.awaiting_activation { "yes" } else { "no" }),
        ("support", support),
    ];
    let to = Recipient { address: facts.recipient.email.clone(), name: facts.recipient.full_name() };
    write(words, key, &args, details(mail, &facts, words), facts.link, to).map(Some)
}

fn day(moment: Moment) -> String {
    moment.format("%Y-%m-%d %H:%M UTC").to_string()
}

fn details(mail: &Mail, facts: &Facts<'_>, words: &hilum_words::Bundle) -> Vec<String> {
    let outcome = |outcome: &Outcome| {
        let profile = facts.names.profile(&facts.application_code, &outcome.profile).name;
        let until = outcome.valid_until.map(day).unwrap_or_default();
        let key = match (outcome.approved, until.is_empty()) {
            (true, true) => "mail-outcome-approved",
            (true, false) => "mail-outcome-approved-until",
            (false, _) => "mail-outcome-rejected",
        };
        words.text(key, &[("profile", &profile), ("until", &until)])
    };
    let mut lines: Vec<String> = mail.outcomes.iter().map(outcome).collect();
    if let Some(reason) = &mail.reason {
        let code = words.text(&format!("mail-reason-{}", reason.code.as_str().replace('_', "-")), &[]);
        lines.push(words.text("mail-reason", &[("reason", &code)]));
        if let Some(text) = reason.text.as_deref().map(str::trim).filter(|t| !t.is_empty()) {
            lines.push(words.text("mail-reason-text", &[("text", text)]));
        }
    }
    lines
}

async fn gather<'c>(db: &'c Db<'_>, mail: &Mail, base: &str) -> anyhow::Result<Facts<'c>> {
    let (applicant, organisation, network, profiles, valid_until, path) = match mail.about {
        About::Request(id) => {
            let request =
                access_requests::find(db, id).await?.context("the request is not there any more")?.request;
            // Mails begin with the submission. What is typed into a returned request afterwards may be incomplete.
            let network = request.network.context("a request that was never submitted")?;
            let organisation = request.draft.organisation.unwrap_or(network);
            let profiles: Vec<String> = request.items.iter().map(|i| i.profile.clone()).collect();
            (request.applicant, organisation, network, profiles, None, format!("/requests/{id}"))
        }
        About::Grant(id) => {
            let stored = grants::find(db, id).await?.context("the grant is not there any more")?;
            let grant = stored.grant;
            // The helpdesk does not hold the access it is told of.
            let own = mail.to == grant.account;
            let path = if own { "/my-access" } else { "/" }.to_owned();
            let profiles = vec![grant.profile];
            (grant.account, grant.organisation, grant.network, profiles, grant.valid_until, path)
        }
    };
    let names = Names::load(db, [applicant, mail.to]).await?;
    let recipient = names.account(mail.to).context("the recipient is not there any more")?;
    let node = names.network(network).context("the network is not there any more")?;
    let (application, network) = (node.application.clone(), node.label.clone());
    let profile_names: Vec<String> =
        profiles.iter().map(|code| names.profile(&application, code)).map(|p: ProfileRef| p.name).collect();
    let usual = names.usual_days(Some(&application));
    Ok(Facts {
        applicant: names.person(applicant, false).name,
        organisation: names.organisation(organisation).map(|o| o.label).unwrap_or_default(),
        network,
        profiles: profile_names.join(", "),
        valid_until,
        usual_days: usual.map_or((1, 3), |days| (days.min, days.max)),
        link: format!("{base}{path}"),
        application: names.application(&application).name,
        application_code: application,
        recipient,
        names,
    })
}
