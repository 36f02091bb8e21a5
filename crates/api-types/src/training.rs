//! Training mode (R18); absent elsewhere.

use chrono::{DateTime, Utc};

use crate::wire;

wire! {
    pub struct TrainingAccountView {
        pub email: String,
        pub password: String,
        pub role: String,
        /// Code of the network; absent for those who belong to none.
        pub network: Option<String>,
    }

    pub struct TrainingMailView {
        pub to: String,
        pub subject: String,
        pub text: String,
        pub html: String,
        pub sent_at: DateTime<Utc>,
    }

    pub struct TrainingClockView { pub now: DateTime<Utc>, pub advanced_seconds: i64 }

    #[serde(deny_unknown_fields)]
    #[cfg_attr(feature = "openapi", schema(example = json!({"advance_seconds": 86400})))]
    pub struct AdvanceClock {
        /// Forward only; at most ten years.
        pub advance_seconds: i64,
    }
}
