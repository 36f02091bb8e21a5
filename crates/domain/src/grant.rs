//! The grant: approval is not access, activation is (R7), and access ends by itself (R9).

use serde::{Deserialize, Serialize};

use crate::policy::{Actor, Capability, within};
use crate::{AccountId, GrantId, Moment, OrganisationId, named};

named!(
    /// Where a right stands.
    GrantStatus {
        AwaitingActivation = "awaiting_activation",
        Active = "active",
        Suspended = "suspended",
        Ended = "ended",
    }
);

named!(
    /// What a person may do with a grant (R19).
    #[cfg_attr(feature = "server", schema(as = GrantAction))]
    Action { Activate = "activate" }
);

/// Person × application × organisation × profile × period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant {
    pub id: GrantId,
    pub account: AccountId,
    pub application: String,
    pub organisation: OrganisationId,
    pub network: OrganisationId,
    pub profile: String,
    pub status: GrantStatus,
    pub valid_from: Option<Moment>,
    pub valid_until: Option<Moment>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Event {
    Activated { valid_from: Moment },
    Ended,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rejection {
    WrongState,
    NotEntitled,
}

/// Whether this right gives access at `now`: active, and within its period (R7, R9).
pub fn is_access(grant: &Grant, now: Moment) -> bool {
    grant.status == GrantStatus::Active && within(grant.valid_from, grant.valid_until, now)
}

/// The status as it is at `now`, even before the clock has written the end down (R9).
pub fn status_at(grant: &Grant, now: Moment) -> GrantStatus {
    if grant.valid_until.is_some_and(|until| until <= now) { GrantStatus::Ended } else { grant.status }
}

/// Whether `actor` may take `action` at `now`.
pub fn permit(grant: &Grant, action: Action, actor: &Actor, now: Moment) -> Result<(), Rejection> {
    match action {
        Action::Activate if !actor.can(Capability::Activate) => Err(Rejection::NotEntitled),
        Action::Activate => match status_at(grant, now) {
            GrantStatus::AwaitingActivation => Ok(()),
            GrantStatus::Active | GrantStatus::Suspended | GrantStatus::Ended => Err(Rejection::WrongState),
        },
    }
}

pub fn allowed_actions(grant: &Grant, actor: &Actor, now: Moment) -> Vec<Action> {
    Action::ALL.iter().copied().filter(|action| permit(grant, *action, actor, now).is_ok()).collect()
}

/// Whether the grant may be known to the actor: its holder, those who decide for its network, helpdesk and auditor.
pub fn may_read(grant: &Grant, actor: &Actor) -> bool {
    actor.account == grant.account || actor.reads_all_requests() || actor.decides_for(grant.network)
}

/// A person's command.
pub fn handle(grant: &Grant, action: Action, actor: &Actor, now: Moment) -> Result<Event, Rejection> {
    permit(grant, action, actor, now)?;
    match action {
        Action::Activate => Ok(Event::Activated { valid_from: now }),
    }
}

/// The clock's command: what has to be written down at `now`, if anything (R9).
pub fn expire(grant: &Grant, now: Moment) -> Option<Event> {
    let over = status_at(grant, now) == GrantStatus::Ended && grant.status != GrantStatus::Ended;
    over.then_some(Event::Ended)
}

pub fn apply(grant: &mut Grant, event: &Event) {
    match event {
        Event::Activated { valid_from } => {
            grant.status = GrantStatus::Active;
            grant.valid_from = Some(*valid_from);
        }
        Event::Ended => grant.status = GrantStatus::Ended,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::PORTAL;
    use crate::policy::Right;
    use uuid::Uuid;

    fn at(seconds: i64) -> Moment {
        Moment::from_timestamp(1_800_000_000 + seconds, 0).unwrap()
    }

    fn grant(status: GrantStatus, until: Option<i64>) -> Grant {
        Grant {
            id: Uuid::from_u128(1).into(),
            account: Uuid::from_u128(2).into(),
            application: "CPMS".into(),
            organisation: Uuid::from_u128(3).into(),
            network: Uuid::from_u128(4).into(),
            profile: "hp".into(),
            status,
            valid_from: (status == GrantStatus::Active).then(|| at(0)),
            valid_until: until.map(at),
        }
    }

    fn actor(role: Option<&str>) -> Actor {
        let right = |role: &str| Right {
            application: PORTAL.into(),
            network: Uuid::from_u128(9).into(),
            profile: role.into(),
            decides: false,
        };
        Actor { account: Uuid::from_u128(8).into(), rights: role.map(right).into_iter().collect() }
    }

    #[test]
    fn only_the_helpdesk_activates_and_only_what_waits() {
        for status in GrantStatus::ALL {
            for role in [None, Some("administrator"), Some("auditor"), Some("helpdesk")] {
                let expected = match (role, status) {
                    (Some("helpdesk"), GrantStatus::AwaitingActivation) => Ok(()),
                    (Some("helpdesk"), _) => Err(Rejection::WrongState),
                    _ => Err(Rejection::NotEntitled),
                };
                assert_eq!(permit(&grant(*status, None), Action::Activate, &actor(role), at(1)), expected);
            }
        }
    }

    #[test]
    fn access_ends_at_its_moment_even_before_the_end_is_written_down() {
        let grant = grant(GrantStatus::Active, Some(10));
        assert!(is_access(&grant, at(9)));
        assert!(!is_access(&grant, at(10)));
        assert_eq!(status_at(&grant, at(10)), GrantStatus::Ended);
        assert_eq!(expire(&grant, at(9)), None);
        assert_eq!(expire(&grant, at(10)), Some(Event::Ended));
    }

    #[test]
    fn an_approved_right_that_ran_out_before_activation_cannot_be_activated() {
        let late = grant(GrantStatus::AwaitingActivation, Some(10));
        assert_eq!(
            permit(&late, Action::Activate, &actor(Some("helpdesk")), at(11)),
            Err(Rejection::WrongState)
        );
    }
}
