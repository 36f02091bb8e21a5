//! `GET /api/v1/access-requests/{id}/events`

use serde_json::{Value, json};

use crate::support::journey::address;
use crate::support::spawn_app;

#[tokio::test]
async fn history_tells_who_acted_in_which_office_and_to_the_applicant_the_office_alone() {
    let app = spawn_app();
    let newcomer = app.as_person("newcomer1");
    let request = app.active(&newcomer, "ERN-RND/DE/DE22", &["hp"]).await;
    let column = |facts: &[Value], name: &str| facts.iter().map(|e| e[name].clone()).collect::<Vec<_>>();
    let mine = newcomer.history(&request).await;
    assert_eq!(column(&mine, "kind"), ["submitted", "item_approved", "grant_activated"]);
    assert_eq!(column(&mine, "office"), ["applicant", "coordinator", "helpdesk"]);
    let actors: Vec<Value> = mine.iter().map(|e| e["actor"]["name"].clone()).collect();
    assert_eq!(actors, [json!("Training newcomer1"), json!(null), json!(null)]);
    let times = column(&mine, "at");
    assert!(times.iter().map(|t| t.as_str().unwrap()).is_sorted(), "{times:?}");
    let audited = app.as_person("auditor1").history(&request).await;
    let actors: Vec<Value> = audited.iter().map(|e| e["actor"]["name"].clone()).collect();
    assert_eq!(actors, ["Training newcomer1", "Coordinator ERN-RND 1", "Training helpdesk1"]);
}

#[tokio::test]
async fn a_draft_has_no_history() {
    let app = spawn_app();
    let newcomer = app.as_person("newcomer1");
    let draft = newcomer.draft("ERN-RND/DE/DE22", &["hp"]).await;
    assert_eq!(newcomer.get(&address(&draft, "/events")).await.expect(200)["total"], 0);
    app.as_person("rndcoordinator1").get(&address(&draft, "/events")).await.refused(404, "not_found");
}
