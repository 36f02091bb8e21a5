//! Passkeys: as the second factor, for a fresh verification, and to sign in with nothing else.

use futures_util::future::join_all;
use hilum_domain::account::{AccountStatus, EmailAddress};
use hilum_store::{Author, StoreError, accounts};
use serde_json::{Value, json};

use crate::support::app::PUBLIC_URL;
use crate::support::journey::address_of;
use crate::support::{Answer, Authenticator, Client, TestApp, spawn_app};

const FACTORS: &str = "/api/v1/me/factors";
const CHALLENGES: &str = "/api/v1/session/challenges";
const VERIFICATIONS: &str = "/api/v1/session/verifications";
const ASK_ANYBODY: &str = "/api/v1/sessions/passkey-challenges";
/// Something an authenticator does wrong.
type Misbehaviour = fn(&mut Authenticator);

const SIGN_IN: &str = "/api/v1/sessions/passkeys";

async fn begin(person: &Client, label: &str) -> Value {
    person.post(FACTORS).json(json!({"kind": "passkey", "label": label})).await.expect(201)
}

fn confirmation(factor: &Value) -> String {
    format!("{FACTORS}/{}/confirm", factor["id"].as_str().unwrap())
}

/// Adds a passkey; the session goes on under a new secret.
async fn add(person: &Client, authenticator: &mut Authenticator) -> Client {
    let factor = begin(person, "Laptop").await;
    let credential = authenticator.create(&factor["options"]);
    let answer = person.post(&confirmation(&factor)).json(json!({"credential": credential})).await;
    let person = person.with_secret(answer.session_secret());
    answer.expect(200);
    person
}

async fn with_passkey(app: &TestApp, name: &str) -> (Client, Authenticator) {
    let mut authenticator = Authenticator::new(PUBLIC_URL);
    let person = add(&app.as_person(name), &mut authenticator).await;
    (person, authenticator)
}

async fn ask(person: &Client) -> Value {
    person.post(CHALLENGES).json(json!({"method": "passkey"})).await.expect(201)
}

async fn verify(person: &Client, challenge: &Value, credential: Value) -> Answer {
    let body = json!({"method": "passkey", "id": challenge["id"], "credential": credential});
    person.post(VERIFICATIONS).json(body).await
}

async fn sign_in(app: &TestApp, authenticator: &mut Authenticator) -> Answer {
    let challenge = app.anonymous().post(ASK_ANYBODY).await.expect(201);
    let credential = authenticator.get(&challenge["options"]);
    app.anonymous().post(SIGN_IN).json(json!({"id": challenge["id"], "credential": credential})).await
}

async fn with_password(app: &TestApp, name: &str) -> Client {
    let body = json!({"email": address_of(name), "password": "hilum-training"});
    let answer = app.anonymous().post("/api/v1/sessions").json(body).await;
    let client = app.anonymous().with_secret(answer.session_secret());
    answer.expect(201);
    client
}

#[tokio::test]
async fn a_passkey_completes_a_sign_in_and_is_the_surest_way() {
    let app = spawn_app();
    assert_eq!(app.anonymous().get("/api/v1/portal").await.expect(200)["passkeys"], "hilum.test");
    let (person, mut authenticator) = with_passkey(&app, "newcomer1").await;
    let factors = person.get(FACTORS).await.expect(200);
    assert_eq!(
        (&factors["items"][0]["kind"], &factors["items"][0]["label"]),
        (&json!("passkey"), &json!("Laptop"))
    );
    assert_eq!(factors["items"][0]["last_used_at"], Value::Null);

    let half = with_password(&app, "newcomer1").await;
    let session = half.get("/api/v1/session").await.expect(200);
    assert_eq!(session["verification"]["methods"], json!(["passkey", "recovery_code"]));
    half.get("/api/v1/me").await.refused(403, "step_up_required");
    let challenge = ask(&half).await;
    let answer = verify(&half, &challenge, authenticator.get(&challenge["options"])).await;
    let whole = half.with_secret(answer.session_secret());
    let session = answer.expect(200);
    assert_eq!(session["assurance"], "phishing_resistant");
    assert_eq!(session["verification"], Value::Null);
    half.get("/api/v1/me").await.refused(401, "not_signed_in");
    let factors = whole.get(FACTORS).await.expect(200);
    assert!(factors["items"][0]["last_used_at"].is_string(), "{factors}");
}

#[tokio::test]
async fn a_passkey_signs_in_by_itself_even_while_passwords_are_being_guessed() {
    let app = spawn_app();
    let (_, mut authenticator) = with_passkey(&app, "newcomer1").await;
    let wrong = json!({"email": address_of("newcomer1"), "password": "not the right one"});
    for _ in 0..7 {
        app.anonymous().post("/api/v1/sessions").json(wrong.clone()).await;
    }
    app.anonymous().post("/api/v1/sessions").json(wrong).await.refused(429, "too_many_attempts");
    let answer = sign_in(&app, &mut authenticator).await;
    let person = app.anonymous().with_secret(answer.session_secret());
    let session = answer.expect(201);
    assert_eq!(session["user"]["email"], address_of("newcomer1"));
    assert_eq!(
        (&session["assurance"], &session["verification"]),
        (&json!("phishing_resistant"), &Value::Null)
    );
    person.get("/api/v1/me").await.expect(200);
}

#[tokio::test]
async fn a_passkey_opens_no_account_that_is_shut() {
    let app = spawn_app();
    let (_, mut authenticator) = with_passkey(&app, "newcomer1").await;
    for (status, code) in
        [(AccountStatus::Suspended, "account_suspended"), (AccountStatus::Locked, "account_locked")]
    {
        let store = app.context.store.clone();
        let email = EmailAddress::parse(&address_of("newcomer1")).unwrap();
        app.inside(async move {
            let id = accounts::find_by_email(&store.db(), &email).await.unwrap().unwrap().id();
            let set = store
                .write(Author::System, async move |tx| accounts::set_status(tx, id, status).await.map(drop))
                .await;
            set.map_err(|error: StoreError| error.to_string()).unwrap();
        })
        .await;
        sign_in(&app, &mut authenticator).await.refused(403, code);
    }
}

#[tokio::test]
async fn a_challenge_of_one_session_is_nothing_in_another() {
    let app = spawn_app();
    let (one, mut authenticator) = with_passkey(&app, "newcomer1").await;
    let other = with_password(&app, "newcomer1").await;
    let challenge = ask(&one).await;
    let credential = authenticator.get(&challenge["options"]);
    verify(&other, &challenge, credential.clone()).await.refused(401, "bad_code");
    // What was asked for a session is nothing for a new one either.
    let body = json!({"id": challenge["id"], "credential": credential});
    app.anonymous().post(SIGN_IN).json(body).await.refused(401, "bad_code");
    // It is still good where it belongs.
    verify(&one, &challenge, credential).await.expect(200);
    // And a question to anybody is nothing in a session.
    let challenge = app.anonymous().post(ASK_ANYBODY).await.expect(201);
    verify(&other, &challenge, authenticator.get(&challenge["options"])).await.refused(401, "bad_code");
}

#[tokio::test]
async fn a_passkey_of_another_person_is_refused() {
    let app = spawn_app();
    let (_, mut own) = with_passkey(&app, "newcomer1").await;
    let (_, mut foreign) = with_passkey(&app, "newcomer2").await;
    let half = with_password(&app, "newcomer1").await;
    let challenge = ask(&half).await;
    verify(&half, &challenge, foreign.get(&challenge["options"])).await.refused(401, "bad_code");
    // Nobody comes in as somebody else by saying so.
    let challenge = app.anonymous().post(ASK_ANYBODY).await.expect(201);
    let mut credential = foreign.get(&challenge["options"]);
    let mine = own.get(&challenge["options"]);
    credential["response"]["userHandle"] = mine["response"]["userHandle"].clone();
    let body = json!({"id": challenge["id"], "credential": credential});
    app.anonymous().post(SIGN_IN).json(body).await.refused(401, "bad_code");
}

#[tokio::test]
async fn a_challenge_counts_once_and_for_five_minutes() {
    let app = spawn_app();
    let (person, mut authenticator) = with_passkey(&app, "newcomer1").await;
    let challenge = ask(&person).await;
    let credential = authenticator.get(&challenge["options"]);
    let answer = verify(&person, &challenge, credential.clone()).await;
    let person = person.with_secret(answer.session_secret());
    answer.expect(200);
    verify(&person, &challenge, credential).await.refused(401, "bad_code");
    // A wrong answer uses it up too.
    let challenge = ask(&person).await;
    let credential = authenticator.get(&challenge["options"]);
    let mut broken = credential.clone();
    broken["response"]["signature"] = json!("AAAA");
    verify(&person, &challenge, broken).await.refused(401, "bad_code");
    verify(&person, &challenge, credential).await.refused(401, "bad_code");
    let challenge = ask(&person).await;
    app.context.clock.advance(301);
    verify(&person, &challenge, authenticator.get(&challenge["options"])).await.refused(401, "bad_code");
}

#[tokio::test]
async fn of_fifty_who_use_a_challenge_at_the_same_moment_one_comes_in() {
    let app = spawn_app();
    let (_, mut authenticator) = with_passkey(&app, "newcomer1").await;
    let challenge = app.anonymous().post(ASK_ANYBODY).await.expect(201);
    let credential = authenticator.get(&challenge["options"]);
    let body = json!({"id": challenge["id"], "credential": credential});
    let anybody = app.anonymous();
    let tries = (0..50).map(|_| anybody.post(SIGN_IN).json(body.clone()).into_future());
    let statuses: Vec<u16> = join_all(tries).await.iter().map(|answer| answer.status).collect();
    assert_eq!(statuses.iter().filter(|s| **s == 201).count(), 1, "{statuses:?}");
    assert!(statuses.iter().all(|s| [201, 401].contains(s)), "{statuses:?}");
}

#[tokio::test]
async fn an_authenticator_that_misbehaves_is_refused_when_it_answers() {
    let app = spawn_app();
    let misbehaviours: [(&str, Misbehaviour); 4] = [
        ("wrong origin", |a| a.origin = "https://hilum.test.evil.example".into()),
        ("wrong rp id", |a| a.rp_id = Some("evil.example".into())),
        ("no user verification", |a| a.verifies = false),
        ("counter going back", |a| a.counter = 0),
    ];
    let (_, mut good) = with_passkey(&app, "newcomer1").await;
    for _ in 0..2 {
        sign_in(&app, &mut good).await.expect(201);
    }
    for (what, misbehave) in misbehaviours {
        let (origin, counter) = (good.origin.clone(), good.counter);
        misbehave(&mut good);
        let answer = sign_in(&app, &mut good).await;
        assert_eq!((answer.status, answer.code()), (401, "bad_code"), "{what}: {}", answer.text);
        (good.origin, good.rp_id, good.verifies, good.counter) = (origin, None, true, counter + 1);
        sign_in(&app, &mut good).await.expect(201);
    }
}

#[tokio::test]
async fn an_authenticator_that_misbehaves_is_refused_when_it_registers() {
    let app = spawn_app();
    let person = app.as_person("newcomer1");
    let misbehaviours: [Misbehaviour; 3] = [
        |a| a.origin = "https://hilum.test.evil.example".into(),
        |a| a.rp_id = Some("evil.example".into()),
        |a| a.verifies = false,
    ];
    for misbehave in misbehaviours {
        let mut authenticator = Authenticator::new(PUBLIC_URL);
        misbehave(&mut authenticator);
        let factor = begin(&person, "Laptop").await;
        let credential = authenticator.create(&factor["options"]);
        let body = json!({"credential": credential});
        person.post(&confirmation(&factor)).json(body).await.refused(401, "bad_code");
    }
    assert_eq!(person.get(FACTORS).await.expect(200)["items"], json!([]));
}

#[tokio::test]
async fn a_registration_challenge_signs_nobody_in_and_registers_once() {
    let app = spawn_app();
    let (person, mut authenticator) = with_passkey(&app, "newcomer1").await;
    let factor = begin(&person, "Key").await;
    let mut options = factor["options"].clone();
    options["publicKey"]["rpId"] = json!("hilum.test");
    options["publicKey"]["allowCredentials"] = json!([]);
    let credential = authenticator.get(&options);
    let body = json!({"id": factor["id"], "credential": credential});
    app.anonymous().post(SIGN_IN).json(body).await.refused(401, "bad_code");
    verify(&person, &factor, credential.clone()).await.refused(401, "bad_code");
    // Nor does an answer for signing in register anything, and then the question is used up.
    let confirm = confirmation(&factor);
    person.post(&confirm).json(json!({"credential": credential})).await.refused(401, "bad_code");
    let mut other = Authenticator::new(PUBLIC_URL);
    let late = json!({"credential": other.create(&factor["options"])});
    person.post(&confirm).json(late).await.refused(401, "bad_code");
    // Another session of the same person has not begun it.
    let factor = begin(&person, "Key").await;
    let body = json!({"credential": other.create(&factor["options"])});
    let elsewhere = sign_in(&app, &mut authenticator).await;
    let elsewhere = app.anonymous().with_secret(elsewhere.session_secret());
    elsewhere.post(&confirmation(&factor)).json(body).await.refused(401, "bad_code");
}

#[tokio::test]
async fn a_passkey_belongs_to_one_person_and_can_be_removed() {
    let app = spawn_app();
    let (person, mut authenticator) = with_passkey(&app, "newcomer1").await;
    // What is known is not made again: the browser is told.
    let again = begin(&person, "Twice").await;
    assert_eq!(again["options"]["publicKey"]["excludeCredentials"].as_array().unwrap().len(), 1);
    let factor = person.get(FACTORS).await.expect(200)["items"][0].clone();
    let path = format!("{FACTORS}/{}", factor["id"].as_str().unwrap());
    let renamed =
        person.patch(&path).if_match(&factor).json(json!({"label": "Old laptop"})).await.expect(200);
    assert_eq!(renamed["label"], "Old laptop");
    person.delete(&path).if_match(&renamed).await.expect(204);
    sign_in(&app, &mut authenticator).await.refused(401, "bad_code");
}

#[tokio::test]
async fn whatever_is_sent_as_a_credential_is_refused_and_no_fault_of_ours() {
    let app = spawn_app();
    let (person, mut authenticator) = with_passkey(&app, "newcomer1").await;
    let known = authenticator.get(&ask(&person).await["options"]);
    let odd = [
        json!({}),
        json!({"rawId": "", "response": {}}),
        json!({"rawId": "_".repeat(5000)}),
        json!({"id": known["id"], "rawId": known["rawId"], "type": "public-key", "response": {}}),
        json!({"id": known["id"], "rawId": known["rawId"], "type": "public-key", "response": {
            "authenticatorData": "", "clientDataJSON": "", "signature": "", "userHandle": known["response"]["userHandle"]}}),
    ];
    for credential in odd {
        let challenge = app.anonymous().post(ASK_ANYBODY).await.expect(201);
        let body = json!({"id": challenge["id"], "credential": credential});
        app.anonymous().post(SIGN_IN).json(body).await.refused(401, "bad_code");
    }
    for missing in [json!({"method": "passkey"}), json!({"method": "passkey", "id": "x"})] {
        person.post(VERIFICATIONS).json(missing).await.refused(422, "invalid");
    }
    // Who owns no passkey is asked for none.
    let other = app.as_person("newcomer2");
    other.post(CHALLENGES).json(json!({"method": "passkey"})).await.refused(422, "invalid");
}
