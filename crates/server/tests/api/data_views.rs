//! `/api/v1/data-views`

use serde_json::{Value, json};

use crate::support::journey::address;
use crate::support::{Client, TestApp, eventually, spawn_app};

const VIEWS: &str = "/api/v1/data-views";

async fn views(app: &TestApp, count: usize) -> Vec<Value> {
    views_of(&app.as_person("auditor1"), count).await
}

async fn views_of(auditor: &Client, count: usize) -> Vec<Value> {
    eventually("the looks are written down", || async {
        let page = auditor.get(VIEWS).await.expect(200);
        let items = page["items"].as_array().unwrap().clone();
        (items.len() == count).then_some(items)
    })
    .await
}

#[tokio::test]
async fn the_auditor_sees_who_looked_at_whose_data_once_an_hour() {
    let app = spawn_app();
    let applicant = app.as_person("newcomer1");
    let request = app.approved(&applicant, "ERN-RND/DE/DE22", &["hp"]).await;
    applicant.look_at(&request).await.expect(200);
    let (helpdesk, coordinator) = (app.as_person("helpdesk1"), app.as_person("rndcoordinator1"));
    coordinator.look_at(&request).await.expect(200);
    views(&app, 1).await;
    coordinator.history(&request).await;
    views(&app, 2).await;
    let grant = format!("/api/v1/grants/{}", request["grants"][0]["id"].as_str().unwrap());
    helpdesk.get(&grant).await.expect(200);
    views(&app, 3).await;
    helpdesk.get(&app.account_of("newcomer1").await).await.expect(200);
    let all = views(&app, 4).await;
    let what: Vec<&str> = all.iter().map(|view| view["what"].as_str().unwrap()).collect();
    assert_eq!(what, ["account", "grant", "history", "request"], "newest first");
    assert_eq!(all[3]["subject"]["id"], request["applicant"]["id"]);
    assert_eq!(all[3]["object"], request["id"]);

    // Looking again within the hour is the same look.
    coordinator.look_at(&request).await.expect(200);
    app.advance(3600).await;
    app.sign_in("rndcoordinator1").await.look_at(&request).await.expect(200);
    let all = views_of(&app.sign_in("auditor1").await, 5).await;
    assert_eq!((&all[0]["what"], &all[0]["viewer"]["id"]), (&json!("request"), &all[4]["viewer"]["id"]));
}

#[tokio::test]
async fn looks_are_found_by_whose_data_and_by_who_looked_page_by_page() {
    let app = spawn_app();
    let helpdesk = app.as_person("helpdesk1");
    for (name, seen) in [("newcomer1", 1), ("newcomer2", 2), ("newcomer3", 3)] {
        helpdesk.get(&app.account_of(name).await).await.expect(200);
        views(&app, seen).await;
    }
    let auditor = app.as_person("auditor1");
    let first = auditor.get(&format!("{VIEWS}?limit=2")).await;
    assert!(first.header("link").contains("rel=\"next\""));
    let first = first.expect(200);
    assert_eq!((first["items"].as_array().unwrap().len(), &first["total"]), (2, &json!(3)));
    let next = format!("{VIEWS}?limit=2&cursor={}", first["next"].as_str().unwrap());
    let second = auditor.get(&next).await.expect(200);
    assert_eq!(second["items"].as_array().unwrap().len(), 1);
    let subject = second["items"][0]["subject"]["id"].as_str().unwrap();
    let of_one = auditor.get(&format!("{VIEWS}?subject={subject}")).await.expect(200);
    assert_eq!(of_one["items"], second["items"]);
    let viewer = second["items"][0]["viewer"]["id"].as_str().unwrap();
    assert_eq!(auditor.get(&format!("{VIEWS}?viewer={viewer}")).await.expect(200)["total"], 3);
    assert_eq!(auditor.get(&format!("{VIEWS}?viewer={subject}")).await.expect(200)["total"], 0);
    auditor.get(&format!("{VIEWS}?limit=0")).await.refused(422, "invalid");
    auditor.get(&format!("{VIEWS}?cursor=x")).await.refused(422, "invalid");
}

#[tokio::test]
async fn what_one_looks_at_oneself_is_nobodys_business() {
    let app = spawn_app();
    let applicant = app.as_person("newcomer1");
    let request = applicant.submitted("ERN-RND/DE/DE22", &["hp"]).await;
    applicant.get(&address(&request, "/events")).await.expect(200);
    app.as_person("helpdesk1").get(&app.account_of("helpdesk1").await).await.expect(200);
    app.as_person("rndcoordinator1").look_at(&request).await.expect(200);
    views(&app, 1).await;
}
