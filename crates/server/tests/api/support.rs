//! What the tests stand on.

pub mod app;
pub mod authenticator;
pub mod client;
pub mod database;
pub mod identity;
pub mod journey;
pub mod program;
pub mod raw;

pub use app::{TestApp, spawn_app, spawn_app_with};
pub use authenticator::Authenticator;
pub use client::{Answer, Call, Client};
pub use database::{Database, People};
pub use journey::{faults, verdicts};
pub use program::Program;

use std::time::{Duration, Instant};

/// Asks again and again until there is an answer; fails after 20 s.
pub async fn eventually<T, F: Future<Output = Option<T>>>(what: &str, mut ask: impl FnMut() -> F) -> T {
    let started = Instant::now();
    loop {
        if let Some(answer) = ask().await {
            return answer;
        }
        assert!(started.elapsed() < Duration::from_secs(60), "waited in vain: {what}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}
