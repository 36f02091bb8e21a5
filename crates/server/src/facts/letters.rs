//! Letters: who has to be told of what happened (R14). Written down here, made and delivered afterwards.

use hilum_domain::access_request::{Event, Reason};
use hilum_domain::catalogue::{Activation, PORTAL};
use hilum_domain::fact::{AccountEvent, By, Contact, Fact, GrantEvent, GrantFact, Office, RequestFact, What};
use hilum_domain::policy::PortalRole;
use hilum_domain::{AccountId, Moment, OrganisationId, grant};
use hilum_store::outbox::NewMessage;
use hilum_store::{StoreError, Tx, grants};

use super::Recorded;
use crate::letters::account_mail::AccountMail;
use crate::letters::mail::{Mail, Outcome, Template};

pub(super) async fn of(tx: &Tx<'_>, facts: &[Recorded], now: Moment) -> Result<Vec<NewMessage>, StoreError> {
    let mut letters = Vec::new();
    // What was decided of a request at once is told at once.
    for together in facts.chunk_by(|(_, one), (_, next)| of_one_request(one, next)) {
        let Some((id, Fact { by, subject: Some(subject), what })) = together.first() else { continue };
        let cause = id.to_string();
        match what {
            What::Request(first) => {
                let mails = about_request(tx, *subject, first, together, now).await?;
                letters.extend(mails.into_iter().map(|mail| mail.message(&cause)));
            }
            What::Grant(fact) => letters.extend(about_grant(fact).map(|mail| mail.message(&cause))),
            What::Account(event) => {
                letters.extend(about_account(*subject, *by, event).map(|mail| mail.message(&cause)));
            }
            What::Catalogue(_) => {}
        }
    }
    Ok(letters)
}

fn of_one_request(one: &Fact, next: &Fact) -> bool {
    matches!((&one.what, &next.what), (What::Request(one), What::Request(next)) if one.request == next.request)
}

async fn about_request(
    tx: &Tx<'_>,
    applicant: AccountId,
    first: &RequestFact,
    together: &[Recorded],
    now: Moment,
) -> Result<Vec<Mail>, StoreError> {
    let mail = |template, to| Mail::about_request(template, to, first.request);
    let network = first.network.ok_or(StoreError::Corrupt("a submitted request without network"))?;
    Ok(match &first.event {
        Event::Submitted { .. } => {
            let deciders = deciders(tx, applicant, network, now).await?;
            let mut mails = vec![mail(Template::SubmittedApplicant, applicant)];
            if deciders.is_empty() {
                // R8: "nobody can decide this" is an alarm, never a silence.
                let helpdesk = grants::holders(tx, PORTAL, PortalRole::Helpdesk.as_str(), now).await?;
                mails.extend(helpdesk.into_iter().map(|to| mail(Template::NobodyDecides, to)));
            }
            mails.extend(deciders.into_iter().map(|to| mail(Template::SubmittedCoordinator, to)));
            mails
        }
        Event::Withdrawn => {
            let deciders = deciders(tx, applicant, network, now).await?;
            deciders.into_iter().map(|to| mail(Template::WithdrawnCoordinator, to)).collect()
        }
        Event::Returned { reason } => {
            vec![mail(Template::ReturnedApplicant, applicant).with_reason(reason.clone())]
        }
        Event::Approved { .. } | Event::Rejected { .. } => {
            let mail = mail(Template::DecidedApplicant, applicant);
            vec![decided(mail, together, is_activated_by_itself(tx, network))]
        }
        Event::Edited { .. } | Event::Discarded => Vec::new(),
    })
}

async fn deciders(
    tx: &Tx<'_>,
    applicant: AccountId,
    network: OrganisationId,
    now: Moment,
) -> Result<Vec<AccountId>, StoreError> {
    let all = grants::deciders(tx, network, now).await?;
    Ok(all.into_iter().filter(|id| *id != applicant).collect())
}

/// Profile by profile, with the reason, and whether the helpdesk has something to do yet (R7).
fn decided(mail: Mail, together: &[Recorded], by_itself: bool) -> Mail {
    let (mut outcomes, mut because, mut waits): (_, Option<Reason>, _) = (Vec::new(), None, false);
    for (_, fact) in together {
        let What::Request(RequestFact { profile: Some(profile), event, .. }) = &fact.what else {
            continue;
        };
        let outcome = |approved, valid_until| Outcome { profile: profile.clone(), approved, valid_until };
        match event {
            Event::Approved { valid_until, .. } => {
                outcomes.push(outcome(true, *valid_until));
                waits |= !by_itself;
            }
            Event::Rejected { reason, .. } => {
                outcomes.push(outcome(false, None));
                because = because.or_else(|| Some(reason.clone()));
            }
            Event::Edited { .. }
            | Event::Submitted { .. }
            | Event::Discarded
            | Event::Withdrawn
            | Event::Returned { .. } => {}
        }
    }
    let mail = mail.with_outcomes(outcomes).awaiting_activation(waits);
    match because {
        Some(reason) => mail.with_reason(reason),
        None => mail,
    }
}

fn is_activated_by_itself(tx: &Tx<'_>, network: OrganisationId) -> bool {
    let catalogue = tx.catalogue();
    let application = catalogue.node(network).and_then(|node| catalogue.application(&node.application));
    application.is_some_and(|application| application.activation == Activation::Automatic)
}

fn about_grant(fact: &GrantFact) -> Option<Mail> {
    let template = match fact.event {
        GrantEvent::Changed(grant::Event::Activated { .. }) => Template::ActivatedApplicant,
        GrantEvent::Changed(grant::Event::Ended) => Template::EndedApplicant,
        GrantEvent::Imported | GrantEvent::MadeByOperator => return None,
    };
    Some(Mail::about_grant(template, fact.grant.account, fact.grant.id))
}

fn about_account(account: AccountId, by: By, event: &AccountEvent) -> Option<AccountMail> {
    Some(match event {
        AccountEvent::PasswordChanged | AccountEvent::PasswordReset => {
            AccountMail::PasswordChanged { account }
        }
        AccountEvent::EmailChanged { former } => {
            AccountMail::EmailChanged { account, old_email: former.clone() }
        }
        AccountEvent::FactorAdded { kind } => AccountMail::FactorAdded { account, kind: *kind },
        AccountEvent::FactorRemoved { kind } => AccountMail::FactorRemoved { account, kind: *kind },
        AccountEvent::RecoveryCodesMade => AccountMail::RecoveryCodesMade { account },
        AccountEvent::RecoveryCodeUsed => AccountMail::RecoveryCodeUsed { account },
        AccountEvent::IdentityLinked { provider } => {
            AccountMail::IdentityLinked { account, provider: provider.clone() }
        }
        AccountEvent::IdentityUnlinked { provider } => {
            AccountMail::IdentityUnlinked { account, provider: provider.clone() }
        }
        AccountEvent::Locked => AccountMail::Locked { account },
        AccountEvent::Suspended { reason } => AccountMail::Suspended { account, reason: reason.clone() },
        AccountEvent::Unlocked { .. } => AccountMail::Unlocked { account },
        AccountEvent::Closed { former: Contact { email, first_name, language } } => {
            let (email, first_name, language) = (email.clone(), first_name.clone(), language.clone());
            match by.office {
                Office::System => AccountMail::ClosedUnused { email, first_name, language },
                Office::Person | Office::Applicant | Office::Coordinator | Office::Helpdesk => {
                    AccountMail::Closed { email, first_name, language }
                }
            }
        }
        AccountEvent::Created { .. }
        | AccountEvent::Imported
        | AccountEvent::MadeByOperator
        | AccountEvent::Changed
        | AccountEvent::PasswordSetByOperator => return None,
    })
}
