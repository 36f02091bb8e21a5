//! Codes by text message: off unless there is a gateway, never for administrators.

use std::sync::{Arc, Mutex};

use futures_util::future::join_all;
use hilum_domain::account::EmailAddress;
use hilum_domain::policy::PortalRole;
use hilum_domain::verification::FactorKind;
use hilum_server::people::{self, Person};
use hilum_store::factors::{self, Factor};
use hilum_store::{Author, StoreError, accounts, new_id};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use crate::support::journey::address_of;
use crate::support::{Answer, Client, People, TestApp, eventually, spawn_app, spawn_app_with};

const FACTORS: &str = "/api/v1/me/factors";
const CHALLENGES: &str = "/api/v1/session/challenges";
const VERIFICATIONS: &str = "/api/v1/session/verifications";
const NUMBER: &str = "+32475123456";
const PASSWORD: &str = "correct horse battery";

async fn begin(person: &Client) -> Answer {
    person.post(FACTORS).json(json!({"kind": "sms", "label": "Telephone", "phone": "+32 475 12 34 56"})).await
}

async fn confirm(person: &Client, factor: &Value, code: &str) -> Answer {
    let path = format!("{FACTORS}/{}/confirm", factor["id"].as_str().unwrap());
    person.post(&path).json(json!({"code": code})).await
}

fn code_in(text: &str) -> String {
    text.split_whitespace().next().unwrap_or_default().to_owned()
}

/// The newest code, when `count` of them have arrived.
async fn code(app: &TestApp, count: usize) -> String {
    let path = format!("/api/v1/training/mailbox?to={}", NUMBER.replace('+', "%2B"));
    let texts = eventually("a text message", || async {
        let mails = app.anonymous().get(&path).await.expect(200);
        let items = mails["items"].as_array().unwrap().clone();
        (items.len() == count).then_some(items)
    })
    .await;
    assert!(
        texts[0]["text"]
            .as_str()
            .unwrap()
            .ends_with(&format!("@hilum.test #{}", code_in(texts[0]["text"].as_str().unwrap())))
    );
    code_in(texts[0]["text"].as_str().unwrap())
}

/// Adds a telephone; the session goes on under a new secret.
async fn with_telephone(app: &TestApp, name: &str) -> Client {
    let person = app.as_person(name);
    let factor = begin(&person).await.expect(201);
    let answer = confirm(&person, &factor, &code(app, 1).await).await;
    let person = person.with_secret(answer.session_secret());
    answer.expect(200);
    person
}

async fn half_signed_in(app: &TestApp, name: &str) -> Client {
    let body = json!({"email": address_of(name), "password": "hilum-training"});
    let answer = app.anonymous().post("/api/v1/sessions").json(body).await;
    let client = app.anonymous().with_secret(answer.session_secret());
    answer.expect(201);
    client
}

async fn ask(person: &Client) -> Answer {
    person.post(CHALLENGES).json(json!({"method": "sms"})).await
}

async fn verify(person: &Client, code: &str) -> Answer {
    person.post(VERIFICATIONS).json(json!({"method": "sms", "code": code})).await
}

/// Any other code.
fn wrong(code: &str) -> String {
    format!("{:06}", (code.parse::<u32>().unwrap() + 1) % 1_000_000)
}

#[tokio::test]
async fn a_code_goes_to_the_telephone_and_completes_a_sign_in() {
    let app = spawn_app();
    assert_eq!(app.anonymous().get("/api/v1/portal").await.expect(200)["sms"], true);
    let person = with_telephone(&app, "newcomer1").await;
    let factors = person.get(FACTORS).await.expect(200);
    assert_eq!(factors["items"][0]["sent_to"], "… 56");
    let half = half_signed_in(&app, "newcomer1").await;
    let asked = ask(&half).await.expect(201);
    assert_eq!(asked, json!({"method": "sms", "sent_to": "… 56"}));
    let code = code(&app, 2).await;
    // One typed with a gap is the same.
    let answer = verify(&half, &format!("{} {}", &code[..3], &code[3..])).await;
    let whole = half.with_secret(answer.session_secret());
    assert_eq!(answer.expect(200)["assurance"], "two_step");
    verify(&whole, &code).await.refused(401, "bad_code");
    assert!(whole.get(FACTORS).await.expect(200)["items"][0]["last_used_at"].is_string());
}

#[tokio::test]
async fn the_sixth_message_within_an_hour_is_refused() {
    let app = spawn_app();
    let person = app.as_person("newcomer1");
    for _ in 0..5 {
        begin(&person).await.expect(201);
        app.context.clock.advance(60);
    }
    let refused = begin(&person).await.refused(429, "too_many_attempts");
    let wait: u32 = refused.header("retry-after").parse().unwrap();
    assert!((3290..=3300).contains(&wait), "{wait}");
    // So is the number, whoever asks: nobody's telephone is flooded.
    begin(&app.as_person("newcomer2")).await.refused(429, "too_many_attempts");
    app.context.clock.advance(wait);
    // The session is over by then; what was promised is kept.
    begin(&half_signed_in(&app, "newcomer1").await).await.expect(201);
}

#[tokio::test]
async fn after_three_wrong_codes_the_right_one_is_refused_too() {
    let app = spawn_app();
    let person = app.as_person("newcomer1");
    let factor = begin(&person).await.expect(201);
    let right = code(&app, 1).await;
    for _ in 0..3 {
        confirm(&person, &factor, &wrong(&right)).await.refused(401, "bad_code");
    }
    confirm(&person, &factor, &right).await.refused(401, "bad_code");
}

#[tokio::test]
async fn a_code_counts_once_for_five_minutes_and_in_its_own_session_only() {
    let app = spawn_app();
    let person = with_telephone(&app, "newcomer1").await;
    let half = half_signed_in(&app, "newcomer1").await;
    ask(&half).await.expect(201);
    let sent = code(&app, 2).await;
    verify(&person, &sent).await.refused(401, "bad_code");
    // A newer one takes its place, though not at once.
    ask(&half).await.refused(429, "too_many_attempts");
    app.context.clock.advance(60);
    ask(&half).await.expect(201);
    let newer = code(&app, 3).await;
    if sent != newer {
        verify(&half, &sent).await.refused(401, "bad_code");
    }
    verify(&half, &newer).await.expect(200);
    ask(&person).await.expect(201);
    let late = code(&app, 4).await;
    app.context.clock.advance(301);
    verify(&person, &late).await.refused(401, "bad_code");
}

#[tokio::test]
async fn of_fifty_who_use_a_code_at_the_same_moment_one_is_verified() {
    let app = spawn_app();
    let person = app.as_person("newcomer1");
    let factor = begin(&person).await.expect(201);
    let code = code(&app, 1).await;
    let answers = join_all((0..50).map(|_| confirm(&person, &factor, &code))).await;
    let statuses: Vec<u16> = answers.iter().map(|answer| answer.status).collect();
    assert_eq!(statuses.iter().filter(|s| **s == 200).count(), 1, "{statuses:?}");
}

#[tokio::test]
async fn an_administrator_cannot_add_a_telephone() {
    let app = spawn_app();
    begin(&app.as_person("admin1")).await.refused(403, "forbidden");
}

#[tokio::test]
async fn a_telephone_verifies_nobody_who_became_administrator_and_a_password_does_not_stand_in() {
    let app = spawn_app();
    let context = app.context.clone();
    app.inside(async move {
        let email = EmailAddress::parse(&address_of("admin1")).unwrap();
        let account = accounts::find_by_email(&context.store.db(), &email).await.unwrap().unwrap().id();
        let now = context.now();
        let factor = Factor {
            id: new_id(now),
            account,
            kind: FactorKind::Sms,
            label: "Telephone".into(),
            secret: context.vault.seal(account, NUMBER).unwrap(),
            credential: None,
            created_at: now,
            confirmed_at: Some(now),
            last_used_at: None,
            version: 1,
        };
        let kept =
            context.store.write(Author::System, async move |tx| factors::insert(tx, &factor).await).await;
        kept.map_err(|error: StoreError| error.to_string()).unwrap();
    })
    .await;
    let half = half_signed_in(&app, "admin1").await;
    let session = half.get("/api/v1/session").await.expect(200);
    assert_eq!((&session["verification"]["methods"], &session["text_messages"]), (&json!([]), &json!(false)));
    ask(&half).await.refused(422, "invalid");
    verify(&half, "123456").await.refused(422, "invalid");
}

#[tokio::test]
async fn a_number_must_be_international_and_there_must_be_a_gateway() {
    let app = spawn_app();
    for (phone, fault) in [(json!(null), "phone: required"), (json!("0475 12 34 56"), "phone: invalid")] {
        let body = json!({"kind": "sms", "label": "Telephone", "phone": phone});
        let answer = app.as_person("newcomer1").post(FACTORS).json(body).await;
        assert_eq!(answer.faults(), [fault], "{}", answer.text);
    }
    let newcomer = app.as_person("newcomer1").get("/api/v1/session").await;
    assert_eq!(newcomer.expect(200)["text_messages"], true);
    drop(app);
    let app = spawn_app_with(People::Nobody, |_| {});
    assert_eq!(app.anonymous().get("/api/v1/portal").await.expect(200)["sms"], false);
    let ana = signed_in(&app).await;
    assert_eq!(ana.get("/api/v1/session").await.expect(200)["text_messages"], false);
    assert_eq!(begin(&ana).await.faults(), ["kind: not_found"]);
}

/// A real person.
async fn signed_in(app: &TestApp) -> Client {
    let context = app.context.clone();
    app.inside(async move {
        let ana = Person {
            email: "ana@klinik.example".into(),
            first_name: "Ana".into(),
            last_name: "Müller".into(),
        };
        people::create(&context, ana, PortalRole::Helpdesk, PASSWORD.into()).await.unwrap();
    })
    .await;
    let body = json!({"email": "ana@klinik.example", "password": PASSWORD});
    let answer = app.anonymous().post("/api/v1/sessions").json(body).await;
    let ana = app.anonymous().with_secret(answer.session_secret());
    answer.expect(201);
    ana
}

/// A gateway of a few lines: refuses the first message and takes the others.
async fn gateway(taken: Arc<Mutex<Vec<String>>>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/send", listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((connection, _)) = listener.accept().await {
            let first = taken.lock().unwrap().is_empty();
            let request = answer(connection, first).await;
            taken.lock().unwrap().push(request);
        }
    });
    url
}

async fn answer(mut connection: TcpStream, refuse: bool) -> String {
    let mut request = String::new();
    let mut part = [0; 4096];
    while !request.ends_with('}') {
        let read = connection.read(&mut part).await.unwrap();
        request.push_str(std::str::from_utf8(&part[..read]).unwrap());
    }
    let status = if refuse { "503 Service Unavailable" } else { "202 Accepted" };
    let answer = format!("HTTP/1.1 {status}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
    connection.write_all(answer.as_bytes()).await.unwrap();
    request
}

#[tokio::test]
async fn a_gateway_gets_number_and_text_and_every_try_carries_a_code_of_its_own() {
    let taken: Arc<Mutex<Vec<String>>> = Arc::default();
    let url = gateway(Arc::clone(&taken)).await;
    let app = spawn_app_with(People::Nobody, |settings| {
        settings.sms.gateway_url = Some(url);
        settings.sms.token = Some("let me in".into());
    });
    let ana = signed_in(&app).await;
    let factor = begin(&ana).await.expect(201);
    let clock = app.context.clock.clone();
    eventually("two tries", || {
        clock.advance(1);
        std::future::ready((taken.lock().unwrap().len() == 2).then_some(()))
    })
    .await;
    let requests = taken.lock().unwrap().clone();
    let codes: Vec<String> = requests
        .iter()
        .map(|request| {
            let (head, body) = request.split_once("\r\n\r\n").unwrap();
            assert!(head.starts_with("POST /send HTTP/1.1"), "{head}");
            assert!(head.to_lowercase().contains("authorization: bearer let me in"), "{head}");
            let body: Value = serde_json::from_str(body).unwrap();
            assert_eq!((&body["to"], &body["from"]), (&json!(NUMBER), &json!("Hilum")));
            code_in(body["text"].as_str().unwrap())
        })
        .collect();
    if codes[0] != codes[1] {
        confirm(&ana, &factor, &codes[0]).await.refused(401, "bad_code");
    }
    confirm(&ana, &factor, &codes[1]).await.expect(200);
}
