//! Events: append-only, and the database itself sees to it (R11).

use hilum_domain::access_request::Event;
use hilum_domain::fact::{By, Fact, RequestFact, What};
use hilum_domain::{AccountId, EventId, RequestId};
use hilum_store::{Author, StoreError, events, new_id};
use sea_orm::{ConnectionTrait, Database};

use crate::database::{Fresh, add_person, moment, postgres};

async fn facts(fresh: &Fresh, request: RequestId) -> Vec<String> {
    let facts = events::of_request(&fresh.store.db(), request, 100).await.unwrap();
    facts.into_iter().map(|fact| fact.kind).collect()
}

/// A fact about `subject`, whoever that is.
fn fact(event: Event, subject: AccountId, request: RequestId) -> (EventId, Fact) {
    let what = What::Request(RequestFact {
        kind: event.kind().unwrap(),
        request,
        network: Some(new_id(moment(0)).into()),
        profile: None,
        event,
    });
    (new_id(moment(0)).into(), Fact { by: By::SYSTEM, subject: Some(subject), what })
}

fn somebody() -> AccountId {
    new_id(moment(0)).into()
}

fn submitted() -> Event {
    Event::Submitted { network: new_id(moment(0)).into(), items: Vec::new() }
}

#[tokio::test(flavor = "multi_thread")]
async fn facts_of_one_moment_keep_their_order() {
    let fresh = Fresh::open(4).await;
    let request = RequestId(new_id(moment(0)));
    let kinds = [
        "submitted",
        "withdrawn",
        "submitted",
        "submitted",
        "withdrawn",
        "withdrawn",
        "withdrawn",
        "submitted",
    ];
    let written: Result<(), StoreError> = fresh
        .store
        .write(Author::System, async move |tx| {
            let event = |kind: &str| if kind == "submitted" { submitted() } else { Event::Withdrawn };
            let facts: Vec<_> = kinds.iter().map(|kind| fact(event(kind), somebody(), request)).collect();
            events::append(tx, &facts, moment(0)).await
        })
        .await;
    written.unwrap();
    assert_eq!(facts(&fresh, request).await, kinds);
    fresh.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn history_can_be_written_and_never_rewritten() {
    let fresh = Fresh::open(4).await;
    let request = RequestId(new_id(moment(0)));
    let written: Result<(), StoreError> = fresh
        .store
        .write(Author::System, async move |tx| {
            let facts = [submitted(), Event::Withdrawn].map(|event| fact(event, somebody(), request));
            events::append(tx, &facts, moment(0)).await
        })
        .await;
    written.unwrap();
    assert_eq!(facts(&fresh, request).await, ["submitted", "withdrawn"]);

    let intruder = Database::connect(&fresh.url).await.unwrap();
    let mut attempts = vec![
        "update events set kind = 'item_approved'",
        "update events set data = '{}' where kind = 'withdrawn'",
        "delete from events",
        "delete from events where kind = 'withdrawn'",
    ];
    let again = "id, at, kind, subject_id, office, data) select id, at, 'item_approved', subject_id, office, data from events";
    let replace = format!("insert or replace into events ({again}");
    let by_row = replace.replace("(id,", "(rowid, id,").replace("select id,", "select rowid, 'another',");
    attempts.push("update events set kind = 'item_approved', redacted_at = at");
    if postgres().is_none() {
        attempts.extend([replace.as_str(), &by_row]);
    } else {
        attempts.extend(["truncate events", "truncate events cascade"]);
    }
    for attempt in attempts {
        let refused = intruder.execute_unprepared(attempt).await.unwrap_err();
        assert!(refused.to_string().contains("history is append-only"), "{attempt}: {refused}");
    }
    // The one change that is allowed leaves a mark, and is made once: the words about somebody who is erased (R11).
    let redact = "update events set data = '{}', redacted_at = at";
    assert!(intruder.execute_unprepared(redact).await.is_err(), "nobody is erased");
    let person = fresh.store.write(Author::System, async move |tx| add_person(tx, "ana").await);
    person.await.unwrap();
    let subject = "(select subject_id from events limit 1)";
    let erased = format!("update accounts set status = 'closed', id = {subject}");
    intruder.execute_unprepared(&erased).await.unwrap();
    let one = format!("{redact} where subject_id = {subject}");
    intruder.execute_unprepared(&one).await.unwrap();
    assert!(intruder.execute_unprepared(&one).await.is_err(), "once is enough");
    intruder.close().await.unwrap();
    assert_eq!(facts(&fresh, request).await, ["submitted", "withdrawn"]);
    fresh.close().await;
}
