//! The one door for writes (invariant 7).

mod entrance;
mod gate;
mod group;
mod job;
mod writers;

use std::ops::Deref;
use std::sync::Arc;
use std::time::Duration;

use hilum_domain::policy::Right;
use hilum_domain::{AccountId, Moment};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, DbBackend, DbErr, EntityTrait, IsolationLevel,
    QueryFilter, QueryTrait, SqliteTransactionMode, TransactionOptions, TransactionTrait,
};
use tokio::time::Instant;
use uuid::Uuid;

use entrance::Entrance;
pub(crate) use gate::Gate;
pub(crate) use group::Queue;
use job::Asked;
pub(crate) use writers::Writers;

use crate::changed::Changed;
use crate::connection::{Db, PATIENCE};
use crate::entity::revision;
use crate::error::WorkError;
use crate::statements::Count;
use crate::{Store, StoreError, catalogue, probe};

const TRIES: u32 = 12;

/// Who writes. Whoever calls the door has to say so, and of people the door itself finds out, inside the transaction,
/// whether they are still there: a body may take seconds to arrive and a writer may have to wait, and whoever was signed
/// out or shut out meanwhile changes nothing more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Author {
    /// Somebody signed in.
    Person { account: AccountId, session: Uuid },
    /// Nobody who is known yet: what they show (a password, a link, a ticket) is judged by the work itself.
    Stranger,
    /// Hilum: what follows from facts and from time, a few statements each.
    System,
    /// Hilum, at length: what an operator does at the machine, and what is done with many rows. Nobody else's work is tied
    /// to it.
    Maintenance,
}

/// A transaction that has the right to write.
#[derive(Debug)]
pub struct Tx<'t> {
    db: Db<'t>,
    author: Author,
    seen: &'t Entrance,
}

impl<'t> Deref for Tx<'t> {
    type Target = Db<'t>;

    fn deref(&self) -> &Db<'t> {
        &self.db
    }
}

impl Tx<'_> {
    /// What the author holds at `now`, as it was when this transaction began: rights that were lost before it are lost
    /// (R5, R10). Strangers and Hilum itself hold nothing.
    pub fn rights(&self, now: Moment) -> Vec<Right> {
        self.seen.rights(&self.db, self.author, now)
    }

    /// A change whose outcome nobody waits for: it is made before the next question, at the latest at the end. Where it
    /// fails the whole work does.
    pub(crate) async fn later(&self, change: impl QueryTrait) -> Result<(), StoreError> {
        Ok(self.put_off(change.build(self.get_database_backend())).await?)
    }

    /// The same for a change that touches less of what is kept in memory than any change of its table may.
    pub(crate) async fn later_as(&self, changed: Changed, change: impl QueryTrait) -> Result<(), StoreError> {
        Ok(self.put_off_as(changed, change.build(self.get_database_backend())).await?)
    }

    /// The same for a change of one row at the version that was seen: where somebody else was faster it fails with
    /// `Conflict` (R12), and the whole work with it.
    pub(crate) async fn later_over(&self, change: impl QueryTrait) -> Result<(), StoreError> {
        Ok(self.put_off_checked(change.build(self.get_database_backend())).await?)
    }
}

impl Store {
    /// Runs `work` in one transaction: all of it, or nothing. It is a value that can be run again: it has what it needs by
    /// itself and changes nothing of it, so that a second run sees nothing of the first.
    ///
    /// It runs to its end even when the caller goes away (a client that disconnects leaves no half-done work and no
    /// open transaction), takes the write lock at once on SQLite, is serialisable on PostgreSQL, rolls back on every
    /// way out, and is run again where the database says that this may help.
    ///
    /// # Errors
    /// `ShutOut` when the author is there no more; `Unavailable` when the database does not take it, or not in time.
    pub async fn write<W, T, E>(&self, author: Author, work: W) -> Result<T, E>
    where
        W: AsyncFn(&Tx<'_>) -> Result<T, E> + Send + Sync + 'static,
        T: Send + 'static,
        E: WorkError,
    {
        let (store, count) = (self.clone(), Count::current());
        let done = self.writers.carry_out(move || async move {
            let (work, mut tries) = (Arc::new(work), 0);
            loop {
                let error = match store.attempt(author, &work, &count).await {
                    Ok(value) => return Ok(value),
                    Err(error) => error,
                };
                tries += 1;
                match may_help(author, error.store_error()) {
                    true if tries < TRIES => tokio::time::sleep(pause(tries)).await,
                    true => return Err(StoreError::Unavailable(DbErr::Custom("in vain".into())).into()),
                    false => return Err(error),
                }
            }
        });
        done.await.unwrap_or_else(|error| Err(error.into()))
    }

    async fn attempt<W, T, E>(&self, author: Author, work: &Arc<W>, count: &Option<Count>) -> Result<T, E>
    where
        W: AsyncFn(&Tx<'_>) -> Result<T, E> + Send + Sync + 'static,
        T: Send + 'static,
        E: WorkError,
    {
        let (job, place, mut answer) = Asked::new(author, work, count);
        if self.backend() == DbBackend::Postgres {
            let _turn = self.gate.enter().await?;
            self.carry_out(vec![Box::new(job)]).await;
        } else {
            self.queue.join(Box::new(job));
        }
        loop {
            let turn = tokio::select! {
                biased;
                result = &mut answer => return result.unwrap_or_else(|_| Err(StoreError::Panicked.into())),
                turn = self.gate.enter() => turn,
            };
            match turn {
                Ok(_turn) => self.carry_out(self.queue.next()).await,
                Err(late) if place.claim() => return Err(late.into()),
                // It is being carried out by somebody else.
                Err(_) => {}
            }
        }
    }

    /// Lets the author in, where they are still there, with the catalogue that this transaction sees.
    async fn admit(&self, db: &mut Db<'_>, author: Author, seen: &Entrance) -> Result<(), StoreError> {
        if seen.revision() != db.catalogue().revision() {
            let loaded = Arc::new(catalogue::load(db).await?);
            self.kept.publish(Arc::clone(&loaded));
            db.set_catalogue(loaded);
        }
        if seen.admits(author) { Ok(()) } else { Err(StoreError::ShutOut) }
    }

    /// What is kept in memory hears of a change before anybody else.
    async fn tell(&self, changed: Changed) {
        if changed.any(Changed::CATALOGUE)
            && let Err(error) = self.catch_up().await
        {
            tracing::warn!(error = format!("{error:#}"), "the changed catalogue will be read a little later");
        }
        self.kept.count_change(changed);
    }

    /// Those who wait at the gate hear of an outage, too; a lock that somebody holds is none.
    fn noticed(&self, error: StoreError) -> StoreError {
        if matches!(error, StoreError::Unavailable(_)) {
            self.gate.stands_still();
        }
        error
    }

    pub(crate) async fn begin(&self) -> Result<DatabaseTransaction, StoreError> {
        let begun = tokio::time::timeout(PATIENCE, self.writer.begin_with_options(self.options()));
        let begun = begun.await.unwrap_or_else(|_| Err(crate::connection::too_late()));
        begun.map_err(|error| self.noticed(error.into()))
    }

    fn options(&self) -> TransactionOptions {
        let sqlite = self.backend() == DbBackend::Sqlite;
        TransactionOptions {
            isolation_level: (!sqlite).then_some(IsolationLevel::Serializable),
            access_mode: None,
            sqlite_transaction_mode: sqlite.then_some(SqliteTransactionMode::Immediate),
        }
    }

    /// Makes sure that a refused change does not come back: SQLite may have written all of it to its log and failed at
    /// the last step, and the next start would find it there. Another commit is written over its beginning, which makes
    /// the rest unreadable, even where that commit fails too.
    async fn commit(&self, transaction: DatabaseTransaction) -> Result<(), StoreError> {
        let Err(error) = transaction.commit().await else { return Ok(()) };
        if self.backend() == DbBackend::Sqlite
            && let Ok(over) = self.begin().await
            && probe::touch(&over).await.is_ok()
        {
            let _ = over.commit().await;
        }
        Err(error.into())
    }

    /// Whether the database takes writes, by making one: a demoted primary still answers `select 1`, and on a full disk
    /// only the commit fails. Asked again within a second, it is the same answer.
    pub async fn check_writable(&self) -> Result<(), StoreError> {
        let mut proved = self.proved_writable.lock().await;
        if proved.is_some_and(|at: Instant| at.elapsed() < Duration::from_secs(1)) {
            return Ok(());
        }
        *proved = None;
        let _turn = self.gate.enter().await?;
        let options = TransactionOptions { isolation_level: None, ..self.options() };
        let transaction = tokio::time::timeout(PATIENCE, self.writer.begin_with_options(options));
        let transaction = transaction.await.unwrap_or_else(|_| Err(crate::connection::too_late()))?;
        probe::touch(&transaction).await?;
        self.commit(transaction).await?;
        *proved = Some(Instant::now());
        Ok(())
    }
}

/// Whether it could be done. The reason to roll back matters more than a failure to do so; the connection is then thrown
/// away. One that says nothing is not waited for.
async fn take_back(transaction: DatabaseTransaction) -> bool {
    tokio::time::timeout(PATIENCE, transaction.rollback()).await.is_ok_and(|done| done.is_ok())
}

impl Author {
    fn session(self) -> Option<Uuid> {
        match self {
            Self::Person { session, .. } => Some(session),
            Self::Stranger | Self::System | Self::Maintenance => None,
        }
    }
}

/// Others find out by it that the catalogue is another.
async fn count_up(tx: &Tx<'_>) -> Result<(), StoreError> {
    if !tx.written().changed().any(Changed::CATALOGUE) {
        return Ok(());
    }
    let next = Expr::col(revision::Column::Value).add(1);
    revision::Entity::update_many()
        .col_expr(revision::Column::Value, next)
        .filter(revision::Column::Name.eq(catalogue::REVISION))
        .exec(tx.connection())
        .await?;
    Ok(())
}

/// For one statement: a person waits for the answer, and Hilum itself has large things to do.
fn limit(author: Author) -> Duration {
    match author {
        Author::Person { .. } | Author::Stranger | Author::System => PATIENCE,
        Author::Maintenance => Duration::from_secs(120),
    }
}

fn may_help(author: Author, error: Option<&StoreError>) -> bool {
    match error {
        Some(StoreError::Retry(_)) => true,
        // Somebody who waits has waited long enough.
        Some(StoreError::Busy(_)) => matches!(author, Author::System | Author::Maintenance),
        _ => false,
    }
}

/// Longer after every try, and different for those who met.
fn pause(tries: u32) -> Duration {
    let jitter = u64::from(uuid::Uuid::now_v7().as_bytes()[15]) % 10;
    Duration::from_millis((1 << std::cmp::min(tries, 7)) + jitter)
}
