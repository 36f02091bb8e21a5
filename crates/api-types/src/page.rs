//! Collections: bounded pages with opaque cursors.

use serde::{Deserialize, Serialize};

/// Items of a page when the client does not say.
pub const DEFAULT_LIMIT: u64 = 25;

/// A page of a collection. The same links are in the `Link` header (RFC 8288).
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Page<T> {
    pub items: Vec<T>,
    /// How many there are in all pages together.
    pub total: u64,
    /// Position of the first item, from 1; absent where the list moves while it is read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<u64>,
    /// Cursor of the following page.
    pub next: Option<String>,
    /// Cursor of the page before.
    pub prev: Option<String>,
}
