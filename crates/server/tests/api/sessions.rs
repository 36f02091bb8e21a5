//! `/api/v1/sessions` and `/api/v1/session`

use hilum_store::Author;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::support::journey::address_of;
use crate::support::{Answer, Client, TestApp, spawn_app};

const SESSIONS: &str = "/api/v1/sessions";
const SESSION: &str = "/api/v1/session";

async fn try_password(app: &TestApp, email: &str, password: &str) -> Answer {
    app.anonymous().post(SESSIONS).json(json!({"email": email, "password": password})).await
}

async fn is_signed_in(client: &Client) -> bool {
    let answer = client.get(SESSION).await;
    if answer.status != 200 {
        answer.clone().refused(401, "not_signed_in");
    }
    answer.status == 200
}

#[tokio::test]
async fn signing_in_makes_a_session_and_signing_out_ends_it() {
    let app = spawn_app();
    let answer = try_password(&app, &address_of("rndcoordinator1"), "hilum-training").await;
    let cookie = answer.header("set-cookie").to_owned();
    for part in ["__Host-hilum=", "HttpOnly", "Secure", "SameSite=Lax", "Path=/"] {
        assert!(cookie.contains(part), "{cookie}");
    }
    assert!(!cookie.contains("Domain"), "{cookie}");
    let secret = answer.session_secret().to_owned();
    let session = answer.expect(201);
    assert_eq!(session["user"]["email"], address_of("rndcoordinator1"));
    assert_eq!((&session["assurance"], &session["capabilities"]), (&json!("password"), &json!(["decide"])));
    assert!(secret.len() >= 43, "256 bits");
    let client = app.anonymous().with_secret(&secret);
    let same = client.get(SESSION).await.expect(200);
    assert_eq!(same["user"], session["user"]);
    let out = client.delete(SESSION).await;
    assert_eq!(out.header("clear-site-data"), "\"cache\", \"storage\"");
    assert!(out.header("set-cookie").contains("Max-Age=0"), "{}", out.header("set-cookie"));
    out.expect(204);
    assert!(!is_signed_in(&client).await);
}

#[tokio::test]
async fn a_session_that_never_was_opens_nothing() {
    let app = spawn_app();
    for secret in ["", "x", "%00", "rndcoordinator1%20", &"A".repeat(4000)] {
        let client = app.anonymous().with_secret(secret);
        assert!(!is_signed_in(&client).await, "{secret}");
    }
    assert!(!is_signed_in(&app.anonymous()).await);
}

#[tokio::test]
async fn the_address_is_read_without_case_and_blanks() {
    let app = spawn_app();
    try_password(&app, "  NewComer1@Training.Hilum.Example ", "hilum-training").await.expect(201);
}

#[tokio::test]
async fn known_and_unknown_addresses_are_refused_alike() {
    let app = spawn_app();
    let strip = |answer: Answer| {
        let mut problem = answer.refused(401, "bad_credentials").json;
        problem["request_id"] = Value::Null;
        problem
    };
    let known = strip(try_password(&app, &address_of("newcomer1"), "wrong-password").await);
    for email in
        ["nobody@training.hilum.example", "no address at all", "", "a@b\r\nBcc: c@d.eu", "🧬@example.eu"]
    {
        assert_eq!(strip(try_password(&app, email, "wrong-password").await), known, "{email}");
    }
    let long = "x".repeat(100_000);
    assert_eq!(strip(try_password(&app, &address_of("newcomer1"), &long).await), known);
    assert_eq!(strip(try_password(&app, &format!("{long}@example.eu"), "wrong-password").await), known);
}

#[tokio::test]
async fn a_sign_in_that_cannot_be_read_names_its_field() {
    let app = spawn_app();
    let post = |body: Value| app.anonymous().post(SESSIONS).json(body);
    assert_eq!(
        post(json!({"email": "a@b.eu"})).await.refused(422, "invalid").faults(),
        ["password: required"]
    );
    let extra = json!({"email": "a@b.eu", "password": "x", "assurance": "two_step"});
    assert_eq!(post(extra).await.refused(422, "invalid").faults(), ["assurance: unknown_field"]);
    let zero = json!({"email": "a@b.eu", "password": "a\u{0}b"});
    assert_eq!(post(zero).await.refused(422, "invalid").faults(), ["password: invalid"]);
}

/// Tries that are free after so much time: five at once, then one after 1, 3, 5, 10 … seconds of waiting each.
fn tries_allowed(elapsed: Duration) -> usize {
    let due = [1, 4, 9, 19, 39, 79];
    5 + due.iter().filter(|seconds| elapsed.as_secs_f64() >= f64::from(**seconds)).count()
}

#[tokio::test]
async fn five_tries_are_free_then_one_has_to_wait_whether_the_address_is_known_or_not() {
    let app = spawn_app();
    for email in [address_of("newcomer1"), "nobody@training.hilum.example".into()] {
        let started = Instant::now();
        let mut answered = 0;
        let refusal = loop {
            let answer = try_password(&app, &email, "wrong-password").await;
            if answer.status == 429 {
                break answer.refused(429, "too_many_attempts");
            }
            answer.refused(401, "bad_credentials");
            answered += 1;
        };
        assert!(answered >= 5 && answered <= tries_allowed(started.elapsed()), "{answered} tries");
        let wait: i64 = refusal.header("retry-after").parse().unwrap();
        assert!((1..=10).contains(&wait), "{wait}");
        // The right password has to wait too.
        try_password(&app, &email, "hilum-training").await.refused(429, "too_many_attempts");
        app.advance(wait).await;
        try_password(&app, &email, "wrong-password").await.refused(401, "bad_credentials");
        try_password(&app, &email, "wrong-password").await.refused(429, "too_many_attempts");
    }
    // A success clears the account's record.
    app.advance(20).await;
    try_password(&app, &address_of("newcomer1"), "hilum-training").await.expect(201);
    for _ in 0..5 {
        try_password(&app, &address_of("newcomer1"), "wrong-password").await.refused(401, "bad_credentials");
    }
}

#[tokio::test]
async fn waiting_grows_and_a_hundred_failures_end_the_day() {
    let app = spawn_app();
    // Every try is as late as it has to be: only their number counts.
    let email = "somebody@training.hilum.example";
    let key = hilum_server::auth::guess::Guess::Password.key(email);
    let (store, now) = (app.context.store.clone(), app.now());
    app.inside(async move {
        store
            .write(Author::System, async move |tx| {
                for _ in 0..99 {
                    hilum_store::sign_in_failures::insert(
                        tx,
                        hilum_store::new_id(now),
                        &key,
                        "192.0.2.1",
                        now,
                    )
                    .await?;
                }
                Ok::<_, hilum_store::StoreError>(())
            })
            .await
    })
    .await
    .unwrap();
    let refusal = try_password(&app, email, "wrong-password").await.refused(429, "too_many_attempts");
    let wait: i64 = refusal.header("retry-after").parse().unwrap();
    assert!((890..=900).contains(&wait), "{wait}");
    app.advance(wait).await;
    try_password(&app, email, "wrong-password").await.refused(401, "bad_credentials");
    let refusal = try_password(&app, email, "wrong-password").await.refused(429, "too_many_attempts");
    let wait: i64 = refusal.header("retry-after").parse().unwrap();
    assert!(wait > 86_000, "{wait}");
    app.advance(86_400).await;
    try_password(&app, email, "wrong-password").await.refused(401, "bad_credentials");
}

#[tokio::test]
async fn fifty_guesses_at_once_never_exceed_the_limit() {
    let app = std::sync::Arc::new(spawn_app());
    let started = Instant::now();
    let guesses: Vec<_> = (0..50)
        .map(|n| {
            let app = std::sync::Arc::clone(&app);
            tokio::spawn(async move {
                try_password(&app, &address_of("newcomer1"), &format!("guess-number-{n}")).await
            })
        })
        .collect();
    let mut tried = 0;
    for guess in guesses {
        let answer = guess.await.unwrap();
        match answer.status {
            401 => tried += 1,
            429 => assert!(!answer.header("retry-after").is_empty()),
            other => panic!("{other}: {}", answer.text),
        }
    }
    assert!(tried >= 1 && tried <= tries_allowed(started.elapsed()), "{tried} guesses were tried");
}

#[tokio::test]
async fn one_network_address_has_a_limit_of_its_own() {
    let app = spawn_app();
    let (store, now) = (app.context.store.clone(), app.now());
    app.inside(async move {
        store
            .write(Author::System, async move |tx| {
                for n in 0..100 {
                    let id = hilum_store::new_id(now);
                    hilum_store::sign_in_failures::insert(tx, id, &format!("somebody {n}"), "127.0.0.1", now)
                        .await?;
                }
                Ok::<_, hilum_store::StoreError>(())
            })
            .await
    })
    .await
    .unwrap();
    let refusal = try_password(&app, &address_of("newcomer1"), "hilum-training").await;
    let wait: i64 = refusal.refused(429, "too_many_attempts").header("retry-after").parse().unwrap();
    assert!(wait <= 60, "{wait}");
    // Without a proxy in front nobody chooses their own address.
    let body = json!({"email": address_of("newcomer1"), "password": "hilum-training"});
    let forged = app.anonymous().post(SESSIONS).json(body).header("x-forwarded-for", "203.0.113.9").await;
    forged.refused(429, "too_many_attempts");
    app.advance(601).await;
    try_password(&app, &address_of("newcomer1"), "hilum-training").await.expect(201);
}

#[tokio::test]
async fn a_session_ends_after_thirty_silent_minutes() {
    let app = spawn_app();
    let client = app.sign_in("newcomer1").await;
    for _ in 0..3 {
        app.advance(29 * 60).await;
        assert!(is_signed_in(&client).await);
    }
    app.advance(30 * 60).await;
    assert!(!is_signed_in(&client).await);
    assert!(!is_signed_in(&client).await, "looking does not bring it back");
}

#[tokio::test]
async fn a_session_ends_after_twelve_hours_however_busy() {
    let app = spawn_app();
    let client = app.sign_in("newcomer1").await;
    for _ in 0..28 {
        app.advance(25 * 60).await;
        assert!(is_signed_in(&client).await);
    }
    let session = client.get(SESSION).await.expect(200);
    assert_eq!(session["idle_at"], session["expires_at"], "the end is near");
    app.advance(21 * 60).await;
    assert!(!is_signed_in(&client).await);
}

#[tokio::test]
async fn an_administrators_session_ends_after_fifteen_silent_minutes_or_eight_hours() {
    let app = spawn_app();
    let client = app.sign_in("admin1").await;
    app.advance(14 * 60).await;
    assert!(is_signed_in(&client).await);
    app.advance(15 * 60).await;
    assert!(!is_signed_in(&client).await);
    let client = app.sign_in("admin1").await;
    for _ in 0..34 {
        app.advance(14 * 60).await;
        assert!(is_signed_in(&client).await);
    }
    app.advance(5 * 60).await;
    assert!(!is_signed_in(&client).await);
}

#[tokio::test]
async fn signing_in_again_replaces_the_old_session() {
    let app = spawn_app();
    let old = app.sign_in("newcomer1").await;
    let body = json!({"email": address_of("newcomer1"), "password": "hilum-training"});
    let answer = old.post(SESSIONS).json(body).await;
    let new = answer.session_secret().to_owned();
    answer.expect(201);
    assert_ne!(Some(&new), old.secret.as_ref(), "a session is never taken over");
    assert!(!is_signed_in(&old).await);
    assert!(is_signed_in(&app.anonymous().with_secret(&new)).await);
}

#[tokio::test]
async fn signing_out_leaves_other_sessions_alone() {
    let app = spawn_app();
    let (here, there) = (app.sign_in("newcomer1").await, app.sign_in("newcomer1").await);
    here.delete(SESSION).await.expect(204);
    assert!(!is_signed_in(&here).await && is_signed_in(&there).await);
}
