//! Preferences: professional role and thematic areas, per network.

use chrono::{DateTime, Utc};
use hilum_domain::OrganisationId;
#[cfg(feature = "server")]
use hilum_domain::bounds::{AREAS_MAX, CatalogueCode, ProfessionalRole, UpTo};

use crate::organisations::NodeRef;
use crate::{input, wire};

#[cfg(feature = "server")]
type Areas = UpTo<CatalogueCode, AREAS_MAX>;

wire! {
    /// Role and areas of one person in one network where they have access.
    pub struct PreferencesView {
        pub network: NodeRef,
        /// 0 before they were given for the first time. For `If-Match`.
        pub version: i64,
        pub professional_role: String,
        /// Codes of thematic areas, or `none` alone (R16).
        pub areas: Vec<String>,
        pub updated_at: Option<DateTime<Utc>>,
    }
}

input! {
    /// Replaces both. `areas`: codes of the network, or `none` alone (`none_excludes_others`, R16).
    #[cfg_attr(feature = "server", schema(example = json!({"professional_role": "Neurologist", "areas": ["cerebellar-ataxias-and-spastic-paraplegias"]})))]
    pub struct UpdatePreferences {
        #[cfg_attr(feature = "server", schema(example = "Neurologist"))]
        #[cfg_attr(feature = "server", validate(length(max = ProfessionalRole::MAX)), schema(value_type = ProfessionalRole))]
        pub professional_role: String,
        #[cfg_attr(feature = "server", validate(length(max = AREAS_MAX), custom(function = crate::each_code)), schema(inline, value_type = Areas))]
        pub areas: Vec<String>,
    }
}

wire! {
    /// A disease group of a network.
    pub struct ThematicAreaView {
        pub code: String,
        pub name: String,
        pub network: OrganisationId,
    }

    /// A suggestion; any text is accepted as a role.
    pub struct ProfessionalRoleView { pub code: String, pub name: String }
}
