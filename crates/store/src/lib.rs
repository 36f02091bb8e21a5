//! The only user of the ORM: entities, queries, transactions, the outbox.
//!
//! Reads go through [`Store::db`]; all writes go through one door, [`Store::write`] (invariant 7).

pub mod access_requests;
pub mod accounts;
pub mod callers;
pub mod catalogue;
pub mod chain;
mod changed;
pub mod clocks;
mod connection;
pub mod data_views;
mod door;
mod entity;
mod error;
pub mod events;
pub mod everything;
pub mod factors;
mod files;
pub mod grants;
pub mod idempotency;
pub mod identities;
pub mod import;
pub mod jobs;
mod kept;
mod mark;
mod memo;
pub mod outbox;
pub mod page;
pub mod preferences;
mod probe;
pub mod scratch;
pub mod secrets;
pub mod sessions;
pub mod sign_in_failures;
pub mod statements;
pub mod training;
pub mod vault;

pub use connection::Db;
pub use door::{Author, Tx};
pub use error::{StoreError, WorkError};
pub use mark::Mark;
pub use page::{Cursor, Rows};

use std::fs::File;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use hilum_catalogue::Snapshot;
use hilum_domain::Moment;
use hilum_migrations::MigratorTrait;
use sea_orm::{
    ConnectionTrait, Database, DatabaseConnection, DatabaseTransaction, DbBackend, IsolationLevel,
    TransactionOptions, TransactionTrait,
};
use tokio::sync::watch;
use tokio::time::Instant;
use uuid::Uuid;

use changed::Changed;
use connection::PATIENCE;
use door::{Gate, Queue, Writers};
use kept::Kept;

/// Others' changes are looked for this often.
const FOLLOW: Duration = Duration::from_millis(400);
/// Threads that write on PostgreSQL: each has many pieces of work under way.
const WRITERS: usize = 2;

/// Where state and history are kept: SQLite or PostgreSQL, equals (invariant 12).
#[derive(Clone, Debug)]
pub struct Store {
    /// SQLite: a single connection.
    writer: DatabaseConnection,
    reader: DatabaseConnection,
    /// Where writers work: SQLite has one.
    writers: Writers,
    gate: Gate,
    queue: Arc<Queue>,
    proved_writable: Arc<tokio::sync::Mutex<Option<Instant>>>,
    /// SQLite: where it is.
    file: Option<Arc<files::DatabaseFile>>,
    kept: Arc<Kept>,
}

/// See [`Store::listen`].
#[derive(Debug)]
pub struct Bell(watch::Receiver<u64>);

impl Bell {
    /// Until there is something new since the last time; at most `patience`, for what other nodes write rings nowhere.
    pub async fn rung(&mut self, patience: Duration) {
        // The store that rings is there for as long as anybody has it.
        let _ = tokio::time::timeout(patience, self.0.changed()).await;
    }
}

/// The right to prepare the database, held by one node at a time.
#[derive(Debug)]
#[must_use]
pub enum Alone {
    Transaction(DatabaseTransaction),
    /// Given back when it is closed.
    Lock(File),
}

impl Alone {
    pub async fn done(self) -> Result<(), StoreError> {
        match self {
            Self::Transaction(transaction) => Ok(transaction.commit().await?),
            Self::Lock(_) => Ok(()),
        }
    }
}

async fn locked(file: &Arc<files::DatabaseFile>) -> Result<File, StoreError> {
    let file = Arc::clone(file);
    let locked = tokio::task::spawn_blocking(move || file.lock()).await;
    Ok(locked.ok().ok_or(StoreError::Panicked)??)
}

impl Store {
    /// Opens the database and brings its schema up to date.
    /// `url`: `sqlite:///path/to/file` (made when missing) or `postgres://…`; `connections`: most at a time.
    ///
    /// # Errors
    /// `Newer` when a newer program was here before.
    pub async fn open(url: &str, connections: u32) -> Result<Self, StoreError> {
        let store = Self::connect(url, connections).await?;
        let alone = store.alone().await?;
        store.migrate().await?;
        store.catch_up().await?;
        alone.done().await?;
        if let Some(file) = &store.file {
            file.make_private();
        }
        Ok(store)
    }

    /// All that is missing, in one transaction: a node that is killed in the middle leaves what was there before.
    async fn migrate(&self) -> Result<(), StoreError> {
        let transaction = self.begin().await?;
        let known: Vec<String> =
            hilum_migrations::Migrator::migrations().iter().map(|one| one.name().to_owned()).collect();
        let applied = hilum_migrations::Migrator::get_migration_models(&transaction).await?;
        let begun_before = !applied.is_empty();
        let hardened = applied.iter().any(|one| one.version == "m20261127_hardening");
        let newer: Vec<String> =
            applied.into_iter().map(|one| one.version).filter(|name| !known.contains(name)).collect();
        if !newer.is_empty() {
            return Err(StoreError::Newer(newer.join(", ")));
        }
        hilum_migrations::Migrator::up(&transaction, None).await?;
        transaction.commit().await?;
        if self.backend() == DbBackend::Sqlite && begun_before && !hardened {
            // Those who were erased before `secure_delete` are still in free pages.
            self.writer.execute_unprepared("vacuum").await?;
        }
        Ok(())
    }

    /// Waits until no other process prepares this database, and keeps the others waiting until [`Alone::done`] (or the
    /// end of this value): two that start at once must not both migrate and fill it.
    pub async fn alone(&self) -> Result<Alone, StoreError> {
        if let Some(file) = &self.file {
            return Ok(Alone::Lock(locked(file).await?));
        }
        let transaction = self.writer.begin().await?;
        transaction.execute_unprepared("set local lock_timeout = '60s'").await?;
        transaction.execute_unprepared("set local idle_in_transaction_session_timeout = '10min'").await?;
        transaction.execute_unprepared("select pg_advisory_xact_lock(7239442)").await?;
        Ok(Alone::Transaction(transaction))
    }

    async fn connect(url: &str, connections: u32) -> Result<Self, StoreError> {
        let (proved_writable, kept, queue) = (Arc::default(), Arc::default(), Arc::default());
        if url.starts_with("sqlite:") {
            let file = files::DatabaseFile::of_url(url).map(Arc::new);
            // Whoever makes the file turns its log on, for which SQLite refuses everybody else without waiting.
            let _first = match &file {
                Some(file) => Some(locked(file).await?),
                None => None,
            };
            let writer = Database::connect(connection::sqlite(url, 1, false)).await?;
            let reader = Database::connect(connection::sqlite(url, connections, true)).await?;
            let (writers, gate) = (Writers::new(1, false)?, Gate::new(1));
            return Ok(Self { writer, reader, writers, gate, queue, proved_writable, file, kept });
        }
        let pool = Database::connect(connection::postgres(url, connections)).await?;
        // Some are left for those who read.
        let all = usize::try_from(connections.max(2)).unwrap_or(2);
        let gate = Gate::new(all - all.div_ceil(4));
        let writers = Writers::new(WRITERS, true)?;
        Ok(Self {
            writer: pool.clone(),
            reader: pool,
            writers,
            gate,
            queue,
            proved_writable,
            file: None,
            kept,
        })
    }

    fn backend(&self) -> DbBackend {
        self.writer.get_database_backend()
    }

    /// For reading while somebody waits.
    pub fn db(&self) -> Db<'_> {
        Db::of_connection(&self.reader, PATIENCE, &self.kept)
    }

    /// For reading large things, where nobody waits for an answer.
    pub fn unhurried(&self) -> Db<'_> {
        Db::of_connection(&self.reader, Duration::from_secs(600), &self.kept)
    }

    /// The catalogue as this node knows it: its own changes at once, those of others within a second ([`Store::follow`]).
    pub fn catalogue(&self) -> Arc<Snapshot> {
        self.kept.catalogue()
    }

    /// Looks for what other nodes, and `hilum import`, have changed, for as long as the node runs (R10).
    pub async fn follow(&self) {
        tokio::join!(self.follow_catalogue(), self.follow_others(FOLLOW));
    }

    async fn follow_catalogue(&self) {
        loop {
            tokio::time::sleep(FOLLOW).await;
            if let Err(error) = self.catch_up().await {
                tracing::warn!(error = format!("{error:#}"), "whether the catalogue changed is not known");
            }
        }
    }

    /// Reads the catalogue anew where it is not the one that is known.
    pub async fn catch_up(&self) -> Result<(), StoreError> {
        if catalogue::revision(&self.db()).await? == self.kept.catalogue().revision() {
            return Ok(());
        }
        let _alone = self.kept.reading.lock().await;
        let known = self.kept.catalogue();
        let options = TransactionOptions {
            isolation_level: (self.backend() == DbBackend::Postgres)
                .then_some(IsolationLevel::RepeatableRead),
            ..TransactionOptions::default()
        };
        let transaction = self.reader.begin_with_options(options).await?;
        let read = Db::of_transaction(&transaction, Duration::from_secs(600), Arc::clone(&known));
        if catalogue::revision(&read).await? != known.revision() {
            self.kept.publish(Arc::new(catalogue::load(&read).await?));
        }
        drop(read);
        Ok(transaction.commit().await?)
    }

    /// Hears of what this node has written down: facts, and messages to be sent.
    pub fn listen(&self) -> Bell {
        Bell(self.kept.bell.subscribe())
    }

    /// Has those who listen look, though nothing was written down.
    pub fn ring(&self) {
        self.kept.count_change(Changed::NEWS);
    }

    /// Forgets what is remembered of the database, so that what follows costs as much as it ever can.
    pub fn forget(&self) {
        self.kept.count_change(Changed::ALL);
    }

    /// Takes what was overwritten out of SQLite's log too, and gives the log's space back; what readers still use stays
    /// until the next time. The log's size in bytes afterwards. PostgreSQL does both by itself (autovacuum).
    pub async fn truncate_log(&self) -> Result<u64, StoreError> {
        let Some(file) = &self.file else { return Ok(0) };
        let _turn = self.gate.enter().await?;
        self.writer.execute_unprepared("pragma wal_checkpoint(truncate)").await?;
        Ok(file.log_size())
    }

    pub async fn close(self) -> Result<(), StoreError> {
        self.reader.close().await?;
        self.writer.close().await?;
        Ok(())
    }
}

/// A new identity whose order is that of time, and within one moment that of asking (UUID v7): facts of the same
/// transaction keep their order by it.
pub fn new_id(now: Moment) -> Uuid {
    static ORDER: Mutex<uuid::ContextV7> = Mutex::new(uuid::ContextV7::new());
    let seconds = u64::try_from(now.timestamp()).unwrap_or_default();
    Uuid::new_v7(uuid::Timestamp::from_unix(&ORDER, seconds, now.timestamp_subsec_nanos()))
}

/// Contains the word as it is: what means something to `like` is escaped.
pub(crate) fn contains(column: impl sea_orm::ColumnTrait, word: &str) -> sea_orm::sea_query::Expr {
    let escaped = word.replace('\\', r"\\").replace('%', r"\%").replace('_', r"\_");
    column.like(sea_orm::sea_query::LikeExpr::new(format!("%{escaped}%")).escape('\\'))
}

/// Written into the statement itself: only then can the database see that a partial index fits.
pub(crate) fn literal(name: &str) -> sea_orm::sea_query::Expr {
    sea_orm::sea_query::Expr::Constant(name.into())
}

/// A stored name that no enum knows any more is a fault of the database, not of the caller.
pub(crate) fn parsed<T>(value: Option<T>, what: &'static str) -> Result<T, StoreError> {
    value.ok_or(StoreError::Corrupt(what))
}

pub(crate) fn from_json<T: serde::de::DeserializeOwned>(
    value: serde_json::Value,
    what: &'static str,
) -> Result<T, StoreError> {
    serde_json::from_value(value).ok().ok_or(StoreError::Corrupt(what))
}

#[expect(clippy::expect_used, reason = "our own types have nothing that JSON has not")]
pub(crate) fn to_json(value: &impl serde::Serialize) -> serde_json::Value {
    serde_json::to_value(value).expect("plain data serialises")
}
