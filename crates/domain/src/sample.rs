//! A small world for tests: two networks, their nodes, the profiles of CPMS, and the people around one request.

use uuid::Uuid;

use crate::access_request::{AccessRequest, Draft, Item, ItemStatus, RequestStatus};
use crate::catalogue::{NodeStatus, OrganisationKind, PORTAL, ProfileLevel};
use crate::check::{ApplicationFacts, Facts, OrganisationFacts, ProfileFacts};
use crate::policy::{Actor, PortalRole, Right};
use crate::{AccountId, FieldError, ItemId, Moment, OrganisationId};

pub(crate) const CPMS: &str = "CPMS";

pub(crate) const RND: OrganisationId = OrganisationId(Uuid::from_u128(0x10));
pub(crate) const RND_GERMANY: OrganisationId = OrganisationId(Uuid::from_u128(0x11));
pub(crate) const RND_TUEBINGEN: OrganisationId = OrganisationId(Uuid::from_u128(0x12));
pub(crate) const RND_ULM: OrganisationId = OrganisationId(Uuid::from_u128(0x13));
pub(crate) const RND_GUESTS: OrganisationId = OrganisationId(Uuid::from_u128(0x14));
pub(crate) const LUNG: OrganisationId = OrganisationId(Uuid::from_u128(0x20));
pub(crate) const LUNG_PARIS: OrganisationId = OrganisationId(Uuid::from_u128(0x21));
pub(crate) const PLACES: &[OrganisationId] =
    &[RND, RND_GERMANY, RND_TUEBINGEN, RND_ULM, RND_GUESTS, LUNG, LUNG_PARIS];
pub(crate) const PROFILES: &[&str] =
    &["coordinator", "hp", "researcher", "database_manager", "guest", "guest_virtual_centre"];

/// The moment `days` after the tests' today.
pub(crate) fn day(days: i64) -> Moment {
    Moment::from_timestamp(1_800_000_000 + days * 86_400, 0).expect("a moment of this millennium")
}

pub(crate) fn place(id: OrganisationId) -> OrganisationFacts {
    let kind = match id {
        RND | LUNG => OrganisationKind::Network,
        RND_GERMANY => OrganisationKind::Country,
        RND_GUESTS => OrganisationKind::Guest,
        _ => OrganisationKind::Provider,
    };
    let network = if [LUNG, LUNG_PARIS].contains(&id) { LUNG } else { RND };
    OrganisationFacts { id, network, application: CPMS.into(), kind, status: NodeStatus::Active }
}

pub(crate) fn profile(code: &str) -> ProfileFacts {
    let (level, status, requires) = match code {
        "coordinator" => (ProfileLevel::Network, NodeStatus::Active, Some("hp")),
        "researcher" => (ProfileLevel::Network, NodeStatus::Active, None),
        "database_manager" => (ProfileLevel::Network, NodeStatus::Retired, None),
        "guest" => (ProfileLevel::Guest, NodeStatus::Active, None),
        "guest_virtual_centre" => (ProfileLevel::Guest, NodeStatus::Active, Some("guest")),
        _ => (ProfileLevel::Provider, NodeStatus::Active, None),
    };
    ProfileFacts {
        code: code.into(),
        level,
        status,
        requestable: true,
        requires: requires.map(String::from).into_iter().collect(),
        excludes: Vec::new(),
    }
}

pub(crate) fn facts(organisation: OrganisationId) -> Facts {
    Facts {
        application: Some(ApplicationFacts {
            code: CPMS.into(),
            status: NodeStatus::Active,
            configured: true,
        }),
        organisation: Some(place(organisation)),
        profiles: PROFILES.iter().map(|code| profile(code)).collect(),
        holdings: Vec::new(),
    }
}

pub(crate) fn draft(organisation: OrganisationId, profiles: &[&str]) -> Draft {
    Draft {
        application: Some(CPMS.into()),
        organisation: Some(organisation),
        profiles: profiles.iter().map(|code| code.to_string()).collect(),
        comment: None,
        requested_until: None,
    }
}

pub(crate) fn item_id(n: usize) -> ItemId {
    ItemId(Uuid::from_u128(0x100 + n as u128))
}

/// A request of [`Person::Applicant`] with one item per profile, each in its own status.
pub(crate) fn request(
    status: RequestStatus,
    organisation: OrganisationId,
    items: &[(&str, ItemStatus)],
) -> AccessRequest {
    let item = |(n, (code, status)): (usize, &(&str, ItemStatus))| {
        let facts = profile(code);
        Item {
            id: item_id(n),
            profile: facts.code,
            level: facts.level,
            requires: facts.requires,
            status: *status,
        }
    };
    let codes: Vec<&str> = items.iter().map(|(code, _)| *code).collect();
    let submitted = status != RequestStatus::Draft;
    AccessRequest {
        id: Uuid::from_u128(1).into(),
        applicant: Person::Applicant.account(),
        status,
        draft: draft(organisation, &codes),
        network: submitted.then(|| place(organisation).network),
        items: if submitted { items.iter().enumerate().map(item).collect() } else { Vec::new() },
    }
}

/// Who is around a request at a node of RND.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Person {
    Applicant,
    /// The applicant's account, holding a deciding profile for RND.
    ApplicantWhoDecides,
    Coordinator,
    CoordinatorOfLung,
    Helpdesk,
    Administrator,
    Auditor,
    SomebodyElse,
}

impl Person {
    pub(crate) const ALL: &[Person] = &[
        Self::Applicant,
        Self::ApplicantWhoDecides,
        Self::Coordinator,
        Self::CoordinatorOfLung,
        Self::Helpdesk,
        Self::Administrator,
        Self::Auditor,
        Self::SomebodyElse,
    ];

    pub(crate) fn account(self) -> AccountId {
        let n = match self {
            Self::Applicant | Self::ApplicantWhoDecides => 0xa0,
            Self::Coordinator => 0xa1,
            Self::CoordinatorOfLung => 0xa2,
            Self::Helpdesk => 0xa3,
            Self::Administrator => 0xa4,
            Self::Auditor => 0xa5,
            Self::SomebodyElse => 0xa6,
        };
        AccountId(Uuid::from_u128(n))
    }

    pub(crate) fn actor(self) -> Actor {
        let right = match self {
            Self::Applicant | Self::SomebodyElse => None,
            Self::ApplicantWhoDecides | Self::Coordinator => Some(deciding(RND)),
            Self::CoordinatorOfLung => Some(deciding(LUNG)),
            Self::Helpdesk => Some(portal(PortalRole::Helpdesk)),
            Self::Administrator => Some(portal(PortalRole::Administrator)),
            Self::Auditor => Some(portal(PortalRole::Auditor)),
        };
        Actor { account: self.account(), rights: right.into_iter().collect() }
    }
}

fn deciding(network: OrganisationId) -> Right {
    Right { application: CPMS.into(), network, profile: "coordinator".into(), decides: true }
}

fn portal(role: PortalRole) -> Right {
    let network = OrganisationId(Uuid::from_u128(0x30));
    Right { application: PORTAL.into(), network, profile: role.as_str().into(), decides: false }
}

/// Faults as a person would note them: `profiles[0] requires profile=hp`.
pub(crate) fn notes(faults: &[FieldError]) -> Vec<String> {
    let note = |fault: &FieldError| {
        let params = fault.params.iter().map(|(name, value)| format!(" {name}={value}"));
        params.fold(format!("{} {}", fault.field, fault.code), |note, param| note + &param)
    };
    faults.iter().map(note).collect()
}
