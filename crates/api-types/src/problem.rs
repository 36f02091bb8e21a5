//! Errors: RFC 9457 `application/problem+json`.

use hilum_domain::FieldError;
use serde::{Deserialize, Serialize};

use crate::wire;

/// Declares the codes with their status and title, so that nobody can forget one of the three.
macro_rules! error_codes {
    ($($(#[$meta:meta])* $name:ident = $code:tt, $status:literal, $title:literal;)+) => {
        /// What went wrong, for machines; stable.
        #[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
        pub enum ErrorCode { $($(#[$meta])* #[serde(rename = $code)] $name),+ }

        impl ErrorCode {
            /// Every code, in the order of declaration.
            pub const ALL: &[ErrorCode] = &[$(ErrorCode::$name),+];
            /// As in `code`, and at the end of `type`.
            pub const fn as_str(self) -> &'static str { match self { $(Self::$name => $code),+ } }
            /// The HTTP status this code always comes with.
            pub const fn status(self) -> u16 { match self { $(Self::$name => $status),+ } }
            /// In English, for developers; the page has its own words.
            pub const fn title(self) -> &'static str { match self { $(Self::$name => $title),+ } }
        }
    };
}

error_codes! {
    Malformed = "malformed", 400, "The request cannot be read";
    NotSignedIn = "not_signed_in", 401, "Nobody is signed in";
    /// Wrong mail address or password; deliberately not said which.
    BadCredentials = "bad_credentials", 401, "Wrong mail address or password";
    Forbidden = "forbidden", 403, "Not allowed";
    /// The header `X-Requested-With: hilum` is missing, or the request comes from another site.
    Csrf = "csrf", 403, "The request does not come from the page";
    /// A wrong or used code, or a passkey that is not the person's.
    BadCode = "bad_code", 401, "The code is wrong";
    /// The sign-in is not complete, or a sensitive act needs a verification of the last ten minutes.
    StepUpRequired = "step_up_required", 403, "A fresh verification is needed";
    /// The application demands two-step verification and the person has no means of it yet (R15).
    SecondFactorMissing = "second_factor_missing", 403, "Two-step verification has to be set up first";
    /// Told only to whoever knows the password.
    AccountSuspended = "account_suspended", 403, "The account is suspended";
    /// By its owner, in an emergency; the helpdesk unlocks it.
    AccountLocked = "account_locked", 403, "The account is locked";
    /// After the emergency brake: the link in a mail comes first. Told only to whoever knows the password.
    ProofRequired = "proof_required", 403, "The mail address has to be proved first";
    /// R5.
    SelfDecision = "self_decision", 403, "Nobody decides their own request";
    NotFound = "not_found", 404, "Not found";
    MethodNotAllowed = "method_not_allowed", 405, "This cannot be done here";
    WrongState = "wrong_state", 409, "Not in a state for this";
    Duplicate = "duplicate", 409, "It exists already";
    /// An application the person has access to demands two-step verification.
    LastFactor = "last_factor", 409, "This is the last means of two-step verification";
    /// R8. `detail` names the network.
    LastCoordinator = "last_coordinator", 409, "A network would be left without a coordinator";
    /// Nobody would be left who is active in that portal role; `detail` names it.
    LastHolder = "last_holder", 409, "Nobody else has this role";
    /// So many open drafts at a time.
    TooManyDrafts = "too_many_drafts", 409, "Too many open drafts";
    /// Somebody else was faster (R12).
    Conflict = "conflict", 409, "Somebody else was faster";
    IdempotencyKeyReused = "idempotency_key_reused", 422, "The Idempotency-Key was used for something else";
    /// `If-Match` names an older version.
    Stale = "stale", 412, "It has changed meanwhile";
    TooLarge = "too_large", 413, "The body is too large";
    UnsupportedMediaType = "unsupported_media_type", 415, "The body must be application/json";
    /// The address or `Host` is none of this Hilum's.
    Misdirected = "misdirected", 421, "This Hilum does not go by that name";
    /// `fields` has every fault.
    Invalid = "invalid", 422, "Some fields are not right";
    PreconditionRequired = "precondition_required", 428, "If-Match is required here";
    /// With `Retry-After`.
    TooManyAttempts = "too_many_attempts", 429, "Too many attempts";
    Internal = "internal", 500, "Something went wrong on our side";
    /// With `Retry-After`.
    Unavailable = "unavailable", 503, "Not available at the moment";
}

wire! {
    /// RFC 9457 problem details.
    #[cfg_attr(feature = "server", schema(example = json!({"type": "/problems/invalid", "title": "Some fields are not right", "status": 422, "code": "invalid", "request_id": "5f2f9c52-6c1f-4a53-8a0e-2a6d1d2f7a10", "fields": [{"field": "profiles[0]", "code": "requires", "params": {"profile": "hp"}}]})))]
    pub struct Problem {
        /// A URI reference that names the kind of problem.
        #[serde(rename = "type")]
        pub kind: String,
        pub title: String,
        pub status: u16,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub detail: Option<String>,
        pub code: ErrorCode,
        /// The `X-Request-Id` of this request; the helpdesk finds the cause by it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub request_id: Option<String>,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        pub fields: Vec<FieldError>,
    }
}
