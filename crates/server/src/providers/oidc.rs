//! OpenID Connect Core 1.0: the authorisation code flow with PKCE (RFC 7636), state, nonce and the issuer in the answer
//! (RFC 9207); back-channel logout 1.0.

mod claims;
mod keys;
mod published;

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use chrono::TimeDelta;
use hilum_domain::Moment;
use hilum_domain::verification::SKEW;
use serde::Deserialize;
use sha2::{Digest, Sha256};
use url::form_urlencoded::byte_serialize;

use super::http::{self, Http};
use super::protocol::{Answer, ExternalIdentity, Fault, Journey};
use crate::config::providers::ProviderSettings;
use crate::security::secret;
use claims::{Expected, IdToken, LogoutToken, Person};
use keys::Keys;
use published::Published;

/// What a provider says of itself is asked for again after that time.
const DISCOVERY_LIFE: TimeDelta = TimeDelta::hours(1);

/// What a token may call itself (`typ`), where it does: one kind is not taken for another (RFC 8725, 3.11).
const ID_TOKEN: &[&str] = &["jwt"];
const LOGOUT_TOKEN: &[&str] = &["jwt", "logout+jwt"];

/// Core 1.0, 5.5.
const CLAIMS: &str = r#"{"id_token":{"acr":null,"amr":null,"auth_time":null}}"#;

#[derive(Debug)]
pub struct Client {
    settings: ProviderSettings,
    http: Http,
    known: Published<Metadata>,
    keys: Keys,
}

/// Whose sessions are to end: the one of that name, or all of that person's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Logout {
    pub issuer: String,
    pub subject: Option<String>,
    /// As [`super::ExternalIdentity::session`] has it.
    pub session: Option<String>,
    /// The token's own name: it ends nothing twice.
    pub token: String,
    /// Sessions that begin from that moment on are not meant.
    pub before: Moment,
}

/// OpenID Connect Discovery 1.0.
#[derive(Clone, Debug, Deserialize)]
struct Metadata {
    issuer: String,
    authorization_endpoint: String,
    token_endpoint: String,
    jwks_uri: String,
    #[serde(default)]
    userinfo_endpoint: Option<String>,
    #[serde(default)]
    code_challenge_methods_supported: Option<Vec<String>>,
    #[serde(default)]
    token_endpoint_auth_methods_supported: Option<Vec<String>>,
    #[serde(default)]
    authorization_response_iss_parameter_supported: bool,
    #[serde(default)]
    claims_parameter_supported: bool,
    /// Whether the provider itself is on this machine or in a private network, as the operator has configured it.
    #[serde(skip)]
    inside: bool,
}

#[derive(Deserialize)]
struct Tokens {
    id_token: String,
    access_token: String,
}

impl Client {
    pub fn new(settings: &ProviderSettings, http: Http) -> anyhow::Result<Self> {
        anyhow::ensure!(!settings.client_id.is_empty(), "client_id is missing");
        anyhow::ensure!(settings.scopes.iter().any(|scope| scope == "openid"), "scopes must have \"openid\"");
        anyhow::ensure!(!settings.algorithms.is_empty(), "algorithms is empty");
        Ok(Self { settings: settings.clone(), http, known: Published::default(), keys: Keys::default() })
    }

    pub(super) async fn begin(
        &self,
        journey: &Journey,
        state: &str,
        callback: &str,
        now: Moment,
    ) -> Result<String, Fault> {
        let metadata = self.metadata(now).await?;
        let mut url: url::Url = metadata.authorization_endpoint.parse().map_err(Fault::failed)?;
        let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(journey.verifier.as_bytes()));
        let mut query = url.query_pairs_mut();
        query
            .append_pair("response_type", "code")
            .append_pair("client_id", &self.settings.client_id)
            .append_pair("redirect_uri", callback)
            .append_pair("scope", &self.settings.scopes.join(" "))
            .append_pair("state", state)
            .append_pair("nonce", &journey.nonce)
            .append_pair("code_challenge", &challenge)
            .append_pair("code_challenge_method", "S256");
        if !self.settings.acr_values.is_empty() {
            query.append_pair("acr_values", &self.settings.acr_values.join(" "));
        }
        if let Some(max_age) = self.max_age(journey) {
            query.append_pair("max_age", &max_age.to_string());
        }
        if metadata.claims_parameter_supported {
            // How and when the person was verified is not told unasked.
            query.append_pair("claims", CLAIMS);
        }
        if journey.again {
            query.append_pair("prompt", "login");
        }
        drop(query);
        Ok(url.into())
    }

    pub(super) async fn finish(
        &self,
        journey: &Journey,
        answer: &Answer,
        callback: &str,
        now: Moment,
    ) -> Result<ExternalIdentity, Fault> {
        let metadata = self.metadata(now).await?;
        // RFC 9207: another provider's answer is not mixed up with this one's.
        let announced = metadata.authorization_response_iss_parameter_supported;
        if answer.iss.as_ref().map_or(announced, |issuer| *issuer != metadata.issuer) {
            return Err(Fault::failed("iss is not the issuer"));
        }
        if let Some(error) = &answer.error {
            return Err(match error.as_str() {
                "temporarily_unavailable" | "server_error" => Fault::Unavailable(error.clone()),
                "unmet_authentication_requirements" => Fault::AssuranceTooLow,
                _ => Fault::Refused(error.clone()),
            });
        }
        let code = answer.code.as_deref().ok_or_else(|| Fault::failed("there is no code"))?;
        let tokens = self.exchange(&metadata, code, &journey.verifier, callback).await?;
        let (token, algorithm): (IdToken, _) =
            self.verified(&metadata, &tokens.id_token, ID_TOKEN, now).await?;
        let expected = Expected {
            issuer: &metadata.issuer,
            client: &self.settings.client_id,
            nonce: &journey.nonce,
            access_token: &tokens.access_token,
            max_age: self.max_age(journey),
            begun_at: journey.begun_at,
        };
        claims::check(&token, algorithm, &expected, now)?;
        let person = self.person(&metadata, &token, &tokens.access_token).await?;
        Ok(self.identity(metadata, token, person))
    }

    pub(super) async fn read_logout(&self, token: &str, now: Moment) -> Result<Logout, Fault> {
        let metadata = self.metadata(now).await?;
        let (token, _): (LogoutToken, _) = self.verified(&metadata, token, LOGOUT_TOKEN, now).await?;
        claims::check_logout(&token, &metadata.issuer, &self.settings.client_id, now)?;
        // Written in whole seconds: what began within that one is older.
        let before = Moment::from_timestamp(token.iat, 0).map(|iat| iat + SKEW);
        Ok(Logout {
            token: secret::hash_for(&metadata.issuer, &token.jti.unwrap_or_default()),
            before: before.ok_or_else(|| Fault::failed("iat is no moment"))?,
            issuer: metadata.issuer,
            subject: token.sub,
            session: token.sid.as_deref().map(secret::hash),
        })
    }

    fn max_age(&self, journey: &Journey) -> Option<u32> {
        if journey.again { Some(0) } else { self.settings.max_age }
    }

    async fn metadata(&self, now: Moment) -> Result<Metadata, Fault> {
        let good = |at: Moment, _: &Metadata| now < at + DISCOVERY_LIFE;
        self.known.get(good, now, self.discover()).await.map(|metadata| metadata.as_ref().clone())
    }

    async fn discover(&self) -> Result<Metadata, Fault> {
        let url = format!("{}/.well-known/openid-configuration", self.settings.url.trim_end_matches('/'));
        let body = http::read(self.http.get(&url)).await?;
        let mut metadata: Metadata = serde_json::from_slice(&body).map_err(Fault::failed)?;
        metadata.inside = http::leads_inside(&self.settings.url).await;
        // To the letter: otherwise one issuer could speak for another (Discovery 1.0, 4.3).
        if metadata.issuer != self.settings.url {
            return Err(Fault::Failed(format!("it calls itself {:?}", metadata.issuer)));
        }
        let endpoints = [&metadata.authorization_endpoint, &metadata.token_endpoint, &metadata.jwks_uri];
        for endpoint in endpoints.into_iter().chain(&metadata.userinfo_endpoint) {
            let url = http::check_address(endpoint).map_err(Fault::failed)?;
            // Told at once where a number says it; what a name leads to is looked at when it is dialled.
            if !metadata.inside && !http::may_be_outside(&url) {
                return Err(Fault::Failed(format!("{endpoint} is not a public address")));
            }
        }
        if metadata.code_challenge_methods_supported.as_ref().is_some_and(|m| !m.iter().any(|m| m == "S256"))
        {
            return Err(Fault::failed("it does not know PKCE with S256"));
        }
        Ok(metadata)
    }

    async fn exchange(
        &self,
        metadata: &Metadata,
        code: &str,
        verifier: &str,
        callback: &str,
    ) -> Result<Tokens, Fault> {
        let client = &self.settings.client_id;
        let mut form = vec![
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", callback),
            ("code_verifier", verifier),
        ];
        let mut request = self.http.endpoint(metadata.inside).post(&metadata.token_endpoint);
        let methods = metadata.token_endpoint_auth_methods_supported.as_deref();
        let basic = methods.is_none_or(|methods| methods.iter().any(|m| m == "client_secret_basic"));
        match &self.settings.client_secret {
            Some(secret) if basic => {
                // RFC 6749, 2.3.1: both are form-encoded first.
                let encoded = |text: &str| byte_serialize(text.as_bytes()).collect::<String>();
                let pair = STANDARD.encode(format!("{}:{}", encoded(client), encoded(secret)));
                request = request.header("authorization", format!("Basic {pair}"));
            }
            Some(secret) => form.extend([("client_id", client.as_str()), ("client_secret", secret.as_str())]),
            None => form.push(("client_id", client)),
        }
        let body = http::read(request.form(&form)).await?;
        serde_json::from_slice(&body).map_err(|error| Fault::Failed(format!("no tokens: {error}")))
    }

    async fn verified<T: serde::de::DeserializeOwned>(
        &self,
        metadata: &Metadata,
        token: &str,
        kinds: &[&str],
        now: Moment,
    ) -> Result<(T, crate::config::providers::SigningAlgorithm), Fault> {
        let http = self.http.endpoint(metadata.inside);
        self.keys.verify(&http, &metadata.jwks_uri, token, kinds, &self.settings.algorithms, now).await
    }

    /// Name and address: many providers keep them out of the ID token.
    async fn person(
        &self,
        metadata: &Metadata,
        token: &IdToken,
        access_token: &str,
    ) -> Result<Person, Fault> {
        let Some(endpoint) = &metadata.userinfo_endpoint else { return Ok(token.person.clone()) };
        if token.person.email.is_some() {
            return Ok(token.person.clone());
        }
        let request = self
            .http
            .endpoint(metadata.inside)
            .get(endpoint)
            .header("authorization", format!("Bearer {access_token}"));
        let body = http::read(request).await?;
        let info: claims::UserInfo = serde_json::from_slice(&body).map_err(Fault::failed)?;
        // Core 1.0, 5.3.2: what is said of somebody else is not used.
        if info.sub != token.sub {
            Err(Fault::failed("userinfo is of somebody else"))
        } else {
            Ok(info.person)
        }
    }

    fn identity(&self, metadata: Metadata, token: IdToken, person: Person) -> ExternalIdentity {
        let words = token.acr.iter().chain(&token.amr).map(String::as_str);
        ExternalIdentity {
            provider: self.settings.id.clone(),
            assurance: self.settings.assurance(words),
            issuer: metadata.issuer,
            subject: token.sub,
            groups: person.groups(),
            email_verified: person.email_verified() || self.settings.emails_verified,
            email: person.email,
            first_name: person.given_name.or(person.name).unwrap_or_default(),
            last_name: person.family_name.unwrap_or_default(),
            auth_time: token.auth_time.and_then(|at| Moment::from_timestamp(at, 0)),
            session: token.sid.as_deref().map(secret::hash),
        }
    }
}
