//! This moment, as the portal sees it.

use std::sync::OnceLock;

use chrono::{DateTime, TimeDelta, Utc};
use hilum_api_types::training::TrainingClockView;
use leptos::prelude::*;

#[derive(Clone, Copy)]
struct Clock {
    /// How far the training clock is ahead, in seconds (R18).
    advanced: RwSignal<i64>,
    /// How far the portal's clock is ahead of this device's, in milliseconds.
    ahead: RwSignal<i64>,
}

static CLOCK: OnceLock<Clock> = OnceLock::new();

/// Called once, before anything is drawn.
pub(crate) fn start() {
    let _ = CLOCK.set(Clock { advanced: RwSignal::new(0), ahead: RwSignal::new(0) });
}

#[expect(clippy::expect_used, reason = "the page begins with `start`")]
fn clock() -> Clock {
    *CLOCK.get().expect("a clock")
}

/// This device's clock may be wrong, the training clock may be ahead.
pub(crate) fn now() -> DateTime<Utc> {
    let clock = clock();
    let portal = js_sys::Date::now() as i64 + clock.ahead.get_untracked();
    DateTime::from_timestamp_millis(portal).unwrap_or_default()
        + TimeDelta::seconds(clock.advanced.get_untracked())
}

/// The portal has answered, at that time of its own in milliseconds.
pub(crate) fn heard_at(portal: f64) {
    if portal.is_finite() {
        clock().ahead.set((portal - js_sys::Date::now()) as i64);
    }
}

/// Follows the training clock.
pub(crate) fn follow(training: Option<TrainingClockView>) {
    if let Some(training) = training {
        clock().advanced.set(training.advanced_seconds);
    }
}
