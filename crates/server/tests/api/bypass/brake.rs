//! After the emergency brake whoever had the password has it still: it opens nothing any more.

use serde_json::{Value, json};

use crate::support::identity::{PASSWORD, token};
use crate::support::journey::address_of;
use crate::support::{People, TestApp, spawn_app, spawn_app_with};

async fn unlock(app: &TestApp, name: &str) {
    let path = format!("{}/unlock", app.account_of(name).await);
    app.as_person("helpdesk1").post(&path).json(json!({"reason": "It is them"})).await.expect(200);
}

async fn reset(app: &TestApp, mail: &Value) {
    let body = json!({"token": token(mail), "password": PASSWORD});
    app.anonymous().post("/api/v1/password-resets/confirmations").json(body).await.expect(204);
}

#[tokio::test]
async fn after_the_brake_a_mail_and_a_new_factor_come_before_everything_else() {
    let app = spawn_app_with(People::Training, |settings| settings.training.require_two_step = true);
    let email = address_of("newcomer1");
    app.as_person("newcomer1").post("/api/v1/me/panic").await.expect(204);
    app.try_sign_in(&email, "hilum-training").await.refused(403, "account_locked");
    // The helpdesk of this strict place has a factor of its own.
    let mut helpdesk = app.sign_in("helpdesk1").await;
    app.set_up_totp(&mut helpdesk).await;
    let path = format!("{}/unlock", app.account_of("newcomer1").await);
    helpdesk.post(&path).json(json!({"reason": "It is them"})).await.expect(200);
    app.try_sign_in(&email, "hilum-training").await.refused(403, "proof_required");
    app.try_sign_in(&email, "not the password").await.refused(401, "bad_credentials");
    reset(&app, &app.mail("newcomer1", "Your account is unlocked").await).await;
    let mut client = app.signed_in(&email, PASSWORD).await;
    assert_eq!(client.get("/api/v1/session").await.expect(200)["enrolment_due"], true);
    client.get("/api/v1/me").await.refused(403, "second_factor_missing");
    client.post("/api/v1/access-requests").json(json!({})).await.refused(403, "second_factor_missing");
    app.set_up_totp(&mut client).await;
    client.get("/api/v1/me").await.expect(200);
    assert_eq!(client.get("/api/v1/session").await.expect(200)["enrolment_due"], false);
}

#[tokio::test]
async fn a_suspension_without_the_brake_owes_nothing() {
    let app = spawn_app();
    let path = format!("{}/suspend", app.account_of("newcomer1").await);
    app.as_person("helpdesk1").post(&path).json(json!({"reason": "Left"})).await.expect(200);
    unlock(&app, "newcomer1").await;
    app.sign_in("newcomer1").await.get("/api/v1/me").await.expect(200);
}

#[tokio::test]
async fn a_link_used_while_the_account_is_locked_proves_nothing() {
    let app = spawn_app();
    let email = address_of("newcomer1");
    app.as_person("newcomer1").post("/api/v1/me/panic").await.expect(204);
    app.anonymous().post("/api/v1/password-resets").json(json!({"email": email})).await.expect(202);
    reset(&app, &app.mail("newcomer1", "Choose a new password").await).await;
    unlock(&app, "newcomer1").await;
    app.try_sign_in(&email, PASSWORD).await.refused(403, "proof_required");
}
