//! What comes of a request: approval is not access (R7), access ends (R9), and changes are effective at once (R10).

use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::support::{Client, spawn_app, verdicts};

async fn capabilities(client: &Client) -> Value {
    client.get("/api/v1/session").await.expect(200)["capabilities"].clone()
}

#[tokio::test]
async fn approval_is_not_access() {
    let app = spawn_app();
    let newcomer = app.as_person("newcomer1");
    let request = app.approved(&newcomer, "ERN-RND/DE/DE22", &["hp", "coordinator"]).await;
    let theirs = app.as_person("newcomer2").submitted("ERN-RND/DE/DE22", &["hp"]).await;
    assert_eq!(capabilities(&newcomer).await, json!([]));
    newcomer.approve(&theirs).await.refused(404, "not_found");
    assert_eq!(newcomer.get("/api/v1/me/preferences").await.expect(200)["total"], 0);
    let helpdesk = app.as_person("helpdesk1");
    for grant in request["grants"].as_array().unwrap() {
        helpdesk.activate(grant).await.expect(200);
    }
    // The same session, at once (R10).
    assert_eq!(capabilities(&newcomer).await, json!(["decide"]));
    newcomer.approve(&theirs).await.expect(200);
    let due = newcomer.get("/api/v1/session").await.expect(200)["preferences_due"].clone();
    assert_eq!(due[0]["id"], app.place("ERN-RND"));
}

#[tokio::test]
async fn access_ends_at_its_moment_and_its_holder_is_told() {
    let app = spawn_app();
    let (newcomer, coordinator) = (app.as_person("newcomer1"), app.as_person("rndcoordinator1"));
    let request = newcomer.submitted("ERN-RND/DE/DE22", &["hp", "coordinator"]).await;
    let until = app.now() + TimeDelta::minutes(10);
    let decision = json!({"items": verdicts(&request, "approve"), "valid_until": until.to_rfc3339()});
    let decided = coordinator.decide(&request, decision).await.expect(200);
    for grant in decided["grants"].as_array().unwrap() {
        app.as_person("helpdesk1").activate(grant).await.expect(200);
    }
    assert_eq!(capabilities(&newcomer).await, json!(["decide"]));
    app.advance(600).await;
    assert_eq!(capabilities(&newcomer).await, json!([]));
    assert!(newcomer.grants().await.iter().all(|g| g["status"] == "ended"));
    assert_eq!(newcomer.look_at(&request).await.expect(200)["stage"]["code"], "ended");
    app.mail("newcomer1", "has ended").await;
    app.all_delivered().await;
    let kinds: Vec<Value> = newcomer.history(&request).await.iter().map(|e| e["kind"].clone()).collect();
    assert_eq!(kinds.iter().filter(|kind| **kind == "grant_ended").count(), 2);
    // What is over does not stand in the way of a new request.
    newcomer.submitted("ERN-RND/DE/DE22", &["hp", "coordinator"]).await;
}

#[tokio::test]
async fn what_ran_out_before_its_activation_cannot_be_activated() {
    let app = spawn_app();
    let (newcomer, coordinator) = (app.as_person("newcomer1"), app.as_person("rndcoordinator1"));
    let request = newcomer.submitted("ERN-RND/DE/DE22", &["hp"]).await;
    let until = app.now() + TimeDelta::minutes(10);
    let decision = json!({"items": verdicts(&request, "approve"), "valid_until": until.to_rfc3339()});
    let decided = coordinator.decide(&request, decision).await.expect(200);
    app.advance(601).await;
    app.as_person("helpdesk1").activate(&decided["grants"][0]).await.refused(409, "wrong_state");
}

#[tokio::test]
async fn a_rejected_request_gives_nothing() {
    let app = spawn_app();
    let newcomer = app.as_person("newcomer1");
    let request = newcomer.submitted("ERN-RND/DE/DE22", &["hp"]).await;
    let decided = app.as_person("rndcoordinator1").reject(&request).await.expect(200);
    assert_eq!((&decided["stage"]["code"], &decided["grants"]), (&json!("rejected"), &json!([])));
    assert_eq!(newcomer.grants().await.len(), 0);
}
