//! Grants: the resulting rights.

use chrono::{DateTime, Utc};
use hilum_domain::grant::{Action, GrantStatus};
use hilum_domain::{GrantId, RequestId};

use crate::access_profiles::ProfileRef;
use crate::applications::ApplicationRef;
use crate::organisations::OrganisationRef;
use crate::sessions::PersonRef;
use crate::wire;

wire! {
    /// A right: who may be what, where, from when until when.
    pub struct GrantView {
        pub id: GrantId,
        /// As it is now: *ended* from the very moment of `valid_until` on (R9).
        pub status: GrantStatus,
        pub version: i64,
        pub person: PersonRef,
        pub application: ApplicationRef,
        pub organisation: OrganisationRef,
        pub profile: ProfileRef,
        pub valid_from: Option<DateTime<Utc>>,
        pub valid_until: Option<DateTime<Utc>>,
        pub created_at: DateTime<Utc>,
        /// The request it came from; absent for what was imported.
        pub request: Option<RequestId>,
        pub allowed_actions: Vec<Action>,
    }
}
