//! Means of two-step verification.

use chrono::{DateTime, Utc};
#[cfg(feature = "server")]
use hilum_domain::bounds::{FactorLabel, TypedCode, TypedPhone};
use hilum_domain::verification::FactorKind;
use serde_json::Value;
use uuid::Uuid;

use crate::{Secret, input, wire};

wire! {
    /// A means of two-step verification that its owner has confirmed.
    pub struct FactorView {
        pub id: Uuid,
        /// For `If-Match`.
        pub version: i64,
        pub kind: FactorKind,
        /// What its owner calls it.
        pub label: String,
        /// The end of the telephone number.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub sent_to: Option<String>,
        pub created_at: DateTime<Utc>,
        pub last_used_at: Option<DateTime<Utc>>,
    }

    /// All of a person's means, and what stands in for them.
    pub struct FactorsView {
        pub items: Vec<FactorView>,
        pub recovery_codes_left: u64,
        /// Whether the last one may be removed: not where an application demands two-step verification.
        pub last_removable: bool,
    }
}

input! {
    /// Begins a means: what its `kind` needs comes back, and it counts once it is confirmed.
    #[cfg_attr(feature = "server", schema(example = json!({"kind": "totp", "label": "Telephone"})))]
    pub struct CreateFactor {
        pub kind: FactorKind,
        #[cfg_attr(feature = "server", validate(length(max = FactorLabel::MAX)), schema(value_type = FactorLabel))]
        pub label: String,
        /// For `sms`: the number to send to, international.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "server", validate(length(max = TypedPhone::MAX)), schema(value_type = Option<TypedPhone>))]
        pub phone: Option<String>,
    }
}

wire! {
    /// A factor that was begun; it counts once it is confirmed.
    pub struct NewFactorView {
        pub id: Uuid,
        pub kind: FactorKind,
        /// `totp`: to be typed, Base32.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub secret: Option<Secret>,
        /// `totp`: to be opened, or shown as a QR code.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub otpauth_uri: Option<Secret>,
        /// `totp`: the QR code as an SVG path of unit squares…
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub qr_path: Option<Secret>,
        /// …and how many of them a side has.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub qr_size: Option<u32>,
        /// `passkey`: for `navigator.credentials.create` (WebAuthn), as JSON.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub options: Option<Value>,
        /// `sms`: where the code went.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub sent_to: Option<String>,
    }
}

input! {
    /// `code` for `totp` and `sms`, `credential` for `passkey`.
    #[cfg_attr(feature = "server", schema(example = json!({"code": "123456"})))]
    pub struct ConfirmFactor {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "server", validate(length(max = TypedCode::MAX)), schema(value_type = Option<TypedCode>))]
        pub code: Option<Secret>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub credential: Option<Value>,
    }
}

wire! {
    /// Shown once; each is good once. Empty where there are some already.
    pub struct RecoveryCodesView {
        pub recovery_codes: Vec<Secret>,
    }
}

input! {
    /// Another name for it.
    #[cfg_attr(feature = "server", schema(example = json!({"label": "Telephone"})))]
    pub struct UpdateFactor {
        #[cfg_attr(feature = "server", validate(length(max = FactorLabel::MAX)), schema(value_type = FactorLabel))]
        pub label: String,
    }
}
