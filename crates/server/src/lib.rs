//! The Hilum server: REST API, facts, delivery, jobs, embedded page.

pub mod app;
pub mod auth;
pub mod clock;
pub mod config;
pub mod context;
mod delivery;
mod docs;
pub mod drain;
pub mod error;
pub mod exchange;
pub mod facts;
mod features;
pub mod files;
mod http;
mod jobs;
mod letters;
mod node;
pub mod openapi;
pub mod people;
pub mod providers;
pub mod retention;
mod security_txt;
mod serving;
pub mod setup;
mod spa;
pub mod tls;
pub mod training;
