//! `[[providers]]` of `hilum.toml`.

use hilum_domain::catalogue::Assurance;
use serde::{Deserialize, Serialize};

/// What the provider speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    Oidc,
    Cas,
    EuLogin,
}

/// Signatures that can be accepted. Never `none`, and never a shared secret: a public key must not be taken for one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum SigningAlgorithm {
    RS256,
    PS256,
    ES256,
    EdDSA,
}

/// How EU Login verified the person: password, with a second factor, or more surely still.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum AuthenticationLevel {
    #[default]
    Basic,
    Medium,
    High,
}

/// How EU Login came to know the person: `LOW` have registered themselves, `TOP` work for the institutions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum AssuranceLevel {
    #[default]
    Low,
    Medium,
    High,
    Top,
}

/// One provider. `id` stands in addresses and in the database: it never changes.
#[derive(Clone, derive_more::Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProviderSettings {
    pub id: String,
    /// As people know it; on the sign-in page.
    pub name: String,
    pub kind: Kind,
    /// The issuer (OpenID Connect), or the address that `/login` is appended to (CAS).
    pub url: String,
    /// As registered with an OpenID provider.
    #[serde(default)]
    pub client_id: String,
    /// Without one, PKCE alone protects the code.
    #[serde(default)]
    #[debug(skip)]
    pub client_secret: Option<String>,
    #[serde(default = "scopes")]
    pub scopes: Vec<String>,
    #[serde(default = "algorithms")]
    pub algorithms: Vec<SigningAlgorithm>,
    /// Asked of an OpenID provider; what it answers is what counts.
    #[serde(default)]
    pub acr_values: Vec<String>,
    /// Values of `acr` and `amr`, or of CAS' `authnContextClass`, or EU Login's strengths, that are two steps.
    #[serde(default = "two_step")]
    pub two_step: Vec<String>,
    /// … and those that also resist phishing.
    #[serde(default = "phishing_resistant")]
    pub phishing_resistant: Vec<String>,
    /// Who comes less sure than that is refused.
    #[serde(default = "password")]
    pub required: Assurance,
    /// So many seconds ago, at most, the person was verified there (OpenID Connect).
    #[serde(default)]
    pub max_age: Option<u32>,
    /// Asked of EU Login, and looked for in its answer.
    #[serde(default)]
    pub authentication_level: AuthenticationLevel,
    /// Asked of EU Login, and looked for in its answer.
    #[serde(default)]
    pub assurance_level: AssuranceLevel,
    /// The provider proves every address before it tells it. EU Login does; OpenID providers say so for each.
    #[serde(default)]
    pub emails_verified: bool,
    /// Whoever is not known yet gets an account.
    #[serde(default = "yes")]
    pub may_create_accounts: bool,
}

impl ProviderSettings {
    /// What a provider's own words mean here.
    pub fn assurance<'a>(&self, words: impl IntoIterator<Item = &'a str>) -> Assurance {
        let mean = |list: &[String], word: &str| list.iter().any(|one| one == word);
        let of_one = |word: &str| {
            if mean(&self.phishing_resistant, word) {
                Assurance::PhishingResistant
            } else if mean(&self.two_step, word) {
                Assurance::TwoStep
            } else {
                Assurance::Password
            }
        };
        words.into_iter().map(of_one).max().unwrap_or(Assurance::Password)
    }
}

fn scopes() -> Vec<String> {
    ["openid", "profile", "email"].map(String::from).into()
}

fn algorithms() -> Vec<SigningAlgorithm> {
    use SigningAlgorithm::{ES256, EdDSA, PS256, RS256};
    vec![RS256, PS256, ES256, EdDSA]
}

/// RFC 8176.
fn two_step() -> Vec<String> {
    vec!["mfa".into()]
}

/// OpenID Connect Extended Authentication Profile.
fn phishing_resistant() -> Vec<String> {
    ["phr", "phrh"].map(String::from).into()
}

fn password() -> Assurance {
    Assurance::Password
}

fn yes() -> bool {
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_of_a_providers_words_counts_and_unknown_ones_are_a_password() {
        let text =
            "id = 'x'\nname = 'X'\nkind = 'oidc'\nurl = 'https://op.example'\ntwo_step = ['mfa', 'loa3']";
        let settings: ProviderSettings = toml::from_str(text).unwrap();
        assert_eq!(settings.assurance([]), Assurance::Password);
        assert_eq!(settings.assurance(["urn:own", "pwd"]), Assurance::Password);
        assert_eq!(settings.assurance(["pwd", "loa3"]), Assurance::TwoStep);
        assert_eq!(settings.assurance(["mfa", "phr"]), Assurance::PhishingResistant);
    }
}
