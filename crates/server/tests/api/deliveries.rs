//! `/api/v1/deliveries`

use hilum_store::outbox::{self, Fate, Lane, NewMessage};
use hilum_store::{Author, StoreError};
use serde_json::json;

use crate::support::{TestApp, spawn_app};

/// A message that was given up.
async fn given_up(app: &TestApp, cause: &'static str) {
    let context = app.context.clone();
    app.inside(async move {
        let now = context.now();
        let write = context.store.write(Author::System, async move |tx| {
            let payload = json!({"about": "unlocked", "account": uuid::Uuid::nil(), "secret": "s3cr3t"});
            let message =
                NewMessage { lane: Lane::Mail, kind: "account_mail", dedupe_key: cause.to_owned(), payload };
            outbox::enqueue(tx, vec![message], now).await?;
            let end = now + chrono::TimeDelta::minutes(1);
            let taken = outbox::claim(tx, Lane::Mail, "a node", 10, end, now).await?;
            let given_up = |_| Fate::GivenUp { error: "550 no such mailbox".into() };
            let fates: Vec<_> = taken.iter().map(|message| (message.id, given_up(message))).collect();
            outbox::mark(tx, &fates, now).await
        });
        let written: Result<(), StoreError> = write.await;
        written.unwrap();
    })
    .await;
}

#[tokio::test]
async fn the_helpdesk_sees_what_was_given_up_and_has_it_tried_again() {
    let app = spawn_app();
    given_up(&app, "a").await;
    app.advance(1).await;
    given_up(&app, "b").await;
    let helpdesk = app.as_person("helpdesk1");
    let page = helpdesk.get("/api/v1/deliveries?status=given_up&limit=1").await;
    assert!(!page.text.contains("s3cr3t"), "what it says is shown to nobody");
    let page = page.expect(200);
    assert_eq!((&page["total"], page["items"].as_array().unwrap().len()), (&json!(2), 1));
    let item = &page["items"][0];
    assert_eq!((&item["about"], &item["last_error"]), (&json!("unlocked"), &json!("550 no such mailbox")));
    let path = format!("/api/v1/deliveries/{}/retry", item["id"].as_str().unwrap());
    helpdesk.post(&path).await.expect(204);
    app.all_delivered().await;
    helpdesk.post(&path).await.refused(404, "not_found");
    assert_eq!(helpdesk.get("/api/v1/deliveries").await.expect(200)["total"], 1);
    helpdesk.get("/api/v1/deliveries?status=sent").await.refused(422, "invalid");
}
