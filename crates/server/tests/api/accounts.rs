//! `/api/v1/accounts`, `/api/v1/password-resets`

use serde_json::{Value, json};

use crate::support::identity::{PASSWORD, registration, token};
use crate::support::journey::address_of;
use crate::support::{TestApp, spawn_app, spawn_app_with};

const ACCOUNTS: &str = "/api/v1/accounts";
const CONFIRMATIONS: &str = "/api/v1/accounts/confirmations";
const RESETS: &str = "/api/v1/password-resets";
const RESET_CONFIRMATIONS: &str = "/api/v1/password-resets/confirmations";
const ZOE: &str = "Zoe@Klinik.example";

async fn confirm(app: &TestApp, path: &str, token: &str, password: &str) -> crate::support::Answer {
    app.anonymous().post(path).json(json!({"token": token, "password": password})).await
}

#[tokio::test]
async fn somebody_registers_proves_the_address_and_signs_in() {
    let app = spawn_app();
    app.registered(ZOE).await;
    app.try_sign_in("zoe@klinik.EXAMPLE", "not the password").await.refused(401, "bad_credentials");
    let client = app.signed_in("zoe@klinik.EXAMPLE", PASSWORD).await;
    let session = client.get("/api/v1/session").await.expect(200);
    assert_eq!(session["user"]["email"], ZOE, "as it was written");
    assert_eq!((&session["user"]["first_name"], &session["assurance"]), (&json!("Zoë"), &json!("password")));
    assert_eq!((&session["second_factor"], &session["verification"]), (&json!(false), &Value::Null));
}

#[tokio::test]
async fn there_is_no_account_before_the_address_is_proved() {
    let app = spawn_app();
    app.anonymous().post(ACCOUNTS).json(registration(ZOE)).await.expect(202);
    app.mail_to(ZOE, "Confirm your e-mail address").await;
    app.try_sign_in(ZOE, PASSWORD).await.refused(401, "bad_credentials");
}

#[tokio::test]
async fn every_fault_of_a_registration_is_told_at_once_and_nothing_is_sent() {
    let app = spawn_app();
    let body = json!({"first_name": " ", "last_name": "x".repeat(101), "email": "zoe", "email_confirmation": "",
        "language": "xx", "privacy_accepted": false});
    let refusal = app.anonymous().post(ACCOUNTS).json(body).await.refused(422, "invalid");
    let expected = [
        "first_name: required",
        "last_name: too_long",
        "email: invalid",
        "email_confirmation: required",
        "privacy_accepted: required",
        "language: not_found",
    ];
    assert_eq!(refusal.faults(), expected);
    let more = json!({"status": "active"});
    app.anonymous().post(ACCOUNTS).json(more).await.refused(422, "invalid");
}

#[tokio::test]
async fn a_known_address_gets_the_same_answer_and_its_owner_a_mail() {
    let app = spawn_app();
    let known = app.anonymous().post(ACCOUNTS).json(registration(&address_of("newcomer1"))).await;
    let unknown = app.anonymous().post(ACCOUNTS).json(registration(ZOE)).await;
    assert_eq!((known.status, &known.text), (unknown.status, &unknown.text));
    app.mail("newcomer1", "You already have an account").await;
    let mails = app.mails_to(&address_of("newcomer1")).await;
    assert!(!mails[0]["text"].as_str().unwrap().contains("token="), "{}", mails[0]);
    app.signed_in(&address_of("newcomer1"), "hilum-training").await;
}

#[tokio::test]
async fn nobody_can_have_their_own_words_sent_to_a_stranger() {
    let app = spawn_app();
    let mut body = registration(ZOE);
    body["first_name"] = json!("You have won! http://evil.example");
    app.anonymous().post(ACCOUNTS).json(body).await.expect(202);
    let mail = app.mail_to(ZOE, "Confirm your e-mail address").await;
    assert!(!mail.to_string().contains("evil"), "{mail}");
    assert!(mail["text"].as_str().unwrap().starts_with("Good day,"), "{mail}");
}

#[tokio::test]
async fn a_link_begins_with_the_public_address_whatever_host_was_asked() {
    let app = spawn_app();
    let asked = || app.anonymous().post(ACCOUNTS).json(registration(ZOE));
    asked().header("host", "evil.example").await.refused(421, "misdirected");
    asked().header("host", "127.0.0.1").await.expect(202);
    let mail = app.mail_to(ZOE, "Confirm your e-mail address").await;
    let text = mail["text"].as_str().unwrap();
    assert!(text.contains("https://hilum.test/register/confirm?token="), "{text}");
    assert!(!text.contains("127.0.0.1"));
}

#[tokio::test]
async fn a_weak_password_is_refused_and_does_not_cost_the_link() {
    let app = spawn_app();
    app.anonymous().post(ACCOUNTS).json(registration(ZOE)).await.expect(202);
    let token = token(&app.mail_to(ZOE, "Confirm your e-mail address").await);
    for (password, fault) in [
        ("", "required"),
        ("too short", "too_short"),
        ("password1234", "common_password"),
        ("Klinik-Müller!7", "personal_password"),
    ] {
        let refusal = confirm(&app, CONFIRMATIONS, &token, password).await.refused(422, "invalid");
        assert_eq!(refusal.faults()[0], format!("password: {fault}"));
    }
    confirm(&app, CONFIRMATIONS, &token, PASSWORD).await.expect(204);
}

#[tokio::test]
async fn a_link_is_good_once_for_its_purpose_and_for_its_time() {
    let app = spawn_app();
    let expired = ["token: expired"];
    app.anonymous().post(ACCOUNTS).json(registration(ZOE)).await.expect(202);
    let registration_token = token(&app.mail_to(ZOE, "Confirm your e-mail address").await);
    for other in [RESET_CONFIRMATIONS, CONFIRMATIONS] {
        let refusal = confirm(&app, other, "AAAA", PASSWORD).await.refused(422, "invalid");
        assert_eq!(refusal.faults(), expired);
    }
    let refusal = confirm(&app, RESET_CONFIRMATIONS, &registration_token, PASSWORD).await;
    assert_eq!(refusal.refused(422, "invalid").faults(), expired, "another purpose");
    confirm(&app, CONFIRMATIONS, &registration_token, PASSWORD).await.expect(204);
    let refusal = confirm(&app, CONFIRMATIONS, &registration_token, PASSWORD).await;
    assert_eq!(refusal.refused(422, "invalid").faults(), expired, "used");

    let email = address_of("newcomer1");
    app.anonymous().post(RESETS).json(json!({"email": email})).await.expect(202);
    let reset_token = token(&app.mail("newcomer1", "Choose a new password").await);
    app.advance(30 * 60).await;
    let refusal = confirm(&app, RESET_CONFIRMATIONS, &reset_token, PASSWORD).await;
    assert_eq!(refusal.refused(422, "invalid").faults(), expired, "30 minutes");
}

#[tokio::test]
async fn a_newer_link_takes_the_place_of_the_older_one() {
    let app = spawn_app();
    let email = address_of("newcomer1");
    app.anonymous().post(RESETS).json(json!({"email": email})).await.expect(202);
    let first = token(&app.mail("newcomer1", "Choose a new password").await);
    app.anonymous().post(RESETS).json(json!({"email": email})).await.expect(202);
    let second = crate::support::eventually("the second mail", || async {
        let newest = token(&app.mailbox("newcomer1").await[0]);
        (newest != first).then_some(newest)
    })
    .await;
    confirm(&app, RESET_CONFIRMATIONS, &first, PASSWORD).await.refused(422, "invalid");
    confirm(&app, RESET_CONFIRMATIONS, &second, PASSWORD).await.expect(204);
}

#[tokio::test]
async fn a_reset_ends_all_sessions_tells_the_owner_and_leaves_the_second_factor() {
    let app = spawn_app();
    let email = address_of("newcomer1");
    let mut client = app.signed_in(&email, "hilum-training").await;
    app.set_up_totp(&mut client).await;
    app.anonymous().post(RESETS).json(json!({"email": email.to_uppercase()})).await.expect(202);
    let token = token(&app.mail("newcomer1", "Choose a new password").await);
    confirm(&app, RESET_CONFIRMATIONS, &token, PASSWORD).await.expect(204);
    client.get("/api/v1/session").await.refused(401, "not_signed_in");
    app.mail("newcomer1", "Your password was changed").await;
    app.try_sign_in(&email, "hilum-training").await.refused(401, "bad_credentials");
    let half = app.signed_in(&email, PASSWORD).await;
    half.get("/api/v1/me").await.refused(403, "step_up_required");
}

#[tokio::test]
async fn an_unknown_address_gets_the_same_answer_to_a_reset_and_no_mail() {
    let app = spawn_app();
    let known = app.anonymous().post(RESETS).json(json!({"email": address_of("newcomer1")})).await;
    let unknown = app.anonymous().post(RESETS).json(json!({"email": ZOE})).await;
    assert_eq!((known.status, &known.text), (unknown.status, &unknown.text));
    app.all_delivered().await;
    assert!(app.mails_to(ZOE).await.is_empty());
    assert_eq!(app.mailbox("newcomer1").await.len(), 1);
}

#[tokio::test]
async fn the_sixth_mail_within_an_hour_has_to_wait_for_known_and_unknown_addresses_alike() {
    let app = spawn_app();
    for email in [address_of("newcomer1"), ZOE.to_owned()] {
        for _ in 0..5 {
            app.anonymous().post(RESETS).json(json!({"email": email})).await.expect(202);
        }
        let refusal = app.anonymous().post(RESETS).json(json!({"email": email.to_uppercase()})).await;
        let wait = refusal.refused(429, "too_many_attempts").header("retry-after").to_owned();
        assert!(!wait.is_empty());
    }
    app.advance(3601).await;
    app.anonymous().post(RESETS).json(json!({"email": ZOE})).await.expect(202);
}

#[tokio::test]
async fn what_was_sent_names_nobody_afterwards() {
    let app = spawn_app();
    app.registered(ZOE).await;
    app.all_delivered().await;
    let store = app.context.store.clone();
    let kept = app.inside(async move { hilum_store::outbox::payloads(&store.db()).await }).await.unwrap();
    assert!(!kept.is_empty());
    assert!(kept.iter().all(|payload| !payload.to_string().contains("linik")), "{kept:?}");
}

#[tokio::test]
async fn where_people_do_not_make_their_own_accounts_there_is_no_such_thing() {
    let app = spawn_app_with(crate::support::People::Training, |settings| settings.registration = false);
    app.anonymous().post(ACCOUNTS).json(registration(ZOE)).await.refused(404, "not_found");
    assert_eq!(app.anonymous().get("/api/v1/portal").await.expect(200)["registration"], false);
}
