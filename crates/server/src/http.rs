//! What handlers have in common with HTTP: reading bodies, pages, preconditions; answering with an `ETag` and links.

pub mod body;
pub mod conditions;
pub mod csrf;
pub mod deadline;
pub mod headers;
pub mod paging;
pub mod request_id;
