//! A provider's public keys, and signatures made with them (RFC 7515, 7517).

use chrono::TimeDelta;
use hilum_domain::Moment;
use jsonwebtoken::jwk::{Jwk, PublicKeyUse};
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::published::Published;
use crate::config::providers::SigningAlgorithm;
use crate::providers::http::{self, Http};
use crate::providers::protocol::Fault;

/// A withdrawn key is good no longer than that.
const LIFE: TimeDelta = TimeDelta::hours(1);
/// A token that names an unknown key makes us ask again, but made-up names do not make us ask all the time.
const NOT_BEFORE: TimeDelta = TimeDelta::seconds(10);

#[derive(Debug, Default)]
pub(super) struct Keys {
    known: Published<Vec<Jwk>>,
}

#[derive(Deserialize)]
struct KeySet {
    keys: Vec<Value>,
}

impl From<SigningAlgorithm> for Algorithm {
    fn from(algorithm: SigningAlgorithm) -> Self {
        match algorithm {
            SigningAlgorithm::RS256 => Self::RS256,
            SigningAlgorithm::PS256 => Self::PS256,
            SigningAlgorithm::ES256 => Self::ES256,
            SigningAlgorithm::EdDSA => Self::EdDSA,
        }
    }
}

impl Keys {
    /// The claims, if one of the provider's keys has signed them in one of the allowed ways. Nothing else is checked.
    pub(super) async fn verify<T: DeserializeOwned>(
        &self,
        http: &Http,
        address: &str,
        token: &str,
        kinds: &[&str],
        allowed: &[SigningAlgorithm],
        now: Moment,
    ) -> Result<(T, SigningAlgorithm), Fault> {
        let header = jsonwebtoken::decode_header(token).map_err(Fault::failed)?;
        let kind = header.typ.as_deref().map(str::to_ascii_lowercase);
        let kind = kind.as_deref().map(|kind| kind.strip_prefix("application/").unwrap_or(kind));
        if kind.is_some_and(|kind| !kinds.contains(&kind)) {
            return Err(Fault::failed("it is a token of another kind (typ)"));
        }
        // The list decides, not the token (RFC 8725, 3.1).
        let allowed = allowed.iter().copied().find(|one| Algorithm::from(*one) == header.alg);
        let algorithm = allowed.ok_or_else(|| Fault::Failed(format!("signed with {:?}", header.alg)))?;
        if header.crit.is_some() {
            return Err(Fault::failed("it demands to be understood (crit)"));
        }
        let mut validation = Validation::new(header.alg);
        // Time is ours, and the rest is checked where all claims are.
        validation.required_spec_claims.clear();
        validation.validate_exp = false;
        validation.validate_aud = false;
        let keys = self.candidates(http, address, header.kid.as_deref(), header.alg, now).await?;
        for key in keys.iter().filter_map(|key| DecodingKey::from_jwk(key).ok()) {
            if let Ok(verified) = jsonwebtoken::decode::<Value>(token, &key, &validation) {
                let claims = serde_json::from_value(verified.claims).map_err(Fault::failed)?;
                return Ok((claims, algorithm));
            }
        }
        Err(Fault::failed("no key of the provider has signed it"))
    }

    async fn candidates(
        &self,
        http: &Http,
        address: &str,
        kid: Option<&str>,
        algorithm: Algorithm,
        now: Moment,
    ) -> Result<Vec<Jwk>, Fault> {
        let fitting = |keys: &[Jwk]| -> Vec<Jwk> {
            keys.iter().filter(|key| fits(key, kid, algorithm)).cloned().collect()
        };
        let good = |at: Moment, keys: &Vec<Jwk>| {
            now < at + LIFE && (now < at + NOT_BEFORE || !fitting(keys).is_empty())
        };
        let keys = self.known.get(good, now, ask(http, address)).await?;
        Ok(fitting(&keys))
    }
}

async fn ask(http: &Http, address: &str) -> Result<Vec<Jwk>, Fault> {
    let body = http::read(http.get(address)).await?;
    let set: KeySet = serde_json::from_slice(&body).map_err(Fault::failed)?;
    // A key of a kind we do not know spoils none of the others.
    Ok(set.keys.into_iter().filter_map(|key| serde_json::from_value(key).ok()).collect())
}

fn fits(key: &Jwk, kid: Option<&str>, algorithm: Algorithm) -> bool {
    let common = &key.common;
    let named = kid.is_none_or(|kid| common.key_id.as_deref() == Some(kid));
    let signs = common.public_key_use.as_ref().is_none_or(|usage| *usage == PublicKeyUse::Signature);
    let made_for =
        common.key_algorithm.is_none_or(|made_for| made_for.to_string() == format!("{algorithm:?}"));
    named && signs && made_for
}
