//! Where things are. Fixed addresses are constants, the others are built here and nowhere else.

use hilum_domain::{AccountId, GrantId, OrganisationId, RequestId};
use uuid::Uuid;

pub const SESSIONS: &str = "/api/v1/sessions";
pub const SESSION: &str = "/api/v1/session";
pub const ACCOUNTS: &str = "/api/v1/accounts";
pub const ACCOUNT_CONFIRMATIONS: &str = "/api/v1/accounts/confirmations";
pub const EMAIL_CONFIRMATIONS: &str = "/api/v1/accounts/email-confirmations";
pub const PASSWORD_RESETS: &str = "/api/v1/password-resets";
pub const PASSWORD_RESET_CONFIRMATIONS: &str = "/api/v1/password-resets/confirmations";
pub const PASSKEY_CHALLENGES: &str = "/api/v1/sessions/passkey-challenges";
pub const PASSKEY_SESSIONS: &str = "/api/v1/sessions/passkeys";
pub const CHALLENGES: &str = "/api/v1/session/challenges";
pub const VERIFICATIONS: &str = "/api/v1/session/verifications";
pub const MY_PASSWORD: &str = "/api/v1/me/password";
pub const MY_EMAIL_CHANGES: &str = "/api/v1/me/email-changes";
pub const MY_FACTORS: &str = "/api/v1/me/factors";
pub const MY_RECOVERY_CODES: &str = "/api/v1/me/recovery-codes";
pub const MY_PANIC: &str = "/api/v1/me/panic";
pub const MY_SESSIONS: &str = "/api/v1/me/sessions";
pub const MY_IDENTITIES: &str = "/api/v1/me/identities";
pub const MY_SUPPORT_CODE: &str = "/api/v1/me/support-code";
pub const MY_DATA: &str = "/api/v1/me/data";
pub const SUPPORT_CODE_LOOKUPS: &str = "/api/v1/support-codes/lookups";
pub const DELIVERIES: &str = "/api/v1/deliveries";
pub const DATA_VIEWS: &str = "/api/v1/data-views";
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

pub fn account(id: AccountId) -> String {
    format!("{ACCOUNTS}/{id}")
}

/// `action` is one of suspend, unlock.
pub fn account_action(id: AccountId, action: &str) -> String {
    format!("{ACCOUNTS}/{id}/{action}")
}

pub fn my_factor(id: Uuid) -> String {
    format!("{MY_FACTORS}/{id}")
}

pub fn confirm_my_factor(id: Uuid) -> String {
    format!("{MY_FACTORS}/{id}/confirm")
}

pub fn my_session(id: Uuid) -> String {
    format!("{MY_SESSIONS}/{id}")
}

pub fn my_identity(id: Uuid) -> String {
    format!("{MY_IDENTITIES}/{id}")
}

/// A page of the provider's, not data: the browser goes there.
pub fn provider_sign_in(id: &str) -> String {
    format!("/api/v1/providers/{id}/sign-in")
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
