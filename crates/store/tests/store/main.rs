//! The store on both databases: the write door (invariant 7) and the history that nobody rewrites (invariant 9).
//! With `HILUM_TEST_POSTGRES_URL` everything runs on PostgreSQL, and what concerns it alone as well.

mod catalogue;
mod chain;
mod database;
mod door;
mod faults;
mod history;
mod once;
mod postgres;
mod time;
