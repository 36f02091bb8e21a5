//! Identities. One type each, so that a grant's id never opens a request.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! id {
    ($($(#[$meta:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$meta])*
        #[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
        #[cfg_attr(feature = "server", schema(value_type = Uuid))]
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { self.0.fmt(f) }
        }

        impl From<Uuid> for $name {
            fn from(id: Uuid) -> Self { Self(id) }
        }

        impl From<$name> for Uuid {
            fn from(id: $name) -> Uuid { id.0 }
        }
    )+};
}

id!(
    /// A person known to Hilum.
    AccountId,
    /// A node of an application's tree.
    OrganisationId,
    /// One person asking for profiles at one organisation of one application.
    RequestId,
    /// One profile inside a request.
    ItemId,
    /// The resulting right.
    GrantId,
    /// An immutable fact.
    EventId,
    /// A program that acts by itself.
    ProgramId,
);
