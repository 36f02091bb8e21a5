//! `/api/v1/me/data`

use std::time::{Duration, Instant};

use hilum_domain::AccountId;
use hilum_domain::access_request::{AccessRequest, Draft, RequestStatus};
use hilum_store::{Author, StoreError, access_requests, new_id};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::{TestApp, eventually, spawn_app};

const DATA: &str = "/api/v1/me/data";
const MANY: u32 = 1000;

fn names(value: &Value) -> Vec<&str> {
    value.as_object().unwrap().keys().map(String::as_str).collect()
}

#[tokio::test]
async fn one_gets_everything_that_is_held_about_oneself_and_no_secret() {
    let app = spawn_app();
    let mut person = app.sign_in("rndhpuser1").await;
    let authenticator = app.set_up_totp(&mut person).await;
    let place = "ERN-RND/DE/DE30";
    let draft = person.draft(place, &["dispatcher"]).await;
    let comment = json!({"comment": "Paediatric <b>neurologist</b> & more"});
    person
        .patch(&crate::support::journey::address(&draft, ""))
        .if_match(&draft)
        .json(comment)
        .await
        .expect(200);
    person.post("/api/v1/me/support-code").await.expect(201);
    app.as_person("helpdesk1").get(&app.account_of_client(&person).await).await.expect(200);
    let answer = eventually("the look is there too", || async {
        let answer = person.get(DATA).await;
        (answer.status == 200 && answer.json["data_views"] != json!([])).then_some(answer)
    })
    .await;
    assert_eq!(answer.header("content-disposition"), "attachment; filename=\"hilum-data.json\"");
    assert_eq!(answer.header("cache-control"), "no-store");
    let data = &answer.json;
    assert_eq!(data["account"]["email"], "rndhpuser1@training.hilum.example");
    assert_eq!(
        (&data["account"]["has_password"], &data["factors"][0]["kind"]),
        (&json!(true), &json!("totp"))
    );
    assert_eq!(data["requests"][0]["comment"], "Paediatric <b>neurologist</b> & more");
    assert_eq!(data["requests"][0]["items"][0]["profile"]["code"], "dispatcher");
    assert_eq!(data["data_views"][0]["what"], "account");
    assert_eq!(data["events"][0]["kind"], "factor_added");
    assert_eq!(
        data["one_time_codes"].as_array().unwrap().len(),
        12,
        "ten to recover, one for the helpdesk, and the browser"
    );
    for part in ["sessions", "grants", "preferences"] {
        assert!(!data[part].as_array().unwrap().is_empty(), "{part}");
    }
    let secrets = [authenticator.secret.as_str(), authenticator.recovery_codes[0].as_str(), "$argon2"];
    assert!(secrets.iter().all(|secret| !answer.text.contains(secret)));

    let page = person.get(&format!("{DATA}?format=html")).await;
    assert_eq!(page.header("content-disposition"), "attachment; filename=\"hilum-data.html\"");
    assert_eq!(page.header("content-type"), "text/html; charset=utf-8");
    assert!(page.header("content-security-policy").contains("default-src 'self'"));
    assert!(page.text.contains("Paediatric &lt;b&gt;neurologist&lt;"), "{}", page.text);
    assert!(!page.text.contains("<script") && !page.text.contains("src=") && !page.text.contains("href="));
    assert!(!page.text.contains("own-data-"), "every word is there");
    assert!(page.text.contains("rndhpuser1@training.hilum.example"));
    person.get(&format!("{DATA}?format=pdf")).await.refused(400, "malformed");
}

#[tokio::test]
async fn the_page_leaves_out_nothing_that_the_file_has() {
    let document = serde_json::to_value(hilum_server::openapi::document()).unwrap();
    let schemas = &document["components"]["schemas"];
    let mut parts = names(&schemas["OwnDataView"]["properties"]);
    parts.retain(|part| *part != "made_at");
    let words = hilum_words::own_data("en");
    for part in parts {
        assert!(words.has(&format!("own-data-section-{}", part.replace('_', "-"))), "{part}");
    }
    for view in ["OwnAccountView", "OwnRequestView", "OwnEventView", "OwnDataLookView", "OwnMailView"] {
        for field in names(&schemas[view]["properties"]) {
            assert!(words.has(&format!("own-data-{}", field.replace('_', "-"))), "{view}.{field}");
        }
    }
}

#[tokio::test]
async fn one_export_at_a_time() {
    let app = spawn_app();
    let person = app.as_person("newcomer1");
    let id: Uuid = person.get("/api/v1/me").await.expect(200)["id"].as_str().unwrap().parse().unwrap();
    let turn = app.context.exports.begin(AccountId(id)).unwrap();
    let refusal = person.get(DATA).await.refused(429, "too_many_attempts");
    assert!(!refusal.header("retry-after").is_empty());
    app.as_person("newcomer2").get(DATA).await.expect(200);
    drop(turn);
    person.get(DATA).await.expect(200);
}

/// Drafts, written at once: a thousand requests by HTTP would take the time of a thousand requests.
async fn many_drafts(app: &TestApp, applicant: AccountId) {
    let (store, now) = (app.context.store.clone(), app.now());
    let place: Uuid = app.place("ERN-RND/DE/DE22").parse().unwrap();
    let written = app.inside(async move {
        store
            .write(Author::System, async move |tx| {
                for _ in 0..MANY {
                    let draft = Draft {
                        application: Some("CPMS".into()),
                        organisation: Some(place.into()),
                        profiles: vec!["hp".into()],
                        ..Draft::default()
                    };
                    let request = AccessRequest {
                        id: new_id(now).into(),
                        applicant,
                        status: RequestStatus::Draft,
                        draft,
                        network: None,
                        items: Vec::new(),
                    };
                    access_requests::insert(tx, request, now).await?;
                }
                Ok::<_, StoreError>(())
            })
            .await
    });
    written.await.unwrap();
}

#[tokio::test]
async fn somebody_with_a_thousand_requests_has_their_data_and_is_erased_in_seconds() {
    let app = spawn_app();
    let person = app.as_person("newcomer1");
    let me = person.get("/api/v1/me").await.expect(200);
    many_drafts(&app, AccountId(me["id"].as_str().unwrap().parse().unwrap())).await;
    for path in [DATA.to_owned(), format!("{DATA}?format=html")] {
        let started = Instant::now();
        assert_eq!(person.get(&path).await.status, 200);
        assert!(started.elapsed() < Duration::from_secs(30), "{path}: {:?}", started.elapsed());
    }
    assert_eq!(person.get(DATA).await.expect(200)["requests"].as_array().unwrap().len(), MANY as usize);
    let started = Instant::now();
    person.delete("/api/v1/me").if_match(&me).await.expect(204);
    assert!(started.elapsed() < Duration::from_secs(60), "{:?}", started.elapsed());
}
