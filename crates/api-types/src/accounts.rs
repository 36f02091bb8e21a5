//! Accounts: registration, password reset, change of address, and what the helpdesk does for people.

use chrono::{DateTime, Utc};
use hilum_domain::AccountId;
use hilum_domain::account::AccountStatus;
pub use hilum_domain::account::Action as AccountAction;
use hilum_domain::verification::FactorKind;
use uuid::Uuid;

use crate::{Secret, wire};

wire! {
    #[serde(deny_unknown_fields)]
    #[cfg_attr(feature = "openapi", schema(example = json!({"first_name": "Zoë", "last_name": "Müller", "email": "zoe@klinik.example", "email_confirmation": "zoe@klinik.example", "language": "en", "privacy_accepted": true})))]
    pub struct CreateAccount {
        pub first_name: String,
        pub last_name: String,
        pub email: String,
        pub email_confirmation: String,
        /// Of the page and of mails; BCP 47.
        pub language: String,
        pub privacy_accepted: bool,
    }

    /// The same for every address, known or not.
    pub struct Accepted {}

    /// `token`: from the link in the mail.
    #[serde(deny_unknown_fields)]
    pub struct ConfirmAccount {
        pub token: Secret,
        pub password: Secret,
    }

    #[serde(deny_unknown_fields)]
    #[cfg_attr(feature = "openapi", schema(example = json!({"email": "zoe@klinik.example"})))]
    pub struct CreatePasswordReset {
        pub email: String,
    }

    /// `token`: from the link in the mail.
    #[serde(deny_unknown_fields)]
    pub struct ConfirmPasswordReset {
        pub token: Secret,
        pub password: Secret,
    }

    #[serde(deny_unknown_fields)]
    pub struct ChangePassword {
        /// Asked for where there is a password already (ASVS 6.2.3).
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub current_password: Option<Secret>,
        pub new_password: Secret,
    }

    #[serde(deny_unknown_fields)]
    pub struct CreateEmailChange {
        pub email: String,
        pub email_confirmation: String,
    }

    /// `token`: from the link in the mail to the new address.
    #[serde(deny_unknown_fields)]
    pub struct ConfirmEmail {
        pub token: Secret,
    }

    /// Read aloud to the helpdesk, which finds the account by it.
    pub struct SupportCodeView {
        pub code: String,
        pub expires_at: DateTime<Utc>,
    }

    #[serde(deny_unknown_fields)]
    #[cfg_attr(feature = "openapi", schema(example = json!({"code": "K7QF-2M9X"})))]
    pub struct LookUpSupportCode {
        pub code: String,
    }

    /// An account as the helpdesk sees it: to help, not to look into.
    pub struct AccountView {
        pub id: AccountId,
        pub version: i64,
        pub status: AccountStatus,
        pub email: String,
        pub first_name: String,
        pub last_name: String,
        pub language: String,
        pub created_at: DateTime<Utc>,
        pub last_sign_in_at: Option<DateTime<Utc>>,
        pub has_password: bool,
        pub factors: Vec<FactorKind>,
        pub providers: Vec<String>,
        /// What happened to the account, newest first.
        pub events: Vec<AccountEventView>,
        pub allowed_actions: Vec<AccountAction>,
    }

    pub struct AccountEventView {
        pub kind: String,
        pub at: DateTime<Utc>,
        /// In what office somebody acted.
        pub office: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub reason: Option<String>,
    }

    /// Why; kept in history.
    #[serde(deny_unknown_fields)]
    #[cfg_attr(feature = "openapi", schema(example = json!({"reason": "Left the hospital"})))]
    pub struct AccountReason {
        pub reason: String,
    }

    /// Another identity provider that knows the person.
    pub struct IdentityView {
        pub id: Uuid,
        pub provider: String,
        pub name: String,
        pub created_at: DateTime<Utc>,
        pub last_used_at: DateTime<Utc>,
        /// Not where it is the only way in.
        pub removable: bool,
    }

    /// `token`: what the sign-in through the provider left in the page's address.
    #[serde(deny_unknown_fields)]
    pub struct LinkIdentity {
        pub token: Secret,
    }

    /// Somebody looked at somebody's data.
    pub struct DataViewView {
        pub id: Uuid,
        pub at: DateTime<Utc>,
        pub viewer: crate::sessions::PersonRef,
        pub subject: crate::sessions::PersonRef,
        /// `request`, `grant`, `account`, or `history` (of a request).
        pub what: String,
        pub object: Option<Uuid>,
    }
}
