//! Messages on their way out.

use chrono::{DateTime, Utc};
use hilum_domain::AccountId;
use uuid::Uuid;

use crate::wire;

wire! {
    /// A message that could not be delivered. What it says is told to nobody.
    pub struct DeliveryView {
        pub id: Uuid,
        /// `mail`, `account_mail` or `sms`.
        pub kind: String,
        /// What it is about, e.g. `password_reset`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub about: Option<String>,
        /// Whom it is for, where they have an account.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub account: Option<AccountId>,
        pub attempts: i64,
        pub created_at: DateTime<Utc>,
        pub given_up_at: Option<DateTime<Utc>>,
        /// What the other side said.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub last_error: Option<String>,
    }
}
