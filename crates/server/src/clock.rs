//! The one clock of the application (invariant 11). In training mode it can be moved forward.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use chrono::TimeDelta;
use hilum_domain::Moment;

/// Real time plus what was added to it.
#[derive(Clone, Debug, Default)]
pub struct Clock {
    advanced_seconds: Arc<AtomicI64>,
}

impl Clock {
    /// Now, in microseconds: what both databases keep exactly.
    pub fn now(&self) -> Moment {
        #[expect(clippy::disallowed_methods, reason = "the one place where time comes from")]
        let real = chrono::Utc::now();
        let moved = real + TimeDelta::seconds(self.advanced_seconds());
        Moment::from_timestamp_micros(moved.timestamp_micros()).unwrap_or(moved)
    }

    pub fn advanced_seconds(&self) -> i64 {
        self.advanced_seconds.load(Ordering::SeqCst)
    }

    /// Moves the clock forward.
    pub fn advance(&self, seconds: u32) {
        self.advanced_seconds.fetch_add(seconds.into(), Ordering::SeqCst);
    }

    /// Moves the clock to where another node, or this one before a restart, has put it. Never back.
    pub fn catch_up(&self, advanced_seconds: i64) {
        self.advanced_seconds.fetch_max(advanced_seconds, Ordering::SeqCst);
    }
}
