//! Signing in, being verified, and who is signed in.

use chrono::{DateTime, Utc};
use hilum_domain::AccountId;
#[cfg(feature = "server")]
use hilum_domain::bounds::{LanguageTag, LinkToken, PersonName, TypedCode, TypedPhone};
use hilum_domain::catalogue::Assurance;
use hilum_domain::policy::Capability;
use hilum_domain::verification::Method;
use serde_json::Value;
use uuid::Uuid;

use crate::organisations::NodeRef;
use crate::{Secret, input, wire};

input! {
    #[cfg_attr(feature = "server", schema(example = json!({"email": "rndhpuser1@training.hilum.example", "password": "hilum-training"})))]
    /// Whatever is typed is right or wrong, and nothing more is told of it: only the size of the body is bounded.
    pub struct SignIn {
        #[cfg_attr(feature = "server", schema(example = "rndhpuser1@training.hilum.example"))]
        pub email: String,
        pub password: Secret,
    }
}

wire! {
    /// The person who is signed in.
    pub struct UserView {
        pub id: AccountId,
        /// For `If-Match` on `PATCH /me`.
        pub version: i64,
        pub email: String,
        pub first_name: String,
        pub last_name: String,
        /// BCP 47.
        pub language: String,
        /// E.164; only where the person gave one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub phone: Option<String>,
    }

    /// Who is signed in, how surely, and what they may do.
    pub struct SessionView {
        pub user: UserView,
        pub assurance: Assurance,
        /// Empty while the second factor is owed.
        pub capabilities: Vec<Capability>,
        /// The session ends then at the latest.
        pub expires_at: DateTime<Utc>,
        /// The session ends then if nothing happens.
        pub idle_at: DateTime<Utc>,
        /// Networks with access whose preferences have not been given yet.
        pub preferences_due: Vec<NodeRef>,
        /// Present while the second factor is owed: nothing else can be done before.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub verification: Option<VerificationView>,
        /// Ways to be verified afresh before a sensitive act, strongest first.
        pub step_up: Vec<Method>,
        /// Until then sensitive acts do not ask again.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub verified_until: Option<DateTime<Utc>>,
        /// Whether the person owns a second factor.
        pub second_factor: bool,
        /// Whether an application they have or ask access to demands one that they do not have (R15).
        pub second_factor_due: bool,
        /// Nothing is open to this person before a second factor is set up (R15); the capabilities come with it.
        #[serde(default)]
        pub enrolment_due: bool,
        /// Whether this person may have codes sent to a telephone: never administrators.
        #[serde(default)]
        pub text_messages: bool,
    }

    /// What is owed.
    pub struct VerificationView {
        /// Strongest first.
        pub methods: Vec<Method>,
    }
}

input! {
    /// Asks for what a method needs first: `passkey` a challenge, `sms` a message.
    #[cfg_attr(feature = "server", schema(example = json!({"method": "passkey"})))]
    pub struct CreateChallenge {
        pub method: Method,
    }
}

wire! {
    /// What a method needs first.
    pub struct ChallengeView {
        pub method: Method,
        /// Goes back with the answer to a passkey challenge.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub id: Option<String>,
        /// For `navigator.credentials.get` (WebAuthn), as JSON.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub options: Option<Value>,
        /// Where the message went: the end of the number.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub sent_to: Option<String>,
    }
}

input! {
    /// `code` for `totp`, `sms`, `recovery_code` and `password`; `id` and `credential` for `passkey`.
    #[cfg_attr(feature = "server", schema(example = json!({"method": "totp", "code": "123456"})))]
    pub struct CreateVerification {
        pub method: Method,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "server", validate(length(max = TypedCode::MAX)), schema(value_type = Option<TypedCode>))]
        pub code: Option<Secret>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "server", validate(length(max = LinkToken::MAX)), schema(value_type = Option<LinkToken>))]
        pub id: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub credential: Option<Value>,
    }

    /// Signs in with a passkey alone.
    pub struct PasskeySignIn {
        #[cfg_attr(feature = "server", validate(length(max = LinkToken::MAX)), schema(value_type = LinkToken))]
        pub id: String,
        pub credential: Value,
    }
}

wire! {
    /// One of a person's own sessions.
    pub struct OwnSessionView {
        pub id: Uuid,
        /// The one that asks.
        pub current: bool,
        pub assurance: Assurance,
        pub method: Method,
        pub created_at: DateTime<Utc>,
        pub last_seen_at: DateTime<Utc>,
        /// As the browser calls itself.
        pub user_agent: String,
        /// Network address.
        pub address: String,
    }

    /// Names a person where their identity is needed, and no more.
    pub struct PersonRef {
        pub id: AccountId,
        pub name: String,
        /// Only for those who decide, help or check.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub email: Option<String>,
    }
}

input! {
    /// What is absent stays as it is; `phone: ""` takes the number away.
    #[derive(Default)]
    #[cfg_attr(feature = "server", schema(example = json!({"language": "en"})))]
    pub struct UpdateMe {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "server", validate(length(max = PersonName::MAX)), schema(value_type = Option<PersonName>))]
        pub first_name: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "server", validate(length(max = PersonName::MAX)), schema(value_type = Option<PersonName>))]
        pub last_name: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "server", schema(example = "en"))]
        #[cfg_attr(feature = "server", validate(length(max = LanguageTag::MAX)), schema(value_type = Option<LanguageTag>))]
        pub language: Option<String>,
        /// International, `+32 475 12 34 56`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "server", validate(length(max = TypedPhone::MAX)), schema(value_type = Option<TypedPhone>))]
        pub phone: Option<String>,
    }
}
