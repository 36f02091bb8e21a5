//! Everything that is held about oneself, to be taken along (Regulation (EU) 2018/1725, articles 17 and 22).

use chrono::{DateTime, Utc};
use hilum_domain::access_request::RequestStatus;
use hilum_domain::account::AccountStatus;
use hilum_domain::verification::SecretPurpose;
use hilum_domain::{AccountId, EventId, GrantId, RequestId};
use serde_json::Value;
use uuid::Uuid;

use crate::access_requests::ItemView;
use crate::applications::ApplicationRef;
use crate::factors::FactorView;
use crate::grants::GrantView;
use crate::organisations::OrganisationRef;
use crate::preferences::PreferencesView;
use crate::sessions::{OwnSessionView, PersonRef};
use crate::wire;

wire! {
    /// Everything that is held about one person.
    pub struct OwnDataView {
        pub made_at: DateTime<Utc>,
        pub account: OwnAccountView,
        /// Without their secrets.
        pub factors: Vec<FactorView>,
        pub one_time_codes: Vec<OneTimeCodeView>,
        pub sessions: Vec<OwnSessionView>,
        pub identities: Vec<OwnIdentityView>,
        pub requests: Vec<OwnRequestView>,
        pub grants: Vec<GrantView>,
        pub preferences: Vec<PreferencesView>,
        /// What happened to the account, the requests and the grants; newest first.
        pub events: Vec<OwnEventView>,
        /// Who looked at these data; newest first.
        pub data_views: Vec<OwnDataLookView>,
        /// Messages to the person that have not left yet, or could not.
        pub mails: Vec<OwnMailView>,
    }

    /// The account's row, but for what opens it.
    pub struct OwnAccountView {
        pub id: AccountId,
        pub status: AccountStatus,
        pub email: String,
        pub first_name: String,
        pub last_name: String,
        pub language: String,
        pub phone: Option<String>,
        pub has_password: bool,
        pub training: bool,
        pub created_at: DateTime<Utc>,
        pub last_sign_in_at: Option<DateTime<Utc>>,
    }

    /// Something that can be used once; what it is cannot be read from what is kept of it.
    pub struct OneTimeCodeView {
        pub purpose: SecretPurpose,
        pub created_at: DateTime<Utc>,
        pub expires_at: Option<DateTime<Utc>>,
        /// What is kept with it.
        pub payload: Value,
    }

    /// An identity provider that knows the person, and by which name.
    pub struct OwnIdentityView {
        pub id: Uuid,
        pub provider: String,
        pub issuer: String,
        pub subject: String,
        pub created_at: DateTime<Utc>,
        pub last_used_at: DateTime<Utc>,
    }

    /// A request, drafts too.
    pub struct OwnRequestView {
        pub id: RequestId,
        pub status: RequestStatus,
        pub application: Option<ApplicationRef>,
        pub organisation: Option<OrganisationRef>,
        pub items: Vec<ItemView>,
        pub comment: Option<String>,
        pub requested_until: Option<DateTime<Utc>>,
        pub created_at: DateTime<Utc>,
        pub submitted_at: Option<DateTime<Utc>>,
    }

    /// A fact of history, as far as its subject may know it.
    pub struct OwnEventView {
        pub id: EventId,
        pub at: DateTime<Utc>,
        pub kind: String,
        /// In what office somebody acted; the private person is told where it was oneself.
        pub office: String,
        pub by_oneself: bool,
        pub request: Option<RequestId>,
        pub grant: Option<GrantId>,
        pub profile: Option<String>,
        pub data: Value,
    }

    /// Who looked at these data, at what, when.
    pub struct OwnDataLookView {
        pub at: DateTime<Utc>,
        pub viewer: PersonRef,
        pub what: String,
        pub object: Option<Uuid>,
    }

    /// A message that has not left.
    pub struct OwnMailView {
        pub id: Uuid,
        pub kind: String,
        /// `waiting` or `parked`.
        pub status: String,
        pub created_at: DateTime<Utc>,
        pub attempts: i64,
        pub last_error: Option<String>,
        pub content: Value,
    }
}
