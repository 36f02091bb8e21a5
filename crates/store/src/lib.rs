//! The only user of the ORM: entities, queries, transactions, the outbox.
//!
//! Reads go through [`Store::db`]; all writes go through one door, [`Store::write`] (invariant 7).

pub mod access_requests;
pub mod accounts;
pub mod catalogue;
pub mod data_views;
mod door;

mod entity;
mod error;
pub mod events;
pub mod everything;
pub mod factors;
pub mod grants;
pub mod idempotency;
pub mod identities;
pub mod import;
pub mod outbox;
pub mod page;
pub mod preferences;
pub mod scratch;
pub mod secrets;
pub mod sessions;
pub mod sign_in_failures;
pub mod training;
pub mod vault;

pub use door::{Tx, Work};
pub use error::{StoreError, WorkError};
pub use page::{Cursor, Rows};

use std::sync::Mutex;
use std::time::Duration;

use hilum_domain::Moment;
use hilum_migrations::MigratorTrait;
use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DatabaseExecutor, DatabaseTransaction,
    DbBackend, TransactionTrait,
};
use uuid::Uuid;

/// Where state and history are kept: SQLite or PostgreSQL, equals (invariant 12).
#[derive(Clone, Debug)]
pub struct Store {
    /// SQLite: a single connection, so that writers queue here and not in the database.
    writer: DatabaseConnection,
    reader: DatabaseConnection,
}

/// The right to prepare the database, held by one node at a time.
#[derive(Debug)]
#[must_use]
pub struct Alone(Option<DatabaseTransaction>);

impl Alone {
    pub async fn done(self) -> Result<(), StoreError> {
        match self.0 {
            Some(transaction) => Ok(transaction.commit().await?),
            None => Ok(()),
        }
    }
}

/// Something that queries can run on: the reader, or a transaction.
#[derive(Debug)]
pub struct Db<'c>(DatabaseExecutor<'c>);

impl Store {
    /// Opens the database and brings its schema up to date.
    /// `url`: `sqlite:///path/to/file` (made when missing) or `postgres://…`; `connections`: most at a time.
    pub async fn open(url: &str, connections: u32) -> Result<Self, StoreError> {
        let store = Self::connect(url, connections).await?;
        let alone = store.alone().await?;
        hilum_migrations::Migrator::up(&store.writer, None).await?;
        alone.done().await?;
        Ok(store)
    }

    /// Waits until no other node prepares this database, and keeps the others waiting until [`Alone::done`] (or the
    /// end of this value): two nodes that start at once must not both migrate and fill it. SQLite has one node only.
    pub async fn alone(&self) -> Result<Alone, StoreError> {
        if self.writer.get_database_backend() == DbBackend::Sqlite {
            return Ok(Alone(None));
        }
        let transaction = self.writer.begin().await?;
        transaction.execute_unprepared("set local lock_timeout = '60s'").await?;
        transaction.execute_unprepared("select pg_advisory_xact_lock(7239442)").await?;
        Ok(Alone(Some(transaction)))
    }

    async fn connect(url: &str, connections: u32) -> Result<Self, StoreError> {
        if url.starts_with("sqlite:") {
            let writer = Database::connect(sqlite(url, 1, false)).await?;
            let reader = Database::connect(sqlite(url, connections, true)).await?;
            return Ok(Self { writer, reader });
        }
        let pool = Database::connect(postgres(url, connections)).await?;
        Ok(Self { writer: pool.clone(), reader: pool })
    }

    /// For reading.
    pub fn db(&self) -> Db<'_> {
        Db((&self.reader).into())
    }

    /// Whether the database takes writes: a demoted primary still answers `select 1`, so this writes (and rolls back).
    pub async fn check_writable(&self) -> Result<(), StoreError> {
        use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};
        let tx = self.writer.begin_with_options(door::options(&self.writer)).await?;
        entity::outbox::Entity::update_many()
            .col_expr(entity::outbox::Column::Attempts, Expr::value(0))
            .filter(entity::outbox::Column::Id.eq(Uuid::nil()))
            .exec(&tx)
            .await?;
        tx.rollback().await?;
        Ok(())
    }

    pub async fn close(self) -> Result<(), StoreError> {
        self.reader.close().await?;
        self.writer.close().await?;
        Ok(())
    }
}

/// WAL so that readers never wait; `synchronous=FULL` so that an acknowledged change survives a power cut.
fn sqlite(url: &str, connections: u32, read_only: bool) -> ConnectOptions {
    let mut options = ConnectOptions::new(url);
    options
        .max_connections(connections)
        .sqlx_logging(false)
        .acquire_timeout(Duration::from_secs(10))
        .idle_timeout(None::<Duration>)
        .max_lifetime(None::<Duration>)
        .map_sqlx_sqlite_opts(move |sqlite| {
            sqlite
                .create_if_missing(!read_only)
                .pragma("journal_mode", "WAL")
                .pragma("synchronous", "FULL")
                .pragma("foreign_keys", "ON")
                .pragma("query_only", if read_only { "ON" } else { "OFF" })
                .busy_timeout(Duration::from_secs(5))
        });
    options
}

/// Nothing may hold a lock for long: a connection left inside a transaction is rolled back by the server, and by us
/// before it is used again (sqlx leaves it there when a request is cancelled during BEGIN).
fn postgres(url: &str, connections: u32) -> ConnectOptions {
    let mut options = ConnectOptions::new(url);
    options
        .max_connections(connections)
        .sqlx_logging(false)
        .acquire_timeout(Duration::from_secs(10))
        .set_application_name("hilum")
        .map_sqlx_postgres_opts(|postgres| {
            postgres.options([
                ("idle_in_transaction_session_timeout", "30s"),
                ("lock_timeout", "5s"),
                ("client_min_messages", "error"),
                ("timezone", "UTC"),
            ])
        })
        .map_sqlx_postgres_before_acquire(|connection, _| {
            Box::pin(async move {
                sea_orm::sqlx::Executor::execute(connection, "ROLLBACK").await?;
                Ok(true)
            })
        });
    options
}

impl<'c> Db<'c> {
    fn connection(&self) -> &DatabaseExecutor<'c> {
        &self.0
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

/// A stored name that no enum knows any more is a fault of the database, not of the caller.
pub(crate) fn parsed<T>(value: Option<T>, what: &'static str) -> Result<T, StoreError> {
    value.ok_or(StoreError::Corrupt(what))
}

pub(crate) fn from_json<T: serde::de::DeserializeOwned>(
    value: serde_json::Value,
    what: &'static str,
) -> Result<T, StoreError> {
    serde_json::from_value(value).map_err(|_| StoreError::Corrupt(what))
}

pub(crate) fn to_json(value: &impl serde::Serialize) -> serde_json::Value {
    serde_json::to_value(value).expect("plain data serialises")
}
