//! What handlers have in common with HTTP: reading bodies, pages, preconditions; answering with an `ETag` and links.

pub(crate) mod answers;
pub(crate) mod body;
pub(crate) mod by;
pub(crate) mod conditions;
pub(crate) mod connection;
pub(crate) mod exports;
pub(crate) mod given;
pub(crate) mod hosts;
pub(crate) mod paging;
pub(crate) mod pieces;
pub(crate) mod routes;
pub(crate) mod unique;
