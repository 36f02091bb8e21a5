//! One address is one person however it is written; one password is one password whatever keyboard it comes from.

use serde_json::{Value, json};

use crate::support::identity::{PASSWORD, registration, token};
use crate::support::journey::address_of;
use crate::support::{Client, spawn_app};

const CHANGE: &str = "/api/v1/me/password";
const SENTENCE: &str = "zwölf Boxkämpfer jagen Viktor quer über den großen Sylter Deich ";

/// The address of newcomer1 as others might write it.
const SPELLINGS: [&str; 5] = [
    "NEWCOMER1@TRAINING.HILUM.EXAMPLE",
    "  newcomer1@training.hilum.example\t",
    "ｎｅｗｃｏｍｅｒ１@training.hilum.example",
    "newcomer①@training.hilum.example",
    "Newcomer1@ｔｒａｉｎｉｎｇ.hilum.example",
];

#[tokio::test]
async fn every_spelling_of_an_address_is_one_account_and_is_counted_as_one() {
    let app = spawn_app();
    for email in SPELLINGS {
        let client = app.signed_in(email, "hilum-training").await;
        assert_eq!(client.get("/api/v1/me").await.expect(200)["email"], address_of("newcomer1"));
    }
    for email in SPELLINGS {
        app.try_sign_in(email, "not the password").await.refused(401, "bad_credentials");
    }
    app.try_sign_in(&address_of("newcomer1"), "hilum-training").await.refused(429, "too_many_attempts");
}

#[tokio::test]
async fn another_spelling_registers_nobody_twice_and_mails_go_to_the_address_that_is_kept() {
    let app = spawn_app();
    for email in SPELLINGS {
        app.anonymous().post("/api/v1/accounts").json(registration(email.trim())).await.expect(202);
    }
    app.anonymous()
        .post("/api/v1/accounts")
        .json(registration(SPELLINGS[0]))
        .await
        .refused(429, "too_many_attempts");
    app.all_delivered().await;
    let mails = app.mailbox("newcomer1").await;
    assert_eq!(mails.len(), SPELLINGS.len());
    for mail in mails {
        assert_eq!(mail["subject"], "You already have an account");
    }
    for email in &SPELLINGS[2..] {
        assert!(app.mails_to(email).await.is_empty(), "{email}");
    }
}

async fn set_password(client: &Client, current: &str, new: &str) -> crate::support::Answer {
    client.post(CHANGE).json(json!({"current_password": current, "new_password": new})).await
}

#[tokio::test]
async fn a_password_is_the_same_from_every_keyboard_and_counted_as_it_is_kept() {
    let app = spawn_app();
    let email = address_of("newcomer1");
    let client = app.sign_in("newcomer1").await;
    // 256 characters, of which some take two when a keyboard puts them together.
    let composed: String = SENTENCE.repeat(5).chars().take(256).collect();
    let apart = composed.replace('ö', "o\u{308}").replace('ä', "a\u{308}").replace('ü', "u\u{308}");
    assert!(apart.chars().count() > 256);
    assert_eq!(set_password(&client, "hilum-training", &apart).await.status, 204);
    app.signed_in(&email, &composed).await;
    app.signed_in(&email, &apart).await;
    // Eleven, however many marks are put on them.
    let short = "e\u{301}".repeat(11);
    let refusal = set_password(&client, &composed, &short).await.refused(422, "invalid");
    assert_eq!(refusal.faults(), ["new_password: too_short"]);
}

#[tokio::test]
async fn a_password_of_256_characters_is_good_and_one_of_257_is_not() {
    let app = spawn_app();
    let client = app.sign_in("newcomer1").await;
    let sentence = SENTENCE.repeat(5);
    let long: String = sentence.chars().take(257).collect();
    let good: String = sentence.chars().take(256).collect();
    let refusal = set_password(&client, "hilum-training", &long).await.refused(422, "invalid");
    assert_eq!(refusal.faults(), ["new_password: too_long"]);
    // However much longer it is, one is told how long it may be.
    let refusal = set_password(&client, "hilum-training", &"x".repeat(2000)).await.refused(422, "invalid");
    assert_eq!(refusal.json["fields"][0]["params"]["max"], "256");
    assert_eq!(set_password(&client, "hilum-training", &good).await.status, 204);
    app.signed_in(&address_of("newcomer1"), &good).await;
    app.try_sign_in(&address_of("newcomer1"), &good[..good.len() - 1]).await.refused(401, "bad_credentials");
    app.try_sign_in(&address_of("newcomer1"), &long).await.refused(401, "bad_credentials");
}

#[tokio::test]
async fn spaces_around_a_password_belong_to_it() {
    let app = spawn_app();
    let email = address_of("newcomer1");
    let client = app.sign_in("newcomer1").await;
    let spaced = format!("  {PASSWORD} ");
    assert_eq!(set_password(&client, "hilum-training", &spaced).await.status, 204);
    for other in [PASSWORD.to_owned(), format!("  {PASSWORD}"), format!(" {PASSWORD} ")] {
        app.try_sign_in(&email, &other).await.refused(401, "bad_credentials");
    }
    app.signed_in(&email, &spaced).await;
}

#[tokio::test]
async fn nul_is_refused_wherever_a_secret_is_typed() {
    let app = spawn_app();
    let client = app.sign_in("newcomer1").await;
    app.anonymous().post("/api/v1/accounts").json(registration("zoe@klinik.example")).await.expect(202);
    let link = token(&app.mail_to("zoe@klinik.example", "Confirm your e-mail address").await);
    let nul = "zwölf\0Boxkämpfer jagen";
    let tries: [(&Client, &str, Value, &str); 5] = [
        (&client, "/api/v1/sessions", json!({"email": "a@b.eu", "password": nul}), "password"),
        (&client, CHANGE, json!({"current_password": "hilum-training", "new_password": nul}), "new_password"),
        (&client, "/api/v1/session/verifications", json!({"method": "password", "code": nul}), "code"),
        (&client, "/api/v1/accounts/confirmations", json!({"token": link, "password": nul}), "password"),
        (
            &client,
            "/api/v1/password-resets/confirmations",
            json!({"token": nul, "password": PASSWORD}),
            "token",
        ),
    ];
    for (client, path, body, field) in tries {
        let refusal = client.post(path).json(body).await.refused(422, "invalid");
        assert_eq!(refusal.faults(), [format!("{field}: invalid")], "{path}");
    }
}
