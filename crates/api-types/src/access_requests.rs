//! Access requests: the draft, the four steps, the decision.

use chrono::{DateTime, Utc};
use hilum_domain::access_request::{Action, ItemStatus, Reason, RequestStatus, Verdict};
#[cfg(feature = "server")]
use hilum_domain::bounds::{CatalogueCode, DraftComment, PROFILES_MAX, UpTo};
use hilum_domain::{EventId, FieldError, ItemId, OrganisationId, RequestId};
use serde::{Deserialize, Deserializer, Serialize};
#[cfg(feature = "server")]
use validator::Validate;

use crate::access_profiles::ProfileRef;
use crate::applications::{ApplicationRef, UsualDays};
use crate::grants::GrantView;
use crate::organisations::OrganisationRef;
use crate::sessions::PersonRef;
use crate::{input, wire};

#[cfg(feature = "server")]
type Profiles = UpTo<CatalogueCode, PROFILES_MAX>;
#[cfg(feature = "server")]
type Decisions = UpTo<DecideItem, PROFILES_MAX>;

/// Which requests to list.
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RequestListView {
    /// My own, newest first.
    #[default]
    Mine,
    /// Those of the networks I decide for, oldest first; without `status` only what awaits a decision.
    ToDecide,
    /// Those with something that awaits activation, oldest first.
    ToActivate,
    /// Every submitted request, newest first: helpdesk and auditor.
    All,
}

input! {
    /// All fields may be missing: a draft is saved as one goes (R13).
    #[derive(Default)]
    #[serde(default)]
    #[cfg_attr(feature = "server", schema(example = json!({"application": "CPMS", "profiles": ["hp"], "comment": "Paediatric neurologist"})))]
    pub struct CreateAccessRequest {
        #[cfg_attr(feature = "server", schema(example = "CPMS"))]
        #[cfg_attr(feature = "server", validate(length(max = CatalogueCode::MAX)), schema(value_type = Option<CatalogueCode>))]
        pub application: Option<String>,
        pub organisation_id: Option<OrganisationId>,
        #[cfg_attr(feature = "server", validate(length(max = PROFILES_MAX), custom(function = crate::each_code)), schema(inline, value_type = Profiles))]
        pub profiles: Vec<String>,
        #[cfg_attr(feature = "server", validate(length(max = DraftComment::MAX)), schema(value_type = Option<DraftComment>))]
        pub comment: Option<String>,
        pub requested_until: Option<DateTime<Utc>>,
    }

    /// JSON merge patch (RFC 7396): what is absent stays, `null` clears.
    #[derive(Default)]
    #[serde(default)]
    #[cfg_attr(feature = "server", schema(example = json!({"profiles": ["hp", "coordinator"], "requested_until": null})))]
    pub struct PatchAccessRequest {
        #[serde(deserialize_with = "present", skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "server", validate(length(max = CatalogueCode::MAX)), schema(value_type = Option<CatalogueCode>))]
        pub application: Option<Option<String>>,
        #[serde(deserialize_with = "present", skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "server", schema(value_type = Option<OrganisationId>))]
        pub organisation_id: Option<Option<OrganisationId>>,
        #[serde(deserialize_with = "present", skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "server", validate(length(max = PROFILES_MAX), custom(function = crate::each_code)), schema(inline, value_type = Option<Profiles>))]
        pub profiles: Option<Option<Vec<String>>>,
        #[serde(deserialize_with = "present", skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "server", validate(length(max = DraftComment::MAX)), schema(value_type = Option<DraftComment>))]
        pub comment: Option<Option<String>>,
        #[serde(deserialize_with = "present", skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "server", schema(value_type = Option<DateTime<Utc>>))]
        pub requested_until: Option<Option<DateTime<Utc>>>,
    }
}

wire! {
    /// One request with everything the reader may know and do.
    #[cfg_attr(feature = "server", schema(example = json!({"id": "019d3c5e-8a00-7000-8000-000000000003", "status": "submitted", "version": 3, "applicant": {"id": "019d3c5e-8a00-7000-8000-000000000004", "name": "Ana Example", "email": "ana@hospital.example"}, "application": {"code": "CPMS", "name": "CPMS"}, "organisation": {"id": "019d3c5e-8a00-7000-8000-000000000005", "label": "DE22 - Universitätsklinikum Tübingen", "path": [{"id": "019d3c5e-8a00-7000-8000-000000000006", "kind": "network", "label": "ERN-RND - Neurological Diseases"}]}, "items": [{"id": "019d3c5e-8a00-7000-8000-000000000001", "profile": {"code": "hp", "name": "HP", "description": "healthcare professional"}, "status": "pending"}], "comment": "Paediatric neurologist", "requested_until": null, "created_at": "2026-11-21T09:00:00Z", "submitted_at": "2026-11-21T09:10:00Z", "allowed_actions": ["withdraw"], "stage": {"code": "with_coordinator", "with": "ERN-RND - Neurological Diseases", "people": 2, "since": "2026-11-21T09:10:00Z", "usual_days": {"min": 1, "max": 3}}, "problems": [], "grants": []})))]
    pub struct AccessRequestView {
        pub id: RequestId,
        pub status: RequestStatus,
        /// For `If-Match`; the same as the `ETag`.
        pub version: i64,
        pub applicant: PersonRef,
        pub application: Option<ApplicationRef>,
        pub organisation: Option<OrganisationRef>,
        pub items: Vec<ItemView>,
        pub comment: Option<String>,
        pub requested_until: Option<DateTime<Utc>>,
        pub created_at: DateTime<Utc>,
        pub submitted_at: Option<DateTime<Utc>>,
        pub allowed_actions: Vec<Action>,
        pub stage: Stage,
        /// What a submission would be refused for now; only for the applicant of a draft or a returned request.
        pub problems: Vec<FieldError>,
        /// What has come of it.
        pub grants: Vec<GrantView>,
    }

    /// One profile of a request, decided on its own.
    pub struct ItemView {
        /// Absent until the request is submitted.
        pub id: Option<ItemId>,
        pub profile: ProfileRef,
        pub status: ItemStatus,
    }

    /// Where the request is, with whom, since when, and how long that usually takes.
    pub struct Stage {
        pub code: StageCode,
        /// Label of the network whose coordinators have it now; never a private person.
        pub with: Option<String>,
        /// How many people can take the next step. 0 is an alarm (R8).
        pub people: Option<u64>,
        pub since: DateTime<Utc>,
        /// Working days, where a person has to act.
        pub usual_days: Option<UsualDays>,
    }

    /// A line of a list.
    pub struct AccessRequestSummary {
        pub id: RequestId,
        pub status: RequestStatus,
        pub version: i64,
        pub applicant: PersonRef,
        pub application: Option<ApplicationRef>,
        pub organisation: Option<OrganisationRef>,
        pub items: Vec<ItemView>,
        pub created_at: DateTime<Utc>,
        pub submitted_at: Option<DateTime<Utc>>,
        pub allowed_actions: Vec<Action>,
        pub stage: Stage,
    }
}

input! {
    /// What becomes of some or all items that still wait. 422 `invalid` tells every fault at once: an item that is not of this
    /// request (`not_found`), was decided (`already_decided`) or needs another (`requires`, R2), a reason that is missing (R6).
    #[cfg_attr(feature = "server", schema(example = json!({"items": [{"id": "019d3c5e-8a00-7000-8000-000000000001", "decision": "reject"}], "reason": {"code": "wrong_profile"}})))]
    pub struct DecideAccessRequest {
        #[cfg_attr(feature = "server", validate(length(max = PROFILES_MAX), nested), schema(inline, value_type = Decisions))]
        pub items: Vec<DecideItem>,
        /// Needed where anything is rejected (R6).
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "server", validate(nested))]
        pub reason: Option<Reason>,
        /// End of what is approved.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub valid_until: Option<DateTime<Utc>>,
    }

    /// One item and what becomes of it.
    pub struct DecideItem { pub id: ItemId, pub decision: Verdict }

    /// Why the request goes back to its applicant (R6).
    #[cfg_attr(feature = "server", schema(example = json!({"reason": {"code": "more_information", "text": "Which department do you work in?"}})))]
    pub struct ReturnAccessRequest {
        #[cfg_attr(feature = "server", validate(nested))]
        pub reason: Reason,
    }
}

wire! {
    /// A fact of the history.
    #[cfg_attr(feature = "server", schema(example = json!({"id": "019d3c5e-8a00-7000-8000-000000000002", "at": "2026-11-21T09:30:00Z", "kind": "item_approved", "actor": null, "office": "coordinator", "profile": {"code": "hp", "name": "HP", "description": "healthcare professional"}, "reason": null, "valid_until": null})))]
    pub struct EventView {
        pub id: EventId,
        pub at: DateTime<Utc>,
        /// `submitted`, `returned`, `withdrawn`, `item_approved`, `item_rejected`, `grant_activated`, `grant_ended`.
        pub kind: String,
        /// Absent where the clock acted, and where the reader may know the office only.
        pub actor: Option<PersonRef>,
        /// The office that acted, in one word: `applicant`, `coordinator`, `helpdesk`, `system`.
        pub office: Office,
        pub profile: Option<ProfileRef>,
        pub reason: Option<Reason>,
        pub valid_until: Option<DateTime<Utc>>,
    }
}

/// Where a request is on its way.
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StageCode {
    Draft,
    WithCoordinator,
    Returned,
    WithHelpdesk,
    Active,
    Rejected,
    Withdrawn,
    Ended,
}

impl StageCode {
    /// The stable name (snake_case).
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::WithCoordinator => "with_coordinator",
            Self::Returned => "returned",
            Self::WithHelpdesk => "with_helpdesk",
            Self::Active => "active",
            Self::Rejected => "rejected",
            Self::Withdrawn => "withdrawn",
            Self::Ended => "ended",
        }
    }
}

/// In what office somebody acted.
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Office {
    Applicant,
    Coordinator,
    Helpdesk,
    System,
}

/// Tells a present `null` from an absent field.
fn present<'de, T: Deserialize<'de>, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Option<T>>, D::Error> {
    Option::<T>::deserialize(deserializer).map(Some)
}
