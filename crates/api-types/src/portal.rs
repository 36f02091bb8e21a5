//! What anybody may know about this Hilum.

use crate::wire;

wire! {
    /// The gate as seen from outside.
    pub struct PortalView {
        pub version: String,
        /// No real data is kept here; every page says so (R18).
        pub training: bool,
        /// Whether sign-in through EU Login is configured.
        pub eu_login: bool,
        /// Mail address of the helpdesk.
        pub support: String,
        /// Languages of the page, as BCP 47 tags.
        pub languages: Vec<String>,
    }
}
