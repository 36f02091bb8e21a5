//! Answers that can be conditional are (RFC 9110 §13), what may be kept says how, and what is written is seen at once.

use std::io::Read as _;

use flate2::read::GzDecoder;
use hilum_server::openapi;
use serde_json::{Value, json};

use crate::support::journey::{REQUESTS, address, id};
use crate::support::{Answer, Client, TestApp, eventually, spawn_app};

/// Secrets, what is shown once, and what changes by itself: kept nowhere.
const NEVER_KEPT: [&str; 13] = [
    "begin_provider_sign_in",
    "complete_provider_sign_in",
    "get_account",
    "get_liveness",
    "get_my_data",
    "get_readiness",
    "get_session",
    "get_training_clock",
    "list_my_factors",
    "list_my_identities",
    "list_my_sessions",
    "list_training_accounts",
    "list_training_mails",
];

fn reads() -> Vec<(String, String)> {
    let document = serde_json::to_value(openapi::document()).unwrap();
    let paths = document["paths"].as_object().unwrap().clone();
    let reads = paths.into_iter().filter_map(|(path, item)| {
        let name = item["get"]["operationId"].as_str()?.to_owned();
        Some((path, name))
    });
    reads.collect()
}

/// Somebody who has everything that a path may ask for, and the path with it.
async fn filled(app: &TestApp, reader: &Client, path: &str) -> String {
    let request = reader.draft("ERN-RND/DE/DE22", &["hp"]).await;
    match path.split('/').nth(3).unwrap() {
        "access-requests" => path.replace("{id}", id(&request)),
        "applications" => path.replace("{code}", "CPMS"),
        "organisations" if !path.contains('{') => format!("{path}?application=CPMS"),
        "organisations" => path.replace("{id}", &app.place("ERN-RND/DE/DE22")),
        "access-profiles" => format!("{path}?application=CPMS&organisation={}", app.place("ERN-RND/DE/DE22")),
        "thematic-areas" => format!("{path}?network={}", app.place("ERN-RND")),
        "grants" => path.replace("{id}", id(&reader.grants().await[0])),
        "me" => path.replace("{network}", &app.place("ERN-RND")),
        _ => path.to_owned(),
    }
}

#[tokio::test]
async fn every_read_is_conditional_or_kept_nowhere() {
    let app = spawn_app();
    let newcomer = app.as_person("newcomer1");
    let others =
        [("list_data_views", "auditor1"), ("list_deliveries", "helpdesk1"), ("list_grants", "helpdesk1")];
    app.active(&newcomer, "ERN-RND/DE/DE22", &["hp"]).await;
    for (path, name) in reads() {
        if NEVER_KEPT.contains(&name.as_str()) {
            continue;
        }
        let address = filled(&app, &newcomer, &path).await;
        let other = others.iter().find(|(operation, _)| *operation == name);
        let reader = app.as_person(other.map_or("newcomer1", |(_, person)| person));
        let first = reader.get(&address).await;
        assert_eq!(
            (first.status, first.header("cache-control")),
            (200, "private, no-cache"),
            "{name} {}",
            first.text
        );
        let tag = first.header("etag");
        let second = reader.get(&address).header("if-none-match", tag).await;
        assert_eq!((second.status, second.header("etag"), second.text.as_str()), (304, tag, ""), "{name}");
        assert_eq!(second.header("cache-control"), "private, no-cache", "{name}");
    }
}

#[tokio::test]
async fn what_may_be_kept_nowhere_says_so() {
    let app = spawn_app();
    let (newcomer, helpdesk) = (app.as_person("newcomer1"), app.as_person("helpdesk1"));
    let account = app.account_of("newcomer1").await;
    for (path, name) in reads().into_iter().filter(|(_, name)| NEVER_KEPT.contains(&name.as_str())) {
        let address = path.replace("/api/v1/accounts/{id}", &account).replace(['{', '}'], "");
        let reader = if path.contains("/accounts/") { &helpdesk } else { &newcomer };
        let answer = reader.get(&address).await;
        assert!(answer.status < 500, "{name} {}", answer.text);
        assert_eq!(answer.header("cache-control"), "no-store", "{name}");
    }
}

#[tokio::test]
async fn a_tag_is_recognised_as_proxies_send_it() {
    let app = spawn_app();
    let newcomer = app.as_person("newcomer1");
    let tag = newcomer.get(REQUESTS).await.header("etag").to_owned();
    let bare = tag.trim_matches('"');
    for sent in
        [tag.clone(), format!("W/{tag}"), format!("\"other\", {tag}"), format!("\"{bare}-gzip\""), "*".into()]
    {
        assert_eq!(newcomer.get(REQUESTS).header("if-none-match", &sent).await.status, 304, "{sent}");
    }
    assert_eq!(newcomer.get(REQUESTS).header("if-none-match", "\"other\"").await.status, 200);
}

#[tokio::test]
async fn the_tag_of_an_answer_is_good_for_if_match() {
    let app = spawn_app();
    let newcomer = app.as_person("newcomer1");
    let draft = newcomer.draft("ERN-RND/DE/DE22", &["hp"]).await;
    let path = address(&draft, "");
    for encoding in ["identity", "gzip"] {
        let seen = newcomer.get(&path).header("accept-encoding", encoding).await;
        let tag = seen.header("etag").to_owned();
        let change = || newcomer.patch(&path).json(json!({"comment": encoding})).header("if-match", &tag);
        change().await.expect(200);
        change().await.refused(412, "stale");
    }
}

#[tokio::test]
async fn what_changed_is_seen_at_once_however_often_it_was_read_before() {
    let app = spawn_app();
    let (newcomer, coordinator) = (app.as_person("newcomer1"), app.as_person("rndcoordinator1"));
    let list = format!("{REQUESTS}?view=to_decide");
    let seen = async || coordinator.get(&list).await;
    let before = seen().await;
    assert_eq!(before.header("etag"), seen().await.header("etag"));
    let request = newcomer.submitted("ERN-RND/DE/DE22", &["hp"]).await;
    let after = coordinator.get(&list).header("if-none-match", before.header("etag")).await;
    assert_eq!(after.expect(200)["total"], 1);
    coordinator.approve(&request).await.expect(200);
    assert_eq!(seen().await.expect(200)["total"], 0);
}

#[tokio::test]
async fn what_is_remembered_for_one_is_not_shown_to_another() {
    let app = spawn_app();
    let (one, other) = (app.as_person("newcomer1"), app.as_person("newcomer2"));
    one.draft("ERN-RND/DE/DE22", &["hp"]).await;
    let total = async |client: &Client| client.get(REQUESTS).await.expect(200)["total"].clone();
    for _ in 0..2 {
        assert_eq!((total(&one).await, total(&other).await), (json!(1), json!(0)));
    }
    one.delete("/api/v1/session").await.expect(204);
    one.get(REQUESTS).await.refused(401, "not_signed_in");
}

#[tokio::test]
async fn what_one_node_writes_is_soon_seen_on_the_other() {
    let app = spawn_app();
    let other = app.another_node();
    let reader = other.as_person("newcomer1");
    assert_eq!(reader.get(REQUESTS).await.expect(200)["total"], 0);
    app.as_person("newcomer1").draft("ERN-RND/DE/DE22", &["hp"]).await;
    let seen = async || (reader.get(REQUESTS).await.expect(200)["total"] == 1).then_some(());
    eventually("the draft on the other node", seen).await;
}

fn unpacked(answer: &Answer) -> Value {
    let mut text = String::new();
    GzDecoder::new(answer.bytes.as_slice()).read_to_string(&mut text).unwrap();
    serde_json::from_str(&text).unwrap()
}

#[tokio::test]
async fn what_is_large_is_compressed_for_who_takes_it() {
    let app = spawn_app();
    let newcomer = app.as_person("newcomer1");
    let path = "/api/v1/applications";
    let plain = newcomer.get(path).header("accept-encoding", "br").await;
    let packed = newcomer.get(path).header("accept-encoding", "br;q=1.0, gzip;q=0.8").await;
    assert_eq!((plain.header("content-encoding"), packed.header("content-encoding")), ("", "gzip"));
    assert!(packed.bytes.len() * 2 < plain.bytes.len(), "{} of {}", packed.bytes.len(), plain.bytes.len());
    assert_eq!(unpacked(&packed), plain.json);
    assert_ne!(packed.header("etag"), plain.header("etag"), "another representation, another tag");
    assert_eq!(newcomer.get(path).header("accept-encoding", "gzip;q=0").await.header("content-encoding"), "");
    let small = newcomer.get(REQUESTS).header("accept-encoding", "gzip").await;
    assert_eq!(small.header("content-encoding"), "", "an empty list gains nothing");
    let session = newcomer.get("/api/v1/session").header("accept-encoding", "gzip").await;
    assert_eq!(session.header("content-encoding"), "", "nothing is compressed beside a secret");
}
