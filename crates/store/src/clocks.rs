//! After a clock that ran ahead: what it wrote would last until that future comes, so it is brought back to now.

use hilum_domain::Moment;
use hilum_domain::verification::{SKEW, TOTP_STEP};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use crate::entity::{factor, outbox, secret, session, sign_in_failure};
use crate::{StoreError, Tx};

/// Longer than any message is put off.
const LONGEST_WAIT: chrono::TimeDelta = chrono::TimeDelta::hours(13);

/// Sessions and links from the future end, counted failures are forgotten, codes and messages have their turn again.
pub async fn forget_what_lies_ahead(tx: &Tx<'_>, now: Moment) -> Result<(), StoreError> {
    let (db, ahead) = (tx.connection(), now + SKEW);
    session::Entity::delete_many()
        .filter(session::Column::CreatedAt.gt(ahead).or(session::Column::LastSeenAt.gt(ahead)))
        .exec(db)
        .await?;
    // Recovery codes do not end by time, and stay.
    secret::Entity::delete_many()
        .filter(secret::Column::CreatedAt.gt(ahead))
        .filter(secret::Column::ExpiresAt.is_not_null())
        .exec(db)
        .await?;
    sign_in_failure::Entity::delete_many().filter(sign_in_failure::Column::At.gt(ahead)).exec(db).await?;
    // One step of tolerance beside those of the clocks' difference.
    let newest = ahead.timestamp().div_euclid(TOTP_STEP) + 1;
    factor::Entity::update_many()
        .col_expr(factor::Column::LastStep, Expr::value(now.timestamp().div_euclid(TOTP_STEP) - 2))
        .filter(factor::Column::LastStep.gt(newest))
        .exec(db)
        .await?;
    outbox::Entity::update_many()
        .col_expr(outbox::Column::DueAt, Expr::value(now))
        .filter(outbox::Column::DueAt.gt(now + LONGEST_WAIT))
        .exec(db)
        .await?;
    Ok(())
}
