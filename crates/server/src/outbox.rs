//! What leaves the process: written down with its cause, delivered afterwards (R14, invariant 8).

pub mod account_mail;
pub mod letter;
pub mod mail;
pub mod transport;
pub mod worker;
