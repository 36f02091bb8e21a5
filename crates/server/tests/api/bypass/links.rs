//! Links in mails: for one purpose, from one place, and not for those who are out.

use hilum_store::Author;
use serde_json::{Value, json};

use crate::support::identity::{PASSWORD, registration, token};
use crate::support::journey::address_of;
use crate::support::{Client, TestApp, spawn_app};

const CONFIRM_ACCOUNT: &str = "/api/v1/accounts/confirmations";
const CONFIRM_RESET: &str = "/api/v1/password-resets/confirmations";
const CONFIRM_EMAIL: &str = "/api/v1/accounts/email-confirmations";
const NEW: &str = "neu@klinik.example";

async fn ask_for_email_change(client: &Client, email: &str) {
    let body = json!({"email": email, "email_confirmation": email});
    client.post("/api/v1/me/email-changes").json(body).await.expect(202);
}

async fn reset_link(app: &TestApp, name: &str) -> String {
    app.anonymous()
        .post("/api/v1/password-resets")
        .json(json!({"email": address_of(name)}))
        .await
        .expect(202);
    token(&app.mail(name, "Choose a new password").await)
}

fn body_for(path: &str, token: &str) -> Value {
    if path == CONFIRM_EMAIL {
        json!({"token": token})
    } else {
        json!({"token": token, "password": PASSWORD})
    }
}

#[tokio::test]
async fn a_link_opens_what_it_is_for_and_nothing_else() {
    let app = spawn_app();
    let mut newcomer = app.sign_in("newcomer1").await;
    let authenticator = app.set_up_totp(&mut newcomer).await;
    ask_for_email_change(&newcomer, NEW).await;
    app.anonymous().post("/api/v1/accounts").json(registration("zoe@klinik.example")).await.expect(202);
    let links = [
        (CONFIRM_EMAIL, token(&app.mail_to(NEW, "Confirm your new e-mail address").await)),
        (CONFIRM_ACCOUNT, token(&app.mail_to("zoe@klinik.example", "Confirm your e-mail address").await)),
        (CONFIRM_RESET, reset_link(&app, "newcomer2").await),
    ];
    for (purpose, link) in &links {
        for path in [CONFIRM_ACCOUNT, CONFIRM_RESET, CONFIRM_EMAIL].into_iter().filter(|path| path != purpose)
        {
            let answer = app.anonymous().post(path).json(body_for(path, link)).await;
            assert_eq!(answer.refused(422, "invalid").faults(), ["token: expired"], "{purpose} at {path}");
        }
        app.anonymous().with_secret(link).get("/api/v1/session").await.refused(401, "not_signed_in");
        let passkey = json!({"id": link, "credential": {"rawId": "AAAA"}});
        app.anonymous().post("/api/v1/sessions/passkeys").json(passkey).await.refused(401, "bad_code");
    }
    let half = app.sign_in("newcomer1").await;
    half.verify("recovery_code", &links[0].1).await.refused(401, "bad_code");
    // Neither does a recovery code open what links do.
    let code = &authenticator.recovery_codes[0];
    app.anonymous().post(CONFIRM_RESET).json(body_for(CONFIRM_RESET, code)).await.refused(422, "invalid");
    // Each was left as it was.
    for (path, link) in links {
        app.anonymous().post(path).json(body_for(path, &link)).await.expect(204);
    }
}

#[tokio::test]
async fn no_header_of_a_request_gets_into_a_link() {
    let app = spawn_app();
    let forged = [
        ("x-forwarded-host", "evil.example"),
        ("x-forwarded-proto", "gopher"),
        ("forwarded", "host=evil.example"),
        ("x-original-url", "//evil.example/"),
    ];
    let reset =
        || app.anonymous().post("/api/v1/password-resets").json(json!({"email": address_of("newcomer1")}));
    let new = json!({"email": NEW, "email_confirmation": NEW});
    let change = app.as_person("newcomer2").post("/api/v1/me/email-changes").json(new);
    reset().header("host", "evil.example").await.refused(421, "misdirected");
    for call in [reset(), change] {
        forged.iter().fold(call, |call, (name, value)| call.header(name, value)).await.expect(202);
    }
    let mails = [
        app.mail("newcomer1", "Choose a new password").await,
        app.mail_to(NEW, "Confirm your new e-mail address").await,
    ];
    for mail in mails {
        let text = mail["text"].as_str().unwrap();
        assert!(text.contains("https://hilum.test/"), "{text}");
        assert!(!mail.to_string().contains("evil") && !text.contains("gopher"), "{mail}");
    }
}

/// Somebody got into a session and asks for another address; the owner shuts them out. The link must be worth nothing.
#[tokio::test]
async fn whoever_is_shut_out_has_no_link_left_to_come_back_by() {
    let app = spawn_app();
    for (n, way) in ["reset", "password", "others", "one", "panic"].into_iter().enumerate() {
        let name = format!("newcomer{}", n + 1);
        let (thief, owner) = (app.sign_in(&name).await, app.sign_in(&name).await);
        let email = format!("thief{n}@evil.example");
        ask_for_email_change(&thief, &email).await;
        let link = token(&app.mail_to(&email, "Confirm your new e-mail address").await);
        match way {
            "reset" => {
                let link = reset_link(&app, &name).await;
                app.anonymous().post(CONFIRM_RESET).json(body_for(CONFIRM_RESET, &link)).await.expect(204);
            }
            "password" => {
                let body = json!({"current_password": "hilum-training", "new_password": PASSWORD});
                owner.post("/api/v1/me/password").json(body).await.expect(204);
            }
            "others" => drop(owner.delete("/api/v1/me/sessions").await.expect(204)),
            "one" => {
                let sessions = owner.get("/api/v1/me/sessions").await.expect(200);
                for session in sessions["items"].as_array().unwrap().iter().filter(|s| s["current"] == false)
                {
                    let path = format!("/api/v1/me/sessions/{}", session["id"].as_str().unwrap());
                    owner.delete(&path).await.expect(204);
                }
            }
            _ => drop(owner.post("/api/v1/me/panic").await.expect(204)),
        }
        thief.get("/api/v1/session").await.refused(401, "not_signed_in");
        let answer = app.anonymous().post(CONFIRM_EMAIL).json(body_for(CONFIRM_EMAIL, &link)).await;
        assert_eq!(answer.refused(422, "invalid").faults(), ["token: expired"], "{way}");
    }
}

/// Who receives mail decides when it is accepted: a try that comes after the session's end must not make a fresh link.
#[tokio::test]
async fn a_mail_that_was_put_off_until_its_session_was_over_is_not_sent() {
    let app = spawn_app();
    let owner = app.sign_in("newcomer1").await;
    let account = owner.get("/api/v1/me").await.expect(200)["id"].clone();
    let session = owner.get("/api/v1/me/sessions").await.expect(200)["items"].as_array().unwrap().clone();
    let current = session.iter().find(|s| s["current"] == true).unwrap()["id"].clone();
    for (session, sent) in [(current, 1), (json!(uuid::Uuid::now_v7()), 0)] {
        let email = format!("late{sent}@evil.example");
        let payload =
            json!({"about": "email_change", "account": account, "session": session, "email": email});
        let message = hilum_store::outbox::NewMessage {
            lane: hilum_store::outbox::Lane::Mail,
            kind: "account_mail",
            dedupe_key: format!("email-change:late{sent}"),
            payload,
        };
        let (store, now) = (app.context.store.clone(), app.now());
        let written = app.inside(async move {
            store
                .write(Author::System, async move |tx| {
                    hilum_store::outbox::enqueue(tx, vec![message.clone()], now).await
                })
                .await
        });
        written.await.unwrap();
        app.all_delivered().await;
        assert_eq!(app.mails_to(&email).await.len(), sent);
    }
}

#[tokio::test]
async fn after_a_change_of_address_the_old_one_opens_nothing() {
    let app = spawn_app();
    let newcomer = app.sign_in("newcomer1").await;
    let reset = reset_link(&app, "newcomer1").await;
    ask_for_email_change(&newcomer, NEW).await;
    let link = token(&app.mail_to(NEW, "Confirm your new e-mail address").await);
    app.anonymous().post(CONFIRM_EMAIL).json(json!({"token": link})).await.expect(204);
    let answer = app.anonymous().post(CONFIRM_RESET).json(body_for(CONFIRM_RESET, &reset)).await;
    assert_eq!(answer.refused(422, "invalid").faults(), ["token: expired"]);
    app.mail("newcomer1", "Your e-mail address was changed").await;
    let before = app.mailbox("newcomer1").await.len();
    let old = json!({"email": address_of("newcomer1")});
    app.anonymous().post("/api/v1/password-resets").json(old).await.expect(202);
    app.all_delivered().await;
    assert_eq!(app.mailbox("newcomer1").await.len(), before, "nobody has that address");
    app.try_sign_in(&address_of("newcomer1"), "hilum-training").await.refused(401, "bad_credentials");
    app.signed_in(NEW, "hilum-training").await;
}

#[tokio::test]
async fn an_address_that_somebody_has_is_not_given_away_and_its_owner_hears_of_it() {
    let app = spawn_app();
    let newcomer = app.sign_in("newcomer1").await;
    let free = json!({"email": NEW, "email_confirmation": NEW});
    let free = newcomer.post("/api/v1/me/email-changes").json(free).await;
    let taken = json!({"email": address_of("newcomer2"), "email_confirmation": address_of("newcomer2")});
    let taken = newcomer.post("/api/v1/me/email-changes").json(taken).await;
    assert_eq!((free.status, &free.text), (taken.status, &taken.text));
    let mail = app.mail("newcomer2", "You already have an account").await;
    assert!(!mail["text"].as_str().unwrap().contains("token="), "{mail}");
    app.all_delivered().await;
    assert!(app.mailbox("newcomer1").await.is_empty());
}
