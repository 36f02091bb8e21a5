//! What has to leave the process, written down in the transaction that causes it and delivered afterwards (R14, invariant 8).

use hilum_domain::Moment;
use sea_orm::sea_query::{Expr, ExprTrait, Func, LikeExpr};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    Set,
};
use serde::Serialize;
use serde_json::Value;
use uuid::Uuid;

use crate::entity::outbox::{ActiveModel, Column, Entity, Model};
use crate::page::Listing;
use crate::{Cursor, Db, Rows, StoreError, Tx, contains, new_id, to_json};

/// Something to be sent, once per `dedupe_key`.
#[derive(Clone, derive_more::Debug)]
pub struct NewMessage {
    pub lane: Lane,
    pub kind: &'static str,
    pub dedupe_key: String,
    #[debug(skip)]
    pub payload: Value,
}

impl NewMessage {
    /// The same `dedupe_key` never makes two of them.
    pub fn new(lane: Lane, kind: &'static str, dedupe_key: String, payload: &impl Serialize) -> Self {
        Self { lane, kind, dedupe_key, payload: to_json(payload) }
    }
}

/// A message whose turn it is.
#[derive(Clone, derive_more::Debug, PartialEq)]
pub struct Message {
    pub id: Uuid,
    pub kind: String,
    #[debug(skip)]
    pub payload: Value,
    /// This try included.
    pub attempts: i64,
    pub created_at: Moment,
}

/// One for each target: whatever hangs or is down delays nothing but its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lane {
    Mail,
    Text,
}

impl Lane {
    pub const ALL: [Self; 2] = [Self::Mail, Self::Text];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Mail => "mail",
            Self::Text => "text",
        }
    }

    fn filter(self) -> Expr {
        Column::Lane.eq(self.as_str())
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
        lane: Set(message.lane.as_str().to_owned()),
        claimed_by: Set(None),
    });
    tx.later(Entity::insert_many(rows)).await?;
    Ok(())
}

/// Unless a message with that dedupe key was written down before.
pub async fn enqueue_once(tx: &Tx<'_>, message: NewMessage, now: Moment) -> Result<(), StoreError> {
    let known =
        Entity::find().filter(Column::DedupeKey.eq(&message.dedupe_key)).count(tx.connection()).await?;
    if known > 0 { Ok(()) } else { enqueue(tx, vec![message], now).await }
}

/// Takes up to `limit` messages of a lane that are due, for `node`, which has to be done with them by `lease_end`: what a
/// node does not finish another one tries again (at least once).
pub async fn claim(
    tx: &Tx<'_>,
    lane: Lane,
    node: &str,
    limit: u64,
    lease_end: Moment,
    now: Moment,
) -> Result<Vec<Message>, StoreError> {
    let due = Entity::find()
        .select_only()
        .column(Column::Id)
        .filter(Column::Status.eq(WAITING))
        .filter(Column::DueAt.lte(now))
        .filter(lane.filter())
        .order_by_asc(Column::DueAt)
        .limit(limit)
        .into_query();
    let mut taken = Entity::update_many()
        .col_expr(Column::DueAt, Expr::value(lease_end))
        .col_expr(Column::Attempts, Expr::col(Column::Attempts).add(1))
        .col_expr(Column::ClaimedBy, Expr::value(node))
        .filter(Column::Id.in_subquery(due))
        .exec_with_returning(tx.connection())
        .await?;
    taken.sort_unstable_by_key(|row| row.id);
    Ok(taken.into_iter().map(message).collect())
}

/// What a node had claimed that is not there any more is due at once; how many.
pub async fn take_back(tx: &Tx<'_>, node: &str, now: Moment) -> Result<u64, StoreError> {
    let change = ActiveModel { due_at: Set(now), claimed_by: Set(None), ..Default::default() };
    let claimed = Entity::update_many()
        .set(change)
        .filter(Column::Status.eq(WAITING))
        .filter(Column::ClaimedBy.eq(node));
    Ok(claimed.exec(tx.connection()).await?.rows_affected)
}

fn message(row: Model) -> Message {
    Message {
        id: row.id,
        kind: row.kind,
        payload: row.payload,
        attempts: row.attempts,
        created_at: row.created_at,
    }
}

/// What has become of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fate {
    Sent,
    /// The same, and what it said is not needed any more and may name people: forgotten, the rest stays as proof.
    SentAndForgotten,
    /// Tried in vain; once more then.
    Postponed {
        until: Moment,
        error: String,
    },
    /// Given up for good.
    GivenUp {
        error: String,
    },
}

/// Writes down what has become of many messages at once.
pub async fn mark(tx: &Tx<'_>, fates: &[(Uuid, Fate)], now: Moment) -> Result<(), StoreError> {
    let of =
        |fate: &Fate| fates.iter().filter(|(_, one)| one == fate).map(|(id, _)| *id).collect::<Vec<Uuid>>();
    let sent = ActiveModel {
        status: Set(SENT.to_owned()),
        finished_at: Set(Some(now)),
        claimed_by: Set(None),
        ..Default::default()
    };
    let forgotten = ActiveModel { payload: Set(serde_json::json!({})), ..sent.clone() };
    change(tx, of(&Fate::Sent), sent).await?;
    change(tx, of(&Fate::SentAndForgotten), forgotten).await?;
    for (id, fate) in fates {
        let failed = match fate {
            Fate::Sent | Fate::SentAndForgotten => continue,
            Fate::Postponed { until, error } => ActiveModel {
                due_at: Set(*until),
                last_error: Set(Some(error.clone())),
                ..Default::default()
            },
            Fate::GivenUp { error } => ActiveModel {
                status: Set(PARKED.to_owned()),
                finished_at: Set(Some(now)),
                last_error: Set(Some(error.clone())),
                ..Default::default()
            },
        };
        change(tx, vec![*id], ActiveModel { claimed_by: Set(None), ..failed }).await?;
    }
    Ok(())
}

async fn change(tx: &Tx<'_>, ids: Vec<Uuid>, change: ActiveModel) -> Result<(), StoreError> {
    if !ids.is_empty() {
        tx.later(Entity::update_many().set(change).filter(Column::Id.is_in(ids))).await?;
    }
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
