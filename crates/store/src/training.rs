//! The training mailbox and the movable clock (R18).

use hilum_domain::Moment;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Set};
use uuid::Uuid;

use crate::entity::training_clock;
pub use crate::entity::training_mail::Model as TrainingMail;
use crate::entity::training_mail::{ActiveModel, Column, Entity};
use crate::{Db, StoreError, Tx, contains};

/// Newest first; `to` compares without case.
pub async fn mails(db: &Db<'_>, to: Option<&str>, limit: u64) -> Result<Vec<TrainingMail>, StoreError> {
    let mut query = Entity::find();
    if let Some(to) = to {
        query = query.filter(Column::Recipient.eq(to.trim().to_lowercase()));
    }
    Ok(query
        .order_by_desc(Column::SentAt)
        .order_by_desc(Column::Id)
        .limit(limit)
        .all(db.connection())
        .await?)
}

/// Kept once, however often it is delivered: `id` is that of the outbox row.
pub async fn keep_mail(tx: &Tx<'_>, mail: TrainingMail) -> Result<(), StoreError> {
    let row = ActiveModel { recipient: Set(mail.recipient.to_lowercase()), ..mail.into() };
    let once = OnConflict::column(Column::Id).do_nothing().to_owned();
    tx.later(Entity::insert(row).on_conflict(once)).await
}

/// Mails to an address, and those to others in which one of these words occurs.
pub async fn delete_naming(tx: &Tx<'_>, address: &str, words: &[&str]) -> Result<(), StoreError> {
    let mut any = Condition::any().add(Column::Recipient.eq(address.to_lowercase()));
    for word in words {
        any = any.add(contains(Column::TextBody, word)).add(contains(Column::Subject, word));
    }
    Entity::delete_many().filter(any).exec(tx.connection()).await?;
    Ok(())
}

/// A mail for the mailbox.
pub fn mail(
    id: Uuid,
    recipient: String,
    subject: String,
    text: String,
    html: String,
    now: Moment,
) -> TrainingMail {
    TrainingMail { id, recipient, subject, text_body: text, html_body: html, sent_at: now }
}

/// By how many seconds the clock was moved forward, on whichever node.
pub async fn advanced_seconds(db: &Db<'_>) -> Result<i64, StoreError> {
    let row = training_clock::Entity::find_by_id(CLOCK).one(db.connection()).await?;
    Ok(row.map_or(0, |row| row.advanced_seconds))
}

pub async fn set_advanced_seconds(tx: &Tx<'_>, seconds: i64) -> Result<(), StoreError> {
    let row = training_clock::ActiveModel { id: Set(CLOCK), advanced_seconds: Set(seconds) };
    let overwrite = OnConflict::column(training_clock::Column::Id)
        .update_column(training_clock::Column::AdvancedSeconds)
        .to_owned();
    training_clock::Entity::insert(row)
        .on_conflict(overwrite)
        .exec_without_returning(tx.connection())
        .await?;
    Ok(())
}

const CLOCK: i64 = 1;
