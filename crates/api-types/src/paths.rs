//! Where things are. Fixed addresses are constants, the others are built here and nowhere else.

use hilum_domain::{GrantId, OrganisationId, RequestId};

pub const SESSIONS: &str = "/api/v1/sessions";
pub const SESSION: &str = "/api/v1/session";
pub const PORTAL: &str = "/api/v1/portal";
pub const ME: &str = "/api/v1/me";
pub const MY_GRANTS: &str = "/api/v1/me/grants";
pub const MY_PREFERENCES: &str = "/api/v1/me/preferences";
pub const APPLICATIONS: &str = "/api/v1/applications";
pub const ORGANISATIONS: &str = "/api/v1/organisations";
pub const ACCESS_PROFILES: &str = "/api/v1/access-profiles";
pub const ACCESS_REQUESTS: &str = "/api/v1/access-requests";
pub const GRANTS: &str = "/api/v1/grants";
pub const THEMATIC_AREAS: &str = "/api/v1/thematic-areas";
pub const PROFESSIONAL_ROLES: &str = "/api/v1/professional-roles";
pub const TRAINING_ACCOUNTS: &str = "/api/v1/training/accounts";
pub const TRAINING_MAILBOX: &str = "/api/v1/training/mailbox";
pub const TRAINING_CLOCK: &str = "/api/v1/training/clock";

pub fn application(code: &str) -> String {
    format!("{APPLICATIONS}/{code}")
}

pub fn organisation(id: OrganisationId) -> String {
    format!("{ORGANISATIONS}/{id}")
}

pub fn access_request(id: RequestId) -> String {
    format!("{ACCESS_REQUESTS}/{id}")
}

/// `action` is one of submit, withdraw, return, decide.
pub fn access_request_action(id: RequestId, action: &str) -> String {
    format!("{ACCESS_REQUESTS}/{id}/{action}")
}

pub fn access_request_events(id: RequestId) -> String {
    format!("{ACCESS_REQUESTS}/{id}/events")
}

pub fn grant(id: GrantId) -> String {
    format!("{GRANTS}/{id}")
}

pub fn activate_grant(id: GrantId) -> String {
    format!("{GRANTS}/{id}/activate")
}

pub fn my_preferences(network: OrganisationId) -> String {
    format!("{MY_PREFERENCES}/{network}")
}
