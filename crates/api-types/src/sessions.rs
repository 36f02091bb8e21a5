//! Signing in, and who is signed in.

use chrono::{DateTime, Utc};
use hilum_domain::AccountId;
use hilum_domain::catalogue::Assurance;
use hilum_domain::policy::Capability;

use crate::organisations::NodeRef;
use crate::wire;

wire! {
    #[serde(deny_unknown_fields)]
    #[cfg_attr(feature = "openapi", schema(example = json!({"email": "rndhpuser1@training.hilum.example", "password": "hilum-training"})))]
    pub struct SignIn {
        #[cfg_attr(feature = "openapi", schema(example = "rndhpuser1@training.hilum.example"))]
        pub email: String,
        pub password: String,
    }

    pub struct UserView {
        pub id: AccountId,
        /// For `If-Match` on `PATCH /me`.
        pub version: i64,
        pub email: String,
        pub first_name: String,
        pub last_name: String,
        /// BCP 47.
        pub language: String,
    }

    /// Who is signed in, how surely, and what they may do.
    pub struct SessionView {
        pub user: UserView,
        pub assurance: Assurance,
        pub capabilities: Vec<Capability>,
        /// The session ends then at the latest.
        pub expires_at: DateTime<Utc>,
        /// The session ends then if nothing happens.
        pub idle_at: DateTime<Utc>,
        /// Networks with access whose preferences have not been given yet.
        pub preferences_due: Vec<NodeRef>,
    }

    /// Names a person where their identity is needed, and no more.
    pub struct PersonRef {
        pub id: AccountId,
        pub name: String,
        /// Only for those who decide, help or check.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub email: Option<String>,
    }

    #[serde(deny_unknown_fields)]
    #[cfg_attr(feature = "openapi", schema(example = json!({"language": "en"})))]
    pub struct UpdateMe {
        #[cfg_attr(feature = "openapi", schema(example = "en"))]
        pub language: String,
    }
}
