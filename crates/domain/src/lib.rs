//! The rules of Hilum.
//!
//! Nothing here reads a clock, draws a random number, touches a disk or knows HTTP: time, actors and ids are
//! parameters (invariant 1). The same code runs in the browser and on the server, so this crate stays light.

pub mod access_request;
pub mod account;
pub mod bounds;
pub mod catalogue;
pub mod check;
mod draft;
pub mod fact;
pub mod field_error;
pub mod grant;
pub mod ids;
pub mod phone;
pub mod policy;
pub mod preferences;
pub mod registration;
#[cfg(test)]
mod sample;
pub mod verification;

pub use field_error::{FieldCode, FieldError};
pub use ids::{AccountId, EventId, GrantId, ItemId, OrganisationId, ProgramId, RequestId};

/// A moment, always in UTC (R20).
pub type Moment = chrono::DateTime<chrono::Utc>;

/// An enum whose values (names are `tt`, not `literal`: other derives see through the former only) have one stable name, used in the database, the API and the documents alike.
macro_rules! named {
    ($(#[$meta:meta])* $name:ident { $($(#[$variant_meta:meta])* $variant:ident = $text:tt),+ $(,)? }) => {
        #[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        $(#[$meta])*
        pub enum $name { $($(#[$variant_meta])* #[serde(rename = $text)] $variant),+ }

        impl $name {
            /// Every value, in the order of declaration.
            pub const ALL: &[$name] = &[$($name::$variant),+];

            /// The stable name (snake_case).
            pub const fn as_str(self) -> &'static str {
                match self { $($name::$variant => $text),+ }
            }

            /// The value of that name, if there is one.
            pub fn parse(text: &str) -> Option<Self> {
                match text { $($text => Some($name::$variant),)+ _ => None }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }
    };
}
pub(crate) use named;
