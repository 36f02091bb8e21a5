//! What one person, or one network, may have and do at a time.

use serde_json::json;

use crate::support::journey::{REQUESTS, address_of};
use crate::support::{People, spawn_app, spawn_app_with};

#[tokio::test]
async fn drafts_are_bounded_and_so_is_what_is_begun_in_a_day() {
    let app = spawn_app_with(People::Training, |settings| {
        settings.limits.open_drafts = 3;
        settings.limits.requests_per_day = 5;
    });
    let person = app.as_person("newcomer1");
    let mut drafts = Vec::new();
    for _ in 0..3 {
        drafts.push(person.post(REQUESTS).json(json!({})).await.expect(201));
    }
    person.post(REQUESTS).json(json!({})).await.refused(409, "too_many_drafts");
    app.as_person("newcomer2").post(REQUESTS).json(json!({})).await.expect(201);
    for draft in drafts.iter().take(2) {
        let path = format!("{REQUESTS}/{}", draft["id"].as_str().unwrap());
        person.delete(&path).if_match(draft).await.expect(204);
        person.post(REQUESTS).json(json!({})).await.expect(201);
    }
    let path = format!("{REQUESTS}/{}", drafts[2]["id"].as_str().unwrap());
    person.delete(&path).if_match(&drafts[2]).await.expect(204);
    let refusal = person.post(REQUESTS).json(json!({})).await.refused(429, "too_many_attempts");
    let wait: i64 = refusal.header("retry-after").parse().unwrap();
    assert!((24 * 3600 - 600..=24 * 3600).contains(&wait), "{wait}");
}

#[tokio::test]
async fn the_oldest_of_too_many_sessions_ends() {
    let app = spawn_app_with(People::Training, |settings| settings.limits.sessions = 3);
    let mut clients = Vec::new();
    for _ in 0..4 {
        clients.push(app.sign_in("newcomer1").await);
        app.advance(1).await;
    }
    clients[0].get("/api/v1/session").await.refused(401, "not_signed_in");
    for client in &clients[1..] {
        client.get("/api/v1/session").await.expect(200);
    }
}

#[tokio::test]
async fn of_ipv6_the_network_is_counted_and_a_port_is_no_address() {
    let app = spawn_app_with(People::Training, |settings| settings.behind_proxy = true);
    let client = app.anonymous();
    for n in 0..110 {
        let body = json!({"email": format!("nobody{n}@klinik.example"), "password": "not the password"});
        let address = format!("[2001:db8:1:2::{n:x}]:{}", 1000 + n);
        let answer = client.post("/api/v1/sessions").json(body).header("x-forwarded-for", &address).await;
        assert_eq!(answer.status, if n < 100 { 401 } else { 429 }, "{n}");
    }
    let body = json!({"email": address_of("newcomer1"), "password": "hilum-training"});
    let other = client.post("/api/v1/sessions").json(body).header("x-forwarded-for", "2001:db8:1:3::1").await;
    let client = client.with_secret(other.session_secret());
    let sessions = client.get("/api/v1/me/sessions").await.expect(200);
    let shown = sessions["items"].as_array().unwrap().last().unwrap()["address"].clone();
    assert_eq!(shown, "2001:db8:1:3::1", "its owner sees the whole of it");
}

#[tokio::test]
async fn passwords_that_can_be_tried_with_one_link_are_few() {
    let app = spawn_app();
    let body = json!({"email": address_of("newcomer1")});
    app.anonymous().post("/api/v1/password-resets").json(body).await.expect(202);
    let token = crate::support::identity::token(&app.mail("newcomer1", "Choose a new password").await);
    let confirm = |password: &str| {
        let body = json!({"token": token, "password": password});
        app.anonymous().post("/api/v1/password-resets/confirmations").json(body)
    };
    for _ in 0..10 {
        let refusal = confirm("hilum-portal-1").await.refused(422, "invalid");
        assert!(refusal.faults().contains(&"password: common_password".to_owned()), "{}", refusal.text);
    }
    assert_eq!(confirm("zwölf Boxkämpfer jagen").await.refused(422, "invalid").faults(), ["token: expired"]);
}

#[tokio::test]
async fn an_unreadable_hash_is_no_verdict_about_anybody_and_is_not_counted() {
    let app = spawn_app();
    let email = hilum_domain::account::EmailAddress::parse(&address_of("newcomer1")).unwrap();
    let context = app.context.clone();
    app.inside(async move {
        let account =
            hilum_store::accounts::find_by_email(&context.store.db(), &email).await.unwrap().unwrap();
        let id = account.id();
        let write = context.store.write(hilum_store::Author::System, async move |tx| {
            hilum_store::accounts::set_password(tx, id, "$argon2id$v=19$m=1$nothing").await
        });
        let spoiled: Result<(), hilum_store::StoreError> = write.await;
        spoiled.unwrap();
    })
    .await;
    for _ in 0..12 {
        let answer = app.try_sign_in(&address_of("newcomer1"), "hilum-training").await;
        assert_eq!(answer.refused(503, "unavailable").header("retry-after"), "5");
    }
}

#[tokio::test]
async fn own_data_and_support_codes_ask_for_a_fresh_verification() {
    let app = spawn_app();
    let client = app.sign_in("newcomer1").await;
    app.advance(601).await;
    client.get("/api/v1/me/data").await.refused(403, "step_up_required");
    client.post("/api/v1/me/support-code").await.refused(403, "step_up_required");
    let client = client.verified("password", "hilum-training").await;
    client.get("/api/v1/me/data").await.expect(200);
    client.post("/api/v1/me/support-code").await.expect(201);
}

#[tokio::test]
async fn a_helpers_own_code_is_not_looked_up_and_a_right_one_takes_back_only_itself() {
    let app = spawn_app();
    let helpdesk = app.as_person("helpdesk1");
    let look_up = |code: &str| helpdesk.post("/api/v1/support-codes/lookups").json(json!({"code": code}));
    let own = helpdesk.post("/api/v1/me/support-code").await.expect(201);
    look_up(own["code"].as_str().unwrap()).await.refused(404, "not_found");
    let made = app.as_person("newcomer1").post("/api/v1/me/support-code").await.expect(201);
    for _ in 0..3 {
        look_up("AAAA-AAAA").await.refused(404, "not_found");
    }
    look_up(made["code"].as_str().unwrap()).await.expect(200);
    for wait in [0, 1, 3, 5] {
        app.advance(wait).await;
        look_up("AAAA-AAAA").await.refused(404, "not_found");
    }
    look_up("AAAA-AAAA").await.refused(429, "too_many_attempts");
}
