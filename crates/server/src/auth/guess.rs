//! What somebody can guess at.

use hilum_store::accounts::address_key;

use crate::security::secret;

/// What is guessed. Each is counted by itself: who knows the password must not reset the count of wrong codes with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Guess {
    /// Passwords, by mail address.
    Password,
    /// Codes, by account.
    Code,
    /// Other people's support codes, by whoever tries them.
    SupportCode,
}

impl Guess {
    /// What failures are filed under: a hash, so that addresses typed by mistake are not kept.
    pub fn key(self, who: &str) -> String {
        match self {
            Self::Password => secret::hash(&address_key(who)),
            Self::Code => secret::hash_for("code", who),
            Self::SupportCode => secret::hash_for("support_code", who),
        }
    }
}
