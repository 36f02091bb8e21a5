//! The one door for writes (invariant 7).

use std::ops::Deref;
use std::pin::Pin;
use std::time::Duration;

use sea_orm::{
    DatabaseConnection, DatabaseTransaction, DbBackend, IsolationLevel, SqliteTransactionMode,
    TransactionOptions, TransactionTrait,
};

use crate::error::WorkError;
use crate::{Db, Store, StoreError};

const TRIES: u32 = 12;

/// A transaction that has the right to write.
#[derive(Debug)]
pub struct Tx<'t>(Db<'t>);

impl<'t> Deref for Tx<'t> {
    type Target = Db<'t>;

    fn deref(&self) -> &Db<'t> {
        &self.0
    }
}

/// A piece of work: a function without captured state, so that it can be run again with a copy of its input.
pub type Work<I, T, E> = for<'t> fn(&'t Tx<'t>, I) -> Pin<Box<dyn Future<Output = Result<T, E>> + Send + 't>>;

impl Store {
    /// Runs `work` in one transaction: all of it, or nothing.
    ///
    /// It runs to its end even when the caller goes away (a client that disconnects leaves no half-done work and no
    /// open transaction), takes the write lock at once on SQLite, is serialisable on PostgreSQL, rolls back on every
    /// way out, and is run again where the database says that this may help.
    pub async fn write<I, T, E>(&self, input: I, work: Work<I, T, E>) -> Result<T, E>
    where
        I: Clone + Send + Sync + 'static,
        T: Send + 'static,
        E: WorkError,
    {
        let writer = self.writer.clone();
        let task = tokio::spawn(async move {
            let mut tries = 0;
            loop {
                let result = attempt(&writer, input.clone(), work).await;
                tries += 1;
                let retry = |error: &E| matches!(error.store_error(), Some(StoreError::Retry(_)));
                if tries == TRIES || !result.as_ref().is_err_and(retry) {
                    return result;
                }
                tokio::time::sleep(pause(tries)).await;
            }
        });
        task.await.unwrap_or_else(|_| Err(StoreError::Panicked.into()))
    }
}

async fn attempt<I, T, E: WorkError>(
    writer: &DatabaseConnection,
    input: I,
    work: Work<I, T, E>,
) -> Result<T, E> {
    let transaction = begin(writer).await.map_err(E::from)?;
    let result = {
        let tx = Tx(Db((&transaction).into()));
        work(&tx, input).await
    };
    match result {
        Ok(value) => transaction.commit().await.map(|()| value).map_err(|e| StoreError::from(e).into()),
        Err(error) => {
            // The reason to roll back matters more than a failure to do so; a broken connection is dropped by the pool.
            let _ = transaction.rollback().await;
            Err(error)
        }
    }
}

async fn begin(writer: &DatabaseConnection) -> Result<DatabaseTransaction, StoreError> {
    Ok(writer.begin_with_options(options(writer)).await?)
}

pub(crate) fn options(writer: &DatabaseConnection) -> TransactionOptions {
    let sqlite = writer.get_database_backend() == DbBackend::Sqlite;
    TransactionOptions {
        isolation_level: (!sqlite).then_some(IsolationLevel::Serializable),
        access_mode: None,
        sqlite_transaction_mode: sqlite.then_some(SqliteTransactionMode::Immediate),
    }
}

/// Longer after every try, and different for those who met.
fn pause(tries: u32) -> Duration {
    let jitter = u64::from(uuid::Uuid::now_v7().as_bytes()[15]) % 10;
    Duration::from_millis((1 << tries.min(7)) + jitter)
}
