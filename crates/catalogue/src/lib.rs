//! The catalogue: what one can ask access to, where, and as what.
//!
//! A catalogue is a directory of CSV and JSON files, documented in `docs/catalogue.md`. This crate parses
//! and checks such files ([`parse`]), writes them ([`write`]) and carries the real data
//! ([`Catalogue::embedded`]). It does no file I/O: callers hand over and receive bytes by file name. What is asked of
//! the catalogue while Hilum runs is answered by a [`Snapshot`].

mod check;
mod embedded;
mod fault;
mod fold;
mod layout;
mod read;
mod rows;
mod snapshot;
mod types;
mod write;

pub use fault::{Fault, FaultCode};
pub use fold::fold;
pub use layout::file_names;
pub use read::{MAX_FAULTS, parse};
pub use rows::{MAX_FILE_BYTES, MAX_TEXT};
pub use snapshot::{Node, Rows, Snapshot};
pub use types::*;
pub use write::write;
