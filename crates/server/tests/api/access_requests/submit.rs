//! `POST /api/v1/access-requests/{id}/submit`

use serde_json::{Value, json};

use crate::support::journey::{REQUESTS, address, id};
use crate::support::{Answer, Client, spawn_app};

async fn faults_of(client: &Client, body: Value) -> Vec<String> {
    let draft = client.post(REQUESTS).json(body).await.expect(201);
    let answer = client.submit(&draft).await.refused(422, "invalid");
    // What the draft says about itself is what the submission is refused for (R19).
    assert_eq!(answer.faults(), crate::support::faults(&draft["problems"]));
    answer.faults()
}

async fn all_at_once(calls: Vec<crate::support::client::Call>) -> Vec<Answer> {
    let tasks: Vec<_> = calls.into_iter().map(|call| tokio::spawn(async move { call.await })).collect();
    let mut answers = Vec::new();
    for task in tasks {
        answers.push(task.await.unwrap());
    }
    answers
}

#[tokio::test]
async fn an_empty_draft_is_refused_with_everything_that_is_missing() {
    let app = spawn_app();
    let newcomer = app.as_person("newcomer1");
    let faults = faults_of(&newcomer, json!({})).await;
    assert_eq!(faults, ["application: required", "organisation_id: required", "profiles: required"]);
    let faults = faults_of(&newcomer, json!({"application": "CPMS"})).await;
    assert_eq!(faults, ["organisation_id: required", "profiles: required"]);
}

#[tokio::test]
async fn a_good_draft_goes_to_the_coordinators_and_everybody_is_told() {
    let app = spawn_app();
    let newcomer = app.as_person("newcomer1");
    let request = newcomer.submitted("ERN-RND/DE/DE22", &["hp", "coordinator"]).await;
    assert_eq!(request["status"], "submitted");
    assert_eq!(request["allowed_actions"], json!(["withdraw"]));
    assert_eq!(request["stage"]["code"], "with_coordinator");
    assert_eq!(request["stage"]["people"], 1);
    assert!(request["stage"]["with"].as_str().unwrap().contains("ERN-RND"), "{}", request["stage"]);
    assert_eq!(request["stage"]["usual_days"], json!({"min": 1, "max": 3}));
    assert!(request["submitted_at"].is_string());
    assert!(
        request["items"].as_array().unwrap().iter().all(|i| i["id"].is_string() && i["status"] == "pending")
    );
    app.mail("newcomer1", "has been submitted").await;
    app.mail("rndcoordinator1", "Training newcomer1 asks for access to").await;
    assert_eq!(app.mailbox("bondcoordinator1").await, Vec::<Value>::new());
}

#[tokio::test]
async fn only_providers_and_guest_nodes_can_be_asked_for() {
    let app = spawn_app();
    let newcomer = app.as_person("newcomer1");
    for key in ["ERN-RND", "ERN-RND/DE"] {
        let body = json!({"application": "CPMS", "organisation_id": app.place(key), "profiles": ["hp"]});
        assert_eq!(faults_of(&newcomer, body).await, ["organisation_id: not_requestable"], "{key}");
    }
}

#[tokio::test]
async fn what_is_retired_or_not_set_up_cannot_be_asked_for() {
    let app = spawn_app();
    let newcomer = app.as_person("newcomer1");
    let place = |key: &str, profile: &str| json!({"application": "CPMS", "organisation_id": app.place(key), "profiles": [profile]});
    let closed = faults_of(&newcomer, place("COVID-19", "hp")).await;
    assert_eq!(closed, ["organisation_id: not_requestable"]);
    let retired = faults_of(&newcomer, place("ERN-RND/DE/DE22", "database_manager")).await;
    assert_eq!(retired, ["profiles[0]: not_requestable"]);
    let applications = newcomer.get("/api/v1/applications").await.expect(200);
    let unset = applications["items"].as_array().unwrap().iter().find(|a| a["configured"] == false).unwrap();
    let unset = json!({"application": unset["code"], "organisation_id": app.place("ERN-RND/DE/DE22")});
    let faults = faults_of(&newcomer, unset).await;
    assert_eq!(faults[0], "application: not_requestable");
    let portal = json!({"application": "HILUM", "profiles": ["administrator"]});
    let faults = faults_of(&newcomer, portal).await;
    assert_eq!(faults[..2], ["application: not_requestable", "organisation_id: required"]);
}

#[tokio::test]
async fn coordinator_and_dispatcher_require_hp() {
    let app = spawn_app();
    let newcomer = app.as_person("newcomer1");
    let draft = newcomer.draft("ERN-RND/DE/DE22", &["coordinator", "dispatcher"]).await;
    let answer = newcomer.submit(&draft).await.refused(422, "invalid");
    assert_eq!(answer.faults(), ["profiles[0]: requires", "profiles[1]: requires"]);
    assert_eq!(answer.json["fields"][0]["params"], json!({"profile": "hp"}));
    // Held already in that network is as good as asked for, at another provider too.
    app.active(&newcomer, "ERN-RND/DE/DE30", &["hp"]).await;
    newcomer.submit(&draft).await.expect(200);
    // But not in another network.
    let elsewhere = newcomer.draft("BOND/BE/BE01", &["coordinator"]).await;
    assert_eq!(newcomer.submit(&elsewhere).await.faults(), ["profiles[0]: requires"]);
}

#[tokio::test]
async fn guest_profiles_belong_to_guest_nodes_and_no_others_do() {
    let app = spawn_app();
    let newcomer = app.as_person("newcomer1");
    let draft = newcomer.draft("ERN-RND/DE/DE22", &["guest"]).await;
    assert_eq!(newcomer.submit(&draft).await.refused(422, "invalid").faults(), ["profiles[0]: wrong_level"]);
    let draft = newcomer.draft("ERN-RND/DE/0000", &["hp", "researcher"]).await;
    let faults = newcomer.submit(&draft).await.refused(422, "invalid").faults();
    assert_eq!(faults, ["profiles[0]: wrong_level", "profiles[1]: wrong_level"]);
    let draft = newcomer.draft("ERN-RND/DE/0000", &["guest_virtual_centre"]).await;
    assert_eq!(newcomer.submit(&draft).await.refused(422, "invalid").faults(), ["profiles[0]: requires"]);
    newcomer.submitted("ERN-RND/DE/0000", &["guest", "guest_virtual_centre"]).await;
}

#[tokio::test]
async fn what_is_pending_or_held_cannot_be_asked_for_again_in_its_scope() {
    let app = spawn_app();
    let newcomer = app.as_person("newcomer1");
    let first = newcomer.submitted("ERN-RND/DE/DE22", &["hp", "researcher"]).await;
    // Researcher reaches over the network: another provider of it is the same right. HP belongs to its provider.
    let second = newcomer.draft("ERN-RND/DE/DE30", &["hp", "researcher"]).await;
    let answer = newcomer.submit(&second).await.refused(422, "invalid");
    assert_eq!(answer.faults(), ["profiles[1]: already_pending"]);
    assert_eq!(answer.json["fields"][0]["params"]["request"], first["id"]);
    app.as_person("rndcoordinator1").approve(&first).await.expect(200);
    let answer = newcomer.submit(&second).await.refused(422, "invalid");
    assert_eq!(answer.faults(), ["profiles[1]: already_held"]);
    let same_place = newcomer.draft("ERN-RND/DE/DE22", &["hp"]).await;
    assert_eq!(newcomer.submit(&same_place).await.faults(), ["profiles[0]: already_held"]);
    // Another network is another right, and so is HP at another provider.
    newcomer.submitted("BOND/BE/BE01", &["hp", "researcher"]).await;
    newcomer.submitted("ERN-RND/DE/DE30", &["hp"]).await;
}

#[tokio::test]
async fn what_was_rejected_or_withdrawn_can_be_asked_for_again() {
    let app = spawn_app();
    let newcomer = app.as_person("newcomer1");
    let first = newcomer.submitted("ERN-RND/DE/DE22", &["hp"]).await;
    app.as_person("rndcoordinator1").reject(&first).await.expect(200);
    let second = newcomer.submitted("ERN-RND/DE/DE22", &["hp"]).await;
    newcomer.post(&address(&second, "/withdraw")).await.expect(200);
    newcomer.submitted("ERN-RND/DE/DE22", &["hp"]).await;
}

#[tokio::test]
async fn twenty_clicks_submit_once() {
    let app = spawn_app();
    let newcomer = app.as_person("newcomer1");
    let draft = newcomer.draft("ERN-RND/DE/DE22", &["hp", "researcher"]).await;
    let calls = (0..20).map(|_| newcomer.post(&address(&draft, "/submit"))).collect();
    let answers = all_at_once(calls).await;
    assert_eq!(answers.iter().filter(|a| a.status == 200).count(), 1);
    assert!(answers.iter().all(|a| matches!(a.status, 200 | 409)), "{answers:?}");
    let facts = newcomer.history(&draft).await;
    assert_eq!(facts.iter().map(|e| &e["kind"]).collect::<Vec<_>>(), ["submitted"]);
    app.all_delivered().await;
    assert_eq!(app.mailbox("newcomer1").await.len(), 1);
    assert_eq!(app.mailbox("rndcoordinator1").await.len(), 1);
    let submitted = newcomer.look_at(&draft).await.expect(200);
    assert_eq!(submitted["items"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn twenty_clicks_with_one_key_are_all_answered_alike() {
    let app = spawn_app();
    let newcomer = app.as_person("newcomer1");
    let draft = newcomer.draft("ERN-RND/DE/DE22", &["hp"]).await;
    let call = || newcomer.post(&address(&draft, "/submit")).idempotency_key("submit-1");
    let answers = all_at_once((0..20).map(|_| call()).collect()).await;
    for answer in answers {
        assert_eq!(answer.expect(200)["status"], "submitted");
    }
    assert_eq!(newcomer.history(&draft).await.len(), 1);
    let other = newcomer.draft("ERN-RND/DE/DE30", &["hp"]).await;
    let reused = newcomer.post(&address(&other, "/submit")).idempotency_key("submit-1").await;
    reused.refused(422, "idempotency_key_reused");
}

#[tokio::test]
async fn two_drafts_for_the_same_right_cannot_both_be_submitted_at_once() {
    let app = spawn_app();
    let newcomer = app.as_person("newcomer1");
    let here = newcomer.draft("ERN-RND/DE/DE22", &["researcher"]).await;
    let there = newcomer.draft("ERN-RND/DE/DE30", &["researcher"]).await;
    let calls = [&here, &there].map(|draft| newcomer.post(&address(draft, "/submit")));
    let answers = all_at_once(calls.into()).await;
    assert_eq!(answers.iter().filter(|a| a.status == 200).count(), 1, "{answers:?}");
    let refusal = answers.iter().find(|a| a.status != 200).unwrap();
    assert!(
        matches!((refusal.status, refusal.code()), (409, "duplicate" | "conflict") | (422, "invalid")),
        "{refusal:?}"
    );
    let pending = newcomer.get(&format!("{REQUESTS}?status=submitted")).await.expect(200);
    assert_eq!(pending["total"], 1);
}

#[tokio::test]
async fn a_stale_view_is_not_submitted() {
    let app = spawn_app();
    let newcomer = app.as_person("newcomer1");
    let draft = newcomer.draft("ERN-RND/DE/DE22", &["hp"]).await;
    let patch = newcomer.patch(&address(&draft, "")).if_match(&draft);
    patch.json(json!({"profiles": ["hp", "researcher"]})).await.expect(200);
    newcomer.post(&address(&draft, "/submit")).if_match(&draft).await.refused(412, "stale");
}

#[tokio::test]
async fn nobody_else_submits_and_nobody_else_knows_of_a_draft() {
    let app = spawn_app();
    let draft = app.as_person("newcomer1").draft("ERN-RND/DE/DE22", &["hp"]).await;
    for name in ["newcomer2", "rndcoordinator1", "helpdesk1", "auditor1", "admin1"] {
        let person = app.as_person(name);
        person.submit(&draft).await.refused(404, "not_found");
        person.look_at(&draft).await.refused(404, "not_found");
    }
    let nobody = format!("{REQUESTS}/019a0000-0000-7000-8000-000000000000/submit");
    app.as_person("newcomer1").post(&nobody).await.refused(404, "not_found");
    assert!(!id(&draft).is_empty());
}

#[tokio::test]
async fn when_nobody_can_decide_the_helpdesk_is_alarmed() {
    let app = spawn_app();
    // The only coordinator of the network asks for something there: nobody else is left to decide.
    let coordinator = app.as_person("rndcoordinator1");
    let request = coordinator.submitted("ERN-RND/DE/DE22", &["panel_manager_ern"]).await;
    assert_eq!(request["stage"]["people"], 0);
    let alarm = app.mail("helpdesk1", "Nobody can decide a request in ").await;
    assert!(alarm["text"].as_str().unwrap().contains(&format!("/requests/{}", id(&request))), "{alarm}");
    app.all_delivered().await;
    assert_eq!(app.mailbox("rndcoordinator1").await.len(), 1, "only what the applicant is told");
}

#[tokio::test]
async fn an_end_that_has_passed_a_profile_twice_and_a_long_comment_are_all_named() {
    let app = spawn_app();
    let newcomer = app.as_person("newcomer1");
    let body = json!({
        "application": "CPMS", "organisation_id": app.place("ERN-RND/DE/DE22"), "profiles": ["hp", "hp"],
        "requested_until": app.now().to_rfc3339(), "comment": "c".repeat(2001),
    });
    let faults = faults_of(&newcomer, body).await;
    assert_eq!(faults, ["profiles[1]: duplicate", "comment: too_long", "requested_until: must_be_future"]);
}
