//! Whoever is out is out: sessions that were ended, accounts that are shut, passwords that were changed.

use std::io::{Read as _, Write as _};

use hilum_domain::account::AccountStatus;
use hilum_store::{Author, StoreError, accounts};
use serde_json::{Value, json};

use crate::support::identity::{PASSWORD, token};
use crate::support::journey::{address, address_of, verdicts};
use crate::support::{Client, TestApp, spawn_app};

const SESSION: &str = "/api/v1/session";

async fn set_status(app: &TestApp, client: &Client, status: AccountStatus) {
    let me = client.get("/api/v1/me").await.expect(200);
    let id = hilum_domain::AccountId(me["id"].as_str().unwrap().parse().unwrap());
    let store = app.context.store.clone();
    let set = app.inside(async move {
        let work = store.write(Author::System, async move |tx| accounts::set_status(tx, id, status).await);
        let done: Result<(), StoreError> = work.await;
        done
    });
    set.await.unwrap();
}

#[tokio::test]
async fn nobody_whose_account_is_shut_gets_in_or_stays_in() {
    let app = spawn_app();
    for (name, status, code) in [
        ("newcomer1", AccountStatus::Suspended, "account_suspended"),
        ("newcomer2", AccountStatus::Locked, "account_locked"),
        ("newcomer3", AccountStatus::Closed, "bad_credentials"),
    ] {
        let mut whole = app.sign_in(name).await;
        let authenticator = app.set_up_totp(&mut whole).await;
        let half = app.sign_in(name).await;
        let email = address_of(name);
        app.anonymous().post("/api/v1/password-resets").json(json!({"email": email})).await.expect(202);
        app.mail(name, "Choose a new password").await;
        // The rows of their sessions are still there: it is the account that counts.
        set_status(&app, &whole, status).await;
        for client in [&whole, &half] {
            client.get(SESSION).await.refused(401, "not_signed_in");
        }
        half.verify("recovery_code", &authenticator.recovery_codes[0]).await.refused(401, "not_signed_in");
        assert_eq!(app.try_sign_in(&email, "hilum-training").await.code(), code);
        // Who does not know the password learns nothing.
        app.try_sign_in(&email, "not the password").await.refused(401, "bad_credentials");
    }
}

/// A request whose body is still on its way. The answer comes when [`Slow::go_on`] has sent the rest.
struct Slow {
    stream: std::net::TcpStream,
    rest: String,
}

impl Slow {
    fn begin(app: &TestApp, client: &Client, call: &str, body: &Value) -> Self {
        let body = body.to_string();
        let (first, rest) = body.split_at(body.len() - 1);
        let head = format!(
            "{call} HTTP/1.1\r\nHost: {}\r\nCookie: __Host-hilum={}\r\nX-Requested-With: hilum\r\nIf-Match: \"1\"\r\n\
             Content-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{first}",
            app.address,
            client.secret.as_deref().unwrap(),
            body.len()
        );
        let mut stream = std::net::TcpStream::connect(&app.address).unwrap();
        stream.write_all(head.as_bytes()).unwrap();
        Self { stream, rest: rest.to_owned() }
    }

    async fn go_on(mut self) -> String {
        let work = tokio::task::spawn_blocking(move || {
            self.stream.write_all(self.rest.as_bytes()).unwrap();
            let mut answer = String::new();
            self.stream.read_to_string(&mut answer).unwrap();
            answer
        });
        work.await.unwrap()
    }
}

/// Ten seconds are a long time: rights are judged when a change is made, not when its first byte came.
#[tokio::test]
async fn a_body_that_arrives_after_the_end_of_its_session_changes_nothing() {
    let app = spawn_app();
    let mut thief = app.sign_in("newcomer1").await;
    let authenticator = app.set_up_totp(&mut thief).await;
    let factor = format!("/api/v1/me/factors/{}", authenticator.id);
    let new_address = json!({"email": "thief@evil.example", "email_confirmation": "thief@evil.example"});
    let password = json!({"current_password": "hilum-training", "new_password": PASSWORD});
    let code = json!({"method": "recovery_code", "code": authenticator.recovery_codes[0]});
    let draft = thief.draft("ERN-RND/DE/DE30", &["hp"]).await;
    let preferences = json!({"professional_role": "Thief", "areas": ["none"]});
    let calls = [
        ("POST /api/v1/me/email-changes".to_owned(), new_address),
        ("POST /api/v1/me/password".to_owned(), password),
        ("POST /api/v1/me/factors".to_owned(), json!({"kind": "totp", "label": "Mine"})),
        (format!("PATCH {factor}"), json!({"label": "Mine"})),
        ("PATCH /api/v1/me".to_owned(), json!({"first_name": "Thief"})),
        ("POST /api/v1/session/verifications".to_owned(), code),
        ("POST /api/v1/access-requests".to_owned(), json!({"comment": "Mine"})),
        (format!("PATCH {}", address(&draft, "")), json!({"comment": "Mine"})),
        (format!("PUT /api/v1/me/preferences/{}", app.place("ERN-RND")), preferences),
    ];
    let slow: Vec<_> = calls.iter().map(|(call, body)| Slow::begin(&app, &thief, call, body)).collect();
    // Their heads have been read before anything else comes: each connection is served in its turn.
    tokio::time::sleep(std::time::Duration::from_millis(300)).await;
    let half = app.sign_in("newcomer1").await;
    let code = app.next_code(&authenticator).await;
    let owner = half.verified("totp", &code).await;
    owner.delete("/api/v1/me/sessions").await.expect(204);
    for ((call, _), slow) in calls.iter().zip(slow) {
        let answer = slow.go_on().await;
        assert!(answer.starts_with("HTTP/1.1 401 ") && answer.contains("not_signed_in"), "{call}: {answer}");
    }
    app.all_delivered().await;
    assert!(app.mails_to("thief@evil.example").await.is_empty());
    assert_ne!(owner.get("/api/v1/me").await.expect(200)["first_name"], "Thief");
    let drafts = owner.get("/api/v1/access-requests").await.expect(200);
    assert_eq!((&drafts["total"], &drafts["items"][0]["version"]), (&json!(1), &draft["version"]));
    let factors = owner.get("/api/v1/me/factors").await.expect(200);
    assert_eq!(factors["items"].as_array().unwrap().len(), 1);
    assert_eq!(
        (&factors["items"][0]["label"], &factors["recovery_codes_left"]),
        (&json!("Telephone"), &json!(10))
    );
    assert_eq!(owner.get("/api/v1/me/sessions").await.expect(200)["total"], 1, "no session came back");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_password_that_is_changed_while_it_is_compared_opens_nothing() {
    let app = spawn_app();
    let email = address_of("newcomer1");
    app.anonymous().post("/api/v1/password-resets").json(json!({"email": email})).await.expect(202);
    let link = token(&app.mail("newcomer1", "Choose a new password").await);
    let tries: Vec<_> = (0..5)
        .map(|_| {
            let (client, email) = (app.anonymous(), email.clone());
            tokio::spawn(async move {
                let body = json!({"email": email, "password": "hilum-training"});
                client.post("/api/v1/sessions").json(body).await
            })
        })
        .collect();
    let body = json!({"token": link, "password": PASSWORD});
    app.anonymous().post("/api/v1/password-resets/confirmations").json(body).await.expect(204);
    for one in tries {
        let answer = one.await.unwrap();
        if answer.status == 201 {
            let client = app.anonymous().with_secret(answer.session_secret());
            client.get(SESSION).await.refused(401, "not_signed_in");
        }
    }
    app.try_sign_in(&email, "hilum-training").await.refused(401, "bad_credentials");
    app.signed_in(&email, PASSWORD).await;
}

/// R5 asks who somebody is, not by which session or address they come.
#[tokio::test]
async fn nobody_approves_their_own_request_in_another_session_or_under_another_address() {
    let app = spawn_app();
    let coordinator = app.sign_in("rndcoordinator1").await;
    let own = coordinator.submitted("ERN-RND/DE/DE22", &["hp"]).await;
    let second = app.sign_in("rndcoordinator1").await;
    second.approve(&own).await.refused(403, "self_decision");
    let new = json!({"email": "neu@klinik.example", "email_confirmation": "neu@klinik.example"});
    second.post("/api/v1/me/email-changes").json(new).await.expect(202);
    let link = token(&app.mail_to("neu@klinik.example", "Confirm your new e-mail address").await);
    let confirm = "/api/v1/accounts/email-confirmations";
    app.anonymous().post(confirm).json(json!({"token": link})).await.expect(204);
    let third = app.signed_in("neu@klinik.example", "hilum-training").await;
    third.decide(&own, json!({"items": verdicts(&own, "approve")})).await.refused(403, "self_decision");
}

/// Two sessions of one person know differently much of them, and each is judged by itself.
#[tokio::test]
async fn what_one_session_has_shown_does_not_count_for_another() {
    let app = spawn_app();
    let plain = app.sign_in("newcomer1").await;
    let mut strong = app.sign_in("newcomer1").await;
    let authenticator = app.set_up_totp(&mut strong).await;
    // Complete a moment ago; now the person owns a factor, and this session has not shown it.
    plain.get("/api/v1/me").await.refused(403, "step_up_required");
    plain.post("/api/v1/me/panic").await.refused(403, "step_up_required");
    let half = app.sign_in("newcomer1").await;
    let factors = strong.get("/api/v1/me/factors").await.expect(200);
    let path = format!("/api/v1/me/factors/{}", authenticator.id);
    strong.delete(&path).if_match(&factors["items"][0]).await.expect(204);
    // The last factor went: nobody is surer than a password any more, and what was asked in the half one was not shown.
    for client in [&plain, &strong, &half] {
        assert_eq!(client.get(SESSION).await.expect(200)["assurance"], "password");
    }
    half.post("/api/v1/me/factors")
        .json(json!({"kind": "totp", "label": "x"}))
        .await
        .refused(403, "step_up_required");
    half.verified("password", "hilum-training").await.get("/api/v1/me/factors").await.expect(200);
}
