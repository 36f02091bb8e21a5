//! `GET /api/v1/access-profiles`

use serde_json::{Value, json};

use crate::support::{Client, TestApp, spawn_app};

async fn obstacles(app: &TestApp, client: &Client, place: &str) -> Vec<(String, String)> {
    let path = format!("/api/v1/access-profiles?application=CPMS&organisation={}", app.place(place));
    let page = client.get(&path).await.expect(200);
    let text = |value: &Value| value.as_str().unwrap_or("-").to_owned();
    page["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|p| (text(&p["code"]), text(&p["obstacle"]["code"])))
        .collect()
}

fn of<'o>(obstacles: &'o [(String, String)], profile: &str) -> &'o str {
    &obstacles.iter().find(|(code, _)| code == profile).expect("a known profile").1
}

#[tokio::test]
async fn each_place_says_what_can_be_asked_for_there_and_why_not() {
    let app = spawn_app();
    let newcomer = app.as_person("newcomer1");
    let provider = obstacles(&app, &newcomer, "ERN-RND/DE/DE22").await;
    assert_eq!(provider.len(), 9);
    assert_eq!((of(&provider, "hp"), of(&provider, "guest")), ("-", "wrong_level"));
    assert_eq!(of(&provider, "database_manager"), "not_requestable");
    let guest = obstacles(&app, &newcomer, "ERN-RND/DE/0000").await;
    assert_eq!((of(&guest, "hp"), of(&guest, "guest")), ("wrong_level", "-"));
    let request = newcomer.submitted("ERN-RND/DE/DE22", &["hp", "researcher"]).await;
    let elsewhere = obstacles(&app, &newcomer, "ERN-RND/DE/DE30").await;
    assert_eq!((of(&elsewhere, "hp"), of(&elsewhere, "researcher")), ("-", "already_pending"));
    app.as_person("rndcoordinator1").approve(&request).await.expect(200);
    let here = obstacles(&app, &newcomer, "ERN-RND/DE/DE22").await;
    assert_eq!((of(&here, "hp"), of(&here, "researcher")), ("already_held", "already_held"));
}

#[tokio::test]
async fn a_place_of_another_application_is_not_there() {
    let app = spawn_app();
    let newcomer = app.as_person("newcomer1");
    let path = |application: &str, place: &str| {
        format!("/api/v1/access-profiles?application={application}&organisation={place}")
    };
    let here = app.place("ERN-RND/DE/DE22");
    newcomer.get(&path("HILUM", &here)).await.refused(404, "not_found");
    newcomer.get(&path("CPMS", "019a0000-0000-7000-8000-000000000000")).await.refused(404, "not_found");
    newcomer.get("/api/v1/access-profiles?application=CPMS").await.refused(400, "malformed");
    let known = newcomer.get(&path("CPMS", &here)).await.expect(200);
    assert_eq!(known["holdings"], json!([]));
}
