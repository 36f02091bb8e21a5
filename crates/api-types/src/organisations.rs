//! The tree of an application: network › country › provider or guest.

use hilum_domain::catalogue::{MemberType, NodeStatus, OrganisationKind};
use hilum_domain::check::HoldingState;
use hilum_domain::{OrganisationId, RequestId};

use crate::wire;

wire! {
    /// An organisation with the way to it, from its network down.
    pub struct OrganisationRef {
        pub id: OrganisationId,
        pub label: String,
        pub path: Vec<NodeRef>,
    }

    /// Names a node inside another answer.
    pub struct NodeRef {
        pub id: OrganisationId,
        pub kind: OrganisationKind,
        pub label: String,
    }

    /// One node with everything a person needs to recognise it.
    pub struct OrganisationView {
        pub id: OrganisationId,
        pub application: String,
        pub kind: OrganisationKind,
        pub code: Option<String>,
        pub name: String,
        pub label: String,
        /// Retired when the node or any node above it is (R17).
        pub status: NodeStatus,
        /// Access can be asked for here (R1).
        pub requestable: bool,
        pub has_children: bool,
        /// From the network down to this node, included.
        pub path: Vec<NodeRef>,
        pub details: OrganisationDetails,
        /// What the reader holds or waits for here (R4).
        pub marks: Vec<OrganisationMark>,
    }

    /// What the catalogue knows besides; absent where it does not.
    pub struct OrganisationDetails {
        pub official_name: Option<String>,
        pub disease_area: Option<String>,
        pub coordinating_institution: Option<String>,
        pub website: Option<String>,
        pub contact: Option<String>,
        pub city: Option<String>,
        /// ISO 3166-1 alpha-2.
        pub country: Option<String>,
        pub member_type: Option<MemberType>,
    }

    /// A profile that the reader holds here or waits for.
    pub struct OrganisationMark {
        pub profile: String,
        pub state: HoldingState,
        pub request: Option<RequestId>,
    }
}
