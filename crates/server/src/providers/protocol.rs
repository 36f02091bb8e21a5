//! What the protocols have in common.

use hilum_domain::Moment;
use hilum_domain::catalogue::Assurance;
use serde::{Deserialize, Serialize};
use validator::Validate;

/// Somebody, as a provider knows them. Issuer and subject are the key: an address can change hands.
#[derive(Clone, Debug, PartialEq)]
pub struct ExternalIdentity {
    /// Its `id` in the settings.
    pub provider: String,
    pub issuer: String,
    pub subject: String,
    pub email: Option<String>,
    /// Whether the provider has proved that the address is theirs.
    pub email_verified: bool,
    pub first_name: String,
    pub last_name: String,
    pub assurance: Assurance,
    /// When they were verified there, which may be long before they came here.
    pub auth_time: Option<Moment>,
    /// Hash of what the provider calls the session: by it, it can end ours.
    pub session: Option<String>,
    pub groups: Vec<String>,
}

/// A sign-in that is under way: what is remembered until the browser comes back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Journey {
    pub provider: String,
    pub nonce: String,
    /// PKCE (RFC 7636): the code is worth nothing to whoever does not know it.
    pub verifier: String,
    pub return_to: String,
    /// Hash of the cookie of the browser that set out: no other one may arrive (login CSRF).
    pub browser: String,
    /// Signed in already, and to be verified afresh.
    pub again: bool,
    pub begun_at: Moment,
}

/// What the browser brings back.
#[derive(Clone, Debug, Default, Deserialize, Validate)]
pub struct Answer {
    pub state: Option<String>,
    pub code: Option<String>,
    pub iss: Option<String>,
    pub error: Option<String>,
    pub ticket: Option<String>,
}

/// Why nobody was signed in. The text is for the log.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    #[error("the provider cannot be reached: {0}")]
    Unavailable(String),
    /// Not what the protocol demands: nothing in it is to be trusted.
    #[error("the provider's answer is not right: {0}")]
    Failed(String),
    #[error("the provider refuses: {0}")]
    Refused(String),
    #[error("the provider is less sure of the person than is required")]
    AssuranceTooLow,
}

impl Fault {
    pub(super) fn failed(what: impl std::fmt::Display) -> Self {
        Self::Failed(what.to_string())
    }
}
