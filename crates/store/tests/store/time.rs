//! What is delivered and what time brings: each by one node, and by another one where that died over it.

use chrono::TimeDelta;
use hilum_store::outbox::{self, Fate, Lane, NewMessage};
use hilum_store::{Author, Store, StoreError, jobs};
use serde_json::json;
use uuid::Uuid;

use crate::database::{Fresh, moment};

const LEASE: TimeDelta = TimeDelta::seconds(60);

async fn take(store: &Store, node: &'static str, at: i64) -> Result<bool, StoreError> {
    let now = moment(at);
    let work =
        store.write(Author::System, async move |tx| jobs::take(tx, "sweep:1", node, now + LEASE, now).await);
    work.await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_is_done_once_for_its_occasion_though_fifty_ask_at_once() {
    let fresh = Fresh::open(8).await;
    let other = Store::open(&fresh.url, 8).await.unwrap();
    let nodes = [(fresh.store.clone(), "one"), (other.clone(), "two")];
    let tries: Vec<_> = (0..50_usize)
        .map(|n| {
            let (store, node) = nodes[n % 2].clone();
            tokio::spawn(async move { take(&store, node, 0).await.unwrap() })
        })
        .collect();
    let mut taken = 0;
    for one in tries {
        taken += usize::from(one.await.unwrap());
    }
    assert_eq!(taken, 1);
    other.close().await.unwrap();
    fresh.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_whose_node_died_is_another_ones_after_its_lease_and_one_that_is_done_is_nobodys() {
    let fresh = Fresh::open(4).await;
    let store = &fresh.store;
    assert!(take(store, "one", 0).await.unwrap());
    assert!(!take(store, "two", 59).await.unwrap(), "the first is at it");
    assert!(jobs::is_taken(&store.db(), "sweep:1", moment(59)).await.unwrap());
    assert!(take(store, "two", 60).await.unwrap(), "the first is dead");
    let done = |node: &'static str| {
        store.write(Author::System, async move |tx| jobs::done(tx, "sweep:1", node, moment(61)).await)
    };
    // It wakes up late: what it says does not count any more.
    let late: Result<(), StoreError> = done("one").await;
    late.unwrap();
    assert!(take(store, "three", 120).await.unwrap());
    let finished: Result<(), StoreError> = done("three").await;
    finished.unwrap();
    assert!(!take(store, "one", 10_000).await.unwrap(), "it is done");
    fresh.close().await;
}

fn message(lane: Lane, name: &str) -> NewMessage {
    NewMessage { lane, kind: "mail", dedupe_key: name.to_owned(), payload: json!({"name": name}) }
}

async fn claimed(store: &Store, lane: Lane, node: &'static str, at: i64) -> Vec<Uuid> {
    let now = moment(at);
    let work = store
        .write(Author::System, async move |tx| outbox::claim(tx, lane, node, 10, now + LEASE, now).await);
    let messages: Result<_, StoreError> = work.await;
    messages.unwrap().into_iter().map(|message| message.id).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_dead_node_had_taken_is_due_at_once_when_it_is_back_and_others_keep_theirs() {
    let fresh = Fresh::open(4).await;
    let store = &fresh.store;
    let messages = ["a", "b"].map(|name| message(Lane::Mail, name)).to_vec();
    let enqueued: Result<(), StoreError> = store
        .write(Author::System, async move |tx| outbox::enqueue(tx, messages.clone(), moment(0)).await)
        .await;
    enqueued.unwrap();
    assert_eq!(claimed(store, Lane::Text, "one", 0).await, [] as [Uuid; 0], "another lane's");
    let taken = claimed(store, Lane::Mail, "one", 0).await;
    assert_eq!(taken.len(), 2);
    for (node, at_once) in [("two", 0), ("one", 2)] {
        let back: Result<u64, StoreError> =
            store.write(Author::System, async move |tx| outbox::take_back(tx, node, moment(1)).await).await;
        assert_eq!(back.unwrap(), at_once, "{node} starts again");
    }
    assert_eq!(claimed(store, Lane::Mail, "two", 1).await.len(), 2);
    fresh.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn many_fates_are_written_down_together() {
    let fresh = Fresh::open(4).await;
    let store = &fresh.store;
    let names = ["a", "b", "c", "d"];
    let messages = names.map(|name| message(Lane::Mail, name)).to_vec();
    let enqueued: Result<(), StoreError> = store
        .write(Author::System, async move |tx| outbox::enqueue(tx, messages.clone(), moment(0)).await)
        .await;
    enqueued.unwrap();
    let taken = claimed(store, Lane::Mail, "one", 0).await;
    let error = || "421 not now".to_owned();
    let fates = [
        Fate::Sent,
        Fate::SentAndForgotten,
        Fate::Postponed { until: moment(5), error: error() },
        Fate::GivenUp { error: error() },
    ];
    let fates: Vec<(Uuid, Fate)> = taken.iter().copied().zip(fates).collect();
    let marked: Result<(), StoreError> =
        store.write(Author::System, async move |tx| outbox::mark(tx, &fates, moment(1)).await).await;
    marked.unwrap();
    let db = store.db();
    assert_eq!(outbox::count_waiting(&db).await.unwrap(), 1);
    assert_eq!(outbox::given_up(&db, 10, None).await.unwrap().items.len(), 1);
    let said: Vec<bool> =
        outbox::payloads(&db).await.unwrap().into_iter().map(|payload| payload == json!({})).collect();
    assert_eq!(said.into_iter().filter(|nothing| *nothing).count(), 1, "one said nothing any more");
    assert_eq!(claimed(store, Lane::Mail, "one", 4).await, [] as [Uuid; 0]);
    assert_eq!(claimed(store, Lane::Mail, "one", 5).await, [taken[2]], "once more when its time has come");
    fresh.close().await;
}
