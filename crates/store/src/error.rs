//! What can go wrong with the database, told apart as far as callers need it.

use sea_orm::{DbErr, RuntimeErr, SqlErr};

#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Somebody else changed the row first (R12).
    #[error("changed by somebody else meanwhile")]
    Conflict,
    /// A unique index refused it: it exists already (R4).
    #[error("exists already")]
    Duplicate,
    /// The database says: try again.
    #[error("the database asks to try again: {0}")]
    Retry(DbErr),
    /// Somebody else holds a lock for longer than anybody should.
    #[error("a lock did not become free in time: {0}")]
    Busy(DbErr),
    /// The database is down, full, damaged or too slow.
    #[error("the database is not available: {0}")]
    Unavailable(DbErr),
    /// Who writes was signed out or shut out meanwhile.
    #[error("whoever writes is not signed in any more")]
    ShutOut,
    /// The schema was made by a newer program.
    #[error(
        "this database is newer than this program: it knows {0}, which this program does not; use the newer program"
    )]
    Newer(String),
    #[error("a file beside the database: {0}")]
    File(#[from] std::io::Error),
    #[error("the database holds something unreadable: {0}")]
    Corrupt(&'static str),
    #[error("the work stopped in the middle")]
    Panicked,
    #[error(transparent)]
    Database(DbErr),
}

impl From<DbErr> for StoreError {
    fn from(error: DbErr) -> Self {
        if let Some(SqlErr::UniqueConstraintViolation(_)) = error.sql_err() {
            return Self::Duplicate;
        }
        if matches!(error, DbErr::RecordNotUpdated) {
            return Self::Conflict;
        }
        match trouble(&error) {
            Some(Trouble::Collision) => Self::Retry(error),
            Some(Trouble::Lock) => Self::Busy(error),
            Some(Trouble::Outage) => Self::Unavailable(error),
            None => Self::Database(error),
        }
    }
}

impl StoreError {
    /// The same, for another who is told of it.
    pub(crate) fn again(&self) -> Self {
        match self {
            Self::Retry(error) => Self::Retry(error.clone()),
            Self::Busy(error) => Self::Busy(error.clone()),
            Self::Database(error) => Self::Database(error.clone()),
            Self::Unavailable(error) => Self::Unavailable(error.clone()),
            other @ (Self::Conflict
            | Self::Duplicate
            | Self::ShutOut
            | Self::Newer(_)
            | Self::File(_)
            | Self::Corrupt(_)
            | Self::Panicked) => Self::Unavailable(DbErr::Custom(other.to_string())),
        }
    }

    /// Whether the database could not do its work: then nothing of the transaction can be relied upon.
    pub(crate) fn is_outage(error: &DbErr) -> bool {
        trouble(error) == Some(Trouble::Outage)
    }
}

/// What is not the fault of a statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Trouble {
    /// Two met: whoever tries again may get through.
    Collision,
    /// Waiting for a lock was in vain.
    Lock,
    /// The database cannot do its work: it is down, full, read-only, damaged, or says nothing.
    Outage,
}

fn trouble(error: &DbErr) -> Option<Trouble> {
    match code(error) {
        // SQLSTATE has five characters; SQLite's numbers have fewer.
        Some(state) if state.len() == 5 => of_postgres(&state),
        Some(number) => of_sqlite(number.parse().unwrap_or_default()),
        None => is_connection_trouble(error).then_some(Trouble::Outage),
    }
}

fn of_postgres(state: &str) -> Option<Trouble> {
    match state {
        // serialization_failure, deadlock_detected
        "40001" | "40P01" => Some(Trouble::Collision),
        // lock_not_available
        "55P03" => Some(Trouble::Lock),
        // read_only_sql_transaction (a demoted primary), query_canceled, idle_in_transaction_session_timeout
        "25006" | "57014" | "25P03" => Some(Trouble::Outage),
        // connection exceptions, insufficient resources, operator intervention, system errors, damage
        _ => ["08", "53", "57P", "58", "XX"]
            .iter()
            .any(|class| state.starts_with(class))
            .then_some(Trouble::Outage),
    }
}

/// <https://www.sqlite.org/rescode.html>: the lowest byte is the primary code.
fn of_sqlite(code: i32) -> Option<Trouble> {
    const BUSY_SNAPSHOT: i32 = 517;
    match (code, code & 0xff) {
        (BUSY_SNAPSHOT, _) => Some(Trouble::Collision),
        // BUSY, LOCKED
        (_, 5 | 6) => Some(Trouble::Lock),
        // INTERNAL, PERM, NOMEM, READONLY, IOERR, CORRUPT, FULL, CANTOPEN, PROTOCOL, NOTADB
        (_, 2 | 3 | 7 | 8 | 10 | 11 | 13 | 14 | 15 | 26) => Some(Trouble::Outage),
        _ => None,
    }
}

fn sqlx_error(error: &DbErr) -> Option<&sea_orm::sqlx::Error> {
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "the ORM's own list, of which three carry the driver's error"
    )]
    match error {
        DbErr::Exec(RuntimeErr::SqlxError(e))
        | DbErr::Query(RuntimeErr::SqlxError(e))
        | DbErr::Conn(RuntimeErr::SqlxError(e)) => Some(e),
        _ => None,
    }
}

fn code(error: &DbErr) -> Option<String> {
    Some(sqlx_error(error)?.as_database_error()?.code()?.into_owned())
}

fn is_connection_trouble(error: &DbErr) -> bool {
    use sea_orm::sqlx::Error;
    matches!(error, DbErr::ConnectionAcquire(_) | DbErr::Conn(_))
        || sqlx_error(error).is_some_and(|e| {
            matches!(
                e,
                Error::Io(_)
                    | Error::PoolTimedOut
                    | Error::PoolClosed
                    | Error::WorkerCrashed
                    | Error::Protocol(_)
            )
        })
}

/// The error of a piece of work done inside [`crate::Store::write`].
pub trait WorkError: From<StoreError> + Send + 'static {
    /// The store's own error inside, if that is what it is.
    fn store_error(&self) -> Option<&StoreError>;
}

impl WorkError for StoreError {
    fn store_error(&self) -> Option<&StoreError> {
        Some(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_database_cannot_do_is_told_apart_from_what_it_refuses() {
        for outage in ["53100", "53200", "53300", "58030", "25006", "57P01", "57P03", "08006", "XX001"] {
            assert_eq!(of_postgres(outage), Some(Trouble::Outage), "{outage}");
        }
        assert_eq!(of_postgres("40001"), Some(Trouble::Collision));
        assert_eq!(of_postgres("55P03"), Some(Trouble::Lock));
        for refusal in ["23505", "23503", "P0001", "22001"] {
            assert_eq!(of_postgres(refusal), None, "{refusal}");
        }
        // FULL, IOERR_FSYNC, IOERR, READONLY_DBMOVED, CORRUPT_INDEX, NOTADB, CANTOPEN_ISDIR, NOMEM
        for outage in [13, 1034, 10, 1032, 779, 26, 526, 7] {
            assert_eq!(of_sqlite(outage), Some(Trouble::Outage), "{outage}");
        }
        assert_eq!(of_sqlite(517), Some(Trouble::Collision));
        for lock in [5, 261, 6, 773] {
            assert_eq!(of_sqlite(lock), Some(Trouble::Lock), "{lock}");
        }
        // CONSTRAINT_UNIQUE, CONSTRAINT_TRIGGER, ERROR
        for refusal in [2067, 1811, 1] {
            assert_eq!(of_sqlite(refusal), None, "{refusal}");
        }
    }
}
