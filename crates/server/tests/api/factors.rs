//! `/api/v1/me/factors`, recovery codes, the emergency brake

use serde_json::json;

use crate::support::spawn_app;

const FACTORS: &str = "/api/v1/me/factors";

#[tokio::test]
async fn an_authenticator_app_is_set_up_and_asked_for_from_then_on() {
    let app = spawn_app();
    let mut client = app.sign_in("newcomer1").await;
    let before = client.secret.clone();
    let authenticator = app.set_up_totp(&mut client).await;
    assert_ne!(client.secret, before, "more is known: another secret");
    assert_eq!(authenticator.recovery_codes.len(), 10);
    let session = client.get("/api/v1/session").await.expect(200);
    assert_eq!((&session["assurance"], &session["second_factor"]), (&json!("two_step"), &json!(true)));
    app.mail("newcomer1", "A way to verify your sign-in was added").await;

    let half = app.sign_in("newcomer1").await;
    let session = half.get("/api/v1/session").await.expect(200);
    assert_eq!(session["verification"]["methods"], json!(["totp", "recovery_code"]));
    assert_eq!((&session["assurance"], &session["capabilities"]), (&json!("password"), &json!([])));
    let code = app.next_code(&authenticator).await;
    let whole = half.verified("totp", &code).await;
    let session = whole.get("/api/v1/session").await.expect(200);
    assert_eq!((&session["assurance"], session.get("verification")), (&json!("two_step"), None));
    half.get("/api/v1/session").await.refused(401, "not_signed_in");
}

#[tokio::test]
async fn a_half_signed_in_person_can_do_nothing_but_be_verified() {
    let app = spawn_app();
    let mut client = app.sign_in("rndcoordinator1").await;
    app.set_up_totp(&mut client).await;
    let half = app.sign_in("rndcoordinator1").await;
    let document = serde_json::to_value(hilum_server::openapi::document()).unwrap();
    let (nobody, mut refused) = (app.anonymous(), 0);
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let path = path.split('/').map(|part| {
                if part.starts_with('{') { "019a0000-0000-7000-8000-000000000000" } else { part }
            });
            let path = path.collect::<Vec<_>>().join("/");
            let method = reqwest::Method::from_bytes(method.to_uppercase().as_bytes()).unwrap();
            let id = operation["operationId"].as_str().unwrap();
            let allowed =
                ["get_session", "delete_session", "create_session_verification", "create_session_challenge"];
            let open = nobody.call(method.clone(), &path).json(json!({})).await.code() != "not_signed_in";
            if open || allowed.contains(&id) {
                continue;
            }
            // Not a word about what else is wrong.
            for body in ["{", "{}", r#"{"unknown":1}"#] {
                let call = half.call(method.clone(), &format!("{path}?unknown=1"));
                call.body("text/plain", body).await.refused(403, "step_up_required");
            }
            refused += 1;
        }
    }
    assert!(refused > 20, "{refused}");
}

#[tokio::test]
async fn a_code_counts_once_and_only_in_its_time() {
    let app = spawn_app();
    let mut client = app.sign_in("newcomer1").await;
    let authenticator = app.set_up_totp(&mut client).await;
    let used = authenticator.code(app.now());
    let half = app.sign_in("newcomer1").await;
    half.verify("totp", &used).await.refused(401, "bad_code");
    let code = app.next_code(&authenticator).await;
    let whole = half.verified("totp", &code).await;
    whole.verify("totp", &code).await.refused(401, "bad_code");
    let old = authenticator.code(app.now());
    app.advance(91).await;
    whole.verify("totp", &old).await.refused(401, "bad_code");
}

#[tokio::test]
async fn five_wrong_codes_end_an_incomplete_sign_in_and_five_minutes_do_too() {
    let app = spawn_app();
    let mut client = app.sign_in("newcomer1").await;
    let authenticator = app.set_up_totp(&mut client).await;
    let half = app.sign_in("newcomer1").await;
    for _ in 0..4 {
        half.verify("totp", "000000").await.refused(401, "bad_code");
    }
    half.verify("totp", "000000").await.refused(401, "not_signed_in");
    half.get("/api/v1/session").await.refused(401, "not_signed_in");
    // Another sign-in does not bring five fresh tries: the person's own count goes on.
    let again = app.sign_in("newcomer1").await;
    again.verify("totp", &authenticator.code(app.now())).await.refused(429, "too_many_attempts");
    app.advance(300).await;
    again.get("/api/v1/session").await.refused(401, "not_signed_in");
    let late = app.sign_in("newcomer1").await;
    let code = app.next_code(&authenticator).await;
    late.verified("totp", &code).await;
}

#[tokio::test]
async fn a_lost_telephone_is_made_up_for_by_a_recovery_code_which_counts_once() {
    let app = spawn_app();
    let mut client = app.sign_in("newcomer1").await;
    let lost = app.set_up_totp(&mut client).await;
    let half = app.sign_in("newcomer1").await;
    let written = lost.recovery_codes[3].to_lowercase().replace('-', " ");
    let mut whole = half.verified("recovery_code", &written).await;
    app.mail("newcomer1", "A recovery code was used").await;
    let factors = whole.get(FACTORS).await.expect(200);
    assert_eq!(factors["recovery_codes_left"], 9);
    whole.delete(&format!("{FACTORS}/{}", lost.id)).if_match(&factors["items"][0]).await.expect(204);
    // The last factor is gone: nothing but a password stands behind the session, and old codes open nothing.
    let session = whole.get("/api/v1/session").await.expect(200);
    assert_eq!((&session["assurance"], &session["second_factor"]), (&json!("password"), &json!(false)));
    let new = app.set_up_totp(&mut whole).await;
    assert_eq!(new.recovery_codes.len(), 10);
    let again = app.sign_in("newcomer1").await;
    again.verify("recovery_code", &lost.recovery_codes[3]).await.refused(401, "bad_code");
    again.verify("recovery_code", &lost.recovery_codes[4]).await.refused(401, "bad_code");
    again.verified("recovery_code", &new.recovery_codes[4]).await;
}

#[tokio::test]
async fn the_code_of_another_person_opens_nothing() {
    let app = spawn_app();
    let (mut one, mut two) = (app.sign_in("newcomer1").await, app.sign_in("newcomer2").await);
    let (of_one, of_two) = (app.set_up_totp(&mut one).await, app.set_up_totp(&mut two).await);
    let half = app.sign_in("newcomer1").await;
    half.verify("recovery_code", &of_two.recovery_codes[0]).await.refused(401, "bad_code");
    app.advance(31).await;
    half.verify("totp", &of_two.code(app.now())).await.refused(401, "bad_code");
    let factor = format!("{FACTORS}/{}", of_one.id);
    two.delete(&factor).header("if-match", "\"1\"").await.refused(404, "not_found");
    two.patch(&factor)
        .header("if-match", "\"1\"")
        .json(json!({"label": "mine"}))
        .await
        .refused(404, "not_found");
}

#[tokio::test]
async fn the_password_does_not_stand_in_for_the_second_factor() {
    let app = spawn_app();
    let mut client = app.sign_in("newcomer1").await;
    app.set_up_totp(&mut client).await;
    let half = app.sign_in("newcomer1").await;
    let refusal = half.verify("password", "hilum-training").await.refused(422, "invalid");
    assert_eq!(refusal.faults(), ["method: not_found"]);
    for method in ["passkey", "sms", "provider"] {
        half.verify(method, "123456").await.refused(422, "invalid");
    }
    half.get("/api/v1/me").await.refused(403, "step_up_required");
}

#[tokio::test]
async fn a_wrong_code_does_not_confirm_and_an_unconfirmed_app_is_never_asked_for() {
    let app = spawn_app();
    let client = app.sign_in("newcomer1").await;
    let begun = client.post(FACTORS).json(json!({"kind": "totp", "label": "Telephone"})).await.expect(201);
    let confirm = format!("{FACTORS}/{}/confirm", begun["id"].as_str().unwrap());
    client.post(&confirm).json(json!({"code": "000000"})).await.refused(401, "bad_code");
    assert_eq!(client.get(FACTORS).await.expect(200)["items"], json!([]));
    app.sign_in("newcomer1").await.get("/api/v1/me").await.expect(200);
}

#[tokio::test]
async fn the_emergency_brake_shuts_everything() {
    let app = spawn_app();
    let mut client = app.sign_in("newcomer1").await;
    let authenticator = app.set_up_totp(&mut client).await;
    client.post("/api/v1/me/panic").await.expect(204);
    client.get("/api/v1/session").await.refused(401, "not_signed_in");
    app.mail("newcomer1", "Your account is locked").await;
    let email = crate::support::journey::address_of("newcomer1");
    app.try_sign_in(&email, "hilum-training").await.refused(403, "account_locked");
    app.try_sign_in(&email, "not the password").await.refused(401, "bad_credentials");
    assert_eq!(authenticator.recovery_codes.len(), 10);
}
