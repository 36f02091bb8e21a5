//! Accounts: registration, password reset, change of address, and what the helpdesk does for people.

use chrono::{DateTime, Utc};
use hilum_domain::AccountId;
use hilum_domain::account::AccountStatus;
pub use hilum_domain::account::Action as AccountAction;
#[cfg(feature = "server")]
use hilum_domain::bounds::{
    LanguageTag, LinkToken, MailAddress, PersonName, ReasonText, TypedCode, TypedPassword,
};
use hilum_domain::verification::FactorKind;
use uuid::Uuid;

use crate::{Secret, input, wire};

input! {
    /// A registration: names as they are written, the address twice. The password comes with the link of the mail.
    #[cfg_attr(feature = "server", schema(example = json!({"first_name": "Zoë", "last_name": "Müller", "email": "zoe@klinik.example", "email_confirmation": "zoe@klinik.example", "language": "en", "privacy_accepted": true})))]
    pub struct CreateAccount {
        #[cfg_attr(feature = "server", validate(length(max = PersonName::MAX)), schema(value_type = PersonName))]
        pub first_name: String,
        #[cfg_attr(feature = "server", validate(length(max = PersonName::MAX)), schema(value_type = PersonName))]
        pub last_name: String,
        #[cfg_attr(feature = "server", validate(length(max = MailAddress::MAX)), schema(value_type = MailAddress))]
        pub email: String,
        #[cfg_attr(feature = "server", validate(length(max = MailAddress::MAX)), schema(value_type = MailAddress))]
        pub email_confirmation: String,
        pub privacy_accepted: bool,
        /// Of the page and of mails; BCP 47.
        #[cfg_attr(feature = "server", validate(length(max = LanguageTag::MAX)), schema(value_type = LanguageTag))]
        pub language: String,
    }
}

wire! {
    /// The same for every address, known or not.
    pub struct Accepted {}
}

input! {
    /// `token`: from the link in the mail.
    pub struct ConfirmAccount {
        #[cfg_attr(feature = "server", validate(length(max = LinkToken::MAX)), schema(value_type = LinkToken))]
        pub token: Secret,
        #[cfg_attr(feature = "server", validate(length(max = TypedPassword::MAX)), schema(value_type = TypedPassword))]
        pub password: Secret,
    }

    /// Whose password; the answer is the same for every address.
    #[cfg_attr(feature = "server", schema(example = json!({"email": "zoe@klinik.example"})))]
    pub struct CreatePasswordReset {
        #[cfg_attr(feature = "server", validate(length(max = MailAddress::MAX)), schema(value_type = MailAddress))]
        pub email: String,
    }

    /// `token`: from the link in the mail.
    pub struct ConfirmPasswordReset {
        #[cfg_attr(feature = "server", validate(length(max = LinkToken::MAX)), schema(value_type = LinkToken))]
        pub token: Secret,
        #[cfg_attr(feature = "server", validate(length(max = TypedPassword::MAX)), schema(value_type = TypedPassword))]
        pub password: Secret,
    }

    /// 12 to 256 characters once composed (Unicode NFC); `common_password` and `personal_password` tell why one is too weak
    /// (ASVS 6.2.1 to 6.2.11).
    pub struct ChangePassword {
        /// Asked for where there is a password already (ASVS 6.2.3).
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "server", validate(length(max = TypedPassword::MAX)), schema(value_type = Option<TypedPassword>))]
        pub current_password: Option<Secret>,
        #[cfg_attr(feature = "server", validate(length(max = TypedPassword::MAX)), schema(value_type = TypedPassword))]
        pub new_password: Secret,
    }

    /// The new address, twice.
    pub struct CreateEmailChange {
        #[cfg_attr(feature = "server", validate(length(max = MailAddress::MAX)), schema(value_type = MailAddress))]
        pub email: String,
        #[cfg_attr(feature = "server", validate(length(max = MailAddress::MAX)), schema(value_type = MailAddress))]
        pub email_confirmation: String,
    }

    /// `token`: from the link in the mail to the new address.
    pub struct ConfirmEmail {
        #[cfg_attr(feature = "server", validate(length(max = LinkToken::MAX)), schema(value_type = LinkToken))]
        pub token: Secret,
    }
}

wire! {
    /// Read aloud to the helpdesk, which finds the account by it.
    pub struct SupportCodeView {
        pub code: String,
        pub expires_at: DateTime<Utc>,
    }
}

input! {
    /// What somebody reads aloud to the helpdesk; separators and case do not matter.
    #[cfg_attr(feature = "server", schema(example = json!({"code": "K7QF-2M9X"})))]
    pub struct LookUpSupportCode {
        #[cfg_attr(feature = "server", validate(length(max = TypedCode::MAX)), schema(value_type = TypedCode))]
        pub code: String,
    }
}

wire! {
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

    /// A fact about an account.
    pub struct AccountEventView {
        pub kind: String,
        pub at: DateTime<Utc>,
        /// In what office somebody acted.
        pub office: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub reason: Option<String>,
    }
}

input! {
    /// Why; kept in history.
    #[cfg_attr(feature = "server", schema(example = json!({"reason": "Left the hospital"})))]
    pub struct AccountReason {
        #[cfg_attr(feature = "server", validate(length(max = ReasonText::MAX)), schema(value_type = ReasonText))]
        pub reason: String,
    }
}

wire! {
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
}

input! {
    /// `token`: what the sign-in through the provider left in the page's address.
    pub struct LinkIdentity {
        #[cfg_attr(feature = "server", validate(length(max = LinkToken::MAX)), schema(value_type = LinkToken))]
        pub token: Secret,
    }
}

wire! {
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
