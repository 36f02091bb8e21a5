//! `POST /api/v1/access-requests/{id}/decide`

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};

use crate::support::journey::{REQUESTS, address};
use crate::support::{spawn_app, verdicts};

#[tokio::test]
async fn an_approval_makes_one_grant_per_item_that_waits_for_activation() {
    let app = spawn_app();
    let (newcomer, coordinator) = (app.as_person("newcomer1"), app.as_person("rndcoordinator1"));
    let request = newcomer.submitted("ERN-RND/DE/DE22", &["hp", "coordinator"]).await;
    let seen = coordinator.look_at(&request).await.expect(200);
    assert_eq!(seen["allowed_actions"], json!(["return", "decide"]));
    let answer = coordinator.approve(&seen).await;
    assert_eq!(answer.header("etag"), "\"3\"");
    let decided = answer.expect(200);
    assert_eq!(decided["status"], "decided");
    assert_eq!(decided["stage"]["code"], "with_helpdesk");
    assert_eq!(decided["stage"]["people"], 1);
    let grants = decided["grants"].as_array().unwrap();
    assert_eq!(grants.len(), 2);
    assert!(grants.iter().all(|g| g["status"] == "awaiting_activation" && g["valid_from"].is_null()));
    let kinds: Vec<Value> = newcomer.history(&request).await.iter().map(|e| e["kind"].clone()).collect();
    assert_eq!(kinds, ["submitted", "item_approved", "item_approved"]);
    let mail = app.mail("newcomer1", "has been decided").await;
    assert!(mail["text"].as_str().unwrap().contains("not active yet"), "{mail}");
}

#[tokio::test]
async fn items_are_decided_one_by_one() {
    let app = spawn_app();
    let (newcomer, coordinator) = (app.as_person("newcomer1"), app.as_person("rndcoordinator1"));
    let request = newcomer.submitted("ERN-RND/DE/DE22", &["hp", "researcher"]).await;
    let item = |n: usize, decision: &str| json!([{"id": request["items"][n]["id"], "decision": decision}]);
    let partly = coordinator.decide(&request, json!({"items": item(0, "approve")})).await.expect(200);
    assert_eq!((&partly["status"], partly["grants"].as_array().unwrap().len()), (&json!("submitted"), 1));
    let again = coordinator.decide(&partly, json!({"items": item(0, "approve")})).await;
    assert_eq!(again.refused(422, "invalid").faults(), ["items[0].id: already_decided"]);
    let reason = json!({"code": "no_clinical_need"});
    let decision = json!({"items": item(1, "reject"), "reason": reason});
    let decided = coordinator.decide(&partly, decision).await.expect(200);
    assert_eq!(decided["status"], "decided");
    assert_eq!(decided["items"][1]["status"], "rejected");
    let facts = newcomer.history(&request).await;
    assert_eq!((&facts[2]["kind"], &facts[2]["reason"]), (&json!("item_rejected"), &reason));
    assert_eq!(facts[2]["profile"]["code"], "researcher");
}

#[tokio::test]
async fn a_decision_is_refused_with_every_fault() {
    let app = spawn_app();
    let coordinator = app.as_person("rndcoordinator1");
    let request = app.as_person("newcomer1").submitted("ERN-RND/DE/DE22", &["hp", "coordinator"]).await;
    let (hp, deciding) = (&request["items"][0]["id"], &request["items"][1]["id"]);
    let faults = |decision: Value| {
        let (coordinator, request) = (coordinator.clone(), request.clone());
        async move { coordinator.decide(&request, decision).await.refused(422, "invalid").faults() }
    };
    let nothing = json!({"items": [], "valid_until": "2001-01-01T00:00:00Z"});
    assert_eq!(faults(nothing).await, ["items: required", "valid_until: must_be_future"]);
    let everything = json!({
        "items": [
            {"id": "019a0000-0000-7000-8000-000000000000", "decision": "reject"},
            {"id": deciding, "decision": "approve"},
            {"id": deciding, "decision": "approve"},
        ],
        "valid_until": "2001-01-01T00:00:00Z",
    });
    assert_eq!(
        faults(everything).await,
        [
            "items[0].id: not_found",
            "items[2].id: duplicate",
            "items[1].decision: requires",
            "items[2].decision: requires",
            "reason: required",
            "valid_until: must_be_future",
        ]
    );
    let wordless = json!({"items": [{"id": hp, "decision": "reject"}], "reason": {"code": "other"}});
    assert_eq!(faults(wordless).await, ["reason.text: needs_text"]);
    let unknown = json!({"items": [{"id": hp, "decision": "perhaps"}]});
    assert_eq!(faults(unknown).await, ["items[0].decision: invalid"]);
    let smuggled = json!({"items": [{"id": hp, "decision": "approve", "status": "approved"}]});
    assert_eq!(faults(smuggled).await, ["items[0].status: unknown_field"]);
    let untouched = coordinator.look_at(&request).await.expect(200);
    assert_eq!((&untouched["version"], &untouched["grants"]), (&request["version"], &json!([])));
}

#[tokio::test]
async fn approving_coordinator_while_rejecting_the_hp_it_needs_is_refused() {
    let app = spawn_app();
    let coordinator = app.as_person("rndcoordinator1");
    let request = app.as_person("newcomer1").submitted("ERN-RND/DE/DE22", &["hp", "coordinator"]).await;
    let decision = json!({
        "items": [
            {"id": request["items"][0]["id"], "decision": "reject"},
            {"id": request["items"][1]["id"], "decision": "approve"},
        ],
        "reason": {"code": "wrong_profile"},
    });
    let faults = coordinator.decide(&request, decision).await.refused(422, "invalid").faults();
    assert_eq!(faults, ["items[1].decision: requires"]);
}

#[tokio::test]
async fn deciding_needs_the_version_that_was_seen() {
    let app = spawn_app();
    let coordinator = app.as_person("rndcoordinator1");
    let request = app.as_person("newcomer1").submitted("ERN-RND/DE/DE22", &["hp"]).await;
    let body = json!({"items": verdicts(&request, "approve")});
    let decide = || coordinator.post(&address(&request, "/decide")).json(body.clone());
    decide().await.refused(428, "precondition_required");
    decide().header("if-match", "\"1\"").await.refused(412, "stale");
    decide().if_match(&request).await.expect(200);
}

#[tokio::test]
async fn of_two_decisions_at_once_one_wins_and_there_is_one_grant() {
    let app = spawn_app();
    let second = app.second_decider().await;
    let (newcomer, first) = (app.as_person("newcomer1"), app.as_person("rndcoordinator1"));
    for round in 0..3 {
        let place = ["ERN-RND/DE/DE22", "ERN-RND/DE/DE30", "ERN-RND/DE/DE03"][round];
        let request = newcomer.submitted(place, &["hp"]).await;
        let decisions = [first.clone(), second.clone(), first.clone(), second.clone()].map(|decider| {
            let request = request.clone();
            tokio::spawn(async move { decider.approve(&request).await })
        });
        let mut statuses = Vec::new();
        for decision in decisions {
            statuses.push(decision.await.unwrap().status);
        }
        statuses.sort_unstable();
        assert_eq!(statuses[0], 200);
        assert!(statuses[1..].iter().all(|s| matches!(s, 409 | 412)), "{statuses:?}");
        let decided = newcomer.look_at(&request).await.expect(200);
        assert_eq!(decided["grants"].as_array().unwrap().len(), 1);
        let approvals =
            newcomer.history(&request).await.iter().filter(|e| e["kind"] == "item_approved").count();
        assert_eq!(approvals, 1);
    }
    assert_eq!(newcomer.grants().await.len(), 3);
}

#[tokio::test]
async fn of_an_approval_and_a_rejection_at_once_one_wins() {
    let app = spawn_app();
    let second = app.second_decider().await;
    let (newcomer, first) = (app.as_person("newcomer1"), app.as_person("rndcoordinator1"));
    let request = newcomer.submitted("ERN-RND/DE/DE22", &["hp"]).await;
    let (one, other) = (request.clone(), request.clone());
    let approval = tokio::spawn(async move { first.approve(&one).await });
    let rejection = tokio::spawn(async move { second.reject(&other).await });
    let (approval, rejection) = (approval.await.unwrap(), rejection.await.unwrap());
    assert_ne!(approval.status == 200, rejection.status == 200, "{} / {}", approval.text, rejection.text);
    assert_eq!(newcomer.grants().await.len(), usize::from(approval.status == 200));
}

#[tokio::test]
async fn a_repeated_decision_with_its_key_is_answered_as_the_first() {
    let app = spawn_app();
    let coordinator = app.as_person("rndcoordinator1");
    let request = app.as_person("newcomer1").submitted("ERN-RND/DE/DE22", &["hp"]).await;
    let decide = |decision: Value| {
        coordinator
            .post(&address(&request, "/decide"))
            .if_match(&request)
            .json(decision)
            .idempotency_key("d-1")
    };
    let approve = json!({"items": verdicts(&request, "approve")});
    let first = decide(approve.clone()).await.expect(200);
    let again = decide(approve).await.expect(200);
    assert_eq!(first["grants"], again["grants"]);
    let other = json!({"items": verdicts(&request, "reject"), "reason": {"code": "wrong_profile"}});
    decide(other).await.refused(422, "idempotency_key_reused");
}

#[tokio::test]
async fn nobody_decides_their_own_request() {
    let app = spawn_app();
    let coordinator = app.as_person("rndcoordinator1");
    let own = coordinator.submitted("ERN-RND/DE/DE22", &["panel_manager_ern"]).await;
    assert_eq!(own["allowed_actions"], json!(["withdraw"]));
    coordinator.approve(&own).await.refused(403, "self_decision");
    coordinator.reject(&own).await.refused(403, "self_decision");
    let back =
        coordinator.post(&address(&own, "/return")).json(json!({"reason": {"code": "wrong_profile"}})).await;
    back.refused(403, "self_decision");
    // Visible in the list, and not decidable there either.
    let list = coordinator.get(&format!("{REQUESTS}?view=to_decide")).await.expect(200);
    assert_eq!(list["items"][0]["id"], own["id"]);
    assert_eq!(list["items"][0]["allowed_actions"], json!(["withdraw"]));
    // Not even with the rights of another network, and not by the offices.
    for name in ["bondcoordinator1", "admin1"] {
        app.as_person(name).approve(&own).await.refused(404, "not_found");
    }
    for name in ["helpdesk1", "auditor1"] {
        app.as_person(name).approve(&own).await.refused(403, "forbidden");
    }
    // Another decider of the network may.
    let second = app.second_decider().await;
    second.approve(&own).await.expect(200);
}

#[tokio::test]
async fn who_becomes_a_decider_meanwhile_still_does_not_decide_their_own() {
    let app = spawn_app();
    let newcomer = app.as_person("newcomer1");
    let waiting = newcomer.submitted("ERN-RND/DE/DE30", &["hp", "researcher"]).await;
    app.active(&newcomer, "ERN-RND/DE/DE22", &["hp", "coordinator"]).await;
    newcomer.approve(&waiting).await.refused(403, "self_decision");
}

#[tokio::test]
async fn a_coordinator_decides_in_their_own_network_and_nowhere_else() {
    let app = spawn_app();
    let request = app.as_person("newcomer1").submitted("ERN-RND/DE/DE22", &["hp"]).await;
    for name in ["bondcoordinator1", "newcomer2", "rndhpuser1", "admin1"] {
        app.as_person(name).approve(&request).await.refused(404, "not_found");
    }
    // An item of another network's request does not get in by the side door.
    let theirs = app.as_person("newcomer2").submitted("BOND/BE/BE01", &["hp"]).await;
    let smuggled = json!({"items": [{"id": request["items"][0]["id"], "decision": "approve"}]});
    let answer = app.as_person("bondcoordinator1").decide(&theirs, smuggled).await;
    assert_eq!(answer.refused(422, "invalid").faults(), ["items[0].id: not_found"]);
}

#[tokio::test]
async fn guest_access_lasts_ninety_days_and_no_longer() {
    let app = spawn_app();
    let (newcomer, coordinator) = (app.as_person("newcomer1"), app.as_person("rndcoordinator1"));
    let request = newcomer.submitted("ERN-RND/DE/0000", &["guest"]).await;
    let too_long = json!({
        "items": verdicts(&request, "approve"),
        "valid_until": (app.now() + TimeDelta::days(91)).to_rfc3339(),
    });
    let answer = coordinator.decide(&request, too_long).await.refused(422, "invalid");
    assert_eq!(answer.faults(), ["valid_until: too_late"]);
    let before = app.now();
    let decided = coordinator.approve(&request).await.expect(200);
    let until = decided["grants"][0]["valid_until"].as_str().unwrap().parse::<DateTime<Utc>>().unwrap();
    assert!(until >= before + TimeDelta::days(90) && until <= app.now() + TimeDelta::days(90), "{until}");
}

#[tokio::test]
async fn what_was_asked_for_until_a_day_is_not_granted_for_ever() {
    let app = spawn_app();
    let (newcomer, coordinator) = (app.as_person("newcomer1"), app.as_person("rndcoordinator1"));
    let until = app.now() + TimeDelta::minutes(5);
    let body = json!({
        "application": "CPMS", "organisation_id": app.place("ERN-RND/DE/DE22"), "profiles": ["hp"],
        "requested_until": until.to_rfc3339(),
    });
    let draft = newcomer.post(REQUESTS).json(body).await.expect(201);
    let request = newcomer.submit(&draft).await.expect(200);
    app.advance(600).await;
    let answer = coordinator.approve(&request).await.refused(422, "invalid");
    assert_eq!(answer.faults(), ["valid_until: required"]);
}

#[tokio::test]
async fn an_end_in_the_past_is_refused_even_by_a_moment() {
    let app = spawn_app();
    let coordinator = app.as_person("rndcoordinator1");
    let request = app.as_person("newcomer1").submitted("ERN-RND/DE/DE22", &["hp"]).await;
    let decision = json!({"items": verdicts(&request, "approve"), "valid_until": app.now().to_rfc3339()});
    let answer = coordinator.decide(&request, decision).await.refused(422, "invalid");
    assert_eq!(answer.faults(), ["valid_until: must_be_future"]);
}
