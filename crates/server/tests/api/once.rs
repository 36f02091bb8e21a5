//! What counts once counts once when fifty come with it at the same moment: one gets it, the others hear of it as of any
//! wrong one, and nobody hears of the database. The statements themselves meet in crates/store/tests/store/once.rs;
//! passkeys and text messages in `passkeys` and `sms`.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::support::identity::{PASSWORD, registration, token};
use crate::support::journey::address_of;
use crate::support::{Answer, Client, People, TestApp, spawn_app, spawn_app_with};

const AT_ONCE: usize = 50;

/// The same from every client at once: how many answers there were of each kind.
async fn all_at_once(clients: Vec<Client>, path: &'static str, body: &Value) -> BTreeMap<String, usize> {
    let tries: Vec<_> = clients
        .into_iter()
        .map(|client| {
            let body = body.clone();
            tokio::spawn(async move { client.post(path).json(body).await })
        })
        .collect();
    let mut answers = BTreeMap::new();
    for one in tries {
        let Answer { status, json, .. } = one.await.unwrap();
        let code = json["code"].as_str().unwrap_or("good");
        *answers.entry(format!("{status} {code}")).or_default() += 1;
    }
    answers
}

/// One was good; the others were wrong, had to wait, or came after their sign-in was over.
#[track_caller]
fn one_was_good(answers: &BTreeMap<String, usize>) {
    assert_eq!(answers.get("200 good"), Some(&1), "{answers:?}");
    let expected = ["200 good", "401 bad_code", "401 not_signed_in", "429 too_many_attempts"];
    assert!(answers.keys().all(|answer| expected.contains(&answer.as_str())), "{answers:?}");
}

async fn half_sessions(app: &TestApp, count: usize) -> Vec<Client> {
    let mut clients = Vec::new();
    for _ in 0..count {
        clients.push(app.sign_in("newcomer1").await);
    }
    clients
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_of_an_app_completes_one_of_fifty_sign_ins() {
    let app = spawn_app();
    let mut client = app.sign_in("newcomer1").await;
    let authenticator = app.set_up_totp(&mut client).await;
    let code = app.next_code(&authenticator).await;
    let clients = half_sessions(&app, AT_ONCE).await;
    let body = json!({"method": "totp", "code": code});
    one_was_good(&all_at_once(clients, "/api/v1/session/verifications", &body).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_session_is_verified_by_one_of_fifty_answers() {
    let app = spawn_app();
    let mut client = app.sign_in("newcomer1").await;
    let authenticator = app.set_up_totp(&mut client).await;
    let body = json!({"method": "totp", "code": app.next_code(&authenticator).await});
    let half = app.sign_in("newcomer1").await;
    one_was_good(&all_at_once(vec![half; AT_ONCE], "/api/v1/session/verifications", &body).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_recovery_code_completes_one_of_fifty_sign_ins() {
    let app = spawn_app_with(People::Training, |settings| settings.limits.sessions = 100);
    let mut client = app.sign_in("newcomer1").await;
    let authenticator = app.set_up_totp(&mut client).await;
    let clients = half_sessions(&app, AT_ONCE).await;
    let body = json!({"method": "recovery_code", "code": authenticator.recovery_codes[0]});
    one_was_good(&all_at_once(clients, "/api/v1/session/verifications", &body).await);
    let left = client.get("/api/v1/me/factors").await.expect(200)["recovery_codes_left"].clone();
    assert_eq!(left, 9, "and costs one code");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_of_a_mail_is_good_for_one_of_fifty() {
    let app = spawn_app();
    let email = "zoe@klinik.example";
    let clients = || vec![app.anonymous(); AT_ONCE];
    let once = BTreeMap::from([("204 good".to_owned(), 1), ("422 invalid".to_owned(), AT_ONCE - 1)]);
    app.anonymous().post("/api/v1/accounts").json(registration(email)).await.expect(202);
    let link = token(&app.mail_to(email, "Confirm your e-mail address").await);
    let body = json!({"token": link, "password": PASSWORD});
    assert_eq!(all_at_once(clients(), "/api/v1/accounts/confirmations", &body).await, once);

    app.anonymous().post("/api/v1/password-resets").json(json!({"email": email})).await.expect(202);
    let link = token(&app.mail_to(email, "Choose a new password").await);
    let body = json!({"token": link, "password": "Kraken tanzen leise Tango"});
    assert_eq!(all_at_once(clients(), "/api/v1/password-resets/confirmations", &body).await, once);

    let newcomer = app.sign_in("newcomer1").await;
    let new = json!({"email": "neu@klinik.example", "email_confirmation": "neu@klinik.example"});
    newcomer.post("/api/v1/me/email-changes").json(new).await.expect(202);
    let link = token(&app.mail_to("neu@klinik.example", "Confirm").await);
    let body = json!({"token": link});
    assert_eq!(all_at_once(clients(), "/api/v1/accounts/email-confirmations", &body).await, once);
    app.mail("newcomer1", "Your e-mail address was changed").await;
    assert_ne!(address_of("newcomer1"), "neu@klinik.example");
}

/// Two people prove the same address at the same moment: there is one account, and the other link is used up.
#[tokio::test(flavor = "multi_thread")]
async fn of_two_who_take_the_same_address_one_gets_it() {
    let app = spawn_app();
    let email = "neu@klinik.example";
    let mut links = Vec::new();
    for name in ["newcomer1", "newcomer2"] {
        let new = json!({"email": email, "email_confirmation": email});
        app.sign_in(name).await.post("/api/v1/me/email-changes").json(new).await.expect(202);
        app.all_delivered().await;
        links.push(token(&app.mails_to(email).await[0]));
    }
    app.anonymous().post("/api/v1/accounts").json(registration(email)).await.expect(202);
    app.all_delivered().await;
    let registered = token(&app.mails_to(email).await[0]);
    let mut tries = Vec::new();
    for link in links {
        let client = app.anonymous();
        tries.push(tokio::spawn(async move {
            let body = json!({"token": link});
            client.post("/api/v1/accounts/email-confirmations").json(body).await.status
        }));
    }
    let client = app.anonymous();
    tries.push(tokio::spawn(async move {
        let body = json!({"token": registered, "password": PASSWORD});
        client.post("/api/v1/accounts/confirmations").json(body).await.status
    }));
    let mut statuses = Vec::new();
    for one in tries {
        statuses.push(one.await.unwrap());
    }
    statuses.sort_unstable();
    assert_eq!(statuses, [204, 422, 422]);
}
