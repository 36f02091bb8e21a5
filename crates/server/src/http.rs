//! What handlers have in common with HTTP: reading bodies, pages, preconditions; answering with an `ETag` and links.

pub mod answers;
pub mod body;
pub mod conditions;
pub mod connection;
pub mod csrf;
pub mod deadline;
pub mod headers;
pub mod hosts;
pub mod paging;
pub mod pieces;
pub mod refused;
pub mod request_id;
pub mod routes;
pub mod unique;
