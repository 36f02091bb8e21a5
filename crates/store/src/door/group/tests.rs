use std::sync::Arc;

use hilum_domain::Moment;
use sea_orm::{ConnectionTrait as _, DbErr, EntityTrait as _, QueryOrder as _};
use tempfile::TempDir;
use tokio::sync::oneshot::Receiver;
use tokio::task::JoinHandle;

use super::*;
use crate::door::Tx;
use crate::door::job::{Asked, Place};
use crate::entity::sign_in_failure;
use crate::{new_id, sign_in_failures};

/// Work that waits for its turn together with others. PostgreSQL has no such queue.
struct Waiters {
    store: Store,
    works: Vec<JoinHandle<Result<u32, StoreError>>>,
    _folder: TempDir,
}

impl Waiters {
    /// All of `acts` at once, and how many commits that took.
    async fn meet(acts: Vec<Act>) -> (Self, u64) {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}", folder.path().join("hilum.sqlite").display());
        let store = Store::open(&url, 2).await.unwrap();
        let before = store.kept.changes();
        let turn = store.gate.enter().await.unwrap();
        let mut spawned = Vec::new();
        for (number, act) in (1..).zip(acts) {
            let theirs = store.clone();
            let work = async move |tx: &Tx<'_>| act.carry_out(tx, number).await;
            spawned.push(tokio::spawn(async move { theirs.write(Author::Stranger, work).await }));
            while store.queue.waiting().len() < spawned.len() {
                tokio::task::yield_now().await;
            }
        }
        drop(turn);
        let waiters = Self { store: store.clone(), works: spawned, _folder: folder };
        (waiters, before)
    }

    async fn results(&mut self) -> Vec<Result<u32, StoreError>> {
        let mut results = Vec::new();
        for work in self.works.drain(..) {
            results.push(work.await.unwrap());
        }
        results
    }

    async fn written(&self) -> Vec<i64> {
        let query = sign_in_failure::Entity::find().order_by_asc(sign_in_failure::Column::At);
        query.all(&self.store.db()).await.unwrap().into_iter().map(|row| row.at.timestamp()).collect()
    }
}

async fn write(tx: &Tx<'_>, number: u32) -> Result<u32, StoreError> {
    let at = Moment::from_timestamp(number.into(), 0).unwrap();
    sign_in_failures::insert(tx, new_id(at), "account", "192.0.2.1", at).await?;
    Ok(number)
}

#[derive(Clone, Copy)]
enum Act {
    Well,
    Fails,
    Panics,
    /// What is put off to the end cannot be written: nothing of the work stays.
    FailsAtItsEnd,
    Looks,
    /// As SQLite does by itself where it has no space left.
    TakesAllBack,
}

impl Act {
    async fn carry_out(self, tx: &Tx<'_>, number: u32) -> Result<u32, StoreError> {
        if matches!(self, Self::FailsAtItsEnd) {
            let at = Moment::from_timestamp(number.into(), 0).unwrap();
            let id = new_id(at);
            for _ in 0..2 {
                sign_in_failures::insert(tx, id, "account", "192.0.2.1", at).await?;
            }
            return Ok(number);
        }
        write(tx, number).await?;
        match self {
            Self::Well | Self::FailsAtItsEnd => Ok(number),
            Self::Fails => Err(StoreError::Conflict),
            Self::Panics => panic!("a fault in the middle"),
            Self::Looks => {
                let seen = sign_in_failure::Entity::find().all(tx.connection()).await?;
                assert_eq!(seen.last().map(|row| row.at.timestamp()), Some(number.into()), "{seen:?}");
                write(tx, number + 100).await
            }
            Self::TakesAllBack => {
                tx.execute_unprepared("rollback").await?;
                Err(StoreError::Unavailable(DbErr::Custom("full".into())))
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn those_who_wait_are_flushed_together() {
    let (mut waiters, before) = Waiters::meet(vec![Act::Well; 30]).await;
    assert!(waiters.results().await.into_iter().all(|result| result.is_ok()));
    assert_eq!(waiters.store.kept.changes() - before, 1, "one commit for all");
    assert_eq!(waiters.written().await, (1..=30).collect::<Vec<i64>>());
}

#[tokio::test(flavor = "multi_thread")]
async fn more_than_can_go_together_go_one_after_the_other() {
    let (mut waiters, before) = Waiters::meet(vec![Act::Well; MOST + 1]).await;
    assert!(waiters.results().await.into_iter().all(|result| result.is_ok()));
    assert_eq!(waiters.store.kept.changes() - before, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_fails_or_panics_leaves_the_others_untouched() {
    let (mut waiters, before) =
        Waiters::meet(vec![Act::Well, Act::Fails, Act::Well, Act::Panics, Act::Well]).await;
    let results = waiters.results().await;
    assert!(
        matches!(results[1], Err(StoreError::Conflict)) && matches!(results[3], Err(StoreError::Panicked))
    );
    assert_eq!(results.into_iter().filter_map(Result::ok).collect::<Vec<_>>(), [1, 3, 5]);
    assert_eq!((waiters.written().await, waiters.store.kept.changes() - before), (vec![1, 3, 5], 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_put_off_is_there_for_whoever_looks_and_fails_with_its_work_alone() {
    for alone in [true, false] {
        let rest = if alone { Vec::new() } else { vec![Act::FailsAtItsEnd, Act::Looks] };
        let (mut waiters, _) = Waiters::meet([vec![Act::Looks], rest].concat()).await;
        let results = waiters.results().await;
        let written = if alone { vec![1, 101] } else { vec![1, 3, 101, 103] };
        assert_eq!(waiters.written().await, written, "{results:?}");
        assert!(alone || matches!(results[1], Err(StoreError::Duplicate)), "{results:?}");
    }
    let (mut waiters, before) = Waiters::meet(vec![Act::FailsAtItsEnd]).await;
    assert!(matches!(waiters.results().await[0], Err(StoreError::Duplicate)));
    assert_eq!((waiters.written().await, waiters.store.kept.changes() - before), (vec![], 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn where_all_is_taken_back_the_others_are_carried_out_again() {
    let (mut waiters, _) = Waiters::meet(vec![Act::Well, Act::TakesAllBack, Act::Well]).await;
    let results = waiters.results().await;
    assert!(matches!(results[1], Err(StoreError::Unavailable(_))), "{results:?}");
    assert_eq!(results.into_iter().filter_map(Result::ok).collect::<Vec<_>>(), [1, 3]);
    assert_eq!(waiters.written().await, [1, 3]);
}

fn asked(author: Author, number: u32) -> (impl Job, Place, Receiver<Result<u32, StoreError>>) {
    Asked::new(author, &Arc::new(async move |tx: &Tx<'_>| Act::Well.carry_out(tx, number).await), &None)
}

#[test]
fn whoever_has_left_is_not_carried_out() {
    let queue = Queue::default();
    let places = [1, 2].map(|number| {
        let (job, place, _) = asked(Author::Stranger, number);
        queue.join(Box::new(job));
        place
    });
    assert!(places[0].claim(), "it was not begun");
    assert_eq!(queue.next().len(), 1);
    assert!(!places[1].claim(), "it is being carried out");
}

#[test]
fn nobody_is_tied_to_what_hilum_does_at_length() {
    let queue = Queue::default();
    for author in [Author::System, Author::Stranger, Author::Maintenance, Author::Stranger] {
        queue.join(Box::new(asked(author, 0).0));
    }
    assert_eq!(
        [queue.next().len(), queue.next().len(), queue.next().len(), queue.next().len()],
        [2, 1, 1, 0]
    );
}
