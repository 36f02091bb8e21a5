//! What one may ask to be at an organisation.

use hilum_domain::FieldError;
use hilum_domain::catalogue::{NodeStatus, ProfileLevel};
use hilum_domain::check::{Holding, ProfileFacts};

use crate::wire;

wire! {
    /// A profile as one person sees it at one organisation.
    pub struct AccessProfileView {
        pub code: String,
        pub name: String,
        pub description: String,
        pub level: ProfileLevel,
        pub status: NodeStatus,
        pub requestable: bool,
        /// What members usually choose.
        pub recommended: bool,
        /// Profiles needed as well (R2).
        pub requires: Vec<String>,
        pub excludes: Vec<String>,
        /// Why the reader cannot ask for it here; absent where they can.
        pub obstacle: Option<FieldError>,
    }

    /// The profiles of an application as seen from one organisation by one person.
    pub struct AccessProfiles {
        pub items: Vec<AccessProfileView>,
        pub total: u64,
        pub next: Option<String>,
        pub prev: Option<String>,
        /// What the reader holds or waits for in this application: the page checks with it (R2, R4).
        pub holdings: Vec<Holding>,
    }

    /// Names a profile inside another answer.
    pub struct ProfileRef { pub code: String, pub name: String, pub description: String }
}

impl AccessProfileView {
    /// For `hilum_domain::check::check_for_submit` in the browser.
    pub fn facts(&self) -> ProfileFacts {
        ProfileFacts {
            code: self.code.clone(),
            level: self.level,
            status: self.status,
            requestable: self.requestable,
            requires: self.requires.clone(),
            excludes: self.excludes.clone(),
        }
    }
}
