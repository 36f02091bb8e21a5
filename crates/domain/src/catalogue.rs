//! The catalogue: what one can ask access to, where, and as what.

mod model;

pub use model::{Application, Country, Organisation, ProfessionalRole, Profile, ThematicArea};

use crate::{OrganisationId, named};

named!(
    /// A node of an application's tree. Only *provider* and *guest* nodes can be requested (R1).
    OrganisationKind { Network = "network", Country = "country", Provider = "provider", Guest = "guest" }
);

impl OrganisationKind {
    /// R1: network-only and country-only requests are impossible.
    pub fn is_requestable(self) -> bool {
        match self {
            Self::Provider | Self::Guest => true,
            Self::Network | Self::Country => false,
        }
    }
}

named!(
    /// Retired things stay readable in history and cannot be requested (R17).
    NodeStatus { Active = "active", Retired = "retired" }
);

named!(
    /// How wide a profile reaches. Guest profiles exist at guest nodes and nowhere else (R3).
    ProfileLevel { Network = "network", Provider = "provider", Guest = "guest" }
);

impl ProfileLevel {
    /// Where a profile is held once: two rights of the same scope are the same right (R4).
    pub fn scope(self, network: OrganisationId, organisation: OrganisationId) -> OrganisationId {
        match self {
            Self::Network => network,
            Self::Provider | Self::Guest => organisation,
        }
    }
}

named!(
    /// How surely we know who is there; ordered from weak to strong (R15).
    Assurance { Password = "password", TwoStep = "two_step", PhishingResistant = "phishing_resistant" }
);

impl Assurance {
    /// More than something one knows.
    pub fn is_two_step(self) -> bool {
        self >= Self::TwoStep
    }
}

named!(
    /// A provider's place in its network.
    MemberType {
        FullMember = "full_member",
        AffiliatedPartner = "affiliated_partner",
        FormerMember = "former_member",
        Unspecified = "unspecified",
    }
);

named!(
    /// Who turns an approved item into access (R7).
    Activation { Helpdesk = "helpdesk", Automatic = "automatic" }
);

/// The application whose profiles are the portal's own roles.
pub const PORTAL: &str = "HILUM";
