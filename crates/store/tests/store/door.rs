//! `Store::write`

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use hilum_domain::AccountId;
use hilum_store::sign_in_failures::{self, Failures};
use hilum_store::{Author, StoreError, Tx, accounts, new_id};
use tokio::sync::Notify;

use crate::database::{Fresh, add_person, eventually, knows, moment};

#[tokio::test(flavor = "multi_thread")]
async fn a_piece_of_work_is_kept_whole() {
    let fresh = Fresh::open(4).await;
    let done: Result<u8, StoreError> = fresh
        .store
        .write(Author::System, async move |tx| {
            add_person(tx, "ana").await?;
            add_person(tx, "bo").await?;
            Ok(7)
        })
        .await;
    assert_eq!(done.unwrap(), 7);
    assert!(knows(&fresh.store, "ana").await && knows(&fresh.store, "bo").await);
    fresh.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_error_takes_everything_back() {
    let fresh = Fresh::open(4).await;
    let refused: Result<(), StoreError> = fresh
        .store
        .write(Author::System, async move |tx| {
            add_person(tx, "ana").await?;
            Err(StoreError::Conflict)
        })
        .await;
    assert!(matches!(refused, Err(StoreError::Conflict)));
    let twice: Result<(), StoreError> = fresh
        .store
        .write(Author::System, async move |tx| {
            add_person(tx, "bo").await?;
            add_person(tx, "bo").await
        })
        .await;
    assert!(matches!(twice, Err(StoreError::Duplicate)), "{twice:?}");
    assert!(!knows(&fresh.store, "ana").await && !knows(&fresh.store, "bo").await);
    fresh.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_panic_takes_everything_back_and_the_door_stays_open() {
    let fresh = Fresh::open(2).await;
    for _ in 0..5 {
        let panicked: Result<(), StoreError> = fresh
            .store
            .write(Author::System, async move |tx| {
                add_person(tx, "ana").await?;
                panic!("a fault in the middle")
            })
            .await;
        assert!(matches!(panicked, Err(StoreError::Panicked)));
    }
    assert!(!knows(&fresh.store, "ana").await);
    add(&fresh, "bo").await;
    assert!(knows(&fresh.store, "bo").await);
    fresh.close().await;
}

async fn add(fresh: &Fresh, name: &'static str) {
    let done: Result<(), StoreError> =
        fresh.store.write(Author::System, async move |tx| add_person(tx, name).await).await;
    done.unwrap();
}

/// Lets the work begin and end when the test says so.
#[derive(Clone, Default)]
struct Gate {
    begun: Arc<Notify>,
    go_on: Arc<Notify>,
}

async fn slow(tx: &Tx<'_>, gate: &Gate) -> Result<(), StoreError> {
    add_person(tx, "ana").await?;
    gate.begun.notify_one();
    gate.go_on.notified().await;
    add_person(tx, "bo").await
}

#[tokio::test(flavor = "multi_thread")]
async fn work_runs_to_its_end_when_the_caller_has_gone() {
    let fresh = Fresh::open(4).await;
    let gate = Gate::default();
    let (store, theirs) = (fresh.store.clone(), gate.clone());
    let caller =
        tokio::spawn(
            async move { store.write(Author::System, async move |tx| slow(tx, &theirs).await).await },
        );
    gate.begun.notified().await;
    caller.abort();
    assert!(caller.await.unwrap_err().is_cancelled());
    gate.go_on.notify_one();
    eventually("both are there", || knows(&fresh.store, "bo")).await;
    assert!(knows(&fresh.store, "ana").await);
    add(&fresh, "eve").await;
    fresh.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_sees_what_is_not_committed_and_readers_never_wait() {
    let fresh = Fresh::open(4).await;
    let gate = Gate::default();
    let (store, theirs) = (fresh.store.clone(), gate.clone());
    let writing =
        tokio::spawn(
            async move { store.write(Author::System, async move |tx| slow(tx, &theirs).await).await },
        );
    gate.begun.notified().await;
    assert!(!knows(&fresh.store, "ana").await);
    gate.go_on.notify_one();
    writing.await.unwrap().unwrap();
    assert!(knows(&fresh.store, "ana").await);
    fresh.close().await;
}

async fn count_up(tx: &Tx<'_>, tries: &AtomicU32) -> Result<u64, StoreError> {
    tries.fetch_add(1, Ordering::Relaxed);
    let before = sign_in_failures::of_account(tx, "key", moment(-1)).await?;
    // The next one gets a time that follows from what was read: a lost update would show.
    let next = moment(i64::try_from(before.count).unwrap());
    sign_in_failures::insert(tx, new_id(next), "key", "192.0.2.1", next).await?;
    Ok(before.count)
}

#[tokio::test(flavor = "multi_thread")]
async fn those_who_meet_try_again_and_none_is_lost() {
    let fresh = Fresh::open(8).await;
    let tries = Arc::new(AtomicU32::new(0));
    let works: Vec<_> = (0..24)
        .map(|_| {
            let (store, tries) = (fresh.store.clone(), Arc::clone(&tries));
            tokio::spawn(async move {
                store.write(Author::System, async move |tx| count_up(tx, &tries).await).await
            })
        })
        .collect();
    let mut seen = Vec::new();
    for work in works {
        seen.push(work.await.unwrap().unwrap());
    }
    seen.sort_unstable();
    assert_eq!(seen, (0..24).collect::<Vec<u64>>());
    let all = sign_in_failures::of_account(&fresh.store.db(), "key", moment(-1)).await.unwrap();
    assert_eq!(all, Failures { count: 24, first: Some(moment(0)), last: Some(moment(23)) });
    if crate::database::postgres().is_none() {
        assert_eq!(tries.load(Ordering::Relaxed), 24, "on SQLite writers queue and never meet");
    }
    fresh.close().await;
}

async fn contrary(tx: &Tx<'_>, tries: &AtomicU32) -> Result<(), StoreError> {
    add_person(tx, "ana").await?;
    if tries.fetch_add(1, Ordering::Relaxed) < 3 {
        return Err(StoreError::Retry(sea_orm::DbErr::Custom("come back later".into())));
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_database_says_may_be_tried_again_is_begun_anew() {
    let fresh = Fresh::open(4).await;
    let tries = Arc::new(AtomicU32::new(0));
    let counted = Arc::clone(&tries);
    fresh.store.write(Author::System, async move |tx| contrary(tx, &counted).await).await.unwrap();
    assert_eq!(tries.load(Ordering::Relaxed), 4);
    assert!(knows(&fresh.store, "ana").await);
    fresh.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_changes_over_the_same_version_one_wins() {
    let fresh = Fresh::open(8).await;
    add(&fresh, "ana").await;
    let email = hilum_domain::account::EmailAddress::parse("ana@example.eu").unwrap();
    let ana: AccountId = accounts::find_by_email(&fresh.store.db(), &email).await.unwrap().unwrap().id();
    let changes: Vec<_> = (0..8)
        .map(|_| {
            let store = fresh.store.clone();
            tokio::spawn(async move {
                let id = ana;
                let change =
                    store.write(Author::System, async move |tx| accounts::change(tx, id, german(), 1).await);
                change.await
            })
        })
        .collect();
    let mut won = 0;
    for change in changes {
        match change.await.unwrap() {
            Ok(()) => won += 1,
            Err(StoreError::Conflict) => {}
            Err(other) => panic!("{other}"),
        }
    }
    assert_eq!(won, 1);
    fresh.close().await;
}

fn german() -> accounts::Change {
    accounts::Change { language: Some("de".into()), ..accounts::Change::default() }
}
