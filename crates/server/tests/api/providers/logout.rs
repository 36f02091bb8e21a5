use serde_json::{Value, json};
use url::form_urlencoded::byte_serialize;

use super::browser::{Browser, SIGN_IN, with_provider};
use super::openid_peer::Peer;
use crate::support::{Answer, TestApp};

async fn signed_in(app: &TestApp, peer: &Peer, subject: &str, sid: &str) -> Browser {
    let mut browser = Browser::new(app);
    let location = browser.sent_to(SIGN_IN).await;
    browser.sent_to(&peer.sign_in(&location, subject, app.now(), &json!({"sid": sid}))).await;
    browser.session().await;
    browser
}

fn token(app: &TestApp, peer: &Peer, changed: &Value) -> Value {
    let now = app.now().timestamp();
    let mut claims = json!({
        "iss": peer.url, "aud": "hilum", "iat": now, "exp": now + 120, "jti": uuid::Uuid::now_v7().to_string(),
        "events": {"http://schemas.openid.net/event/backchannel-logout": {}},
    });
    for (name, value) in changed.as_object().unwrap() {
        claims[name] = value.clone();
    }
    claims
}

async fn send(app: &TestApp, token: &str) -> Answer {
    let body = format!("logout_token={}", byte_serialize(token.as_bytes()).collect::<String>());
    let call = app.anonymous().post("/api/v1/providers/op/logout").sent_from_elsewhere();
    call.body("application/x-www-form-urlencoded", body).await
}

#[tokio::test]
async fn r10_a_provider_ends_one_session_or_all_of_a_person_at_once() {
    let peer = Peer::start();
    let app = with_provider("oidc", &peer.url, "");
    let (one, two) =
        (signed_in(&app, &peer, "anna", "s-1").await, signed_in(&app, &peer, "anna", "s-2").await);
    let other = signed_in(&app, &peer, "berta", "s-3").await;
    assert_eq!(send(&app, &peer.sign(&token(&app, &peer, &json!({"sid": "s-1"})))).await.status, 204);
    one.client.get("/api/v1/session").await.refused(401, "not_signed_in");
    two.session().await;
    assert_eq!(send(&app, &peer.sign(&token(&app, &peer, &json!({"sub": "anna"})))).await.status, 204);
    two.client.get("/api/v1/session").await.refused(401, "not_signed_in");
    other.session().await;
    // Nobody's.
    assert_eq!(send(&app, &peer.sign(&token(&app, &peer, &json!({"sub": "nobody"})))).await.status, 204);
}

#[tokio::test]
async fn a_forged_logout_ends_nothing() {
    let peer = Peer::start();
    let app = with_provider("oidc", &peer.url, "");
    let anna = signed_in(&app, &peer, "anna", "s-1").await;
    let good = token(&app, &peer, &json!({"sid": "s-1"}));
    let forged = [
        Peer::start().sign(&good),
        peer.sign(&token(&app, &peer, &json!({"sid": "s-1", "nonce": "n"}))),
        peer.sign(&token(&app, &peer, &json!({"sid": "s-1", "events": {}}))),
        peer.sign(&token(&app, &peer, &json!({"sid": "s-1", "aud": "another"}))),
        peer.sign(&token(&app, &peer, &json!({"sid": "s-1", "iss": "https://another.example"}))),
        peer.sign(&token(&app, &peer, &json!({}))),
        "x".into(),
    ];
    for token in forged {
        send(&app, &token).await.refused(400, "malformed");
    }
    let call = app.anonymous().post("/api/v1/providers/op/logout");
    call.json(json!({"logout_token": peer.sign(&good)})).await.refused(415, "unsupported_media_type");
    // A session's name is no secret: CAS' single logout does not end it.
    let request = "<LogoutRequest><SessionIndex>s-1</SessionIndex></LogoutRequest>";
    let body = format!("logoutRequest={}", byte_serialize(request.as_bytes()).collect::<String>());
    let call = app.anonymous().post("/api/v1/providers/op/callback");
    call.body("application/x-www-form-urlencoded", body).await.refused(404, "not_found");
    anna.session().await;
}

#[tokio::test]
async fn a_logout_ends_nothing_twice_and_nothing_that_began_after_it() {
    let peer = Peer::start();
    let app = with_provider("oidc", &peer.url, "");
    let first = signed_in(&app, &peer, "anna", "s-1").await;
    let used = peer.sign(&token(&app, &peer, &json!({"sub": "anna"})));
    let early = peer.sign(&token(&app, &peer, &json!({"sub": "anna"})));
    assert_eq!(send(&app, &used).await.status, 204);
    first.client.get("/api/v1/session").await.refused(401, "not_signed_in");
    // Longer than two clocks may differ.
    app.advance(65).await;
    let second = signed_in(&app, &peer, "anna", "s-2").await;
    // Read by somebody on its way, and sent again; or held back.
    for old in [used, early] {
        assert_eq!(send(&app, &old).await.status, 204);
        second.session().await;
    }
    let reused = json!({"sub": "anna", "jti": "1"});
    assert_eq!(send(&app, &peer.sign(&token(&app, &peer, &reused))).await.status, 204);
    second.client.get("/api/v1/session").await.refused(401, "not_signed_in");
    app.advance(5).await;
    let third = signed_in(&app, &peer, "anna", "s-3").await;
    app.advance(5).await;
    assert_eq!(send(&app, &peer.sign(&token(&app, &peer, &reused))).await.status, 204);
    third.session().await;
}

#[tokio::test]
async fn a_token_of_another_kind_ends_nothing() {
    let peer = Peer::start();
    let app = with_provider("oidc", &peer.url, "");
    let anna = signed_in(&app, &peer, "anna", "s-1").await;
    for typ in ["at+jwt", "application/at+jwt", "id+jwt", ""] {
        let token = peer.sign_as(typ, &token(&app, &peer, &json!({"sid": "s-1"})));
        send(&app, &token).await.refused(400, "malformed");
    }
    anna.session().await;
    let token = peer.sign_as("Logout+JWT", &token(&app, &peer, &json!({"sid": "s-1"})));
    assert_eq!(send(&app, &token).await.status, 204);
    anna.client.get("/api/v1/session").await.refused(401, "not_signed_in");
}
