//! Who guesses is counted by the server, and the count goes on whatever the client throws away.

use serde_json::json;

use crate::support::identity::App;
use crate::support::journey::address_of;
use crate::support::{Answer, Client, Database, People, Program, TestApp, spawn_app_with};

/// What each try has to wait for, from the fifth on.
const WAITS: [i64; 9] = [0, 0, 0, 0, 0, 1, 3, 5, 10];

fn behind_a_proxy() -> TestApp {
    spawn_app_with(People::Training, |settings| settings.behind_proxy = true)
}

async fn sign_in_from(client: &Client, address: &str, password: &str) -> Answer {
    let body = json!({"email": address_of("newcomer1"), "password": password});
    client.post("/api/v1/sessions").json(body).header("x-forwarded-for", address).await
}

async fn verify_from(client: &Client, address: &str, code: &str) -> Answer {
    let body = json!({"method": "totp", "code": code});
    client.post("/api/v1/session/verifications").json(body).header("x-forwarded-for", address).await
}

#[tokio::test]
async fn wrong_passwords_are_counted_for_the_person_wherever_they_come_from() {
    let app = behind_a_proxy();
    for n in 0..5 {
        let answer = sign_in_from(&app.anonymous(), &format!("192.0.2.{n}"), "not the password").await;
        answer.refused(401, "bad_credentials");
    }
    sign_in_from(&app.anonymous(), "198.51.100.1", "hilum-training").await.refused(429, "too_many_attempts");
}

#[tokio::test]
async fn wrong_codes_are_counted_for_the_person_through_new_sign_ins_sessions_and_addresses() {
    let app = behind_a_proxy();
    let mut client = app.sign_in("newcomer1").await;
    let authenticator = app.set_up_totp(&mut client).await;
    for n in 0..5 {
        // A right password each time: it must not wash off the wrong codes.
        let half = app.sign_in("newcomer1").await;
        verify_from(&half, &format!("192.0.2.{n}"), "000000").await.refused(401, "bad_code");
    }
    let code = app.next_code(&authenticator).await;
    let sixth = app.sign_in("newcomer1").await;
    // The clock has moved on for the code; one more wrong one makes waiting due again.
    verify_from(&sixth, "198.51.100.1", "000000").await.refused(401, "bad_code");
    let seventh = app.sign_in("newcomer1").await;
    verify_from(&seventh, "198.51.100.2", &code).await.refused(429, "too_many_attempts");
    // Nor does it help to ask in another way, or in the session that is complete.
    seventh.verify("recovery_code", &authenticator.recovery_codes[0]).await.refused(429, "too_many_attempts");
    client.verify("totp", &code).await.refused(429, "too_many_attempts");
}

#[tokio::test]
async fn only_the_address_that_the_proxy_saw_counts() {
    let app = behind_a_proxy();
    let client = app.anonymous();
    let body = json!({"email": address_of("newcomer1"), "password": "hilum-training"});
    // On one line, and on a line of its own below the one that the client invented.
    let same = client.post("/api/v1/sessions").json(body.clone());
    let same = same.header("x-forwarded-for", "192.0.2.1, 203.0.113.7").await;
    let below = client.post("/api/v1/sessions").json(body);
    let below = below.header("x-forwarded-for", "192.0.2.2").header("x-forwarded-for", "203.0.113.8").await;
    let session = client.with_secret(below.session_secret());
    assert_eq!((same.status, below.status), (201, 201));
    let sessions = session.get("/api/v1/me/sessions").await.expect(200);
    let items = sessions["items"].as_array().unwrap();
    let addresses: Vec<&str> = items.iter().filter_map(|s| s["address"].as_str()).collect();
    assert_eq!(addresses[addresses.len() - 2..], ["203.0.113.7", "203.0.113.8"]);
}

async fn advance(client: &Client, seconds: i64) {
    let body = json!({"advance_seconds": seconds});
    client.post("/api/v1/training/clock").json(body).await.expect(200);
}

#[tokio::test]
async fn counts_of_wrong_passwords_and_codes_survive_a_restart() {
    let database = Database::new(People::Training);
    let program = Program::serve(&database, &["--training"]).await;
    let nobody = program.client(None);
    let enter = async |client: &Client, name: &str| {
        let body = json!({"email": address_of(name), "password": "hilum-training"});
        let answer = client.post("/api/v1/sessions").json(body).await;
        assert_eq!(answer.status, 201, "{}", answer.text);
        client.with_secret(answer.session_secret())
    };
    let mut whole = enter(&nobody, "newcomer2").await;
    let clock = nobody.get("/api/v1/training/clock").await.expect(200);
    let now = clock["now"].as_str().unwrap().parse().unwrap();
    let App { recovery_codes, .. } = whole.set_up_totp(now).await;
    for wait in WAITS {
        advance(&nobody, wait).await;
        sign_in_from(&nobody, "", "not the password").await.refused(401, "bad_credentials");
        enter(&nobody, "newcomer2").await.verify("totp", "000000").await.refused(401, "bad_code");
    }
    program.kill();
    let program = Program::serve(&database, &["--training"]).await;
    let nobody = program.client(None);
    sign_in_from(&nobody, "", "hilum-training").await.refused(429, "too_many_attempts");
    let half = enter(&nobody, "newcomer2").await;
    half.verify("recovery_code", &recovery_codes[0]).await.refused(429, "too_many_attempts");
}
