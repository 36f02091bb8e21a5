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
    async fn open() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}", folder.path().join("hilum.sqlite").display());
        Self { store: Store::open(&url, 2).await.unwrap(), works: Vec::new(), _folder: folder }
    }

    /// All of `acts` at once, and how many commits there were before.
    async fn meet(acts: Vec<Act>) -> (Self, u64) {
        let mut waiters = Self::open().await;
        let before = waiters.store.kept.changes();
        let acts = acts.into_iter().map(|act| (Author::Stranger, act));
        waiters.go_together(acts.collect()).await;
        (waiters, before)
    }

    async fn go_together(&mut self, acts: Vec<(Author, Act)>) {
        let turn = self.store.gate.enter().await.unwrap();
        for (number, (author, act)) in (1..).zip(acts) {
            let theirs = self.store.clone();
            let work = async move |tx: &Tx<'_>| act.carry_out(tx, number).await;
            self.works.push(tokio::spawn(async move { theirs.write(author, work).await }));
            while self.store.queue.waiting().len() < self.works.len() {
                tokio::task::yield_now().await;
            }
        }
        drop(turn);
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
    EndsSessions,
    /// How many rights the author has.
    CountsRights,
    EndsGrants,
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
            Self::EndsSessions => {
                tx.execute_unprepared("delete from sessions").await?;
                Ok(number)
            }
            Self::CountsRights => {
                let rights = tx.rights(Moment::from_timestamp(1_000, 0).unwrap());
                Ok(u32::try_from(rights.len()).unwrap())
            }
            Self::EndsGrants => {
                tx.execute_unprepared("update grants set status = 'ended'").await?;
                Ok(number)
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

/// Somebody with a session and one right.
async fn coordinator(store: &Store) -> Author {
    let at = Moment::from_timestamp(0, 0).unwrap();
    let (account, session, place) = (new_id(at), new_id(at), new_id(at));
    let written: Result<(), StoreError> = store
        .write(Author::System, async move |tx| {
            let [account, session, place] = [account, session, place].map(|id| id.simple().to_string());
            let at = "1970-01-01T00:00:00+00:00";
            tx.execute_unprepared(&format!(
                "insert into accounts (id, email, email_key, first_name, last_name, language, training, created_at, version, status)
                    values (x'{account}', 'a@example.eu', 'a@example.eu', 'A', 'B', 'en', false, '{at}', 1, 'active');
                insert into sessions (token_hash, id, account_id, assurance, created_at, last_seen_at, expires_at)
                    values ('hash', x'{session}', x'{account}', 'password', '{at}', '{at}', '2100-01-01T00:00:00+00:00');
                insert into applications (code, name, description, status, configured, portal, required_assurance, activation, guest_days, usual_days_min, usual_days_max, data)
                    values ('CPMS', 'CPMS', '', 'active', true, false, 'password', 'manual', 1, 1, 3, '{{}}');
                insert into organisations (id, application, node_key, network_id, kind, name, label, status, data)
                    values (x'{place}', 'CPMS', 'RND', x'{place}', 'network', 'RND', 'RND', 'active', '{{}}');
                insert into grants (id, account_id, application, organisation_id, network_id, scope_id, profile, status, valid_from, created_at, version)
                    values (x'{place}', x'{account}', 'CPMS', x'{place}', x'{place}', x'{place}', 'coordinator', 'active', '{at}', '{at}', 1);"
            ))
            .await?;
            Ok(())
        })
        .await;
    written.unwrap();
    Author::Person { account: account.into(), session }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_shut_out_by_one_before_them_writes_nothing_though_they_go_together() {
    let mut waiters = Waiters::open().await;
    let author = coordinator(&waiters.store).await;
    let before = waiters.store.kept.changes();
    let together = vec![(author, Act::Well), (Author::Stranger, Act::EndsSessions), (author, Act::Well)];
    waiters.go_together(together).await;
    let results = waiters.results().await;
    assert!(matches!(results[2], Err(StoreError::ShutOut)), "{results:?}");
    assert_eq!((waiters.written().await, waiters.store.kept.changes() - before), (vec![1, 2], 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn rights_that_one_before_has_ended_are_lost_though_they_go_together() {
    let mut waiters = Waiters::open().await;
    let author = coordinator(&waiters.store).await;
    let together = vec![
        (author, Act::CountsRights),
        (Author::Stranger, Act::CountsRights),
        (Author::System, Act::EndsGrants),
        (author, Act::CountsRights),
    ];
    waiters.go_together(together).await;
    let rights: Vec<u32> = waiters.results().await.into_iter().map(Result::unwrap).collect();
    assert_eq!(rights, [1, 0, 3, 0]);
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
