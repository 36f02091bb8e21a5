//! `/api/v1/training`

use serde_json::{Value, json};

use crate::support::app::PUBLIC_URL;
use crate::support::{People, spawn_app, spawn_app_with};

#[tokio::test]
async fn every_network_has_its_eight_people_and_everybody_can_sign_in() {
    let app = spawn_app();
    let all = app.anonymous().get("/api/v1/training/accounts").await.expect(200);
    let items = all["items"].as_array().unwrap();
    let count = |network: &str, role: &str| {
        items.iter().filter(|p| p["network"] == network && p["role"] == role).count()
    };
    for network in ["ERN-RND", "BOND", "eUROGEN"] {
        let roles =
            ["coordinator", "guest_virtual_centre", "researcher", "hp"].map(|role| count(network, role));
        assert_eq!(roles, [1, 1, 1, 5], "{network}");
    }
    assert_eq!(items.iter().filter(|p| p["role"] == "newcomer").count(), 5);
    // 24 networks of 8, 5 newcomers, 3 offices.
    assert_eq!(items.len(), 24 * 8 + 5 + 3);
    assert!(items.iter().all(|p| p["network"] != "COVID-19"));
    let names: Vec<&str> = items.iter().map(|p| p["email"].as_str().unwrap()).collect();
    assert!(names.contains(&"rndhpuser1@training.hilum.example"), "{names:?}");
    let someone = items.last().unwrap();
    let sign_in = json!({"email": someone["email"], "password": someone["password"]});
    app.anonymous().post("/api/v1/sessions").json(sign_in).await.expect(201);
}

#[tokio::test]
async fn the_mailbox_has_what_would_have_been_sent_newest_first() {
    let app = spawn_app();
    let newcomer = app.as_person("newcomer1");
    newcomer.submitted("ERN-RND/DE/DE22", &["hp"]).await;
    app.all_delivered().await;
    let all = app.anonymous().get("/api/v1/training/mailbox").await.expect(200);
    assert_eq!(all["total"], 2);
    let mails = app.mailbox("NewComer1").await;
    assert_eq!(mails.len(), 1, "addresses are compared without case");
    assert!(mails[0]["text"].as_str().unwrap().contains(PUBLIC_URL), "{}", mails[0]);
    app.anonymous().get("/api/v1/training/mailbox?from=x").await.refused(400, "malformed");
}

#[tokio::test]
async fn the_clock_moves_forward_and_only_forward() {
    let app = spawn_app();
    let clock = "/api/v1/training/clock";
    let before = app.anonymous().get(clock).await.expect(200);
    assert_eq!(before["advanced_seconds"], 0);
    let after = app.anonymous().post(clock).json(json!({"advance_seconds": 86_400})).await.expect(200);
    assert_eq!(after["advanced_seconds"], 86_400);
    for bad in [-1_i64, 11 * 366 * 86_400, i64::MAX, i64::MIN] {
        let answer = app.anonymous().post(clock).json(json!({"advance_seconds": bad})).await;
        assert_eq!(answer.refused(422, "invalid").faults(), ["advance_seconds: invalid"]);
    }
    let text = app.anonymous().post(clock).json(json!({"advance_seconds": "1"})).await;
    assert_eq!(text.refused(422, "invalid").faults(), ["advance_seconds: invalid"]);
    assert_eq!(app.anonymous().get(clock).await.expect(200)["advanced_seconds"], 86_400);
}

#[tokio::test]
async fn outside_training_there_is_no_training() {
    let app = spawn_app_with(People::Nobody, |_| {});
    let anonymous = app.anonymous();
    for path in ["accounts", "mailbox", "clock"] {
        anonymous.get(&format!("/api/v1/training/{path}")).await.refused(404, "not_found");
    }
    let advance = json!({"advance_seconds": 1});
    anonymous.post("/api/v1/training/clock").json(advance).await.refused(404, "not_found");
    assert_eq!(anonymous.get("/api/v1/portal").await.expect(200)["training"], Value::Bool(false));
}
