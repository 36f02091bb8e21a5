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
    /// The database is down, or no connection became free in time.
    #[error("the database is not available: {0}")]
    Unavailable(DbErr),
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
        match code(&error).as_deref() {
            // serialization_failure, deadlock_detected, lock_not_available; SQLITE_BUSY, SQLITE_BUSY_SNAPSHOT, SQLITE_LOCKED
            Some("40001" | "40P01" | "55P03" | "5" | "517" | "6") => Self::Retry(error),
            // read_only_sql_transaction (a demoted primary), admin_shutdown, crash_shutdown, cannot_connect_now
            Some("25006" | "57P01" | "57P02" | "57P03") => Self::Unavailable(error),
            Some(code) if code.starts_with("08") => Self::Unavailable(error),
            Some(_) => Self::Database(error),
            None if is_connection_trouble(&error) => Self::Unavailable(error),
            None => Self::Database(error),
        }
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
