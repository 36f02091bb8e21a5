//! Who is there, and what they may do: permission is in the handler's signature (invariant 10).

pub mod password;
pub mod principal;
pub mod session;
pub mod throttle;

pub use principal::{Principal, Require};
