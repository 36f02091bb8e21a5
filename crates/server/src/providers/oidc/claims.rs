//! What an ID token and a logout token must say (Core 1.0, 3.1.3.7; Back-Channel Logout 1.0, 2.6). Their signatures
//! have been verified before.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hilum_domain::Moment;
use serde::Deserialize;
use serde_json::{Map, Value};
use sha2::{Digest, Sha256, Sha512};

use crate::config::providers::SigningAlgorithm;
use crate::providers::protocol::Fault;

/// Clocks may differ by that many seconds.
const LEEWAY: i64 = 60;
/// A token that was made longer ago was kept by somebody.
const OLDEST: i64 = 5 * 60;
/// Core 1.0, 2: a subject has at most 255 ASCII characters.
const SUBJECT_MAX: usize = 255;
const LOGOUT_EVENT: &str = "http://schemas.openid.net/event/backchannel-logout";

#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum Audience {
    One(String),
    Many(Vec<String>),
}

impl Audience {
    fn has(&self, client: &str) -> bool {
        match self {
            Self::One(one) => one == client,
            Self::Many(many) => many.iter().any(|one| one == client),
        }
    }

    fn is_shared(&self) -> bool {
        match self {
            Self::One(_) => false,
            Self::Many(many) => many.len() > 1,
        }
    }
}

#[derive(Clone, Debug, Deserialize)]
pub(super) struct IdToken {
    pub iss: String,
    pub sub: String,
    pub aud: Audience,
    pub azp: Option<String>,
    pub exp: i64,
    pub iat: i64,
    pub nonce: Option<String>,
    pub at_hash: Option<String>,
    pub auth_time: Option<i64>,
    pub acr: Option<String>,
    #[serde(default)]
    pub amr: Vec<String>,
    pub sid: Option<String>,
    #[serde(flatten)]
    pub person: Person,
}

#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct Person {
    pub email: Option<String>,
    email_verified: Option<Value>,
    pub given_name: Option<String>,
    pub family_name: Option<String>,
    pub name: Option<String>,
    groups: Option<Value>,
}

impl Person {
    /// No standard says how they are written: what is no list of words is not read.
    pub(super) fn groups(&self) -> Vec<String> {
        let all = self.groups.as_ref().and_then(Value::as_array);
        all.into_iter().flatten().filter_map(|one| one.as_str().map(str::to_owned)).collect()
    }

    /// Some providers write it as a word.
    pub(super) fn email_verified(&self) -> bool {
        matches!(&self.email_verified, Some(Value::Bool(true))) || self.email_verified == Some("true".into())
    }
}

#[derive(Clone, Debug, Deserialize)]
pub(super) struct UserInfo {
    pub sub: String,
    #[serde(flatten)]
    pub person: Person,
}

#[derive(Clone, Debug, Deserialize)]
pub(super) struct LogoutToken {
    pub iss: String,
    pub aud: Audience,
    pub iat: i64,
    pub exp: Option<i64>,
    pub jti: Option<String>,
    pub sub: Option<String>,
    pub sid: Option<String>,
    #[serde(default)]
    pub events: Map<String, Value>,
    pub nonce: Option<Value>,
}

/// What was asked for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Expected<'a> {
    pub issuer: &'a str,
    pub client: &'a str,
    pub nonce: &'a str,
    pub access_token: &'a str,
    pub max_age: Option<u32>,
    pub begun_at: Moment,
}

fn ensure(good: bool, what: &str) -> Result<(), Fault> {
    if good { Ok(()) } else { Err(Fault::failed(what)) }
}

pub(super) fn check(
    token: &IdToken,
    algorithm: SigningAlgorithm,
    expected: &Expected<'_>,
    now: Moment,
) -> Result<(), Fault> {
    ensure(token.iss == expected.issuer, "iss is another issuer")?;
    ensure(token.aud.has(expected.client), "aud is somebody else")?;
    ensure(!token.aud.is_shared() || token.azp.is_some(), "azp is missing")?;
    ensure(token.azp.as_ref().is_none_or(|azp| azp == expected.client), "azp is somebody else")?;
    ensure(!token.sub.is_empty() && token.sub.len() <= SUBJECT_MAX, "sub is empty or too long")?;
    check_time(token.iat, Some(token.exp), now)?;
    ensure(token.nonce.as_deref() == Some(expected.nonce), "nonce is another one")?;
    let hash = token.at_hash.as_ref();
    ensure(
        hash.is_none_or(|hash| *hash == half_hash(algorithm, expected.access_token)),
        "at_hash does not fit",
    )?;
    if let Some(max_age) = expected.max_age {
        let oldest = expected.begun_at.timestamp() - i64::from(max_age) - LEEWAY;
        ensure(token.auth_time.is_some_and(|at| at >= oldest), "auth_time is missing or too long ago")?;
    }
    ensure(token.auth_time.is_none_or(|at| at <= now.timestamp() + LEEWAY), "auth_time lies ahead")
}

pub(super) fn check_logout(
    token: &LogoutToken,
    issuer: &str,
    client: &str,
    now: Moment,
) -> Result<(), Fault> {
    ensure(token.iss == issuer, "iss is another issuer")?;
    ensure(token.aud.has(client), "aud is somebody else")?;
    check_time(token.iat, token.exp, now)?;
    ensure(token.jti.is_some(), "jti is missing")?;
    ensure(token.sub.is_some() || token.sid.is_some(), "there is neither sub nor sid")?;
    ensure(token.events.get(LOGOUT_EVENT).is_some_and(Value::is_object), "the event is missing")?;
    // Then it is an ID token, which anybody who signed in has.
    ensure(token.nonce.is_none(), "there is a nonce")
}

fn check_time(iat: i64, exp: Option<i64>, now: Moment) -> Result<(), Fault> {
    let now = now.timestamp();
    ensure(exp.is_none_or(|exp| now < exp.saturating_add(LEEWAY)), "exp is over")?;
    ensure(iat <= now + LEEWAY, "iat lies ahead")?;
    ensure(iat >= now - OLDEST - LEEWAY, "iat is too long ago")
}

/// Core 1.0, 3.1.3.6: the left half of the hash that belongs to the signature.
fn half_hash(algorithm: SigningAlgorithm, text: &str) -> String {
    let hash = match algorithm {
        SigningAlgorithm::RS256 | SigningAlgorithm::PS256 | SigningAlgorithm::ES256 => {
            Sha256::digest(text.as_bytes()).to_vec()
        }
        SigningAlgorithm::EdDSA => Sha512::digest(text.as_bytes()).to_vec(),
    };
    URL_SAFE_NO_PAD.encode(&hash[..hash.len() / 2])
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const NOW: i64 = 1_800_000_000;

    fn at(seconds: i64) -> Moment {
        Moment::from_timestamp(seconds, 0).unwrap()
    }

    /// Checks a good token in which some claims are others (`null`: are missing).
    fn verdict(changed: Value, max_age: Option<u32>) -> Result<(), String> {
        let access_token = "dNZX1hEZ9wBCzNL40Upu646bdzQA";
        let mut token = json!({
            "iss": "https://op.example", "sub": "anna", "aud": "hilum", "exp": NOW + 300, "iat": NOW,
            "nonce": "n-1", "at_hash": "wfgvmE9VxjAudsl9lc6TqA", "auth_time": NOW - 100,
        });
        for (name, value) in changed.as_object().unwrap() {
            token[name] = value.clone();
        }
        token.as_object_mut().unwrap().retain(|_, value| !value.is_null());
        let token: IdToken = serde_json::from_value(token).map_err(|error| error.to_string())?;
        let expected = Expected {
            issuer: "https://op.example",
            client: "hilum",
            nonce: "n-1",
            access_token,
            max_age,
            begun_at: at(NOW - 10),
        };
        check(&token, SigningAlgorithm::RS256, &expected, at(NOW)).map_err(|fault| fault.to_string())
    }

    #[test]
    fn every_claim_of_an_id_token_is_checked() {
        verdict(json!({}), None).unwrap();
        verdict(json!({"aud": ["hilum", "other"], "azp": "hilum"}), None).unwrap();
        verdict(json!({"at_hash": null, "auth_time": null}), None).unwrap();
        verdict(json!({"exp": NOW - 59}), None).unwrap();
        verdict(json!({"groups": "admins"}), None).unwrap();
        verdict(json!({"groups": [{"name": "admins"}, "staff"]}), None).unwrap();
        for (changed, why) in [
            (json!({"iss": "https://op.example/"}), "iss"),
            (json!({"aud": "other"}), "aud"),
            (json!({"aud": []}), "aud"),
            (json!({"aud": ["hilum", "other"]}), "azp is missing"),
            (json!({"azp": "other"}), "azp is somebody else"),
            (json!({"sub": ""}), "sub"),
            (json!({"sub": "x".repeat(256)}), "sub"),
            (json!({"exp": NOW - 60}), "exp"),
            (json!({"exp": null}), "exp"),
            (json!({"iat": NOW + 61}), "iat lies ahead"),
            (json!({"iat": NOW - 361}), "iat is too long ago"),
            (json!({"nonce": "n-2"}), "nonce"),
            (json!({"nonce": null}), "nonce"),
            (json!({"at_hash": "wfgvmE9VxjAudsl9lc6TqB"}), "at_hash"),
            (json!({"auth_time": NOW + 61}), "auth_time lies ahead"),
        ] {
            let verdict = verdict(changed.clone(), None).unwrap_err();
            assert!(verdict.contains(why), "{changed}: {verdict}");
        }
    }

    #[test]
    fn a_maximum_age_is_looked_for_in_the_answer() {
        verdict(json!({}), Some(100)).unwrap();
        verdict(json!({"auth_time": NOW - 5}), Some(0)).unwrap();
        assert!(verdict(json!({}), Some(0)).unwrap_err().contains("auth_time"));
        assert!(verdict(json!({"auth_time": null}), Some(100)).unwrap_err().contains("auth_time"));
    }

    #[test]
    fn a_logout_token_is_no_id_token() {
        let check = |changed: Value| {
            let mut token = json!({
                "iss": "https://op.example", "aud": "hilum", "iat": NOW, "jti": "1", "sid": "s-1",
                "events": {LOGOUT_EVENT: {}},
            });
            for (name, value) in changed.as_object().unwrap() {
                token[name] = value.clone();
            }
            token.as_object_mut().unwrap().retain(|_, value| !value.is_null());
            let token: LogoutToken = serde_json::from_value(token).unwrap();
            check_logout(&token, "https://op.example", "hilum", at(NOW)).map_err(|fault| fault.to_string())
        };
        check(json!({})).unwrap();
        check(json!({"sid": null, "sub": "anna"})).unwrap();
        for bad in [
            json!({"iss": "https://other.example"}),
            json!({"aud": "other"}),
            json!({"iat": NOW - 1000}),
            json!({"exp": NOW - 60}),
            json!({"jti": null}),
            json!({"sid": null}),
            json!({"events": null}),
            json!({"events": {"other": {}}}),
            json!({"events": {LOGOUT_EVENT: 1}}),
            json!({"nonce": "n-1"}),
        ] {
            assert!(check(bad.clone()).is_err(), "{bad}");
        }
    }
}
