//! `/api/v1/grants`

use hilum_catalogue::Catalogue;
use hilum_domain::GrantId;
use hilum_domain::catalogue::Activation;
use hilum_domain::grant::Grant;
use hilum_server::exchange;
use hilum_store::{Author, StoreError, grants};
use serde_json::{Value, json};

use crate::support::journey::id;
use crate::support::spawn_app;

#[tokio::test]
async fn the_helpdesk_activates_and_the_holder_is_told() {
    let app = spawn_app();
    let (newcomer, helpdesk) = (app.as_person("newcomer1"), app.as_person("helpdesk1"));
    let request = app.approved(&newcomer, "ERN-RND/DE/DE22", &["hp"]).await;
    let queue = helpdesk.get("/api/v1/grants?status=awaiting_activation").await.expect(200);
    assert_eq!((&queue["total"], &queue["items"][0]["allowed_actions"]), (&json!(1), &json!(["activate"])));
    let answer = helpdesk.activate(&queue["items"][0]).await;
    assert_eq!(answer.header("etag"), "\"2\"");
    let grant = answer.expect(200);
    assert_eq!((&grant["status"], &grant["allowed_actions"]), (&json!("active"), &json!([])));
    assert!(grant["valid_from"].is_string());
    assert_eq!(grant["request"], request["id"]);
    helpdesk.activate(&grant).await.refused(409, "wrong_state");
    assert_eq!(newcomer.look_at(&request).await.expect(200)["stage"]["code"], "active");
    app.mail("newcomer1", "is active").await;
}

#[tokio::test]
async fn ten_clicks_activate_once() {
    let app = spawn_app();
    let (newcomer, helpdesk) = (app.as_person("newcomer1"), app.as_person("helpdesk1"));
    let request = app.approved(&newcomer, "ERN-RND/DE/DE22", &["hp"]).await;
    let clicks: Vec<_> = (0..10)
        .map(|_| {
            let (helpdesk, grant) = (helpdesk.clone(), request["grants"][0].clone());
            tokio::spawn(async move { helpdesk.activate(&grant).await })
        })
        .collect();
    let mut done = 0;
    for click in clicks {
        let answer = click.await.unwrap();
        assert!(matches!(answer.status, 200 | 409), "{}", answer.text);
        done += usize::from(answer.status == 200);
    }
    assert_eq!(done, 1);
    let kinds: Vec<Value> = newcomer.history(&request).await.iter().map(|e| e["kind"].clone()).collect();
    assert_eq!(kinds, ["submitted", "item_approved", "grant_activated"]);
    app.all_delivered().await;
    assert_eq!(app.mailbox("newcomer1").await.len(), 3);
}

#[tokio::test]
async fn activation_honours_version_and_key() {
    let app = spawn_app();
    let helpdesk = app.as_person("helpdesk1");
    let request = app.approved(&app.as_person("newcomer1"), "ERN-RND/DE/DE22", &["hp"]).await;
    let path = format!("/api/v1/grants/{}/activate", id(&request["grants"][0]));
    helpdesk.post(&path).header("if-match", "\"7\"").await.refused(412, "stale");
    let first = helpdesk.post(&path).idempotency_key("a-1").header("if-match", "\"1\"").await.expect(200);
    let again = helpdesk.post(&path).idempotency_key("a-1").header("if-match", "\"1\"").await.expect(200);
    assert_eq!(first, again);
}

#[tokio::test]
async fn rights_are_listed_for_those_who_may_know_them() {
    let app = spawn_app();
    let newcomer = app.as_person("newcomer1");
    let rnd = app.approved(&newcomer, "ERN-RND/DE/DE22", &["hp"]).await;
    let bond = app.approved(&newcomer, "BOND/BE/BE01", &["hp"]).await;
    let total = |name: &str, query: &str| {
        let (person, path) = (app.as_person(name), format!("/api/v1/grants?{query}"));
        async move { person.get(&path).await.expect(200)["total"].as_u64().unwrap() }
    };
    assert_eq!(total("helpdesk1", "status=awaiting_activation").await, 2);
    assert_eq!(total("auditor1", "status=awaiting_activation").await, 2);
    assert_eq!(total("rndcoordinator1", "status=awaiting_activation").await, 1);
    assert_eq!(total("rndcoordinator1", "q=newcomer1").await, 1);
    assert_eq!(total("helpdesk1", "q=newcomer1").await, 2);
    assert_eq!(total("helpdesk1", "q=newcomer1%20tubingen").await, 1);
    assert_eq!(
        total("helpdesk1", &format!("status=awaiting_activation&network={}", app.place("BOND"))).await,
        1
    );
    // 1 coordinator (HP and Coordinator), 1 guest (two profiles), 1 researcher, 5 HP.
    assert_eq!(total("rndcoordinator1", "status=active").await, 10);
    assert_eq!(total("rndcoordinator1", &format!("network={}", app.place("BOND"))).await, 0);
    app.as_person("helpdesk1").get("/api/v1/grants?status=no_such").await.refused(422, "invalid");
    app.as_person("helpdesk1").get("/api/v1/grants?limit=0").await.refused(422, "invalid");
    let coordinator = app.as_person("rndcoordinator1");
    coordinator.get(&format!("/api/v1/grants/{}", id(&rnd["grants"][0]))).await.expect(200);
    coordinator.get(&format!("/api/v1/grants/{}", id(&bond["grants"][0]))).await.refused(404, "not_found");
    coordinator.get("/api/v1/grants/not-an-id").await.refused(404, "not_found");
}

#[tokio::test]
async fn r7_an_application_that_activates_by_itself_leaves_the_same_traces() {
    let app = spawn_app();
    let mut catalogue = Catalogue::embedded().clone();
    catalogue.applications.iter_mut().for_each(|a| a.activation = Activation::Automatic);
    let (store, now) = (app.context.store.clone(), app.now());
    app.inside(async move { exchange::import(&store, catalogue, true, now).await }).await.unwrap();
    let newcomer = app.as_person("newcomer1");
    let request = app.approved(&newcomer, "ERN-RND/DE/DE22", &["hp"]).await;
    assert_eq!(request["stage"]["code"], "active");
    assert_eq!(newcomer.grants().await[0]["status"], "active");
    let history = newcomer.history(&request).await;
    let kinds: Vec<&Value> = history.iter().map(|e| &e["kind"]).collect();
    assert_eq!(kinds, ["submitted", "item_approved", "grant_activated"]);
    assert_eq!(history[2]["office"], "system");
    app.mail("newcomer1", "is active").await;
}

#[tokio::test]
async fn the_helpdesk_is_alarmed_when_the_last_who_decides_for_a_network_loses_that_right() {
    let app = spawn_app();
    let coordinator = app.as_person("rndcoordinator1");
    let mine = coordinator.get("/api/v1/me/grants?limit=100").await.expect(200);
    let held =
        mine["items"].as_array().unwrap().iter().find(|g| g["profile"]["code"] == "coordinator").unwrap();
    let id: GrantId = serde_json::from_value(held["id"].clone()).unwrap();
    let (context, end) = (app.context.clone(), app.now() + chrono::TimeDelta::minutes(10));
    app.inside(async move {
        let written: Result<(), StoreError> = context
            .store
            .write(Author::System, async move |tx| {
                let before = grants::find(tx, id).await?.expect("the grant");
                let after = Grant { valid_until: Some(end), ..before.grant.clone() };
                grants::update(tx, &before, &after).await
            })
            .await;
        written.unwrap();
    })
    .await;
    coordinator.get("/api/v1/access-requests?view=to_decide").await.expect(200);
    app.advance(600).await;
    coordinator.get("/api/v1/access-requests?view=to_decide").await.refused(403, "forbidden");
    let alarm = app.mail("helpdesk1", "Nobody can decide in ERN-RND").await;
    assert!(alarm["text"].as_str().unwrap().contains("Coordinator"), "{alarm}");
}
