//! `/api/v1/me/support-code`, `/api/v1/support-codes/lookups`, `/api/v1/accounts/{id}`

use serde_json::{Value, json};

use crate::support::journey::address_of;
use crate::support::{Client, People, TestApp, eventually, spawn_app, spawn_app_with};

const CODE: &str = "/api/v1/me/support-code";
const LOOKUPS: &str = "/api/v1/support-codes/lookups";

async fn code(person: &Client) -> String {
    let made = person.post(CODE).await.expect(201);
    made["code"].as_str().expect("a code").to_owned()
}

async fn act(helpdesk: &Client, account: &Value, action: &str) -> crate::support::Answer {
    let path = format!("/api/v1/accounts/{}/{action}", account["id"].as_str().unwrap());
    helpdesk.post(&path).json(json!({"reason": "Lost the telephone"})).if_match(account).await
}

async fn looked_up(app: &TestApp, name: &str) -> Value {
    let code = code(&app.as_person(name)).await;
    app.as_person("helpdesk1").post(LOOKUPS).json(json!({"code": code})).await.expect(200)
}

#[tokio::test]
async fn the_helpdesk_finds_an_account_by_the_code_that_its_owner_reads_aloud_once() {
    let app = spawn_app();
    let code = code(&app.as_person("newcomer1")).await;
    assert_eq!((code.len(), &code[4..5]), (9, "-"), "{code}");
    let typed = code.to_lowercase().replace('-', " ");
    let helpdesk = app.as_person("helpdesk1");
    let found = helpdesk.post(LOOKUPS).json(json!({"code": typed})).await;
    assert_eq!(found.header("etag"), "\"1\"");
    let account = found.expect(200);
    assert_eq!((&account["email"], &account["status"]), (&json!(address_of("newcomer1")), &json!("active")));
    assert_eq!((&account["allowed_actions"], &account["factors"]), (&json!(["suspend"]), &json!([])));
    helpdesk.post(LOOKUPS).json(json!({"code": code})).await.refused(404, "not_found");
    let path = format!("/api/v1/accounts/{}", account["id"].as_str().unwrap());
    assert_eq!(helpdesk.get(&path).await.expect(200), account);
    assert!(app.rows_with(&code.replace('-', "")).await.is_empty(), "only a hash is kept");
}

#[tokio::test]
async fn a_support_code_counts_for_a_quarter_of_an_hour_and_a_newer_one_takes_its_place() {
    let app = spawn_app();
    let person = app.as_person("newcomer1");
    let (older, newer) = (code(&person).await, code(&person).await);
    let helpdesk = app.as_person("helpdesk1");
    helpdesk.post(LOOKUPS).json(json!({"code": older})).await.refused(404, "not_found");
    app.advance(15 * 60).await;
    helpdesk.post(LOOKUPS).json(json!({"code": newer})).await.refused(404, "not_found");
}

#[tokio::test]
async fn who_guesses_at_support_codes_has_to_wait_longer_and_longer() {
    let app = spawn_app();
    let code = code(&app.as_person("newcomer1")).await;
    let helpdesk = app.as_person("helpdesk1");
    for _ in 0..5 {
        helpdesk.post(LOOKUPS).json(json!({"code": "AAAA-AAAA"})).await.refused(404, "not_found");
    }
    let refusal = helpdesk.post(LOOKUPS).json(json!({"code": code})).await.refused(429, "too_many_attempts");
    assert_eq!(refusal.header("retry-after"), "1");
    app.advance(2).await;
    helpdesk.post(LOOKUPS).json(json!({"code": code})).await.expect(200);
}

#[tokio::test]
async fn who_is_suspended_is_out_at_once_is_told_why_and_comes_in_again_when_unlocked() {
    let app = spawn_app();
    let account = looked_up(&app, "newcomer1").await;
    let helpdesk = app.as_person("helpdesk1");
    let suspended = act(&helpdesk, &account, "suspend").await.expect(200);
    assert_eq!(
        (&suspended["status"], &suspended["allowed_actions"]),
        (&json!("suspended"), &json!(["unlock"]))
    );
    let event = &suspended["events"][0];
    assert_eq!((&event["kind"], &event["office"]), (&json!("account_suspended"), &json!("helpdesk")));
    assert_eq!(event["reason"], "Lost the telephone");
    app.as_person("newcomer1").get("/api/v1/me").await.refused(401, "not_signed_in");
    let email = address_of("newcomer1");
    app.try_sign_in(&email, "hilum-training").await.refused(403, "account_suspended");
    let mail = app.mail("newcomer1", "Your account is suspended").await;
    assert!(mail["text"].as_str().unwrap().contains("Lost the telephone"), "{mail}");

    act(&helpdesk, &suspended, "suspend").await.refused(409, "wrong_state");
    act(&helpdesk, &account, "unlock").await.refused(412, "stale");
    let unlocked = act(&helpdesk, &suspended, "unlock").await.expect(200);
    assert_eq!(unlocked["status"], "active");
    app.mail("newcomer1", "Your account is unlocked").await;
    app.signed_in(&email, "hilum-training").await.get("/api/v1/me").await.expect(200);
}

#[tokio::test]
async fn the_helpdesk_unlocks_who_pulled_the_emergency_brake() {
    let app = spawn_app();
    let account = looked_up(&app, "newcomer1").await;
    app.as_person("newcomer1").post("/api/v1/me/panic").await.expect(204);
    let helpdesk = app.as_person("helpdesk1");
    act(&helpdesk, &account, "unlock").await.refused(412, "stale");
    let path = format!("/api/v1/accounts/{}", account["id"].as_str().unwrap());
    let locked = helpdesk.get(&path).await.expect(200);
    assert_eq!(locked["allowed_actions"], json!(["suspend", "unlock"]));
    act(&helpdesk, &locked, "unlock").await.expect(200);
    // A mail comes first: see `bypass::brake`.
    app.try_sign_in(&address_of("newcomer1"), "hilum-training").await.refused(403, "proof_required");
}

#[tokio::test]
async fn a_reason_is_needed_and_bounded_and_nobody_suspends_themselves() {
    let app = spawn_app();
    let helpdesk = app.as_person("helpdesk1");
    let suspend = format!("{}/suspend", app.account_of("newcomer1").await);
    for (reason, fault) in [(" ".to_owned(), "required"), ("x".repeat(2001), "too_long")] {
        let refusal = helpdesk.post(&suspend).json(json!({"reason": reason})).await.refused(422, "invalid");
        assert_eq!(refusal.faults(), [format!("reason: {fault}")]);
    }
    let own = format!("{}/suspend", app.account_of("helpdesk1").await);
    helpdesk.post(&own).json(json!({"reason": "x"})).await.refused(403, "forbidden");
}

#[tokio::test]
async fn suspending_needs_a_second_factor_shown_lately() {
    let app = spawn_app_with(People::Training, |settings| settings.training.require_two_step = true);
    let suspend = format!("{}/suspend", app.account_of("newcomer1").await);
    let body = json!({"reason": "Left"});
    let mut helpdesk = app.sign_in("helpdesk1").await;
    helpdesk.post(&suspend).json(body.clone()).await.refused(403, "second_factor_missing");
    let authenticator = app.set_up_totp(&mut helpdesk).await;
    app.advance(600).await;
    helpdesk.post(&suspend).json(body.clone()).await.refused(403, "step_up_required");
    let helpdesk = helpdesk.verified("totp", &authenticator.code(app.now())).await;
    helpdesk.post(&suspend).json(body).await.expect(200);
}

#[tokio::test]
async fn even_in_training_suspending_needs_a_fresh_verification() {
    let app = spawn_app();
    let suspend = format!("{}/suspend", app.account_of("newcomer1").await);
    app.advance(600).await;
    let call = app.as_person("helpdesk1").post(&suspend).json(json!({"reason": "Left"}));
    call.await.refused(403, "step_up_required");
}

#[tokio::test]
async fn r8_the_last_coordinator_of_a_network_is_not_suspended_and_another_one_is() {
    let app = spawn_app();
    let account = looked_up(&app, "rndcoordinator1").await;
    let helpdesk = app.as_person("helpdesk1");
    let refusal = act(&helpdesk, &account, "suspend").await.refused(409, "last_coordinator");
    assert!(refusal.json["detail"].as_str().unwrap().contains("ERN-RND"), "{}", refusal.text);
    app.as_person("rndcoordinator1").get("/api/v1/me").await.expect(200);

    let second = app.second_decider().await;
    act(&helpdesk, &account, "suspend").await.expect(200);
    // Who is suspended counts no more, and is written to no more.
    let request = app.as_person("newcomer1").submitted("ERN-RND/DE/DE30", &["hp"]).await;
    assert_eq!(request["stage"]["people"], 1);
    app.mail("newcomer5", "asks for access").await;
    app.all_delivered().await;
    let mails = app.mailbox("rndcoordinator1").await;
    let asked = |mail: &&Value| mail["text"].as_str().unwrap().contains("DE30");
    assert!(!mails.iter().any(|mail| asked(&mail)), "{mails:?}");
    let second = app.account_of_client(&second).await;
    let second = helpdesk.get(&second).await.expect(200);
    act(&helpdesk, &second, "suspend").await.refused(409, "last_coordinator");
}

#[tokio::test]
async fn r8_the_emergency_brake_of_the_last_coordinator_is_an_alarm() {
    let app = spawn_app();
    app.as_person("rndcoordinator1").post("/api/v1/me/panic").await.expect(204);
    app.mail("helpdesk1", "Nobody can decide in ERN-RND").await;
    app.as_person("newcomer1").submitted("ERN-RND/DE/DE30", &["hp"]).await;
    eventually("an alarm about the request too", || async {
        let mails = app.mailbox("helpdesk1").await;
        mails
            .into_iter()
            .find(|mail| mail["subject"].as_str().unwrap().starts_with("Nobody can decide a request"))
    })
    .await;
}
