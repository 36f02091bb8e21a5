//! What bodies say and must not, how large they are, how slowly they come.

use std::io::{Read as _, Write as _};

use serde_json::json;

use super::{NEVER_SAID, operations, saying};
use crate::support::spawn_app;

const PEOPLE: [&str; 5] = ["newcomer1", "helpdesk1", "admin1", "auditor1", "rndcoordinator1"];

#[tokio::test]
async fn no_body_of_any_operation_takes_a_field_that_is_not_its_own() {
    let app = spawn_app();
    let mut tried = 0;
    for operation in operations() {
        let Some(own) = &operation.body else { continue };
        for field in NEVER_SAID.into_iter().filter(|field| !own.iter().any(|o| o == field)) {
            let mut told = None;
            for name in PEOPLE {
                let person = app.as_person(name);
                let call = person.call(operation.method.clone(), &operation.path).json(saying(field));
                let answer = call.header("if-match", "\"1\"").await;
                if answer.code() != "forbidden" {
                    told = Some(answer.faults());
                    break;
                }
            }
            assert_eq!(told, Some(vec![format!("{field}: unknown_field")]), "{}", operation.id);
            tried += 1;
        }
    }
    assert!(tried > 200, "{tried}");
    let me = app.as_person("newcomer1").get("/api/v1/me").await.expect(200);
    assert_eq!(me["version"], 1, "nothing came through");
}

#[tokio::test]
async fn no_good_answer_of_any_operation_has_a_problem_inside() {
    let app = spawn_app();
    let (mut good, mut refused) = (0, 0);
    for operation in operations() {
        // These would end the session of the one who asks.
        if ["delete_session", "lock_my_account", "delete_my_account"].contains(&operation.id.as_str()) {
            continue;
        }
        for person in [app.anonymous(), app.as_person("newcomer1"), app.as_person("admin1")] {
            let call = person.call(operation.method.clone(), &operation.path).header("if-match", "*");
            let call = if operation.body.is_some() { call.json(json!({})) } else { call };
            let answer = call.await;
            if answer.status >= 400 {
                refused += 1;
                continue;
            }
            good += 1;
            assert_ne!(answer.header("content-type"), "application/problem+json", "{}", operation.id);
            for field in ["error", "errors", "title", "request_id"] {
                assert!(answer.json.get(field).is_none(), "{}: {}", operation.id, answer.text);
            }
        }
    }
    assert!(good > 20 && refused > 50, "{good} {refused}");
}

#[tokio::test]
async fn a_body_over_256_kib_is_refused_by_every_operation_open_to_all() {
    let app = spawn_app();
    let nobody = app.anonymous();
    let mut tried = 0;
    for operation in operations().iter().filter(|operation| operation.body.is_some()) {
        let call = || nobody.call(operation.method.clone(), &operation.path);
        if call().json(json!({})).await.code() == "not_signed_in" {
            continue;
        }
        let largest = format!("\"{}\"", "x".repeat(256 * 1024 - 2));
        call().body("application/json", largest.clone()).await.refused(422, "invalid");
        call().body("application/json", largest + " ").await.refused(413, "too_large");
        tried += 1;
    }
    assert!(tried >= 7, "{tried}");
}

#[tokio::test]
async fn a_body_that_never_comes_is_not_waited_for_by_any_operation_open_to_all() {
    let app = spawn_app();
    let nobody = app.anonymous();
    let mut waiting = Vec::new();
    for operation in operations().iter().filter(|operation| operation.body.is_some()) {
        let call = nobody.call(operation.method.clone(), &operation.path);
        if call.json(json!({})).await.code() == "not_signed_in" {
            continue;
        }
        let head = format!(
            "{} {} HTTP/1.1\r\nHost: {}\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{{",
            operation.method, operation.path, app.address
        );
        let mut stream = std::net::TcpStream::connect(&app.address).unwrap();
        waiting.push(tokio::task::spawn_blocking(move || {
            stream.write_all(head.as_bytes()).unwrap();
            let mut answer = [0; 4096];
            let length = stream.read(&mut answer).unwrap();
            String::from_utf8_lossy(&answer[..length]).into_owned()
        }));
    }
    assert!(waiting.len() >= 7, "{}", waiting.len());
    for answer in waiting {
        let answer = answer.await.unwrap();
        assert!(answer.starts_with("HTTP/1.1 400 "), "{answer}");
    }
}
