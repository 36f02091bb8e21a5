//! What must hold when the database, the clock or another program misbehaves. Full disks and pulled plugs need a real
//! program and are in `crates/faults`.

use hilum_domain::AccountId;
use hilum_domain::account::{AccountStatus, EmailAddress};
use hilum_domain::catalogue::Assurance;
use hilum_domain::verification::{Method, SecretPurpose};
use hilum_store::secrets::{self, NewSecret};
use hilum_store::sessions::{self, Origin, Session};
use hilum_store::{Author, Store, StoreError, accounts, clocks, new_id, sign_in_failures};
use sea_orm::{ConnectionTrait, Database};
use serde_json::json;

use crate::database::{Fresh, add_person, knows, moment, postgres};

async fn add(store: &Store, author: Author, name: &'static str) -> Result<(), StoreError> {
    store.write(author, async move |tx| add_person(tx, name).await).await
}

async fn ana(store: &Store) -> AccountId {
    add(store, Author::System, "ana").await.unwrap();
    let email = EmailAddress::parse("ana@example.eu").unwrap();
    accounts::find_by_email(&store.db(), &email).await.unwrap().unwrap().id()
}

/// On a full disk SQLite takes a transaction back by itself, and its COMMIT fails. What sqlx then believes to be an open
/// transaction swallowed everything that followed: answered, and never kept.
#[tokio::test(flavor = "multi_thread")]
async fn after_a_commit_that_failed_what_is_acknowledged_is_kept() {
    if postgres().is_some() {
        return; // There COMMIT without a transaction succeeds.
    }
    let fresh = Fresh::open(4).await;
    for _ in 0..3 {
        let taken_back: Result<(), StoreError> = fresh
            .store
            .write(Author::System, async move |tx| {
                add_person(tx, "refused").await?;
                tx.execute_unprepared("rollback").await?;
                Ok(())
            })
            .await;
        assert!(taken_back.is_err());
    }
    add(&fresh.store, Author::System, "kept").await.unwrap();
    fresh.store.check_writable().await.unwrap();
    let url = fresh.url.clone();
    fresh.store.close().await.unwrap();
    let again = Store::open(&url, 2).await.unwrap();
    assert!(knows(&again, "kept").await && !knows(&again, "refused").await);
    again.close().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_not_there_any_more_writes_nothing() {
    let fresh = Fresh::open(4).await;
    let account = ana(&fresh.store).await;
    let session = session(account, moment(0).timestamp());
    let author = Author::Person { account, session: session.id };
    let id = session.id;
    let insert = fresh
        .store
        .write(Author::Stranger, async move |tx| sessions::insert(tx, "hash".into(), &session).await);
    insert.await.unwrap();
    add(&fresh.store, author, "first").await.unwrap();
    for status in [AccountStatus::Suspended, AccountStatus::Locked, AccountStatus::Closed] {
        set_status(&fresh.store, account, status).await;
        assert!(matches!(add(&fresh.store, author, "second").await, Err(StoreError::ShutOut)), "{status:?}");
    }
    set_status(&fresh.store, account, AccountStatus::Active).await;
    let delete = fresh.store.write(author, async move |tx| sessions::delete(tx, id).await);
    let deleted: Result<(), StoreError> = delete.await;
    deleted.unwrap();
    assert!(matches!(add(&fresh.store, author, "second").await, Err(StoreError::ShutOut)));
    assert!(knows(&fresh.store, "first").await && !knows(&fresh.store, "second").await);
    fresh.close().await;
}

async fn set_status(store: &Store, account: AccountId, status: AccountStatus) {
    let work = store.write(Author::System, async move |tx| accounts::set_status(tx, account, status).await);
    let set: Result<(), StoreError> = work.await;
    set.unwrap();
}

fn session(account: AccountId, created: i64) -> Session {
    let created = hilum_domain::Moment::from_timestamp(created, 0).unwrap();
    Session {
        id: new_id(created),
        account,
        assurance: Assurance::Password,
        method: Method::Password,
        verified_at: Some(created),
        failures: 0,
        created_at: created,
        last_seen_at: created,
        expires_at: created + chrono::TimeDelta::hours(12),
        origin: Origin::default(),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_clock_that_ran_ahead_has_written_does_not_last_until_that_future() {
    let fresh = Fresh::open(4).await;
    let account = ana(&fresh.store).await;
    let (now, ahead) = (moment(0), moment(86_400));
    let write = fresh.store.write(Author::System, async move |tx| {
        for (hash, at) in [("now", now), ("ahead", ahead)] {
            sessions::insert(tx, hash.into(), &session(account, at.timestamp())).await?;
            sign_in_failures::insert(tx, new_id(at), "key", "192.0.2.1", at).await?;
            for purpose in [SecretPurpose::PasswordReset, SecretPurpose::RecoveryCode] {
                secrets::insert(tx, &secret(purpose, hash, account), at).await?;
            }
        }
        clocks::bring_back(tx, now).await
    });
    let written: Result<(), StoreError> = write.await;
    written.unwrap();
    let db = fresh.store.db();
    for session in sessions::of_account(&db, account).await.unwrap() {
        assert_eq!((session.created_at, session.last_seen_at, session.verified_at), (now, now, Some(now)));
        assert!(session.expires_at <= now + chrono::TimeDelta::hours(12));
    }
    let failures = sign_in_failures::of_account(&db, "key", moment(-1)).await.unwrap();
    assert_eq!((failures.count, failures.last), (2, Some(now)));
    // Nothing is taken from anybody, and after its time it is over.
    let subject = account.to_string();
    for (purpose, later) in [(SecretPurpose::PasswordReset, 0), (SecretPurpose::RecoveryCode, 2)] {
        assert_eq!(secrets::count(&db, purpose, &subject, now).await.unwrap(), 2, "{purpose:?}");
        assert_eq!(secrets::count(&db, purpose, &subject, moment(1801)).await.unwrap(), later, "{purpose:?}");
    }
    fresh.close().await;
}

fn secret(purpose: SecretPurpose, hash: &str, account: AccountId) -> NewSecret {
    let subject = account.to_string();
    NewSecret { purpose, hash: hash.into(), account: Some(account), subject, payload: json!({}) }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_older_program_says_that_the_database_is_newer() {
    let fresh = Fresh::open(4).await;
    let newer = Database::connect(&fresh.url).await.unwrap();
    let row = "insert into seaql_migrations (version, applied_at) values ('m20990101_future', 1)";
    newer.execute_unprepared(row).await.unwrap();
    newer.close().await.unwrap();
    let refused = Store::open(&fresh.url, 2).await.unwrap_err();
    assert!(refused.to_string().contains("newer than this program"), "{refused}");
    assert!(refused.to_string().contains("m20990101_future"), "{refused}");
    fresh.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn several_that_start_at_once_on_an_empty_database_all_open_it() {
    let fresh = Fresh::open(4).await;
    let wipe = Database::connect(&fresh.url).await.unwrap();
    let url = match postgres() {
        Some(_) => {
            wipe.execute_unprepared("drop schema public cascade").await.unwrap();
            wipe.execute_unprepared("create schema public").await.unwrap();
            fresh.url.clone()
        }
        None => fresh.url.replace("hilum.sqlite", "another.sqlite"),
    };
    wipe.close().await.unwrap();
    let all: Vec<_> = (0..4)
        .map(|_| {
            let url = url.clone();
            tokio::spawn(async move { Store::open(&url, 2).await })
        })
        .collect();
    for one in all {
        let store = one.await.unwrap().unwrap();
        assert!(!knows(&store, "ana").await);
        store.close().await.unwrap();
    }
    fresh.close().await;
}

/// Somebody else's lock, as of an operator's own tool, is an outage and not a verdict.
#[tokio::test(flavor = "multi_thread")]
async fn a_lock_that_does_not_become_free_is_no_conflict() {
    let fresh = Fresh::open(4).await;
    ana(&fresh.store).await;
    let mut options = sea_orm::ConnectOptions::new(&fresh.url);
    options.max_connections(1);
    let operator = Database::connect(options).await.unwrap();
    let take = if postgres().is_some() { "begin; lock table accounts" } else { "begin immediate" };
    operator.execute_unprepared(take).await.unwrap();
    let refused = add(&fresh.store, Author::Stranger, "bo").await.unwrap_err();
    assert!(matches!(refused, StoreError::Busy(_) | StoreError::Unavailable(_)), "{refused}");
    operator.execute_unprepared("rollback").await.unwrap();
    add(&fresh.store, Author::Stranger, "eve").await.unwrap();
    assert!(!knows(&fresh.store, "bo").await && knows(&fresh.store, "eve").await);
    operator.close().await.unwrap();
    fresh.close().await;
}
