use hilum_domain::account::AccountStatus;
use hilum_store::{Author, StoreError, accounts};
use serde_json::{Value, json};

use super::browser::{Browser, SIGN_IN, query, with_provider};
use super::openid_peer::Peer;
use crate::support::TestApp;
use crate::support::app::PUBLIC_URL;
use crate::support::identity::PASSWORD;

/// Comes back from the provider; returns where it is sent.
async fn comes(app: &TestApp, peer: &Peer, browser: &mut Browser, subject: &str, changed: Value) -> String {
    let location = browser.sent_to(SIGN_IN).await;
    browser.sent_to(&peer.sign_in(&location, subject, app.now(), &changed)).await
}

fn token(arrived: &str) -> String {
    assert!(arrived.starts_with("/link?token="), "{arrived}");
    query(&format!("{PUBLIC_URL}{arrived}"), "token")
}

#[tokio::test]
async fn an_equal_address_links_nothing_until_the_person_has_shown_that_it_is_their_account() {
    let peer = Peer::start();
    let app = with_provider("oidc", &peer.url, "");
    app.registered("anna@klinik.example").await;
    let mut browser = Browser::new(&app);
    let arrived = comes(&app, &peer, &mut browser, "anna", json!({})).await;
    let link = token(&arrived);
    assert_eq!(browser.client.secret, None);
    browser.link(&link).await.refused(401, "not_signed_in");

    browser.client = app.signed_in("anna@klinik.example", PASSWORD).await;
    let linked = browser.link(&link).await.expect(201);
    assert_eq!((&linked["provider"], &linked["name"]), (&json!("op"), &json!("The provider")));
    assert_eq!(browser.link(&link).await.faults(), ["token: expired"]);
    let listed = browser.client.get("/api/v1/me/identities").await.expect(200);
    assert_eq!(listed["items"][0]["id"], linked["id"]);
    assert_eq!(listed["items"][0]["removable"], true);

    app.mail_to("anna@klinik.example", "The provider was linked").await;

    let mut later = Browser::new(&app);
    assert_eq!(comes(&app, &peer, &mut later, "anna", json!({})).await, "/");
    assert_eq!(later.session().await["user"]["email"], "anna@klinik.example");

    let path = format!("/api/v1/me/identities/{}", linked["id"].as_str().unwrap());
    assert_eq!(browser.client.delete(&path).await.status, 204);
    later.client.get("/api/v1/session").await.refused(401, "not_signed_in");
    token(&comes(&app, &peer, &mut Browser::new(&app), "anna", json!({})).await);
}

#[tokio::test]
async fn a_link_made_in_another_browser_links_nothing() {
    let peer = Peer::start();
    let app = with_provider("oidc", &peer.url, "");
    app.registered("anna@klinik.example").await;
    let mut attacker = Browser::new(&app);
    let arrived = comes(&app, &peer, &mut attacker, "mallory", json!({"email": "anna@klinik.example"})).await;
    let mut victim = Browser::new(&app);
    victim.client = app.signed_in("anna@klinik.example", PASSWORD).await;
    assert_eq!(victim.link(&token(&arrived)).await.faults(), ["token: expired"]);
    let listed = victim.client.get("/api/v1/me/identities").await.expect(200);
    assert_eq!(listed["total"], 0);
}

#[tokio::test]
async fn an_unproved_address_makes_no_account() {
    let peer = Peer::start();
    let app = with_provider("oidc", &peer.url, "");
    for told in
        [json!({"email_verified": false}), json!({"email_verified": null}), json!({"email": "no address"})]
    {
        token(&comes(&app, &peer, &mut Browser::new(&app), "anna", told).await);
    }
    let app = with_provider("oidc", &peer.url, "may_create_accounts = false");
    token(&comes(&app, &peer, &mut Browser::new(&app), "anna", json!({})).await);
}

#[tokio::test]
async fn who_is_signed_in_already_links_and_gets_no_second_account() {
    let peer = Peer::start();
    let app = with_provider("oidc", &peer.url, "");
    let mut person = Browser::new(&app);
    person.client = app.as_person("newcomer1");
    let link = token(&comes(&app, &peer, &mut person, "nina", json!({})).await);
    person.link(&link).await.expect(201);
    let mut later = Browser::new(&app);
    comes(&app, &peer, &mut later, "nina", json!({})).await;
    assert_eq!(later.session().await["user"]["email"], "newcomer1@training.hilum.example");

    // It belongs to somebody now.
    let mut other = Browser::new(&app);
    other.client = app.as_person("newcomer2");
    let location = other.sent_to(SIGN_IN).await;
    let back = peer.sign_in(&location, "otto", app.now(), &json!({}));
    let first = token(&other.sent_to(&back).await);
    let location = other.sent_to(SIGN_IN).await;
    let second = token(&other.sent_to(&peer.sign_in(&location, "otto", app.now(), &json!({}))).await);
    other.link(&first).await.expect(201);
    other.link(&second).await.refused(409, "duplicate");
}

#[tokio::test]
async fn the_only_way_in_cannot_be_taken_away() {
    let peer = Peer::start();
    let app = with_provider("oidc", &peer.url, "");
    let mut browser = Browser::new(&app);
    assert_eq!(comes(&app, &peer, &mut browser, "anna", json!({})).await, "/");
    let listed = browser.client.get("/api/v1/me/identities").await.expect(200);
    assert_eq!(listed["items"][0]["removable"], false);
    let path = format!("/api/v1/me/identities/{}", listed["items"][0]["id"].as_str().unwrap());
    browser.client.delete(&path).await.refused(409, "wrong_state");
    app.as_person("newcomer1").delete(&path).await.refused(404, "not_found");
}

#[tokio::test]
async fn a_suspended_or_locked_person_does_not_come_in_through_a_provider() {
    let peer = Peer::start();
    let app = with_provider("oidc", &peer.url, "");
    let mut browser = Browser::new(&app);
    comes(&app, &peer, &mut browser, "anna", json!({})).await;
    let id = browser.session().await["user"]["id"].as_str().unwrap().parse::<uuid::Uuid>().unwrap();
    for (status, code) in
        [(AccountStatus::Suspended, "account_suspended"), (AccountStatus::Locked, "account_locked")]
    {
        let store = app.context.store.clone();
        let set = async move {
            store
                .write(Author::System, async move |tx| accounts::set_status(tx, id.into(), status).await)
                .await
        };
        let done: Result<(), StoreError> = app.inside(set).await;
        done.unwrap();
        let arrived = comes(&app, &peer, &mut Browser::new(&app), "anna", json!({})).await;
        assert_eq!(arrived, format!("/?sign_in_error={code}"));
    }
}

#[tokio::test]
async fn a_provider_that_knows_only_a_password_leaves_the_second_factor_owed() {
    let peer = Peer::start();
    let app = with_provider("oidc", &peer.url, "");
    let mut browser = Browser::new(&app);
    comes(&app, &peer, &mut browser, "anna", json!({})).await;
    let totp = app.set_up_totp(&mut browser.client).await;

    let mut half = Browser::new(&app);
    assert_eq!(comes(&app, &peer, &mut half, "anna", json!({"amr": ["pwd"]})).await, "/");
    assert_eq!(half.session().await["verification"]["methods"][0], "totp");
    half.client.get("/api/v1/me").await.refused(403, "step_up_required");
    let code = app.next_code(&totp).await;
    let whole = half.client.verified("totp", &code).await;
    assert_eq!(whole.get("/api/v1/session").await.expect(200)["assurance"], "two_step");

    let mut sure = Browser::new(&app);
    comes(&app, &peer, &mut sure, "anna", json!({"amr": ["mfa"]})).await;
    sure.client.get("/api/v1/me").await.expect(200);
}
