//! The store on both databases: the write door (invariant 7) and the history that nobody rewrites (invariant 9).
//! With `HILUM_TEST_POSTGRES_URL` everything runs on PostgreSQL, and what concerns it alone as well.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on has failed")]
#![allow(unreachable_pub, reason = "what tests share is shared by all of them")]

mod catalogue;
mod chain;
mod database;
mod door;
mod faults;
mod history;
mod once;
mod postgres;
mod time;
