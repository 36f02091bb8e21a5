//! Who is there, and what they may do: permission is in the handler's signature (invariant 10).

pub mod device;
pub mod guess;
pub mod origin;
pub mod password;
pub mod principal;
pub mod secret;
pub mod session;
pub mod sms;
pub mod throttle;
pub mod totp;
pub mod vault;
pub mod webauthn;

pub use principal::{Arriving, Enrolling, Fresh, FreshEnrolling, Principal, Recognised, Require};
