//! `PATCH /api/v1/access-requests/{id}`

use serde_json::json;

use crate::support::journey::address;
use crate::support::spawn_app;

#[tokio::test]
async fn what_is_absent_stays_and_null_clears() {
    let app = spawn_app();
    let newcomer = app.as_person("newcomer1");
    let draft = newcomer.draft("ERN-RND/DE/DE22", &["hp"]).await;
    let patch = newcomer.patch(&address(&draft, "")).if_match(&draft);
    let answer = patch.json(json!({"comment": "Neurologist", "profiles": null})).await;
    assert_eq!(answer.header("etag"), "\"2\"");
    let changed = answer.expect(200);
    assert_eq!((&changed["comment"], &changed["items"]), (&json!("Neurologist"), &json!([])));
    assert_eq!(changed["organisation"], draft["organisation"]);
    let patch = newcomer.patch(&address(&draft, "")).if_match(&changed);
    let changed =
        patch.json(json!({"comment": null, "organisation_id": null, "application": null})).await.expect(200);
    assert_eq!((&changed["comment"], &changed["organisation"]), (&json!(null), &json!(null)));
    assert_eq!(changed["version"], 3);
}

#[tokio::test]
async fn saving_never_fails_on_what_is_incomplete_or_not_allowed_yet() {
    let app = spawn_app();
    let newcomer = app.as_person("newcomer1");
    let draft = newcomer.draft("ERN-RND/DE/DE22", &["hp"]).await;
    let body = json!({
        "application": "NO-SUCH",
        "organisation_id": "019a0000-0000-7000-8000-000000000000",
        "profiles": ["guest", "guest", "no_such"],
        "requested_until": "2001-01-01T00:00:00Z",
        "comment": "c".repeat(2001),
    });
    let saved = newcomer.patch(&address(&draft, "")).if_match(&draft).json(body).await.expect(200);
    let faults = newcomer.submit(&saved).await.refused(422, "invalid").faults();
    assert_eq!(crate::support::faults(&saved["problems"]), faults);
    assert_eq!(
        faults,
        [
            "application: not_found",
            "organisation_id: not_found",
            "profiles[0]: not_found",
            "profiles[1]: not_found",
            "profiles[2]: not_found",
            "comment: too_long",
            "requested_until: must_be_future",
        ]
    );
}

#[tokio::test]
async fn changing_needs_the_version_that_was_seen() {
    let app = spawn_app();
    let newcomer = app.as_person("newcomer1");
    let draft = newcomer.draft("ERN-RND/DE/DE22", &["hp"]).await;
    let patch = || newcomer.patch(&address(&draft, "")).json(json!({"comment": "new"}));
    patch().await.refused(428, "precondition_required");
    patch().header("if-match", "\"2\"").await.refused(412, "stale");
    patch().header("if-match", "\"nonsense\"").await.refused(412, "stale");
    patch().header("if-match", "\"1\"").await.expect(200);
    patch().header("if-match", "\"1\"").await.refused(412, "stale");
    patch().header("if-match", "W/\"2\"").await.expect(200);
    // Whatever there is: that would be deciding blind.
    patch().header("if-match", "*").await.refused(428, "precondition_required");
    assert_eq!(newcomer.look_at(&draft).await.expect(200)["version"], 3);
}

#[tokio::test]
async fn two_windows_of_the_same_person_lose_nothing_silently() {
    let app = spawn_app();
    let newcomer = app.as_person("newcomer1");
    let draft = newcomer.draft("ERN-RND/DE/DE22", &["hp"]).await;
    let saves = (0..10).map(|n| {
        let call =
            newcomer.patch(&address(&draft, "")).if_match(&draft).json(json!({"comment": n.to_string()}));
        tokio::spawn(async move { call.await })
    });
    let mut saved = Vec::new();
    for save in saves.collect::<Vec<_>>() {
        let answer = save.await.unwrap();
        match answer.status {
            200 => saved.push(answer.json["comment"].clone()),
            409 | 412 => {}
            other => panic!("{other}: {}", answer.text),
        }
    }
    assert_eq!(saved.len(), 1);
    assert_eq!(newcomer.look_at(&draft).await.expect(200)["comment"], saved[0]);
}

#[tokio::test]
async fn what_was_submitted_is_not_changed_any_more() {
    let app = spawn_app();
    let newcomer = app.as_person("newcomer1");
    let request = newcomer.submitted("ERN-RND/DE/DE22", &["hp"]).await;
    let patch = |client: &crate::support::Client| {
        client.patch(&address(&request, "")).if_match(&request).json(json!({"comment": "new"}))
    };
    patch(&newcomer).await.refused(409, "wrong_state");
    patch(&app.as_person("rndcoordinator1")).await.refused(403, "forbidden");
    patch(&app.as_person("newcomer2")).await.refused(404, "not_found");
}
