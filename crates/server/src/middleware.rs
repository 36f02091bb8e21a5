//! What every call passes before and after its handler.

pub(crate) mod conditional;
pub(crate) mod csrf;
pub(crate) mod deadline;
pub(crate) mod headers;
pub(crate) mod misdirected;
pub(crate) mod refused;
pub(crate) mod trace;
