//! Passkeys (WebAuthn level 3), as a second step and to sign in without a password. A thin layer over `webauthn-rs`:
//! what is asked goes out as JSON for the browser, what must be remembered until the answer comes is JSON for the
//! database. User verification is always required, so that a passkey is two factors by itself.

use anyhow::Context as _;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hilum_domain::AccountId;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use webauthn_rs::prelude::{
    DiscoverableAuthentication, Passkey, PasskeyRegistration, PublicKeyCredential,
    RegisterPublicKeyCredential, Url, Uuid, Webauthn, WebauthnBuilder, WebauthnError,
};

#[cfg(test)]
mod tests;

/// What authenticators show as the place.
const NAME: &str = "Hilum";
/// Longest identity of a credential, in bytes (WebAuthn §7.1, step 25).
const ID_MAX: usize = 1023;

/// Asks for passkeys of one place, and judges the answers.
#[derive(Clone, Debug)]
pub struct Passkeys {
    webauthn: Webauthn,
    rp_id: String,
}

/// A ceremony that has begun.
#[derive(Clone, Debug)]
pub struct Begun {
    /// For `navigator.credentials`, as JSON.
    pub options: Value,
    /// To be kept by the server until the answer comes, and used once.
    pub state: Value,
}

/// A new passkey.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Registered {
    /// Base64url.
    pub credential_id: String,
    /// The public key and what else has to be remembered, as JSON.
    pub passkey: String,
}

/// Why an answer is not accepted. For the log: whoever asks learns only that it was not.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    #[error("not an answer to what was asked")]
    Malformed,
    #[error("the passkey is another person's")]
    Foreign,
    #[error("the signature counter went back: the authenticator may have been copied")]
    Copied,
    #[error("{0}")]
    Failed(WebauthnError),
    /// What we kept ourselves cannot be read or written: nothing was judged.
    #[error("not judged: {0:#}")]
    Ours(anyhow::Error),
}

impl From<WebauthnError> for Refusal {
    fn from(error: WebauthnError) -> Self {
        if matches!(error, WebauthnError::CredentialPossibleCompromise) {
            return Self::Copied;
        }
        Self::Failed(error)
    }
}

/// What was asked. The question of one use has no answer in another.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Asked {
    Registration(PasskeyRegistration),
    Verification(DiscoverableAuthentication),
    SignIn(DiscoverableAuthentication),
}

impl Passkeys {
    /// `None` where browsers offer no passkeys: without TLS, and at an address that is no name. This machine is excepted:
    /// it is called `localhost` then, because a number cannot be the name of a place (WebAuthn §5.1.2).
    ///
    /// # Errors
    /// `public_url` is not an address.
    pub fn new(public_url: &str) -> anyhow::Result<Option<Self>> {
        let mut origin = Url::parse(public_url).context("public_url is not an address")?;
        let loopback = origin.host_str().is_some_and(is_loopback);
        if loopback {
            origin.set_host(Some("localhost"))?;
        }
        let Some(rp_id) = origin.domain().map(str::to_owned) else { return Ok(None) };
        if origin.scheme() != "https" && rp_id != "localhost" {
            return Ok(None);
        }
        let webauthn = WebauthnBuilder::new(&rp_id, &origin)?.rp_name(NAME).build()?;
        Ok(Some(Self { webauthn, rp_id }))
    }

    /// The name that passkeys are made for.
    pub fn rp_id(&self) -> &str {
        &self.rp_id
    }

    /// `existing`: credentials of this person, which their authenticators will not make again.
    pub fn begin_registration(
        &self,
        account: AccountId,
        email: &str,
        name: &str,
        existing: &[String],
    ) -> anyhow::Result<Begun> {
        let exclude = existing.iter().map(|id| URL_SAFE_NO_PAD.decode(id)).collect::<Result<_, _>>()?;
        // A person without a name is shown by their address: the standard wants something there.
        let name = if name.trim().is_empty() { email } else { name };
        let (options, state) =
            self.webauthn.start_passkey_registration(account.into(), email, name, Some(exclude))?;
        let mut options = serde_json::to_value(options)?;
        // Kept in the authenticator together with the person, so that it also signs in without an address being typed.
        let selection = &mut options["publicKey"]["authenticatorSelection"];
        selection["residentKey"] = json!("required");
        selection["requireResidentKey"] = json!(true);
        Ok(Begun { options, state: serde_json::to_value(Asked::Registration(state))? })
    }

    pub fn finish_registration(&self, credential: Value, state: Value) -> Result<Registered, Refusal> {
        let Asked::Registration(state) = asked(state)? else { return Err(Refusal::Malformed) };
        credential_id(&credential)?;
        let credential: RegisterPublicKeyCredential = read(credential)?;
        let passkey = self.webauthn.finish_passkey_registration(&credential, &state)?;
        if passkey.cred_id().len() > ID_MAX {
            return Err(Refusal::Malformed);
        }
        let credential_id = URL_SAFE_NO_PAD.encode(passkey.cred_id());
        let passkey = serde_json::to_string(&passkey).map_err(ours)?;
        Ok(Registered { credential_id, passkey })
    }

    /// Asks a person we know for one of their passkeys.
    pub fn begin_verification(&self, credential_ids: &[String]) -> anyhow::Result<Begun> {
        let (mut options, state) = self.ask()?;
        options["publicKey"]["allowCredentials"] =
            credential_ids.iter().map(|id| json!({ "type": "public-key", "id": id })).collect();
        Ok(Begun { options, state: serde_json::to_value(Asked::Verification(state))? })
    }

    /// `passkey` and `owner`: what is known by the credential's identity at this moment. Returns the passkey as it is to
    /// be kept from now on.
    pub fn finish_verification(
        &self,
        credential: Value,
        state: Value,
        passkey: &str,
        owner: AccountId,
    ) -> Result<String, Refusal> {
        let Asked::Verification(state) = asked(state)? else { return Err(Refusal::Malformed) };
        credential_id(&credential)?;
        let credential: PublicKeyCredential = read(credential)?;
        // The user handle may be left out here, but never be another's (WebAuthn §7.2, step 6).
        if credential.get_user_unique_id().is_some_and(|handle| handle != Uuid::from(owner).as_bytes()) {
            return Err(Refusal::Foreign);
        }
        self.judge(&credential, state, passkey)
    }

    /// Asks whoever is there for any passkey of this place.
    pub fn begin_sign_in(&self) -> anyhow::Result<Begun> {
        let (options, state) = self.ask()?;
        Ok(Begun { options, state: serde_json::to_value(Asked::SignIn(state))? })
    }

    /// As [`Self::finish_verification`]; the passkey itself says whose it is, and must say it rightly.
    pub fn finish_sign_in(
        &self,
        credential: Value,
        state: Value,
        passkey: &str,
        owner: AccountId,
    ) -> Result<String, Refusal> {
        let Asked::SignIn(state) = asked(state)? else { return Err(Refusal::Malformed) };
        credential_id(&credential)?;
        let credential: PublicKeyCredential = read(credential)?;
        if credential.get_user_unique_id() != Some(Uuid::from(owner).as_bytes().as_slice()) {
            return Err(Refusal::Foreign);
        }
        self.judge(&credential, state, passkey)
    }

    /// Without a list of credentials and without `mediation`: the page decides how it asks.
    fn ask(&self) -> anyhow::Result<(Value, DiscoverableAuthentication)> {
        let (mut options, state) = self.webauthn.start_discoverable_authentication()?;
        options.mediation = None;
        Ok((serde_json::to_value(options)?, state))
    }

    /// Compares with the passkey as it is known now, not as it was when the question was asked: of two answers in
    /// flight, a copied authenticator's lower counter must not pass.
    fn judge(
        &self,
        credential: &PublicKeyCredential,
        state: DiscoverableAuthentication,
        passkey: &str,
    ) -> Result<String, Refusal> {
        let mut known: Passkey = serde_json::from_str(passkey).map_err(ours)?;
        let result = self.webauthn.finish_discoverable_authentication_v2(credential, state, &known)?;
        known.update_credential(&result).ok_or(Refusal::Foreign)?;
        serde_json::to_string(&known).map_err(ours)
    }
}

/// Which credential answers, in base64url; by it the passkey is found. Nothing is proven yet.
pub fn credential_id(credential: &Value) -> Result<String, Refusal> {
    let id = credential["rawId"].as_str().ok_or(Refusal::Malformed)?;
    // WebAuthn §5.1: they are the same bytes. Two different ones are not an answer of any browser.
    if credential["id"].as_str() != Some(id) {
        return Err(Refusal::Malformed);
    }
    let bytes = URL_SAFE_NO_PAD.decode(id).ok().ok_or(Refusal::Malformed)?;
    if bytes.is_empty() || bytes.len() > ID_MAX {
        return Err(Refusal::Malformed);
    }
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}

fn ours(error: serde_json::Error) -> Refusal {
    Refusal::Ours(error.into())
}

fn asked(state: Value) -> Result<Asked, Refusal> {
    serde_json::from_value(state).map_err(ours)
}

fn read<T: serde::de::DeserializeOwned>(credential: Value) -> Result<T, Refusal> {
    serde_json::from_value(credential).ok().ok_or(Refusal::Malformed)
}

fn is_loopback(host: &str) -> bool {
    host.trim_matches(['[', ']']).parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}
