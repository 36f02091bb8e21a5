//! A browser that its owner is known by has tries of its own: no stranger's guessing shuts them out.

use serde_json::json;

use crate::support::journey::address_of;
use crate::support::{Answer, People, TestApp, eventually, spawn_app_with};

const DEVICE: &str = "__Host-hilum-device";

fn behind_a_proxy() -> TestApp {
    spawn_app_with(People::Training, |settings| settings.behind_proxy = true)
}

async fn sign_in(app: &TestApp, name: &str, password: &str, address: &str, device: &str) -> Answer {
    let body = json!({"email": address_of(name), "password": password});
    let call = app.anonymous().post("/api/v1/sessions").json(body).header("x-forwarded-for", address);
    call.header("cookie", &format!("{DEVICE}={device}")).await
}

/// Until the next try has to wait for twenty seconds.
async fn guess(app: &TestApp, name: &str, network: &str, device: &str) {
    for (n, wait) in [0, 0, 0, 0, 0, 1, 3, 5, 10].into_iter().enumerate() {
        app.advance(wait).await;
        let address = format!("{network}.{n}");
        sign_in(app, name, "not the password", &address, device).await.refused(401, "bad_credentials");
    }
}

async fn ask_for_reset(app: &TestApp, address: &str, device: &str) -> Answer {
    let body = json!({"email": address_of("newcomer1")});
    let call = app.anonymous().post("/api/v1/password-resets").json(body).header("x-forwarded-for", address);
    call.header("cookie", &format!("{DEVICE}={device}")).await
}

fn device(answer: &Answer) -> Option<String> {
    let cookies = answer.headers.get_all("set-cookie").iter().filter_map(|cookie| cookie.to_str().ok());
    let cookie = cookies.into_iter().find_map(|cookie| cookie.strip_prefix(&format!("{DEVICE}=")))?;
    for attribute in ["Path=/", "Secure", "HttpOnly", "SameSite=Lax", "Max-Age=15552000"] {
        assert!(cookie.contains(attribute), "{cookie}");
    }
    cookie.split(';').next().map(str::to_owned)
}

#[tokio::test]
async fn constant_guessing_by_strangers_does_not_shut_out_the_owner_at_their_own_browser() {
    let app = behind_a_proxy();
    let first = sign_in(&app, "newcomer1", "hilum-training", "192.0.2.1", "").await;
    let known = device(&first).expect("a device");
    assert_eq!(known.len(), 43);
    assert!(app.rows_with(&known).await.is_empty(), "only a hash is kept");
    guess(&app, "newcomer1", "198.51.100", "x").await;
    sign_in(&app, "newcomer1", "hilum-training", "192.0.2.1", "").await.refused(429, "too_many_attempts");
    sign_in(&app, "newcomer1", "hilum-training", "192.0.2.1", "x").await.refused(429, "too_many_attempts");
    let again = sign_in(&app, "newcomer1", "hilum-training", "192.0.2.1", &known).await;
    assert_eq!((again.status, device(&again)), (201, None), "it is new enough");
    // It is worth nothing for anybody else, and has an end of its own.
    for _ in 0..5 {
        sign_in(&app, "newcomer1", "not the password", "192.0.2.1", &known)
            .await
            .refused(401, "bad_credentials");
    }
    sign_in(&app, "newcomer1", "hilum-training", "192.0.2.1", &known).await.refused(429, "too_many_attempts");
    guess(&app, "newcomer2", "203.0.113", "").await;
    sign_in(&app, "newcomer2", "hilum-training", "192.0.2.1", &known).await.refused(429, "too_many_attempts");
}

#[tokio::test]
async fn whoever_changes_a_password_that_is_guessed_at_still_comes_in_afterwards() {
    let app = behind_a_proxy();
    let first = sign_in(&app, "newcomer1", "hilum-training", "192.0.2.1", "").await;
    let known = device(&first).expect("a device");
    let client = app.anonymous().with_secret(first.session_secret());
    let body = json!({"current_password": "hilum-training", "new_password": "correct horse battery"});
    client.post("/api/v1/me/password").json(body).await.expect(204);
    guess(&app, "newcomer1", "198.51.100", "").await;
    sign_in(&app, "newcomer1", "correct horse battery", "192.0.2.1", "")
        .await
        .refused(429, "too_many_attempts");
    sign_in(&app, "newcomer1", "correct horse battery", "192.0.2.1", &known).await.expect(201);
}

#[tokio::test]
async fn strangers_resets_do_not_keep_the_owner_from_resetting_and_flood_nobody() {
    let app = behind_a_proxy();
    let known =
        device(&sign_in(&app, "newcomer1", "hilum-training", "192.0.2.1", "").await).expect("a device");
    for _ in 0..5 {
        ask_for_reset(&app, "198.51.100.1", "").await.expect(202);
    }
    ask_for_reset(&app, "198.51.100.1", "").await.refused(429, "too_many_attempts");
    ask_for_reset(&app, "192.0.2.1", "").await.expect(202);
    for n in 0..14 {
        ask_for_reset(&app, &format!("203.0.113.{n}"), "").await.expect(202);
    }
    ask_for_reset(&app, "192.0.2.1", "").await.refused(429, "too_many_attempts");
    ask_for_reset(&app, "192.0.2.1", &known).await.expect(202);
    eventually("mails", || async { (app.mailbox("newcomer1").await.len() >= 21).then_some(()) }).await;
}
