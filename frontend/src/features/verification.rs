//! Showing that it is you: at sign-in, and again before a sensitive act.

mod arriving;
mod dialog;
mod due;
mod ways;

pub(crate) use arriving::Arriving;
pub(crate) use dialog::VerificationDialog;
pub(crate) use due::SecondFactorDue;
