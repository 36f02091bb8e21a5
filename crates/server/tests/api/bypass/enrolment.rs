//! R15: a portal role opens nothing before a second factor is set up.

use hilum_domain::policy::PortalRole;
use hilum_server::people::{self, Person};
use serde_json::json;

use super::operations;
use crate::support::{Client, People, TestApp, spawn_app_with};

const PASSWORD: &str = "correct horse battery";

/// Made by the operator, as in real life, and signed in with the password alone.
async fn newly_made(app: &TestApp, role: PortalRole) -> Client {
    let email = format!("{}@klinik.example", role.as_str());
    let person = Person { email: email.clone(), first_name: "Olga".into(), last_name: "Operatorin".into() };
    let context = app.context.clone();
    app.inside(async move { people::create(&context, person, role, PASSWORD.into()).await }).await.unwrap();
    app.signed_in(&email, PASSWORD).await
}

/// What sets a factor up, leaves, or pulls the brake; and what nobody has to be signed in for.
const OPEN: [&str; 9] = [
    "get_session",
    "delete_session",
    "create_session_challenge",
    "create_session_verification",
    "list_my_factors",
    "create_my_factor",
    "confirm_my_factor",
    "lock_my_account",
    "get_portal",
];

#[tokio::test]
async fn r15_who_has_a_portal_role_and_only_a_password_can_set_up_a_factor_and_nothing_else() {
    let app = spawn_app_with(People::Nobody, |_| {});
    for role in PortalRole::ALL {
        let mut client = newly_made(&app, *role).await;
        let session = client.get("/api/v1/session").await.expect(200);
        assert_eq!((&session["enrolment_due"], &session["capabilities"]), (&json!(true), &json!([])));
        for operation in operations().into_iter().filter(|operation| !OPEN.contains(&operation.id.as_str())) {
            let anonymous = app.anonymous().call(operation.method.clone(), &operation.path);
            if operation.id.starts_with("end_") || anonymous.await.status != 401 {
                continue;
            }
            let call = client.call(operation.method.clone(), &operation.path).header("if-match", "\"1\"");
            let call = if operation.body.is_some() { call.json(json!({})) } else { call };
            let answer = call.await;
            assert_eq!(answer.code(), "second_factor_missing", "{} {}", operation.id, answer.text);
        }
        app.set_up_totp(&mut client).await;
        let session = client.get("/api/v1/session").await.expect(200);
        assert_eq!(
            (&session["enrolment_due"], session["capabilities"].as_array().unwrap().len()),
            (&json!(false), 1)
        );
        client.get("/api/v1/me").await.expect(200);
    }
}

#[tokio::test]
async fn the_last_of_a_portal_role_is_neither_suspended_nor_leaves() {
    let app = spawn_app_with(People::Nobody, |_| {});
    let mut helpdesk = newly_made(&app, PortalRole::Helpdesk).await;
    app.set_up_totp(&mut helpdesk).await;
    for role in [PortalRole::Administrator, PortalRole::Auditor] {
        let mut client = newly_made(&app, role).await;
        app.set_up_totp(&mut client).await;
        let account = app.account_of_client(&client).await;
        let body = json!({"reason": "Holidays"});
        helpdesk.post(&format!("{account}/suspend")).json(body).await.refused(409, "last_holder");
        client.get("/api/v1/me").await.expect(200);
        client.delete("/api/v1/me").header("if-match", "\"1\"").await.refused(409, "last_holder");
        client.post("/api/v1/me/panic").await.expect(204);
    }
    helpdesk.delete("/api/v1/me").header("if-match", "\"1\"").await.refused(409, "last_holder");
}
