//! `/api/v1/applications`

use serde_json::json;

use crate::support::spawn_app;

#[tokio::test]
async fn the_whole_catalogue_is_shown_and_says_what_is_not_set_up_yet() {
    let app = spawn_app();
    let newcomer = app.as_person("newcomer1");
    let all = newcomer.get("/api/v1/applications").await.expect(200);
    let items = all["items"].as_array().unwrap();
    assert_eq!((all["total"].clone(), items.len()), (json!(29), 29));
    assert!(items.iter().all(|a| a["code"] != "HILUM"), "the portal itself cannot be asked for");
    let cpms = items.iter().find(|a| a["code"] == "CPMS").unwrap();
    assert_eq!((&cpms["configured"], &cpms["required_assurance"]), (&json!(true), &json!("two_step")));
    assert_eq!(items.iter().filter(|a| a["configured"] == true).count(), 1);
    assert_eq!(newcomer.get("/api/v1/applications/CPMS").await.expect(200), *cpms);
}

#[tokio::test]
async fn what_is_no_application_is_not_found() {
    let app = spawn_app();
    let newcomer = app.as_person("newcomer1");
    for code in ["NO-SUCH", "HILUM", "cpms", "%00", "..%2F", "%F0%9F%A7%AC"] {
        newcomer.get(&format!("/api/v1/applications/{code}")).await.refused(404, "not_found");
    }
}
