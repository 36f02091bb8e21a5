//! Training mode (R18); absent elsewhere.

use chrono::{DateTime, Utc};
#[cfg(feature = "server")]
use hilum_domain::bounds::ClockAdvance;

use crate::{input, wire};

wire! {
    /// Somebody one can be in training.
    pub struct TrainingAccountView {
        pub email: String,
        pub password: String,
        pub role: String,
        /// Code of the network; absent for those who belong to none.
        pub network: Option<String>,
    }

    /// A mail that would have been sent.
    pub struct TrainingMailView {
        pub to: String,
        pub subject: String,
        pub text: String,
        pub html: String,
        pub sent_at: DateTime<Utc>,
    }

    /// This moment of training, and how far it is ahead.
    pub struct TrainingClockView { pub now: DateTime<Utc>, pub advanced_seconds: i64 }
}

input! {
    /// How far to move the clock.
    #[cfg_attr(feature = "server", schema(example = json!({"advance_seconds": 86400})))]
    pub struct AdvanceClock {
        /// Forward only; at most ten years.
        #[cfg_attr(feature = "server", validate(range(min = ClockAdvance::MIN, max = ClockAdvance::MAX)), schema(value_type = ClockAdvance))]
        pub advance_seconds: i64,
    }
}
