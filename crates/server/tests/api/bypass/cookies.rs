//! The cookie: nobody chooses it, it changes whenever more is known, and only the page's own requests may use it.

use serde_json::json;

use super::operations;
use crate::support::journey::address_of;
use crate::support::{Answer, spawn_app};

const SESSIONS: &str = "/api/v1/sessions";
const SESSION: &str = "/api/v1/session";

/// Exactly what is promised, and nothing beside.
#[track_caller]
fn check_cookie(answer: &Answer, removal: bool) {
    let cookies = answer.headers.get_all("set-cookie").iter().map(|cookie| cookie.to_str().unwrap());
    // The one that a browser is known by opens nothing: see `devices`.
    let cookies: Vec<&str> = cookies.filter(|text| !text.starts_with("__Host-hilum-device=")).collect();
    assert_eq!(cookies.len(), 1, "{cookies:?}");
    let text = cookies[0];
    let mut parts: Vec<&str> =
        text.split("; ").skip(1).filter(|part| !part.starts_with("Expires=")).collect();
    parts.sort_unstable();
    let mut promised = vec!["HttpOnly", "Path=/", "SameSite=Lax", "Secure"];
    if removal {
        promised.insert(1, "Max-Age=0");
    }
    assert!(text.starts_with("__Host-hilum="), "{text}");
    assert_eq!(parts, promised, "{text}");
}

#[tokio::test]
async fn every_cookie_that_is_set_has_the_promised_attributes() {
    let app = spawn_app();
    let answer = app.try_sign_in(&address_of("newcomer1"), "hilum-training").await;
    check_cookie(&answer, false);
    let mut client = app.anonymous().with_secret(answer.session_secret());
    let begun =
        client.post("/api/v1/me/factors").json(json!({"kind": "totp", "label": "x"})).await.expect(201);
    let code = hilum_server::security::totp::code_at(begun["secret"].as_str().unwrap(), app.now()).unwrap();
    let confirm = format!("/api/v1/me/factors/{}/confirm", begun["id"].as_str().unwrap());
    let answer = client.post(&confirm).json(json!({"code": code})).await;
    check_cookie(&answer, false);
    client = client.with_secret(answer.session_secret());
    let recovery = answer.json["recovery_codes"][0].as_str().unwrap().to_owned();
    let answer = client.verify("recovery_code", &recovery).await;
    check_cookie(&answer, false);
    client = client.with_secret(answer.session_secret());
    let half = app.sign_in("newcomer1").await;
    for leaving in [half.delete(SESSION).await, client.post("/api/v1/me/panic").await] {
        assert_eq!(leaving.status, 204);
        check_cookie(&leaving, true);
        assert_eq!(leaving.header("clear-site-data"), "\"cache\", \"storage\"");
    }
}

#[tokio::test]
async fn a_cookie_that_somebody_else_chose_is_never_taken_over() {
    let app = spawn_app();
    let body = json!({"email": address_of("newcomer1"), "password": "hilum-training"});
    let planted = app.anonymous().with_secret("planted-by-somebody-else-planted-by-somebody");
    let answer = planted.post(SESSIONS).json(body.clone()).await;
    assert_eq!(answer.status, 201);
    assert_ne!(Some(answer.session_secret()), planted.secret.as_deref());
    planted.get(SESSION).await.refused(401, "not_signed_in");
    // Nor one that is good: the attacker's own session ends, and does not become the victim's.
    let attacker = app.sign_in("newcomer2").await;
    let answer = attacker.post(SESSIONS).json(body).await;
    assert_eq!(answer.status, 201);
    attacker.get(SESSION).await.refused(401, "not_signed_in");
    let victim = app.anonymous().with_secret(answer.session_secret());
    assert_eq!(victim.get(SESSION).await.expect(200)["user"]["email"], address_of("newcomer1"));
}

#[tokio::test]
async fn whenever_more_is_known_there_is_another_secret_and_the_old_one_is_dead() {
    let app = spawn_app();
    let mut client = app.sign_in("newcomer1").await;
    let first = client.clone();
    let fresh = client.verified("password", "hilum-training").await;
    first.get(SESSION).await.refused(401, "not_signed_in");
    client = fresh.clone();
    let authenticator = app.set_up_totp(&mut client).await;
    fresh.get(SESSION).await.refused(401, "not_signed_in");
    let again = client.verified("recovery_code", &authenticator.recovery_codes[0]).await;
    client.get(SESSION).await.refused(401, "not_signed_in");
    // A wrong code knows nothing more, and changes nothing.
    let wrong = again.verify("totp", "000000").await.refused(401, "bad_code");
    assert!(wrong.headers.get("set-cookie").is_none());
    let half = app.sign_in("newcomer1").await;
    let code = app.next_code(&authenticator).await;
    let whole = half.verified("totp", &code).await;
    half.get(SESSION).await.refused(401, "not_signed_in");
    assert_eq!(whole.get(SESSION).await.expect(200)["assurance"], "two_step");
    // It is the same session of the person all the same: it is listed once and can be ended.
    assert_eq!(whole.get("/api/v1/me/sessions").await.expect(200)["total"], 3);
}

#[tokio::test]
async fn no_change_of_any_operation_can_be_sent_from_another_site() {
    let app = spawn_app();
    let (newcomer, nobody) = (app.as_person("newcomer1"), app.anonymous());
    let forged = [
        ("origin", "https://evil.example"),
        ("origin", "null"),
        ("origin", "https://hilum.test.evil.example"),
        ("origin", "http://hilum.test"),
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-site", "same-site"),
    ];
    let mut tried = 0;
    for operation in operations().iter().filter(|operation| !operation.method.is_safe()) {
        for (name, value) in forged {
            // With the cookie that the browser adds, and where there is none: nobody is signed in by another site.
            for person in [&newcomer, &nobody] {
                let call = person.call(operation.method.clone(), &operation.path).json(json!({}));
                call.header(name, value).header("if-match", "*").await.refused(403, "csrf");
            }
        }
        // What a form can send: no header of its own, a media type that needs no leave.
        let form = newcomer.call(operation.method.clone(), &operation.path).sent_from_elsewhere();
        form.body("text/plain", "{}").header("if-match", "*").await.refused(403, "csrf");
        tried += 1;
    }
    assert!(tried > 30, "{tried}");
    newcomer.get(SESSION).await.expect(200);
}
