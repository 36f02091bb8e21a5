use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde_json::json;

use super::browser::{Browser, SIGN_IN, query, with_provider};
use super::openid_peer::Peer;

#[tokio::test]
async fn somebody_new_gets_an_account_and_comes_in_as_surely_as_the_provider_says() {
    let peer = Peer::start();
    let app = with_provider("oidc", &peer.url, "acr_values = ['loa2']");
    let portal = app.anonymous().get("/api/v1/portal").await.expect(200);
    assert_eq!(portal["providers"], json!([{"id": "op", "name": "The provider"}]));

    let mut anna = Browser::new(&app);
    let location = anna.sent_to(&format!("{SIGN_IN}?return_to=/requests/1?tab=history")).await;
    assert!(location.starts_with(&format!("{}/auth?theme=dark&", peer.url)), "{location}");
    assert_eq!(query(&location, "redirect_uri"), "https://hilum.test/api/v1/providers/op/callback");
    assert_eq!(query(&location, "acr_values"), "loa2");
    let back = peer.sign_in(&location, "anna", app.now(), &json!({"amr": ["pwd", "mfa"]}));
    assert_eq!(anna.sent_to(&back).await, "/requests/1?tab=history");
    assert_eq!(anna.cookie, None);
    let session = anna.session().await;
    assert_eq!(session["user"]["email"], "anna@klinik.example");
    assert_eq!(session["user"]["last_name"], "Äugler");
    assert_eq!(session["assurance"], "two_step");

    // The same person from now on, whatever address the provider tells.
    let mut again = Browser::new(&app);
    let location = again.sent_to(SIGN_IN).await;
    let back = peer.sign_in(&location, "anna", app.now(), &json!({"email": "other@klinik.example"}));
    assert_eq!(again.sent_to(&back).await, "/");
    assert_eq!(again.session().await["user"]["id"], session["user"]["id"]);
    assert_eq!(again.session().await["assurance"], "password");
}

#[tokio::test]
async fn sign_ins_of_one_network_that_are_under_way_are_bounded() {
    let peer = Peer::start();
    let app = with_provider("oidc", &peer.url, "");
    let mut browser = Browser::new(&app);
    for _ in 0..300 {
        assert!(browser.sent_to(SIGN_IN).await.starts_with(&peer.url));
    }
    assert_eq!(browser.sent_to(SIGN_IN).await, "/?sign_in_error=too_many_attempts");
    app.advance(11 * 60).await;
    assert!(browser.sent_to(SIGN_IN).await.starts_with(&peer.url));
}

#[tokio::test]
async fn name_and_address_may_stand_in_userinfo_if_it_is_of_the_same_person() {
    let peer = Peer::start();
    let app = with_provider("oidc", &peer.url, "");
    let without = json!({"email": null, "given_name": null, "family_name": null});
    for (subject, expected) in [("berta", "/"), ("mallory", "/?sign_in_error=provider_failed")] {
        peer.tell(json!({"sub": subject, "email": "b@klinik.example", "email_verified": true}));
        let mut browser = Browser::new(&app);
        let location = browser.sent_to(SIGN_IN).await;
        let back = peer.sign_in(&location, "berta", app.now(), &without);
        assert_eq!(browser.sent_to(&back).await, expected);
    }
}

#[tokio::test]
async fn a_sign_in_is_finished_once_and_in_the_browser_that_began_it() {
    let peer = Peer::start();
    let app = with_provider("oidc", &peer.url, "");
    let failed = "/?sign_in_error=provider_failed";

    let mut victim = Browser::new(&app);
    let mut attacker = Browser::new(&app);
    let location = attacker.sent_to(SIGN_IN).await;
    let back = peer.sign_in(&location, "mallory", app.now(), &json!({}));
    // Without a cookie, and with that of a sign-in of one's own.
    assert_eq!(victim.sent_to(&back).await, failed);
    let location = attacker.sent_to(SIGN_IN).await;
    victim.sent_to(SIGN_IN).await;
    let back = peer.sign_in(&location, "mallory", app.now(), &json!({}));
    assert_eq!(victim.sent_to(&back).await, failed);
    assert_eq!(victim.client.secret, None);

    let location = attacker.sent_to(SIGN_IN).await;
    let back = peer.sign_in(&location, "mallory", app.now(), &json!({}));
    let before = attacker.clone();
    assert_eq!(attacker.sent_to(&back).await, "/");
    assert_eq!(before.clone().sent_to(&back).await, failed);

    // A code of one sign-in in another: PKCE and nonce.
    let mut browser = before;
    let (one, two) = (browser.sent_to(SIGN_IN).await, browser.sent_to(SIGN_IN).await);
    let back = peer.sign_in(&one, "anna", app.now(), &json!({}));
    let swapped = back.replace(&query(&one, "state"), &query(&two, "state"));
    assert_eq!(browser.sent_to(&swapped).await, failed);

    let location = browser.sent_to(SIGN_IN).await;
    app.advance(601).await;
    let late = peer.sign_in(&location, "anna", app.now(), &json!({}));
    assert_eq!(browser.sent_to(&late).await, failed);
}

#[tokio::test]
async fn a_forged_token_lets_nobody_in() {
    let peer = Peer::start();
    let app = with_provider("oidc", &peer.url, "");
    let now = app.now();
    let part = |value: &serde_json::Value| URL_SAFE_NO_PAD.encode(value.to_string());
    for forgery in ["none", "hs256", "key", "nonce", "aud", "azp", "iss", "exp", "at_hash", "good"] {
        let mut browser = Browser::new(&app);
        let location = browser.sent_to(SIGN_IN).await;
        let claims = peer.claims(&location, "anna", now);
        let changed = |name: &str, value: serde_json::Value| {
            let mut claims = claims.clone();
            claims[name] = value;
            peer.sign(&claims)
        };
        let token = match forgery {
            "none" => format!("{}.{}.", part(&json!({"alg": "none"})), part(&claims)),
            "hs256" => {
                // The public key is known to everybody: as a shared secret it proves nothing.
                let key = EncodingKey::from_secret(peer.public_key().to_string().as_bytes());
                let header = Header { kid: Some("1".into()), ..Header::new(Algorithm::HS256) };
                jsonwebtoken::encode(&header, &claims, &key).unwrap()
            }
            "key" => Peer::start().sign(&claims),
            "nonce" => changed("nonce", json!("another")),
            "aud" => changed("aud", json!("another")),
            "azp" => changed("azp", json!("another")),
            "iss" => changed("iss", json!("https://another.example")),
            "exp" => changed("exp", json!(now.timestamp() - 60)),
            "at_hash" => changed("at_hash", json!("another")),
            _ => peer.sign(&claims),
        };
        let arrived = browser.sent_to(&peer.approve(&location, token)).await;
        let expected = if forgery == "good" { "/" } else { "/?sign_in_error=provider_failed" };
        assert_eq!(arrived, expected, "{forgery}");
    }
}

#[tokio::test]
async fn another_issuers_answer_is_not_taken_for_this_ones() {
    let peer = Peer::start();
    let app = with_provider("oidc", &peer.url, "");
    for iss in ["&iss=https%3A%2F%2Fother.example", ""] {
        let mut browser = Browser::new(&app);
        let location = browser.sent_to(SIGN_IN).await;
        let back = peer.sign_in(&location, "anna", app.now(), &json!({}));
        let back = back.replace(&format!("&iss={}", peer.url), iss);
        assert_eq!(browser.sent_to(&back).await, "/?sign_in_error=provider_failed", "{iss}");
    }
    let other = Peer::start();
    other.call_itself(&peer.url);
    let app = with_provider("oidc", &other.url, "");
    assert_eq!(Browser::new(&app).sent_to(SIGN_IN).await, "/?sign_in_error=provider_failed");
}

#[tokio::test]
async fn a_provider_may_refuse_be_absent_or_not_be_sure_enough() {
    let peer = Peer::start();
    let app = with_provider("oidc", &peer.url, "required = 'two_step'");
    let mut browser = Browser::new(&app);
    let location = browser.sent_to(SIGN_IN).await;
    let (back, state) = (query(&location, "redirect_uri"), query(&location, "state"));
    let refused = format!("{back}?error=access_denied&state={state}&iss={}", peer.url);
    assert_eq!(browser.sent_to(&refused).await, "/?sign_in_error=provider_refused");

    let location = browser.sent_to(SIGN_IN).await;
    let back = peer.sign_in(&location, "anna", app.now(), &json!({"amr": ["pwd"]}));
    assert_eq!(browser.sent_to(&back).await, "/?sign_in_error=assurance_too_low");
    let location = browser.sent_to(SIGN_IN).await;
    let back = peer.sign_in(&location, "anna", app.now(), &json!({"acr": "phr"}));
    assert_eq!(browser.sent_to(&back).await, "/");
    assert_eq!(browser.session().await["assurance"], "phishing_resistant");

    let nobody = with_provider("oidc", "http://127.0.0.1:9", "");
    assert_eq!(Browser::new(&nobody).sent_to(SIGN_IN).await, "/?sign_in_error=provider_unavailable");
    app.anonymous().get("/api/v1/providers/other/sign-in").await.refused(404, "not_found");
}

#[tokio::test]
async fn nobody_is_sent_elsewhere_after_the_sign_in() {
    let peer = Peer::start();
    let app = with_provider("oidc", &peer.url, "");
    for elsewhere in ["https://evil.example", "//evil.example", "/%5Cevil.example", "/%09/evil.example"] {
        let mut browser = Browser::new(&app);
        let location = browser.sent_to(&format!("{SIGN_IN}?return_to={elsewhere}")).await;
        let back = peer.sign_in(&location, "anna", app.now(), &json!({}));
        assert_eq!(browser.sent_to(&back).await, "/", "{elsewhere}");
    }
}

#[tokio::test]
async fn new_keys_are_fetched_when_they_are_named_and_made_up_names_fetch_nothing() {
    let peer = Peer::start();
    let app = with_provider("oidc", &peer.url, "");
    for (expected, asked) in [("/", 1), ("/?sign_in_error=provider_failed", 1), ("/", 2)] {
        let mut browser = Browser::new(&app);
        let location = browser.sent_to(SIGN_IN).await;
        let back = peer.sign_in(&location, "anna", app.now(), &json!({}));
        assert_eq!(browser.sent_to(&back).await, expected);
        assert_eq!(peer.keys_asked(), asked);
        // The first rotation comes too soon after the keys were asked for, the next is awaited.
        if asked == 1 && expected == "/" { peer.rotate() } else { app.advance(10).await }
    }
}

#[tokio::test]
async fn a_sign_in_of_long_ago_is_not_fresh_and_can_be_made_so() {
    let peer = Peer::start();
    let app = with_provider("oidc", &peer.url, "");
    let create = |browser: &Browser| {
        let body = json!({"kind": "totp", "label": "Telephone"});
        browser.client.post("/api/v1/me/factors").json(body)
    };
    for told in [json!({"auth_time": app.now().timestamp() - 3600}), json!({"auth_time": null})] {
        let mut browser = Browser::new(&app);
        let location = browser.sent_to(SIGN_IN).await;
        assert!(!location.contains("max_age") && !location.contains("prompt"), "{location}");
        browser.sent_to(&peer.sign_in(&location, "anna", app.now(), &told)).await;
        create(&browser).await.refused(403, "step_up_required");
        assert_eq!(browser.session().await["step_up"], json!(["provider"]));

        let location = browser.sent_to(SIGN_IN).await;
        assert_eq!(
            (query(&location, "max_age").as_str(), query(&location, "prompt").as_str()),
            ("0", "login")
        );
        let back = peer.sign_in(&location, "anna", app.now(), &told);
        assert_eq!(browser.sent_to(&back).await, "/?sign_in_error=provider_failed");
        let location = browser.sent_to(SIGN_IN).await;
        let old = browser.client.clone();
        browser.sent_to(&peer.sign_in(&location, "anna", app.now(), &json!({}))).await;
        create(&browser).await.expect(201);
        old.get("/api/v1/session").await.refused(401, "not_signed_in");
    }
}
