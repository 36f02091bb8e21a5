//! What only PostgreSQL can suffer: connections that are left inside a transaction, and connections that die.

use std::sync::Arc;
use std::time::Duration;

use hilum_store::{Author, StoreError, Tx, scratch};
use sea_orm::{ConnectionTrait, Database, DatabaseConnection, DbBackend, Statement};
use tokio::sync::Notify;

use crate::database::{Fresh, add_person, eventually, knows, postgres};

/// How many connections of Hilum to the current database are in such a state.
async fn count(observer: &DatabaseConnection, state: &str) -> i64 {
    let sql = "select count(*) from pg_stat_activity \
               where datname = current_database() and application_name = 'hilum' and state = $1";
    let statement = Statement::from_sql_and_values(DbBackend::Postgres, sql, [state.into()]);
    observer.query_one_raw(statement).await.unwrap().unwrap().try_get_by_index(0).unwrap()
}

async fn hold(tx: &Tx<'_>, (begun, go_on): &(Arc<Notify>, Arc<Notify>)) -> Result<(), StoreError> {
    add_person(tx, "ana").await?;
    begun.notify_one();
    go_on.notified().await;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_caller_who_leaves_in_the_middle_leaves_no_open_transaction() {
    if postgres().is_none() {
        return;
    }
    let fresh = Fresh::open(4).await;
    let observer = Database::connect(&fresh.url).await.unwrap();
    let (begun, go_on) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let (store, gates) = (fresh.store.clone(), (Arc::clone(&begun), Arc::clone(&go_on)));
    let caller =
        tokio::spawn(
            async move { store.write(Author::System, async move |tx| hold(tx, &gates).await).await },
        );
    begun.notified().await;
    caller.abort();
    assert_eq!(count(&observer, "idle in transaction").await, 1, "the work itself goes on");
    go_on.notify_one();
    eventually("the work ends", || knows(&fresh.store, "ana")).await;
    eventually("no transaction is open", || async { count(&observer, "idle in transaction").await == 0 })
        .await;
    observer.close().await.unwrap();
    fresh.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn callers_who_leave_at_any_moment_leave_no_open_transaction() {
    if postgres().is_none() {
        return;
    }
    let fresh = Fresh::open(4).await;
    let observer = Database::connect(&fresh.url).await.unwrap();
    for n in 0..200_u32 {
        let (store, name) = (fresh.store.clone(), format!("person{n}"));
        let caller = tokio::spawn(async move {
            let written: Result<(), StoreError> =
                store.write(Author::System, async move |tx| add_person(tx, &name).await).await;
            written
        });
        // Somewhere between the first packet and the last.
        tokio::time::sleep(Duration::from_micros(u64::from(n) * 20)).await;
        caller.abort();
        let reader = fresh.store.clone();
        let reading = tokio::spawn(async move { knows(&reader, "nobody").await });
        tokio::task::yield_now().await;
        reading.abort();
    }
    eventually("no transaction is open", || async {
        count(&observer, "idle in transaction").await + count(&observer, "active").await == 0
    })
    .await;
    let written: Result<(), StoreError> =
        fresh.store.write(Author::System, async move |tx| add_person(tx, "last").await).await;
    written.unwrap();
    assert!(knows(&fresh.store, "last").await);
    observer.close().await.unwrap();
    fresh.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_store_recovers_when_all_its_connections_were_cut() {
    let Some(server) = postgres() else { return };
    let fresh = Fresh::open(4).await;
    let connections: Vec<_> = (0..4)
        .map(|_| {
            let store = fresh.store.clone();
            tokio::spawn(async move { knows(&store, "nobody").await })
        })
        .collect();
    for connection in connections {
        connection.await.unwrap();
    }
    let observer = Database::connect(scratch::url(&server, "postgres")).await.unwrap();
    let name = fresh.url.rsplit('/').next().unwrap();
    for _ in 0..3 {
        let cut = format!(
            "select pg_terminate_backend(pid) from pg_stat_activity where datname = '{name}' and application_name = 'hilum'"
        );
        observer.execute_unprepared(&cut).await.unwrap();
        let started = std::time::Instant::now();
        eventually("the store reads and writes again", || async {
            fresh.store.check_writable().await.is_ok()
        })
        .await;
        assert!(started.elapsed() < Duration::from_secs(30), "{:?}", started.elapsed());
        assert!(!knows(&fresh.store, "nobody").await);
    }
    observer.close().await.unwrap();
    fresh.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn work_whose_connection_is_cut_is_not_half_done() {
    let Some(server) = postgres() else { return };
    let fresh = Fresh::open(4).await;
    let (begun, go_on) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let (store, gates) = (fresh.store.clone(), (Arc::clone(&begun), Arc::clone(&go_on)));
    let work =
        tokio::spawn(
            async move { store.write(Author::System, async move |tx| hold(tx, &gates).await).await },
        );
    begun.notified().await;
    let observer = Database::connect(scratch::url(&server, "postgres")).await.unwrap();
    let name = fresh.url.rsplit('/').next().unwrap();
    let cut = format!(
        "select pg_terminate_backend(pid) from pg_stat_activity where datname = '{name}' and state = 'idle in transaction'"
    );
    observer.execute_unprepared(&cut).await.unwrap();
    go_on.notify_one();
    let result = work.await.unwrap();
    assert!(matches!(result, Err(StoreError::Unavailable(_))), "{result:?}");
    assert!(!knows(&fresh.store, "ana").await);
    observer.close().await.unwrap();
    fresh.close().await;
}
