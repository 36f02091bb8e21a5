//! `POST /api/v1/access-requests`

use serde_json::json;

use crate::support::journey::{REQUESTS, address, id};
use crate::support::spawn_app;

#[tokio::test]
async fn a_draft_may_be_empty_and_says_what_is_missing() {
    let app = spawn_app();
    let newcomer = app.as_person("newcomer1");
    let answer = newcomer.post(REQUESTS).json(json!({})).await;
    assert_eq!(answer.header("etag"), "\"1\"");
    let draft = answer.expect(201);
    assert_eq!((&draft["status"], &draft["version"]), (&json!("draft"), &json!(1)));
    assert_eq!(draft["allowed_actions"], json!(["edit", "submit", "discard"]));
    assert_eq!(draft["stage"]["code"], "draft");
    let problems = crate::support::faults(&draft["problems"]);
    assert_eq!(problems, ["application: required", "organisation_id: required", "profiles: required"]);
}

#[tokio::test]
async fn what_was_typed_comes_back_as_it_was_typed() {
    let app = spawn_app();
    let newcomer = app.as_person("newcomer1");
    let comment = "Ünïcode 🧬 \"quoted\" <b>\u{202e}\nsecond line ' ; drop table accounts --";
    let body = json!({
        "application": "CPMS",
        "organisation_id": app.place("ERN-RND/DE/DE22"),
        "profiles": ["hp"],
        "comment": comment,
        "requested_until": "2199-01-01T00:00:00Z",
    });
    let made = newcomer.post(REQUESTS).json(body).await.expect(201);
    let draft = newcomer.look_at(&made).await.expect(200);
    assert_eq!(draft["comment"], comment);
    assert_eq!(draft["requested_until"], "2199-01-01T00:00:00Z");
    assert_eq!(draft["application"]["code"], "CPMS");
    assert_eq!(draft["organisation"]["id"], app.place("ERN-RND/DE/DE22"));
    let kinds: Vec<_> =
        draft["organisation"]["path"].as_array().unwrap().iter().map(|n| &n["kind"]).collect();
    assert_eq!(kinds, ["network", "country", "provider"]);
    assert_eq!(draft["items"][0]["profile"]["name"], "HP");
    assert_eq!(draft["applicant"]["email"], "newcomer1@training.hilum.example");
    assert_eq!(draft["problems"], json!([]));
}

#[tokio::test]
async fn what_cannot_be_kept_is_refused_with_every_fault() {
    let app = spawn_app();
    let newcomer = app.as_person("newcomer1");
    let body = json!({
        "application": "x".repeat(101),
        "profiles": ["hp", "y".repeat(101)],
        "comment": "ö".repeat(8001),
    });
    let answer = newcomer.post(REQUESTS).json(body).await.refused(422, "invalid");
    assert_eq!(answer.faults(), ["application: too_long", "profiles[1]: too_long", "comment: too_long"]);
    assert_eq!(answer.json["fields"][0]["params"]["max"], "100");
    let many = json!({"profiles": vec!["hp"; 21]});
    let answer = newcomer.post(REQUESTS).json(many).await.refused(422, "invalid");
    assert_eq!(answer.faults(), ["profiles: too_long"]);
    let none = newcomer.get(REQUESTS).await.expect(200);
    assert_eq!(none["total"], 0);
}

#[tokio::test]
async fn nobody_writes_what_only_hilum_writes() {
    let app = spawn_app();
    let newcomer = app.as_person("newcomer1");
    for (field, value) in [
        ("status", json!("decided")),
        ("applicant", json!({"id": "019a0000-0000-7000-8000-000000000000"})),
        ("version", json!(7)),
        ("network", json!("019a0000-0000-7000-8000-000000000000")),
        ("items", json!([])),
        ("submitted_at", json!("2020-01-01T00:00:00Z")),
        ("id", json!("019a0000-0000-7000-8000-000000000000")),
        ("allowed_actions", json!(["decide"])),
    ] {
        let answer = newcomer.post(REQUESTS).json(json!({field: value})).await.refused(422, "invalid");
        assert_eq!(answer.faults(), [format!("{field}: unknown_field")]);
        let draft = newcomer.draft("ERN-RND/DE/DE22", &["hp"]).await;
        let change = newcomer.patch(&address(&draft, "")).if_match(&draft).json(json!({field: value}));
        assert_eq!(change.await.refused(422, "invalid").faults(), [format!("{field}: unknown_field")]);
        assert_eq!(newcomer.look_at(&draft).await.expect(200), draft);
    }
}

#[tokio::test]
async fn a_field_of_the_wrong_kind_is_named() {
    let app = spawn_app();
    let newcomer = app.as_person("newcomer1");
    for (body, fault) in [
        (json!({"application": 7}), "application: invalid"),
        (json!({"organisation_id": "not an id"}), "organisation_id: invalid"),
        (json!({"profiles": "hp"}), "profiles: invalid"),
        (json!({"profiles": ["hp", null]}), "profiles[1]: invalid"),
        (json!({"requested_until": "tomorrow"}), "requested_until: invalid"),
        (json!({"comment": "a\u{0}b"}), "comment: invalid"),
        (json!({"profiles": ["\u{0}"]}), "profiles[0]: invalid"),
    ] {
        let answer = newcomer.post(REQUESTS).json(body).await.refused(422, "invalid");
        assert_eq!(answer.faults(), [fault]);
    }
    newcomer.post(REQUESTS).json(json!([1])).await.refused(422, "invalid");
}

#[tokio::test]
async fn a_repeated_key_makes_no_second_draft() {
    let app = spawn_app();
    let newcomer = app.as_person("newcomer1");
    let create = |comment: &str| {
        newcomer.post(REQUESTS).json(json!({"comment": comment})).idempotency_key("the-first-draft")
    };
    let first = create("one").await.expect(201);
    let again = create("one").await.expect(201);
    assert_eq!(first, again);
    create("another").await.refused(422, "idempotency_key_reused");
    assert_eq!(newcomer.get(REQUESTS).await.expect(200)["total"], 1);
    // Somebody else's key is another key.
    let other = app.as_person("newcomer2");
    let theirs =
        other.post(REQUESTS).json(json!({"comment": "one"})).idempotency_key("the-first-draft").await;
    assert_ne!(id(&theirs.expect(201)), id(&first));
}

#[tokio::test]
async fn two_equal_posts_at_once_with_one_key_make_one_draft() {
    let app = spawn_app();
    let newcomer = app.as_person("newcomer1");
    let posts = (0..8).map(|_| {
        let call = newcomer.post(REQUESTS).json(json!({"comment": "once"})).idempotency_key("key-1");
        tokio::spawn(async move { call.await })
    });
    let mut ids = Vec::new();
    for post in posts.collect::<Vec<_>>() {
        ids.push(id(&post.await.unwrap().expect(201)).to_owned());
    }
    ids.dedup();
    assert_eq!(ids.len(), 1);
    assert_eq!(newcomer.get(REQUESTS).await.expect(200)["total"], 1);
}

#[tokio::test]
async fn a_key_that_is_none_is_malformed() {
    let app = spawn_app();
    let newcomer = app.as_person("newcomer1");
    for key in ["", "with space", &"k".repeat(256)] {
        newcomer.post(REQUESTS).json(json!({})).idempotency_key(key).await.refused(400, "malformed");
    }
}
