//! The document of the API.

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::Value;

use crate::support::spawn_app;

/// With `HILUM_WRITE_DOCS=1` it is written instead.
#[test]
fn the_committed_document_is_fresh() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../api-spec/openapi.json");
    let fresh = hilum_server::openapi::document().to_pretty_json().unwrap() + "\n";
    if std::env::var_os("HILUM_WRITE_DOCS").is_some_and(|value| value == "1") {
        std::fs::write(&path, &fresh).unwrap();
    }
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(committed == fresh, "api-spec/openapi.json is stale: run the tests with HILUM_WRITE_DOCS=1");
}

#[test]
fn every_operation_has_a_name_a_summary_and_says_what_it_answers() {
    let document = serde_json::to_value(hilum_server::openapi::document()).unwrap();
    assert_eq!(document["openapi"].as_str().unwrap().split('.').take(2).collect::<Vec<_>>(), ["3", "1"]);
    let mut names = BTreeSet::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let name = operation["operationId"].as_str().unwrap();
            assert!(names.insert(name.to_owned()), "{name} twice");
            assert!(operation["summary"].is_string(), "{method} {path} has no summary");
            assert!(operation["x-refusals"].is_null(), "{name} names a refusal that there is not");
            let responses = operation["responses"].as_object().unwrap();
            assert!(responses.keys().any(|status| status.starts_with(['2', '3'])), "{name}");
            for (status, response) in responses.iter().filter(|(status, _)| status.as_str() >= "400") {
                let problem = &response["content"]["application/problem+json"]["schema"]["$ref"];
                assert_eq!(*problem, "#/components/schemas/Problem", "{name} {status}");
            }
        }
    }
    assert!(names.len() > 25, "{names:?}");
}

#[tokio::test]
async fn the_running_server_shows_its_document_and_its_pages() {
    let app = spawn_app();
    let served: Value = app.anonymous().get("/api/v1/openapi.json").await.expect(200);
    assert_eq!(served, serde_json::to_value(hilum_server::openapi::document()).unwrap());
    let docs = app.anonymous().get("/api/docs").await;
    assert_eq!((docs.status, docs.header("location")), (303, "/api/docs/"));
    let page = app.anonymous().get("/api/docs/").await;
    assert_eq!(page.status, 200);
    assert!(page.text.contains("swagger"), "{}", page.text);
}
