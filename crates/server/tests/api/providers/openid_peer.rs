//! An OpenID provider that tells the truth unless told otherwise.

use std::collections::HashMap;
use std::net::TcpListener;
use std::sync::{Arc, Mutex, MutexGuard};

use actix_web::{App, HttpRequest, HttpResponse, HttpServer, web};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hilum_domain::Moment;
use jsonwebtoken::jwk::Jwk;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::browser::query;

#[derive(Clone)]
pub struct Peer {
    pub url: String,
    state: Arc<Mutex<State>>,
}

struct State {
    key: EncodingKey,
    kid: String,
    issuer: String,
    /// Code to challenge and ID token.
    codes: HashMap<String, (String, String)>,
    userinfo: Value,
    keys_asked: usize,
}

fn new_key() -> EncodingKey {
    let pkcs8 = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &SystemRandom::new());
    EncodingKey::from_ec_der(pkcs8.expect("a key").as_ref())
}

impl Peer {
    pub fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let state = State {
            key: new_key(),
            kid: "1".into(),
            issuer: url.clone(),
            codes: HashMap::new(),
            userinfo: json!({}),
            keys_asked: 0,
        };
        let peer = Self { url, state: Arc::new(Mutex::new(state)) };
        let data = web::Data::new(peer.clone());
        std::thread::spawn(move || {
            let server = HttpServer::new(move || {
                App::new()
                    .app_data(data.clone())
                    .route("/.well-known/openid-configuration", web::get().to(discovery))
                    .route("/keys", web::get().to(keys))
                    .route("/token", web::post().to(token))
                    .route("/me", web::get().to(userinfo))
            });
            actix_web::rt::System::new().block_on(server.workers(1).listen(listener)?.run())
        });
        peer
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().expect("no panic before")
    }

    pub fn call_itself(&self, issuer: &str) {
        self.state().issuer = issuer.into();
    }

    /// Signs with another key from now on.
    pub fn rotate(&self) {
        let mut state = self.state();
        (state.key, state.kid) = (new_key(), format!("{}1", state.kid));
    }

    pub fn keys_asked(&self) -> usize {
        self.state().keys_asked
    }

    pub fn tell(&self, userinfo: Value) {
        self.state().userinfo = userinfo;
    }

    /// The claims of somebody who has just signed in, for the sign-in that went to `location`.
    pub fn claims(&self, location: &str, subject: &str, now: Moment) -> Value {
        json!({
            "iss": self.url, "sub": subject, "aud": "hilum", "nonce": query(location, "nonce"),
            "iat": now.timestamp(), "exp": now.timestamp() + 300, "auth_time": now.timestamp(),
            "sid": format!("session of {subject}"), "email": format!("{subject}@klinik.example"),
            "email_verified": true, "given_name": "Anna", "family_name": "Äugler",
        })
    }

    pub fn sign(&self, claims: &Value) -> String {
        self.sign_as("JWT", claims)
    }

    pub fn sign_as(&self, typ: &str, claims: &Value) -> String {
        let state = self.state();
        let header = Header::new(Algorithm::ES256);
        let header = Header { kid: Some(state.kid.clone()), typ: Some(typ.into()), ..header };
        jsonwebtoken::encode(&header, claims, &state.key).expect("a token")
    }

    /// The public key as a client sees it.
    pub fn public_key(&self) -> Value {
        let state = self.state();
        let mut jwk = Jwk::from_encoding_key(&state.key, Algorithm::ES256).expect("a key");
        jwk.common.key_id = Some(state.kid.clone());
        serde_json::to_value(jwk).expect("a key")
    }

    /// Where the browser goes back to, with a code for this ID token.
    pub fn approve(&self, location: &str, id_token: String) -> String {
        let challenge = query(location, "code_challenge");
        assert_eq!(query(location, "code_challenge_method"), "S256");
        let mut state = self.state();
        let code = format!("code{}", state.codes.len());
        state.codes.insert(code.clone(), (challenge, id_token));
        let (back, name) = (query(location, "redirect_uri"), query(location, "state"));
        format!("{back}?code={code}&state={name}&iss={}", self.url)
    }

    /// Somebody signs in there, and some claims are others (`null`: are missing).
    pub fn sign_in(&self, location: &str, subject: &str, now: Moment, changed: &Value) -> String {
        let mut claims = self.claims(location, subject, now);
        for (name, value) in changed.as_object().expect("claims") {
            claims[name] = value.clone();
        }
        claims.as_object_mut().expect("claims").retain(|_, value| !value.is_null());
        self.approve(location, self.sign(&claims))
    }
}

async fn discovery(peer: web::Data<Peer>) -> HttpResponse {
    let url = &peer.url;
    HttpResponse::Ok().json(json!({
        "issuer": peer.state().issuer, "authorization_endpoint": format!("{url}/auth?theme=dark"),
        "token_endpoint": format!("{url}/token"), "jwks_uri": format!("{url}/keys"),
        "userinfo_endpoint": format!("{url}/me"), "code_challenge_methods_supported": ["S256"],
        "authorization_response_iss_parameter_supported": true,
    }))
}

async fn keys(peer: web::Data<Peer>) -> HttpResponse {
    peer.state().keys_asked += 1;
    HttpResponse::Ok().json(json!({"keys": [{"kty": "something", "new": true}, peer.public_key()]}))
}

async fn token(
    peer: web::Data<Peer>,
    request: HttpRequest,
    form: web::Form<HashMap<String, String>>,
) -> HttpResponse {
    // `hilum` and `a b:c`, each form-encoded.
    let client = request.headers().get("authorization").and_then(|value| value.to_str().ok());
    let expected = base64::engine::general_purpose::STANDARD.encode("hilum:a+b%3Ac");
    let known = client == Some(format!("Basic {expected}").as_str());
    let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(form["code_verifier"].as_bytes()));
    let found = peer.state().codes.remove(&form["code"]);
    match found {
        Some((wanted, id_token)) if known && wanted == challenge => {
            let tokens = json!({"token_type": "Bearer", "access_token": "access", "id_token": id_token});
            HttpResponse::Ok().json(tokens)
        }
        _ => HttpResponse::BadRequest().json(json!({"error": "invalid_grant"})),
    }
}

async fn userinfo(peer: web::Data<Peer>, request: HttpRequest) -> HttpResponse {
    let token = request.headers().get("authorization").and_then(|value| value.to_str().ok());
    assert_eq!(token, Some("Bearer access"));
    HttpResponse::Ok().json(peer.state().userinfo.clone())
}
