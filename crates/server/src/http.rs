//! What handlers have in common with HTTP: reading bodies, pages, preconditions; answering with an `ETag` and links.

pub(crate) mod answers;
pub(crate) mod body;
pub(crate) mod by;
pub(crate) mod conditional;
pub(crate) mod conditions;
pub(crate) mod connection;
pub(crate) mod csrf;
pub(crate) mod deadline;
pub(crate) mod exports;
pub(crate) mod given;
pub(crate) mod headers;
pub(crate) mod hosts;
pub(crate) mod misdirected;
pub(crate) mod paging;
pub(crate) mod pieces;
pub(crate) mod refused;
pub(crate) mod request_id;
pub(crate) mod routes;
pub(crate) mod trace;
pub(crate) mod unique;
