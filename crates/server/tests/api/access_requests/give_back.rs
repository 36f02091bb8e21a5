//! `POST /api/v1/access-requests/{id}/return`

use serde_json::{Value, json};

use crate::support::journey::address;
use crate::support::{Client, spawn_app};

async fn give_back(client: &Client, request: &Value, reason: Value) -> crate::support::Answer {
    client.post(&address(request, "/return")).json(json!({"reason": reason})).await
}

#[tokio::test]
async fn what_was_returned_cannot_be_approved_until_it_is_submitted_again() {
    let app = spawn_app();
    let (newcomer, coordinator) = (app.as_person("newcomer1"), app.as_person("rndcoordinator1"));
    let request = newcomer.submitted("ERN-RND/DE/DE22", &["hp"]).await;
    let reason = json!({"code": "more_information", "text": "Which ward?"});
    let returned = give_back(&coordinator, &request, reason.clone()).await.expect(200);
    assert_eq!(
        (returned["status"].as_str(), returned["stage"]["code"].as_str()),
        (Some("returned"), Some("returned"))
    );
    assert_eq!(returned["allowed_actions"], json!([]));
    let seen = coordinator.get(&address(&request, "")).await.expect(200);
    let decision = json!({"items": [{"id": request["items"][0]["id"], "decision": "approve"}]});
    coordinator.decide(&seen, decision).await.refused(409, "wrong_state");
    assert_eq!(newcomer.grants().await.len(), 0);
    let mail = app.mail("newcomer1", "needs a change").await;
    assert!(mail["text"].as_str().unwrap().contains("“Which ward?”"), "{mail}");

    let mine = newcomer.look_at(&request).await.expect(200);
    assert_eq!(mine["allowed_actions"], json!(["edit", "submit", "withdraw"]));
    let facts = newcomer.history(&request).await;
    assert_eq!((&facts[1]["kind"], &facts[1]["reason"]), (&json!("returned"), &reason));
    assert_eq!(facts[1]["actor"], json!(null), "the applicant is told the office");
    let patch = newcomer.patch(&address(&request, "")).if_match(&mine);
    let changed = patch.json(json!({"comment": "Ward 7"})).await.expect(200);
    let again = newcomer.submit(&changed).await.expect(200);
    assert_eq!(again["status"], "submitted");
    coordinator.approve(&again).await.expect(200);
}

#[tokio::test]
async fn returning_needs_a_reason_and_some_reasons_need_words() {
    let app = spawn_app();
    let coordinator = app.as_person("rndcoordinator1");
    let request = app.as_person("newcomer1").submitted("ERN-RND/DE/DE22", &["hp"]).await;
    let faults = |answer: crate::support::Answer| answer.refused(422, "invalid").faults();
    assert_eq!(
        faults(give_back(&coordinator, &request, json!({"code": "other"})).await),
        ["reason.text: needs_text"]
    );
    let blank = json!({"code": "more_information", "text": " \n"});
    assert_eq!(faults(give_back(&coordinator, &request, blank).await), ["reason.text: needs_text"]);
    let long = json!({"code": "other", "text": "l".repeat(2001)});
    assert_eq!(faults(give_back(&coordinator, &request, long).await), ["reason.text: too_long"]);
    assert_eq!(
        faults(give_back(&coordinator, &request, json!({"code": "no_such"})).await),
        ["reason.code: invalid"]
    );
    let nothing = coordinator.post(&address(&request, "/return")).json(json!({})).await;
    assert_eq!(faults(nothing), ["reason: required"]);
    assert_eq!(coordinator.look_at(&request).await.expect(200)["status"], "submitted");
}

#[tokio::test]
async fn what_is_partly_decided_is_not_returned() {
    let app = spawn_app();
    let coordinator = app.as_person("rndcoordinator1");
    let request = app.as_person("newcomer1").submitted("ERN-RND/DE/DE22", &["hp", "researcher"]).await;
    let first = json!({"items": [{"id": request["items"][0]["id"], "decision": "approve"}]});
    let partly = coordinator.decide(&request, first).await.expect(200);
    assert_eq!(partly["status"], "submitted");
    give_back(&coordinator, &partly, json!({"code": "wrong_profile"})).await.refused(409, "wrong_state");
}
