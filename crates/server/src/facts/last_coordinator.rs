//! R8: a network that loses the last who can decide for it is an alarm, never a silence, whatever took the right away.

use hilum_domain::catalogue::PORTAL;
use hilum_domain::fact::{AccountEvent, What};
use hilum_domain::grant::{Grant, is_access};
use hilum_domain::policy::PortalRole;
use hilum_domain::{AccountId, Moment};
use hilum_store::outbox::NewMessage;
use hilum_store::{StoreError, Tx, grants};

use super::Recorded;
use crate::letters::mail::{Mail, Template};

pub(super) async fn of(tx: &Tx<'_>, facts: &[Recorded], now: Moment) -> Result<Vec<NewMessage>, StoreError> {
    let mut alarms = Vec::new();
    for (id, fact) in facts {
        let (template, lost) = match (&fact.what, fact.subject) {
            (What::Grant(fact), _) if fact.takes_away() => {
                (Template::LastCoordinatorEnded, vec![fact.grant.clone()])
            }
            (What::Account(AccountEvent::Locked | AccountEvent::Suspended { .. }), Some(account)) => {
                (Template::LastCoordinatorLocked, held(tx, account, now).await?)
            }
            (What::Request(_) | What::Grant(_) | What::Account(_) | What::Catalogue(_), _) => continue,
        };
        for grant in lost {
            let mails = alarm(tx, &grant, template, now).await?;
            alarms.extend(mails.into_iter().map(|mail| mail.message(&format!("{id}-{}", grant.id))));
        }
    }
    Ok(alarms)
}

/// What somebody who is shut out cannot use any more.
async fn held(tx: &Tx<'_>, account: AccountId, now: Moment) -> Result<Vec<Grant>, StoreError> {
    let current = grants::current_of(tx, account).await?;
    Ok(current.into_iter().map(|stored| stored.grant).filter(|grant| is_access(grant, now)).collect())
}

/// To the helpdesk, where this right decided for a network that has nobody else.
async fn alarm(tx: &Tx<'_>, lost: &Grant, template: Template, now: Moment) -> Result<Vec<Mail>, StoreError> {
    let decided = tx.catalogue().decides(&lost.application, &lost.profile);
    if !decided || !grants::deciders(tx, lost.network, now).await?.is_empty() {
        return Ok(Vec::new());
    }
    let helpdesk = grants::holders(tx, PORTAL, PortalRole::Helpdesk.as_str(), now).await?;
    Ok(helpdesk.into_iter().map(|to| Mail::about_grant(template, to, lost.id)).collect())
}
