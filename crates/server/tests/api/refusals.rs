//! In what order one is refused, and what stays of it.

use crate::support::{Client, Database, People, Program, spawn_app};

/// Operation by operation: address and method, with an identity that nothing has.
fn closed_operations() -> Vec<(String, reqwest::Method, String)> {
    let document = serde_json::to_value(hilum_server::openapi::document()).unwrap();
    let mut found = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            if operation["security"].is_array() {
                let method = method.to_uppercase().parse().unwrap();
                let id = operation["operationId"].as_str().unwrap().to_owned();
                found.push((id, method, path.replace(['{', '}'], "!")));
            }
        }
    }
    found
}

#[tokio::test]
async fn nobody_is_told_what_is_wrong_with_a_request_before_who_may_make_it() {
    let app = spawn_app();
    let (nobody, newcomer) = (app.anonymous(), app.as_person("newcomer1"));
    let (mut closed, mut forbidden) = (0, 0);
    for (id, method, path) in closed_operations() {
        let path = format!("{path}?limit=nonsense&unknown=%00");
        for (media_type, body) in
            [("text/plain", "x"), ("application/json", "{"), ("application/json", "{\"x\":1}")]
        {
            let call = |client: &Client| {
                client.call(method.clone(), &path).header("idempotency-key", "").body(media_type, body)
            };
            let answer = call(&nobody).await;
            assert_eq!((answer.status, answer.code()), (401, "not_signed_in"), "{id}: {}", answer.text);
            if FOR_OFFICES.contains(&id.as_str()) {
                let answer = call(&newcomer).await;
                assert_eq!((answer.status, answer.code()), (403, "forbidden"), "{id}: {}", answer.text);
                forbidden += 1;
            }
        }
        closed += 1;
    }
    assert!(closed > 40 && forbidden == 3 * FOR_OFFICES.len(), "{closed} {forbidden}");
}

/// Those whose signature asks for a capability.
const FOR_OFFICES: [&str; 6] = [
    "activate_grant",
    "get_account",
    "suspend_account",
    "unlock_account",
    "look_up_support_code",
    "list_data_views",
];

#[tokio::test]
async fn whoever_is_refused_leaves_a_trace_and_nothing_of_what_they_sent() {
    let database = Database::new(People::Nobody);
    let log = database.folder.path().join("log.txt");
    let program = Program::serve_logging(&database, "info", &log).await;
    let nobody = program.client(None);
    let tried = nobody.post("/api/v1/accounts/019a0000-0000-7000-8000-000000000000/suspend");
    let refused = tried.body("application/json", r#"{"secret":"words"}"#).await.refused(401, "not_signed_in");
    nobody.get("/api/v1/portal").header("host", "evil.example").await.refused(421, "misdirected");
    program.kill();
    let text = std::fs::read_to_string(&log).unwrap();
    let lines: Vec<&str> = text.lines().filter(|line| line.contains("refused")).collect();
    assert_eq!(lines.len(), 2, "{text}");
    for part in [
        refused.header("x-request-id"),
        "code=\"not_signed_in\"",
        "operation=\"POST /api/v1/accounts/{id}/suspend\"",
        "address=\"127.0.0.1\"",
    ] {
        assert!(lines[0].contains(part), "{part}: {}", lines[0]);
    }
    assert!(lines[1].contains("misdirected"), "{}", lines[1]);
    assert!(!text.contains("words"));
}

#[tokio::test]
async fn the_trace_says_which_account_it_was() {
    let database = Database::new(People::Training);
    let log = database.folder.path().join("log.txt");
    let program = Program::serve_training_logging(&database, &log).await;
    let newcomer = program.client(Some("newcomer1"));
    let me = newcomer.get("/api/v1/me").await.expect(200)["id"].as_str().unwrap().to_owned();
    newcomer.patch("/api/v1/me").json(serde_json::json!({})).await.refused(428, "precondition_required");
    newcomer.get("/api/v1/data-views").await.refused(403, "forbidden");
    program.kill();
    let text = std::fs::read_to_string(&log).unwrap();
    for code in ["precondition_required", "forbidden"] {
        let line = text.lines().find(|line| line.contains(code)).unwrap_or_else(|| panic!("{code}: {text}"));
        assert!(line.contains(&format!("account={me}")), "{line}");
    }
}
