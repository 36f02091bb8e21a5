//! The mistakes others made (security.md), each with a test by name. Those that concern who somebody is are here;
//! the others are where their subject is:
//!
//! | mistake | tested in |
//! |---|---|
//! | approving one's own request by a second route | `access_requests::decide` (R5), and with a second session in `bypass::endings` |
//! | two parallel approvals producing two grants | `access_requests::decide::of_two_decisions_at_once_one_wins_and_there_is_one_grant` |
//! | membership queries without the status filter | `access_requests::rights`, `grants`; of accounts in `bypass::endings` |
//! | scope by string prefix | `organisations` (identities, not keys, name a place: `hilum_store::catalogue`) |
//! | counters of wrong codes kept in the client | `bypass::guessing` |
//! | one-time codes accepted twice in parallel | `once`, `passkeys`, `sms`, and `once` of the store |
//! | links of mails usable for another purpose | `bypass::links` |
//! | Host header used to build links | `bypass::links` |
//! | mass assignment, 200 with an error inside | `bypass::bodies` |
//! | a session that others know or chose | `bypass::cookies` |
//! | requests that other sites send | `bypass::cookies` |
//! | addresses and passwords that look alike | `bypass::spelling` |
//! | secrets in logs, answers, databases | `bypass::traces` |
//!
//! Nothing of Hilum moves a node to another parent, and it sends nothing to addresses that users choose.

mod bodies;
mod brake;
mod cookies;
mod devices;
mod endings;
mod enrolment;
mod guessing;
mod limits;
mod links;
mod spelling;
mod traces;

use serde_json::{Value, json};

/// An operation of the OpenAPI document, its path filled with an identity that nothing has.
#[derive(Debug)]
struct Operation {
    id: String,
    method: reqwest::Method,
    path: String,
    /// The fields of its body, where it takes one.
    body: Option<Vec<String>>,
}

fn operations() -> Vec<Operation> {
    let document = serde_json::to_value(hilum_server::openapi::document()).unwrap();
    let mut found = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let part = |part| {
                if str::starts_with(part, '{') { "019a0000-0000-7000-8000-000000000000" } else { part }
            };
            found.push(Operation {
                id: operation["operationId"].as_str().unwrap().to_owned(),
                method: method.to_uppercase().parse().unwrap(),
                path: path.split('/').map(part).collect::<Vec<_>>().join("/"),
                body: fields(&document, &operation["requestBody"]),
            });
        }
    }
    assert!(found.len() > 50, "{}", found.len());
    found
}

fn fields(document: &Value, body: &Value) -> Option<Vec<String>> {
    let schema = body.pointer("/content/application~1json/schema")?;
    let reference = schema["$ref"].as_str().expect("a named body").trim_start_matches('#');
    let properties = document.pointer(reference)?["properties"].as_object()?;
    Some(properties.keys().cloned().collect())
}

/// What nobody may say about themselves or about others in the body of a request.
const NEVER_SAID: [&str; 14] = [
    "status",
    "applicant",
    "version",
    "training",
    "account",
    "account_id",
    "role",
    "capabilities",
    "assurance",
    "verified_at",
    "password_hash",
    "email_key",
    "created_at",
    "is_admin",
];

fn saying(field: &str) -> Value {
    json!({field: "active"})
}
