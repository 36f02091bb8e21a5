//! The catalogue: what one can ask access to, where, and as what.
//!
//! A catalogue is a directory of CSV and JSON files, documented in `docs/catalogue.md`. This crate parses
//! and checks such files ([`parse`]), writes them ([`write`]) and carries the real data
//! ([`Catalogue::embedded`]). It does no file I/O: callers hand over and receive bytes by file name.

mod types;

pub use types::*;
