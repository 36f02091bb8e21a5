//! What has to leave the process, written down in the transaction that causes it and delivered afterwards (R14, invariant 8).

use chrono::TimeDelta;
use hilum_domain::Moment;
use sea_orm::sea_query::{Expr, ExprTrait, Func, LikeExpr};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, Set,
};
use serde_json::Value;
use uuid::Uuid;

use crate::entity::outbox::{ActiveModel, Column, Entity, Model};
use crate::page::Listing;
use crate::{Cursor, Db, Rows, StoreError, Tx, contains, new_id};

/// Something to be sent, once per `dedupe_key`.
#[derive(Clone, Debug)]
pub struct NewMessage {
    pub kind: &'static str,
    pub dedupe_key: String,
    pub payload: Value,
}

/// A message whose turn it is.
#[derive(Clone, Debug, PartialEq)]
pub struct Message {
    pub id: Uuid,
    pub kind: String,
    pub payload: Value,
    /// This try included.
    pub attempts: i64,
    pub created_at: Moment,
}

/// What is delivered side by side. Each kind of message is in one of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lane {
    /// Messages of that kind alone.
    Of(&'static str),
    /// All others.
    AllBut(&'static str),
}

impl Lane {
    fn filter(self) -> sea_orm::sea_query::Expr {
        match self {
            Self::Of(kind) => Column::Kind.eq(kind),
            Self::AllBut(kind) => Column::Kind.ne(kind),
        }
    }
}

const WAITING: &str = "waiting";
const SENT: &str = "sent";
/// Given up; the row keeps the last error.
const PARKED: &str = "parked";

pub async fn enqueue(tx: &Tx<'_>, messages: Vec<NewMessage>, now: Moment) -> Result<(), StoreError> {
    if messages.is_empty() {
        return Ok(());
    }
    let rows = messages.into_iter().map(|message| ActiveModel {
        id: Set(new_id(now)),
        kind: Set(message.kind.to_owned()),
        dedupe_key: Set(message.dedupe_key),
        payload: Set(message.payload),
        status: Set(WAITING.to_owned()),
        attempts: Set(0),
        due_at: Set(now),
        created_at: Set(now),
        finished_at: Set(None),
        last_error: Set(None),
    });
    Entity::insert_many(rows).exec_without_returning(tx.connection()).await?;
    Ok(())
}

/// Unless a message with that dedupe key was written down before.
pub async fn enqueue_once(tx: &Tx<'_>, message: NewMessage, now: Moment) -> Result<(), StoreError> {
    let known =
        Entity::find().filter(Column::DedupeKey.eq(&message.dedupe_key)).count(tx.connection()).await?;
    if known > 0 { Ok(()) } else { enqueue(tx, vec![message], now).await }
}

/// Takes up to `limit` messages of a lane that are due and leases them until `lease_end`: a worker that dies loses its lease,
/// another one tries again (at least once).
pub async fn claim(
    tx: &Tx<'_>,
    lane: Lane,
    limit: u64,
    lease_end: Moment,
    now: Moment,
) -> Result<Vec<Message>, StoreError> {
    let due = Entity::find()
        .filter(Column::Status.eq(WAITING))
        .filter(Column::DueAt.lte(now))
        .filter(lane.filter())
        .order_by_asc(Column::DueAt)
        .limit(limit)
        .all(tx.connection())
        .await?;
    let ids = due.iter().map(|m| m.id);
    Entity::update_many()
        .col_expr(Column::DueAt, Expr::value(lease_end))
        .col_expr(Column::Attempts, Expr::col(Column::Attempts).add(1))
        .filter(Column::Id.is_in(ids))
        .exec(tx.connection())
        .await?;
    Ok(due.into_iter().map(message).collect())
}

fn message(row: Model) -> Message {
    Message {
        id: row.id,
        kind: row.kind,
        payload: row.payload,
        attempts: row.attempts + 1,
        created_at: row.created_at,
    }
}

pub async fn mark_sent(tx: &Tx<'_>, id: Uuid, now: Moment) -> Result<(), StoreError> {
    finish(tx, id, SENT, None, now).await
}

/// What it said is not needed any more, and may name people: forgotten, the rest stays as proof that it was sent.
pub async fn forget(tx: &Tx<'_>, id: Uuid) -> Result<(), StoreError> {
    let change = ActiveModel { payload: Set(serde_json::json!({})), ..Default::default() };
    Entity::update_many().set(change).filter(Column::Id.eq(id)).exec(tx.connection()).await?;
    Ok(())
}

/// Given up for good.
pub async fn park(tx: &Tx<'_>, id: Uuid, error: String, now: Moment) -> Result<(), StoreError> {
    finish(tx, id, PARKED, Some(error), now).await
}

async fn finish(
    tx: &Tx<'_>,
    id: Uuid,
    status: &str,
    error: Option<String>,
    now: Moment,
) -> Result<(), StoreError> {
    let change = ActiveModel {
        status: Set(status.to_owned()),
        finished_at: Set(Some(now)),
        last_error: Set(error),
        ..Default::default()
    };
    Entity::update_many().set(change).filter(Column::Id.eq(id)).exec(tx.connection()).await?;
    Ok(())
}

/// Tried in vain; once more after `delay`.
pub async fn postpone(
    tx: &Tx<'_>,
    id: Uuid,
    error: String,
    delay: TimeDelta,
    now: Moment,
) -> Result<(), StoreError> {
    let change = ActiveModel { due_at: Set(now + delay), last_error: Set(Some(error)), ..Default::default() };
    Entity::update_many().set(change).filter(Column::Id.eq(id)).exec(tx.connection()).await?;
    Ok(())
}

/// Those given up, newest first.
pub async fn given_up(
    db: &Db<'_>,
    limit: u64,
    cursor: Option<Cursor>,
) -> Result<Rows<StoredMessage>, StoreError> {
    let query = Entity::find().filter(Column::Status.eq(PARKED));
    let listing = Listing { query, at: Column::CreatedAt, id: Column::Id, newest_first: true };
    listing.page(db, limit, cursor, |row| (row.created_at, row.id)).await
}

/// From the beginning, as if it were new; whether there was one that had been given up.
pub async fn retry(tx: &Tx<'_>, id: Uuid, now: Moment) -> Result<bool, StoreError> {
    let change = ActiveModel {
        status: Set(WAITING.to_owned()),
        attempts: Set(0),
        due_at: Set(now),
        // Patience is counted from here.
        created_at: Set(now),
        finished_at: Set(None),
        ..Default::default()
    };
    let parked =
        Entity::update_many().set(change).filter(Column::Id.eq(id)).filter(Column::Status.eq(PARKED));
    Ok(parked.exec(tx.connection()).await?.rows_affected == 1)
}

/// How many messages have not left yet (parked ones not counted).
pub async fn count_waiting(db: &Db<'_>) -> Result<u64, StoreError> {
    Ok(Entity::find().filter(Column::Status.eq(WAITING)).count(db.connection()).await?)
}

/// When the next message of a lane is due, if any waits.
pub async fn next_due(db: &Db<'_>, lane: Lane) -> Result<Option<Moment>, StoreError> {
    let query =
        Entity::find().filter(Column::Status.eq(WAITING)).filter(lane.filter()).order_by_asc(Column::DueAt);
    Ok(query.select_only().column(Column::DueAt).into_tuple().one(db.connection()).await?)
}

/// What all rows still say, for whoever checks that nothing is kept for longer than it is needed.
pub async fn payloads(db: &Db<'_>) -> Result<Vec<Value>, StoreError> {
    Ok(Entity::find().select_only().column(Column::Payload).into_tuple().all(db.connection()).await?)
}

/// A message as its row tells of it.
pub use crate::entity::outbox::Model as StoredMessage;

/// Messages that say something of one of these words, whether they were sent or not, oldest first. A reading of every
/// row, for what is rare.
pub async fn naming(db: &Db<'_>, words: &[&str]) -> Result<Vec<StoredMessage>, StoreError> {
    let mut any = Condition::any();
    for word in words {
        let text = Expr::col(Column::Payload).cast_as("text");
        let escaped = word.replace('\\', r"\\").replace('%', r"\%").replace('_', r"\_");
        any = any
            .add(Func::lower(text).like(LikeExpr::new(format!("%{}%", escaped.to_lowercase())).escape('\\')));
        any = any.add(contains(Column::DedupeKey, word));
    }
    Ok(Entity::find().filter(any).order_by_asc(Column::Id).all(db.connection()).await?)
}

/// Whether it has left.
pub fn was_sent(message: &StoredMessage) -> bool {
    message.status == SENT
}

pub async fn delete(tx: &Tx<'_>, ids: Vec<Uuid>) -> Result<(), StoreError> {
    Entity::delete_many().filter(Column::Id.is_in(ids)).exec(tx.connection()).await?;
    Ok(())
}

fn finished_before(moment: Moment) -> Condition {
    Condition::all().add(Column::Status.ne(WAITING)).add(Column::FinishedAt.lt(moment))
}

/// Sent or given up before that moment.
pub async fn count_finished(db: &Db<'_>, before: Moment) -> Result<u64, StoreError> {
    Ok(Entity::find().filter(finished_before(before)).count(db.connection()).await?)
}

pub async fn delete_finished(tx: &Tx<'_>, before: Moment) -> Result<u64, StoreError> {
    Ok(Entity::delete_many().filter(finished_before(before)).exec(tx.connection()).await?.rows_affected)
}
