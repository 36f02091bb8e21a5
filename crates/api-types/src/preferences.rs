//! Preferences: professional role and thematic areas, per network.

use chrono::{DateTime, Utc};
use hilum_domain::OrganisationId;

use crate::organisations::NodeRef;
use crate::wire;

wire! {
    pub struct PreferencesView {
        pub network: NodeRef,
        /// 0 before they were given for the first time. For `If-Match`.
        pub version: i64,
        pub professional_role: String,
        /// Codes of thematic areas, or `none` alone (R16).
        pub areas: Vec<String>,
        pub updated_at: Option<DateTime<Utc>>,
    }

    #[serde(deny_unknown_fields)]
    #[cfg_attr(feature = "openapi", schema(example = json!({"professional_role": "Neurologist", "areas": ["cerebellar-ataxias-and-spastic-paraplegias"]})))]
    pub struct UpdatePreferences {
        #[cfg_attr(feature = "openapi", schema(example = "Neurologist"))]
        pub professional_role: String,
        pub areas: Vec<String>,
    }

    pub struct ThematicAreaView {
        pub code: String,
        pub name: String,
        pub network: OrganisationId,
    }

    /// A suggestion; any text is accepted as a role.
    pub struct ProfessionalRoleView { pub code: String, pub name: String }
}
