//! How long things are kept.

use serde_json::json;

use crate::support::identity::PASSWORD;
use crate::support::journey::address;
use crate::support::{People, TestApp, eventually, spawn_app_with};

const DAY: i64 = 86_400;
const ZOE: &str = "zoe@klinik.example";

fn tidy(unused: u32) -> TestApp {
    spawn_app_with(People::Training, |settings| {
        settings.retention.drafts_days = 3;
        settings.retention.data_views_days = 3;
        settings.retention.sent_mails_days = 3;
        settings.retention.unused_accounts_days = unused;
    })
}

#[tokio::test]
async fn drafts_looks_and_sent_mails_go_when_their_time_is_over_and_history_stays() {
    let app = tidy(0);
    let person = app.sign_in("newcomer1").await;
    let submitted = person.submitted("ERN-RND/DE/DE22", &["hp"]).await;
    let (forgotten, kept) =
        (person.draft("ERN-RND/DE/DE27", &["hp"]).await, person.draft("ERN-RND/DE/DE30", &["hp"]).await);
    app.as_person("rndcoordinator1").look_at(&submitted).await.expect(200);
    eventually("the look is written down", || async {
        app.rows_with("request").await.iter().any(|row| row.starts_with("data_views")).then_some(())
    })
    .await;
    app.all_delivered().await;
    app.advance(2 * DAY).await;
    let person = app.sign_in("newcomer1").await;
    let touched = json!({"comment": "still writing"});
    person.patch(&address(&kept, "")).if_match(&kept).json(touched).await.expect(200);
    app.advance(DAY + 60).await;
    let person = app.sign_in("newcomer1").await;
    eventually("the forgotten draft goes", || async {
        (person.look_at(&forgotten).await.status == 404).then_some(())
    })
    .await;
    person.look_at(&kept).await.expect(200);
    assert_eq!(person.history(&submitted).await.len(), 1);
    assert!(app.rows_with(" ").await.iter().all(|row| !row.starts_with("data_views")));
    assert!(app.rows_with("submitted").await.iter().all(|row| !row.starts_with("outbox")));
}

#[tokio::test]
async fn an_account_that_nobody_uses_is_erased_and_its_owner_told() {
    let app = tidy(10);
    app.registered(ZOE).await;
    app.signed_in(ZOE, PASSWORD).await;
    app.advance(9 * DAY).await;
    app.signed_in(ZOE, PASSWORD).await;
    app.advance(9 * DAY).await;
    app.signed_in(ZOE, PASSWORD).await;
    app.advance(11 * DAY).await;
    let mail = app.mail_to(ZOE, "Your account is closed").await;
    assert!(mail["text"].as_str().unwrap().contains("has not been used for a long time"), "{mail}");
    app.try_sign_in(ZOE, PASSWORD).await.refused(401, "bad_credentials");
    // Who holds something is not unused.
    app.sign_in("rndcoordinator1").await.get("/api/v1/me").await.expect(200);
}
