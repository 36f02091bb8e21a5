//! Who may know of a fact.

use super::Kind;
use crate::policy::{Actor, Capability};
use crate::{AccountId, OrganisationId};

/// In what place somebody reads of a fact.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reader {
    /// Whom it is about.
    Subject,
    /// Who decides for the network.
    Decider,
    Helpdesk,
    Auditor,
    /// Programs of the application.
    Integrator,
}

impl Kind {
    /// Who may know of it. Whatever tells of facts asks this: pages, exports, mails, feeds.
    pub const fn audience(self) -> &'static [Reader] {
        use Reader::{Auditor, Decider, Helpdesk, Integrator, Subject};
        match self {
            Self::Submitted
            | Self::Withdrawn
            | Self::Returned
            | Self::ItemApproved
            | Self::ItemRejected
            | Self::GrantActivated
            | Self::GrantEnded
            | Self::GrantImported
            | Self::GrantMadeByOperator => &[Subject, Decider, Helpdesk, Auditor, Integrator],
            Self::AccountCreated
            | Self::AccountImported
            | Self::AccountMadeByOperator
            | Self::AccountChanged
            | Self::PasswordChanged
            | Self::PasswordReset
            | Self::PasswordSetByOperator
            | Self::EmailChanged
            | Self::FactorAdded
            | Self::FactorRemoved
            | Self::RecoveryCodesMade
            | Self::RecoveryCodeUsed
            | Self::IdentityLinked
            | Self::IdentityUnlinked
            | Self::AccountLocked
            | Self::AccountSuspended
            | Self::AccountUnlocked
            | Self::AccountClosed => &[Subject, Helpdesk],
            Self::CatalogueImported => &[Helpdesk, Auditor, Integrator],
        }
    }
}

/// Whether a stored fact of that name may be known to somebody who reads in these places. A name that is not known here is
/// nobody's to read.
pub fn may_know(kind: &str, readers: &[Reader]) -> bool {
    Kind::parse(kind).is_some_and(|kind| kind.audience().iter().any(|reader| readers.contains(reader)))
}

/// In what places somebody reads facts about `subject`; `network`: where they belong to one.
pub fn readers(actor: &Actor, subject: AccountId, network: Option<OrganisationId>) -> Vec<Reader> {
    let places = [
        (Reader::Subject, actor.account == subject),
        (Reader::Decider, network.is_some_and(|network| actor.decides_for(network))),
        (Reader::Helpdesk, actor.can(Capability::Activate)),
        (Reader::Auditor, actor.can(Capability::Audit)),
    ];
    places.into_iter().filter_map(|(reader, there)| there.then_some(reader)).collect()
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::catalogue::PORTAL;
    use crate::policy::Right;

    const ALL: [Reader; 5] =
        [Reader::Subject, Reader::Decider, Reader::Helpdesk, Reader::Auditor, Reader::Integrator];

    fn id(number: u128) -> AccountId {
        Uuid::from_u128(number).into()
    }

    #[test]
    fn what_happens_to_an_account_is_known_to_its_owner_and_the_helpdesk_alone() {
        let of_accounts = ["account_", "password_", "email_", "factor_", "recovery_", "identity_"];
        let is_one = |kind: &&Kind| of_accounts.iter().any(|begin| kind.as_str().starts_with(begin));
        let kinds: Vec<&Kind> = Kind::ALL.iter().filter(is_one).collect();
        assert_eq!(kinds.len(), 18);
        for kind in kinds {
            let known_to = ALL.into_iter().filter(|reader| may_know(kind.as_str(), &[*reader]));
            assert_eq!(known_to.collect::<Vec<_>>(), [Reader::Subject, Reader::Helpdesk], "{kind}");
        }
    }

    #[test]
    fn a_fact_of_a_kind_that_is_not_known_is_told_to_nobody() {
        assert!(!may_know("internal_note", &ALL));
    }

    #[test]
    fn somebody_reads_in_every_place_that_is_theirs() {
        let right = |application: &str, network: u128, profile: &str, decides| Right {
            application: application.into(),
            network: Uuid::from_u128(network).into(),
            profile: profile.into(),
            decides,
        };
        let network = Some(Uuid::from_u128(7).into());
        let with = |rights| Actor { account: id(1), rights };
        assert_eq!(readers(&with(vec![]), id(1), network), [Reader::Subject]);
        assert_eq!(readers(&with(vec![]), id(2), network), []);
        let coordinator = with(vec![right("CPMS", 7, "coordinator", true)]);
        assert_eq!(readers(&coordinator, id(2), network), [Reader::Decider]);
        assert_eq!(readers(&coordinator, id(2), Some(Uuid::from_u128(8).into())), []);
        assert_eq!(readers(&coordinator, id(2), None), []);
        let auditor = with(vec![right(PORTAL, 9, "auditor", false)]);
        assert_eq!(readers(&auditor, id(2), None), [Reader::Auditor]);
    }
}
