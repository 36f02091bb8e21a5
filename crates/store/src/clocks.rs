//! After a clock that ran ahead: what it wrote would last until that future comes, so it is brought back to now.

use chrono::TimeDelta;
use hilum_domain::Moment;
use hilum_domain::verification::{SKEW, SecretPurpose, TOTP_STEP};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, QueryFilter, Statement};

use crate::entity::{factor, outbox, secret, session, sign_in_failure};
use crate::{StoreError, Tx};

/// Longer than any message is put off.
const LONGEST_WAIT: TimeDelta = TimeDelta::hours(13);
/// As long as a session can last.
const LONGEST_SESSION: TimeDelta = TimeDelta::hours(12);

/// Whatever lies ahead counts from now: nothing is taken from anybody, and nothing lasts for longer than it should. Whether
/// it is this node's clock that is behind the others' is asked of the database, where that has one of its own.
pub async fn bring_back(tx: &Tx<'_>, now: Moment) -> Result<(), StoreError> {
    let now = now.max(of_database(tx, now).await?);
    let (db, ahead) = (tx.connection(), now + SKEW);
    for column in [session::Column::CreatedAt, session::Column::LastSeenAt, session::Column::VerifiedAt] {
        session::Entity::update_many().col_expr(column, now.into()).filter(column.gt(ahead)).exec(db).await?;
    }
    session::Entity::update_many()
        .col_expr(session::Column::ExpiresAt, (now + LONGEST_SESSION).into())
        .filter(session::Column::ExpiresAt.gt(ahead + LONGEST_SESSION))
        .exec(db)
        .await?;
    for purpose in SecretPurpose::ALL {
        let Some(life) = purpose.life() else { continue };
        secret::Entity::update_many()
            .col_expr(secret::Column::CreatedAt, now.into())
            .col_expr(secret::Column::ExpiresAt, (now + life).into())
            .filter(secret::Column::Purpose.eq(purpose.as_str()))
            .filter(secret::Column::CreatedAt.gt(ahead))
            .exec(db)
            .await?;
    }
    let failed = sign_in_failure::Column::At;
    sign_in_failure::Entity::update_many()
        .col_expr(failed, now.into())
        .filter(failed.gt(ahead))
        .exec(db)
        .await?;
    // One step of tolerance beside those of the clocks' difference.
    let newest = ahead.timestamp().div_euclid(TOTP_STEP) + 1;
    factor::Entity::update_many()
        .col_expr(factor::Column::LastStep, Expr::value(now.timestamp().div_euclid(TOTP_STEP) - 2))
        .filter(factor::Column::LastStep.gt(newest))
        .exec(db)
        .await?;
    let due = outbox::Column::DueAt;
    outbox::Entity::update_many()
        .col_expr(due, now.into())
        .filter(due.gt(now + LONGEST_WAIT))
        .exec(db)
        .await?;
    Ok(())
}

/// SQLite's clock is this machine's.
async fn of_database(tx: &Tx<'_>, now: Moment) -> Result<Moment, StoreError> {
    if tx.get_database_backend() == DbBackend::Sqlite {
        return Ok(now);
    }
    let asked = Statement::from_string(DbBackend::Postgres, "select clock_timestamp()");
    let row = tx.query_one_raw(asked).await?;
    Ok(row.map(|row| row.try_get_by_index(0)).transpose()?.unwrap_or(now))
}
