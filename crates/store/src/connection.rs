//! How the databases are opened, and what every statement goes through.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use sea_orm::prelude::async_trait::async_trait;
use sea_orm::sea_query::Values;
use sea_orm::sqlx::Connection as _;
use sea_orm::{
    ConnAcquireErr, ConnectOptions, ConnectionTrait, DatabaseConnection, DatabaseExecutor,
    DatabaseTransaction, DbBackend, DbErr, ExecResult, QueryResult, Statement,
};

use hilum_catalogue::Snapshot;

use crate::StoreError;
use crate::changed::{Changed, Written};
use crate::kept::Kept;
use crate::statements::Count;

/// How long somebody waits for one statement before the database counts as standing still.
pub(crate) const PATIENCE: Duration = Duration::from_secs(3);
/// Shorter than that: the database's own word on a lock is clearer than ours.
const LOCK_TIME: Duration = Duration::from_secs(2);
/// So many prepared statements are kept where things are written: what is put off makes several of one.
const STATEMENTS_KEPT: usize = 500;
/// So many changes are put off at most.
const MOST_LATER: usize = 32;
/// SQLite gives the log's file back to the disk beyond that size.
const LOG_KEPT: &str = "67108864";

/// Something that queries can run on: the reader, or a transaction. Each statement has its time, and a transaction that
/// the database has broken off does nothing more. It comes with the catalogue as it is at that moment.
#[derive(Debug)]
pub struct Db<'c> {
    executor: DatabaseExecutor<'c>,
    limit: Duration,
    in_transaction: bool,
    broken: Mutex<Option<Broken>>,
    catalogue: Arc<Snapshot>,
    written: Written,
    /// Changes that nobody waits for: they are made together, before anything else is asked or the transaction ends.
    later: Mutex<Later>,
    count: Option<Count>,
    /// What may be answered from memory; in a transaction everything is found out anew (R10).
    kept: Option<Arc<Kept>>,
}

#[derive(Debug, Default)]
struct Later {
    statements: Vec<Statement>,
    /// How many of them are [`MADE`].
    checks: usize,
}

/// After a change of one row: whether it was made.
const MADE: &str = "SELECT changes() = 1";

/// Why a transaction is none any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Broken {
    /// By an error of a statement, after which PostgreSQL takes the whole transaction back, and COMMIT does not say so.
    Refused,
    Outage,
}

impl<'c> Db<'c> {
    pub(crate) fn of_connection(
        connection: &'c DatabaseConnection,
        limit: Duration,
        kept: &Arc<Kept>,
    ) -> Self {
        let db = Self::new(connection.into(), limit, false, kept.catalogue());
        Self { kept: Some(Arc::clone(kept)), ..db }
    }

    pub(crate) fn of_transaction(
        transaction: &'c DatabaseTransaction,
        limit: Duration,
        catalogue: Arc<Snapshot>,
    ) -> Self {
        Self::new(transaction.into(), limit, true, catalogue)
    }

    fn new(
        executor: DatabaseExecutor<'c>,
        limit: Duration,
        in_transaction: bool,
        catalogue: Arc<Snapshot>,
    ) -> Self {
        let (broken, written, later) = (Mutex::new(None), Written::default(), Mutex::default());
        let count = Count::current();
        Self { executor, limit, in_transaction, broken, catalogue, written, later, count, kept: None }
    }

    /// In a transaction: as it was at its beginning.
    pub fn catalogue(&self) -> &Snapshot {
        &self.catalogue
    }

    /// In a transaction: of another revision than was thought.
    pub(crate) fn set_catalogue(&mut self, catalogue: Arc<Snapshot>) {
        self.catalogue = catalogue;
    }

    pub(crate) fn kept(&self) -> Option<&Kept> {
        self.kept.as_deref()
    }

    /// What is done in another's turn is still counted for whoever asked.
    pub(crate) fn count_for(&mut self, count: Option<Count>) {
        self.count = count;
    }

    pub(crate) fn written(&self) -> &Written {
        &self.written
    }

    pub(crate) fn connection(&self) -> &Self {
        self
    }

    /// Whether everything that was done in this transaction is still there. On a full disk SQLite takes a transaction
    /// back as a whole, and what follows would be written without one.
    pub(crate) fn check(&self) -> Result<(), StoreError> {
        let broken_off = || DbErr::Custom("the transaction was broken off".into());
        match *self.broken.lock().unwrap_or_else(PoisonError::into_inner) {
            None => Ok(()),
            Some(Broken::Refused) => Err(StoreError::Database(broken_off())),
            Some(Broken::Outage) => Err(StoreError::Unavailable(broken_off())),
        }
    }

    pub(crate) async fn put_off(&self, statement: Statement) -> Result<(), DbErr> {
        self.written.note(&statement.sql);
        self.put_off_noted(statement).await
    }

    pub(crate) async fn put_off_as(&self, changed: Changed, statement: Statement) -> Result<(), DbErr> {
        self.written.note_as(changed);
        self.put_off_noted(statement).await
    }

    async fn put_off_noted(&self, statement: Statement) -> Result<(), DbErr> {
        if self.put_last(statement) < MOST_LATER { Ok(()) } else { self.catch_up().await }
    }

    /// Of one row, which must be there: otherwise it is `RecordNotUpdated`, now or when the change is made.
    pub(crate) async fn put_off_checked(&self, statement: Statement) -> Result<(), DbErr> {
        if !self.takes_several() {
            let changed = self.execute_raw(statement).await?.rows_affected();
            return if changed == 1 { Ok(()) } else { Err(DbErr::RecordNotUpdated) };
        }
        self.put_off(statement).await?;
        self.put_last(Statement::from_string(DbBackend::Sqlite, MADE));
        self.later().checks += 1;
        Ok(())
    }

    fn later(&self) -> MutexGuard<'_, Later> {
        self.later.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn put_last(&self, statement: Statement) -> usize {
        let mut later = self.later();
        later.statements.push(statement);
        later.statements.len()
    }

    fn take_later(&self) -> Later {
        std::mem::take(&mut *self.later())
    }

    /// Makes the changes that were put off.
    pub(crate) async fn catch_up(&self) -> Result<(), DbErr> {
        let Later { mut statements, checks } = self.take_later();
        if checks > 0 {
            self.ask(together(statements), checks).await?;
            return Ok(());
        }
        if self.takes_several() && statements.len() > 1 {
            statements = vec![together(statements)];
        }
        for statement in statements {
            self.watched(self.executor.execute_raw(statement)).await?;
        }
        Ok(())
    }

    /// The question, with the changes before it that were put off, and how many of these are checks.
    async fn after_later(&self, question: Statement) -> Result<(Statement, usize), DbErr> {
        // Placeholders with a number of their own cannot be counted through.
        if !self.takes_several() || question.sql.contains('$') {
            self.catch_up().await?;
            return Ok((question, 0));
        }
        let Later { mut statements, checks } = self.take_later();
        statements.push(question);
        Ok((together(statements), checks))
    }

    /// The rows of a question, without those of the checks before it.
    async fn ask(&self, statement: Statement, checks: usize) -> Result<Vec<QueryResult>, DbErr> {
        let mut rows = self.watched(self.executor.query_all_raw(statement)).await?;
        let question = rows.split_off(checks.min(rows.len()));
        for check in rows {
            if !check.try_get_by_index::<bool>(0)? {
                return Err(DbErr::RecordNotUpdated);
            }
        }
        Ok(question)
    }

    /// SQLite takes several statements as one: each by itself would cost a way to its thread and back, which is more than
    /// what it does there.
    fn takes_several(&self) -> bool {
        self.get_database_backend() == DbBackend::Sqlite
    }

    /// What follows can be taken back without what others have done in this transaction; SQLite only.
    pub(crate) fn begin_part(&self) {
        self.put_last(Statement::from_string(DbBackend::Sqlite, "SAVEPOINT part"));
    }

    /// With what is still put off.
    pub(crate) async fn keep_part(&self) -> Result<(), DbErr> {
        self.put_last(Statement::from_string(DbBackend::Sqlite, "RELEASE part"));
        self.catch_up().await
    }

    /// Whether it could be done.
    pub(crate) async fn take_part_back(&self) -> bool {
        let unsent = self.take_later();
        if unsent.statements.first().is_some_and(|first| first.sql.starts_with("SAVEPOINT")) {
            return true;
        }
        let undone = self.executor.execute_unprepared("ROLLBACK TO part; RELEASE part");
        tokio::time::timeout(PATIENCE, undone).await.is_ok_and(|done| done.is_ok())
    }

    async fn watched<T>(&self, statement: impl Future<Output = Result<T, DbErr>>) -> Result<T, DbErr> {
        self.check().map_err(|error| DbErr::Custom(error.to_string()))?;
        self.count.iter().for_each(Count::add);
        let result = tokio::time::timeout(self.limit, statement).await.unwrap_or_else(|_| Err(too_late()));
        if let Err(error) = &result
            && self.in_transaction
        {
            self.take_note(error);
        }
        result
    }
}

impl Db<'_> {
    fn take_note(&self, error: &DbErr) {
        let postgres = self.executor.get_database_backend() == DbBackend::Postgres;
        let broken = match StoreError::is_outage(error) {
            true => Some(Broken::Outage),
            false => postgres.then_some(Broken::Refused),
        };
        let mut known = self.broken.lock().unwrap_or_else(PoisonError::into_inner);
        *known = (*known).or(broken);
    }
}

#[async_trait]
impl ConnectionTrait for Db<'_> {
    fn get_database_backend(&self) -> DbBackend {
        self.executor.get_database_backend()
    }

    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        self.catch_up().await?;
        let changed = Written::default();
        changed.note(&statement.sql);
        let done = self.watched(self.executor.execute_raw(statement)).await?;
        // What has changed nothing makes nobody forget anything.
        if done.rows_affected() > 0 {
            self.written.note_as(changed.changed());
        }
        Ok(done)
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        self.catch_up().await?;
        self.written.note(sql);
        self.watched(self.executor.execute_unprepared(sql)).await
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        self.written.note(&statement.sql);
        let (statement, checks) = self.after_later(statement).await?;
        if checks == 0 {
            return self.watched(self.executor.query_one_raw(statement)).await;
        }
        Ok(self.ask(statement, checks).await?.into_iter().next())
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        self.written.note(&statement.sql);
        let (statement, checks) = self.after_later(statement).await?;
        self.ask(statement, checks).await
    }
}

/// One after the other, as one: the placeholders are counted through.
fn together(mut statements: Vec<Statement>) -> Statement {
    if statements.len() == 1 {
        return statements.remove(0);
    }
    let sql: Vec<&str> = statements.iter().map(|statement| statement.sql.as_str()).collect();
    let sql = sql.join(";");
    let values = statements.into_iter().filter_map(|statement| statement.values).flat_map(|values| values.0);
    Statement { sql, values: Some(Values(values.collect())), db_backend: DbBackend::Sqlite }
}

pub(crate) fn too_late() -> DbErr {
    DbErr::ConnectionAcquire(ConnAcquireErr::Timeout)
}

/// WAL so that readers never wait; `synchronous=FULL` so that an acknowledged change survives a power cut;
/// `secure_delete` so that what was erased is gone from the file too.
pub(crate) fn sqlite(url: &str, connections: u32, read_only: bool) -> ConnectOptions {
    let mut options = ConnectOptions::new(url);
    options
        .max_connections(connections)
        .sqlx_logging(false)
        .acquire_timeout(PATIENCE)
        .idle_timeout(None::<Duration>)
        .max_lifetime(None::<Duration>)
        .map_sqlx_sqlite_opts(move |sqlite| {
            sqlite
                .create_if_missing(!read_only)
                .pragma("journal_mode", "WAL")
                .pragma("synchronous", "FULL")
                .pragma("foreign_keys", "ON")
                .pragma("recursive_triggers", "ON")
                .pragma("secure_delete", "ON")
                .pragma("temp_store", "MEMORY")
                .pragma("journal_size_limit", LOG_KEPT)
                .pragma("query_only", if read_only { "ON" } else { "OFF" })
                .statement_cache_capacity(if read_only { 100 } else { STATEMENTS_KEPT })
                .busy_timeout(LOCK_TIME)
        })
        // A failed COMMIT or ROLLBACK leaves sqlx believing that the transaction goes on: all that follows would be
        // savepoints inside it, answered and never kept.
        .map_sqlx_sqlite_before_acquire(|connection, _| {
            Box::pin(async move { Ok(!connection.is_in_transaction()) })
        });
    options
}

/// Nothing may hold a lock for long: a connection left inside a transaction is rolled back by the server, and by us
/// before it is used again (sqlx leaves it there when a request is cancelled during BEGIN). One of which sqlx believes
/// that a transaction is open is thrown away.
pub(crate) fn postgres(url: &str, connections: u32) -> ConnectOptions {
    let mut options = ConnectOptions::new(url);
    let lock_time = format!("{}s", LOCK_TIME.as_secs());
    options
        // One prepares the database while another fills it.
        .max_connections(connections.max(2))
        .sqlx_logging(false)
        .acquire_timeout(PATIENCE)
        .set_application_name("hilum")
        .map_sqlx_postgres_opts(move |postgres| {
            postgres.options([
                ("idle_in_transaction_session_timeout", "30s"),
                ("lock_timeout", lock_time.as_str()),
                ("client_min_messages", "error"),
                ("timezone", "UTC"),
            ])
        })
        .map_sqlx_postgres_before_acquire(|connection, _| {
            Box::pin(async move {
                if connection.is_in_transaction() {
                    return Ok(false);
                }
                sea_orm::sqlx::Executor::execute(connection, "ROLLBACK").await?;
                Ok(true)
            })
        });
    options
}
