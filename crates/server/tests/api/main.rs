//! The API as its users meet it: every test starts the real application with a database of its own and speaks HTTP.
//! The modules mirror the addresses. With `HILUM_TEST_POSTGRES_URL` the same tests run on PostgreSQL (invariant 12).
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on has failed")]
#![allow(unreachable_pub, reason = "what tests share is shared by all of them")]

mod support;

mod access_profiles;
mod access_requests;
mod accounts;
mod applications;
mod authz_coverage;
mod bounds;
mod bypass;
mod conditional;
mod connections;
mod data_views;
mod deliveries;
mod delivery;
mod drain;
mod erasure;
mod exchange;
mod factors;
mod grants;
mod health;
mod helpdesk;
mod history;
mod http;
mod mails;
mod me;
mod names;
mod once;
mod openapi;
mod organisations;
mod own_data;
mod passkeys;
mod preferences;
mod process;
mod providers;
mod refusals;
mod retention;
mod sessions;
mod sms;
mod statements;
mod step_up;
mod thematic_areas;
mod training;
mod two_nodes;
