//! Who is there, and what they may do: permission is in the handler's signature (invariant 10).

pub mod device;
pub mod guess;
pub mod origin;
pub mod principal;
pub mod session;
pub mod throttle;

pub use principal::{Arriving, Enrolling, Fresh, FreshEnrolling, Principal, Recognised, Require};
