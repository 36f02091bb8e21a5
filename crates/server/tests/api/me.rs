//! `/api/v1/me`

use serde_json::json;

use crate::support::spawn_app;

#[tokio::test]
async fn one_sees_oneself_and_changes_the_language() {
    let app = spawn_app();
    let newcomer = app.as_person("newcomer1");
    let answer = newcomer.get("/api/v1/me").await;
    assert_eq!(answer.version_tag(), "1");
    let me = answer.expect(200);
    assert_eq!((&me["email"], &me["language"]), (&json!("newcomer1@training.hilum.example"), &json!("en")));
    let change = || newcomer.patch("/api/v1/me").json(json!({"language": "en"}));
    change().await.refused(428, "precondition_required");
    change().header("if-match", "\"9\"").await.refused(412, "stale");
    assert_eq!(change().if_match(&me).await.expect(200)["version"], 2);
    change().if_match(&me).await.refused(412, "stale");
    let unknown =
        newcomer.patch("/api/v1/me").header("if-match", "\"2\"").json(json!({"language": "xx"})).await;
    assert_eq!(unknown.refused(422, "invalid").faults(), ["language: not_found"]);
}

#[tokio::test]
async fn nobody_raises_themselves() {
    let app = spawn_app();
    let newcomer = app.as_person("newcomer1");
    for field in ["email", "capabilities", "training", "password_hash", "version", "id"] {
        let body = json!({"language": "en", field: "x"});
        let answer =
            newcomer.patch("/api/v1/me").header("if-match", "\"1\"").json(body).await.refused(422, "invalid");
        assert_eq!(answer.faults(), [format!("{field}: unknown_field")]);
    }
}

#[tokio::test]
async fn ones_rights_are_listed_oldest_first_with_pages() {
    let app = spawn_app();
    let coordinator = app.as_person("rndcoordinator1");
    let all = coordinator.get("/api/v1/me/grants").await.expect(200);
    assert_eq!(all["total"], 2);
    let first = coordinator.get("/api/v1/me/grants?limit=1").await.expect(200);
    let second = format!("/api/v1/me/grants?limit=1&cursor={}", first["next"].as_str().unwrap());
    let second = coordinator.get(&second).await.expect(200);
    assert_eq!(json!([first["items"][0], second["items"][0]]), all["items"]);
    assert_eq!(app.as_person("newcomer1").get("/api/v1/me/grants").await.expect(200)["total"], 0);
    coordinator.get("/api/v1/me/grants?limit=101").await.refused(422, "invalid");
    coordinator.get("/api/v1/me/grants?account=x").await.refused(400, "malformed");
}
