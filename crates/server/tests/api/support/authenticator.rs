//! An authenticator and its browser in software: makes passkeys, answers with them, and can be told to misbehave.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair as _};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

const USER_PRESENT: u8 = 0x01;
const USER_VERIFIED: u8 = 0x04;
const WITH_CREDENTIAL: u8 = 0x40;

/// Holds the passkeys of one person on one device.
pub struct Authenticator {
    /// The page that asks.
    pub origin: String,
    /// Whether the person is asked for a finger or a code.
    pub verifies: bool,
    /// Signatures so far.
    pub counter: u32,
    /// Says that it is for this place, whatever was asked.
    pub rp_id: Option<String>,
    keys: Vec<Key>,
}

struct Key {
    id: Vec<u8>,
    user: String,
    pair: EcdsaKeyPair,
}

impl Authenticator {
    pub fn new(origin: &str) -> Self {
        Self { origin: origin.into(), verifies: true, counter: 0, rp_id: None, keys: Vec::new() }
    }

    /// `navigator.credentials.create(options).toJSON()`.
    pub fn create(&mut self, options: &Value) -> Value {
        let asked = &options["publicKey"];
        let random = SystemRandom::new();
        let document = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, &random).unwrap();
        let pair =
            EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, document.as_ref(), &random).unwrap();
        let id = Sha256::digest(pair.public_key()).to_vec();
        let point = pair.public_key().as_ref();
        let mut data = self.data(asked["rp"]["id"].as_str().unwrap(), WITH_CREDENTIAL);
        data.extend([0; 16]); // no make, no model
        data.extend(u16::try_from(id.len()).unwrap().to_be_bytes());
        data.extend(&id);
        // COSE: EC2, ES256, P-256, x, y.
        data.extend([0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20]);
        data.extend(&point[1..33]);
        data.extend([0x22, 0x58, 0x20]);
        data.extend(&point[33..]);
        let user = asked["user"]["id"].as_str().unwrap().to_owned();
        let mut object = b"\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData\x58".to_vec();
        object.push(u8::try_from(data.len()).unwrap());
        object.extend(data);
        let encoded = URL_SAFE_NO_PAD.encode(&id);
        self.keys.push(Key { id, user, pair });
        json!({
            "id": encoded, "rawId": encoded, "type": "public-key", "authenticatorAttachment": "platform",
            "clientExtensionResults": { "credProps": { "rk": true } },
            "response": {
                "attestationObject": URL_SAFE_NO_PAD.encode(object),
                "clientDataJSON": URL_SAFE_NO_PAD.encode(self.client_data("webauthn.create", asked)),
                "transports": ["internal", "something-new"],
            },
        })
    }

    /// `navigator.credentials.get(options).toJSON()`, with the newest passkey that is allowed.
    pub fn get(&mut self, options: &Value) -> Value {
        let asked = &options["publicKey"];
        self.counter += 1;
        let data = self.data(asked["rpId"].as_str().unwrap(), 0);
        let client_data = self.client_data("webauthn.get", asked);
        let allowed: Vec<&str> =
            asked["allowCredentials"].as_array().unwrap().iter().filter_map(|c| c["id"].as_str()).collect();
        let fits =
            |key: &&Key| allowed.is_empty() || allowed.contains(&URL_SAFE_NO_PAD.encode(&key.id).as_str());
        // One that is not allowed is taken rather than none: the server has to notice.
        let key = self.keys.iter().rev().find(fits).unwrap_or(&self.keys[0]);
        let signed = [data.as_slice(), &Sha256::digest(&client_data)].concat();
        let signature = key.pair.sign(&SystemRandom::new(), &signed).unwrap();
        let id = URL_SAFE_NO_PAD.encode(&key.id);
        json!({
            "id": id, "rawId": id, "type": "public-key", "authenticatorAttachment": "platform",
            "clientExtensionResults": {},
            "response": {
                "authenticatorData": URL_SAFE_NO_PAD.encode(data),
                "clientDataJSON": URL_SAFE_NO_PAD.encode(client_data),
                "signature": URL_SAFE_NO_PAD.encode(signature),
                "userHandle": key.user,
            },
        })
    }

    fn data(&self, rp_id: &str, more: u8) -> Vec<u8> {
        let rp_id = self.rp_id.as_deref().unwrap_or(rp_id);
        let verified = if self.verifies { USER_VERIFIED } else { 0 };
        let mut data = Sha256::digest(rp_id.as_bytes()).to_vec();
        data.push(USER_PRESENT | verified | more);
        data.extend(self.counter.to_be_bytes());
        data
    }

    fn client_data(&self, kind: &str, asked: &Value) -> Vec<u8> {
        json!({ "type": kind, "challenge": asked["challenge"], "origin": self.origin, "crossOrigin": false })
            .to_string()
            .into_bytes()
    }
}

impl std::fmt::Debug for Authenticator {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Authenticator").field("origin", &self.origin).finish_non_exhaustive()
    }
}
