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
        /// Identity providers to sign in with.
        pub providers: Vec<ProviderRef>,
        /// Whether people make their own accounts here.
        pub registration: bool,
        /// The name that passkeys are made for; they work at addresses of that name only.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub passkeys: Option<String>,
        /// Whether codes can be sent to telephones.
        pub sms: bool,
        /// Mail address of the helpdesk.
        pub support: String,
        /// Languages of the page, as BCP 47 tags.
        pub languages: Vec<String>,
    }

    /// An identity provider: `id` for its address, `name` to be read.
    pub struct ProviderRef {
        pub id: String,
        pub name: String,
    }
}
