//! R15 and fresh verification: who may do sensitive things, and when they are asked again.

use serde_json::json;

use crate::support::{Client, People, TestApp, spawn_app, spawn_app_with, verdicts};

fn strict() -> TestApp {
    spawn_app_with(People::Training, |settings| settings.training.require_two_step = true)
}

const PLACE: &str = "ERN-RND/DE/DE22";

async fn with_app(app: &TestApp, name: &str) -> (Client, crate::support::identity::App) {
    let mut client = app.sign_in(name).await;
    let authenticator = app.set_up_totp(&mut client).await;
    (client, authenticator)
}

#[tokio::test]
async fn r15_submitting_needs_a_second_factor_and_the_draft_is_kept() {
    let app = strict();
    let mut client = app.sign_in("newcomer1").await;
    let draft = client.draft(PLACE, &["hp"]).await;
    client.submit(&draft).await.refused(403, "second_factor_missing");
    assert_eq!(client.get("/api/v1/session").await.expect(200)["second_factor_due"], true);
    app.set_up_totp(&mut client).await;
    assert_eq!(client.get("/api/v1/session").await.expect(200)["second_factor_due"], false);
    assert_eq!(client.submit(&draft).await.expect(200)["status"], "submitted");
}

#[tokio::test]
async fn a_verification_counts_for_ten_minutes_and_the_same_request_goes_through_after_a_new_one() {
    let app = strict();
    let (client, authenticator) = with_app(&app, "newcomer1").await;
    let draft = client.draft(PLACE, &["hp"]).await;
    app.advance(600).await;
    client.submit(&draft).await.refused(403, "step_up_required");
    let client = client.verified("totp", &authenticator.code(app.now())).await;
    client.submit(&draft).await.expect(200);
}

#[tokio::test]
async fn deciding_returning_and_activating_ask_too() {
    let app = strict();
    let (applicant, _) = with_app(&app, "newcomer1").await;
    let (coordinator, of_coordinator) = with_app(&app, "rndcoordinator1").await;
    let (helpdesk, of_helpdesk) = with_app(&app, "helpdesk1").await;
    let request = applicant.submitted(PLACE, &["hp"]).await;
    app.advance(601).await;
    let reason = json!({"reason": {"code": "other", "text": "Why"}});
    let back = format!("/api/v1/access-requests/{}/return", request["id"].as_str().unwrap());
    coordinator.post(&back).json(reason).await.refused(403, "step_up_required");
    coordinator.approve(&request).await.refused(403, "step_up_required");
    let coordinator = coordinator.verified("totp", &of_coordinator.code(app.now())).await;
    let decided =
        coordinator.decide(&request, json!({"items": verdicts(&request, "approve")})).await.expect(200);
    helpdesk.activate(&decided["grants"][0]).await.refused(403, "step_up_required");
    let helpdesk = helpdesk.verified("totp", &of_helpdesk.code(app.now())).await;
    helpdesk.activate(&decided["grants"][0]).await.expect(200);
}

#[tokio::test]
async fn a_coordinator_without_second_factor_decides_nothing_where_it_is_demanded() {
    let app = strict();
    let (applicant, _) = with_app(&app, "newcomer1").await;
    let request = applicant.submitted(PLACE, &["hp"]).await;
    app.as_person("rndcoordinator1").approve(&request).await.refused(403, "second_factor_missing");
}

#[tokio::test]
async fn changes_of_password_address_and_factors_need_a_fresh_verification_even_in_training() {
    let app = spawn_app();
    let client = app.sign_in("newcomer1").await;
    app.advance(600).await;
    let password = json!({"current_password": "hilum-training", "new_password": "zwölf Boxkämpfer jagen"});
    let email = json!({"email": "zoe@klinik.example", "email_confirmation": "zoe@klinik.example"});
    for (path, body) in [
        ("/api/v1/me/password", password.clone()),
        ("/api/v1/me/email-changes", email),
        ("/api/v1/me/factors", json!({"kind": "totp", "label": "x"})),
        ("/api/v1/me/recovery-codes", json!({})),
    ] {
        client.post(path).json(body).await.refused(403, "step_up_required");
    }
    let client = client.verified("password", "hilum-training").await;
    client.post("/api/v1/me/password").json(password).await.expect(204);
}

#[tokio::test]
async fn the_last_factor_stays_where_an_application_demands_two_steps() {
    let app = strict();
    let (client, authenticator) = with_app(&app, "newcomer1").await;
    client.draft(PLACE, &["hp"]).await;
    let factors = client.get("/api/v1/me/factors").await.expect(200);
    assert_eq!(factors["last_removable"], false);
    let factor = format!("/api/v1/me/factors/{}", authenticator.id);
    client.delete(&factor).if_match(&factors["items"][0]).await.refused(409, "last_factor");
    let mut client = client;
    app.advance(31).await;
    app.set_up_totp(&mut client).await;
    client.delete(&factor).if_match(&factors["items"][0]).await.expect(204);
}
