//! History: append-only rows, written in the transaction that changes the state (invariant 9, R11).

use hilum_domain::{AccountId, GrantId, Moment, RequestId};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, Set};
use serde_json::Value;
use uuid::Uuid;

pub use crate::entity::event::Model as StoredEvent;
use crate::entity::event::{ActiveModel, Column, Entity};
use crate::{Db, StoreError, Tx, new_id};

/// In what office somebody acted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Office {
    Applicant,
    /// For themselves, in their own account.
    Person,
    Coordinator,
    Helpdesk,
    System,
}

impl Office {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Applicant => "applicant",
            Self::Person => "person",
            Self::Coordinator => "coordinator",
            Self::Helpdesk => "helpdesk",
            Self::System => "system",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        [Self::Applicant, Self::Person, Self::Coordinator, Self::Helpdesk, Self::System]
            .into_iter()
            .find(|o| o.as_str() == text)
    }
}

/// A fact to be written down.
#[derive(Clone, Debug)]
pub struct NewEvent {
    pub kind: &'static str,
    /// Whose access this is about.
    pub subject: AccountId,
    pub request: Option<RequestId>,
    pub grant: Option<GrantId>,
    /// `None`: the clock.
    pub actor: Option<AccountId>,
    pub office: Office,
    pub profile: Option<String>,
    /// The event as the domain has it.
    pub data: Value,
}

pub async fn append(tx: &Tx<'_>, events: Vec<NewEvent>, now: Moment) -> Result<(), StoreError> {
    if events.is_empty() {
        return Ok(());
    }
    let rows = events.into_iter().map(|event| ActiveModel {
        id: Set(new_id(now)),
        at: Set(now),
        kind: Set(event.kind.to_owned()),
        subject_id: Set(event.subject.into()),
        request_id: Set(event.request.map(Uuid::from)),
        grant_id: Set(event.grant.map(Uuid::from)),
        actor_id: Set(event.actor.map(Uuid::from)),
        office: Set(event.office.as_str().to_owned()),
        profile: Set(event.profile),
        data: Set(event.data),
        redacted_at: Set(None),
    });
    Entity::insert_many(rows).exec_without_returning(tx.connection()).await?;
    Ok(())
}

/// The history of a request, oldest first; at most `limit` facts.
pub async fn of_request(db: &Db<'_>, request: RequestId, limit: u64) -> Result<Vec<StoredEvent>, StoreError> {
    let query = Entity::find().filter(Column::RequestId.eq(Uuid::from(request)));
    Ok(query.order_by_asc(Column::At).order_by_asc(Column::Id).limit(limit).all(db.connection()).await?)
}

/// The history of a person's account and access, newest first; at most `limit` facts.
pub async fn of_subject(db: &Db<'_>, subject: AccountId, limit: u64) -> Result<Vec<StoredEvent>, StoreError> {
    let query = Entity::find().filter(Column::SubjectId.eq(Uuid::from(subject)));
    Ok(query.order_by_desc(Column::At).order_by_desc(Column::Id).limit(limit).all(db.connection()).await?)
}

/// All that is known of a person, before it is redacted.
pub async fn all_of_subject(db: &Db<'_>, subject: AccountId) -> Result<Vec<StoredEvent>, StoreError> {
    Ok(Entity::find().filter(Column::SubjectId.eq(Uuid::from(subject))).all(db.connection()).await?)
}

/// Replaces the words of a fact about somebody who is erased, and marks it: the one change that history takes (R11).
pub async fn redact(tx: &Tx<'_>, id: Uuid, data: Value, now: Moment) -> Result<(), StoreError> {
    let change = ActiveModel { data: Set(data), redacted_at: Set(Some(now)), ..Default::default() };
    Entity::update_many().set(change).filter(Column::Id.eq(id)).exec(tx.connection()).await?;
    Ok(())
}

/// What happened to a person's account itself, newest first; at most `limit` facts.
pub async fn of_account(db: &Db<'_>, subject: AccountId, limit: u64) -> Result<Vec<StoredEvent>, StoreError> {
    let query = Entity::find()
        .filter(Column::SubjectId.eq(Uuid::from(subject)))
        .filter(Column::RequestId.is_null())
        .filter(Column::GrantId.is_null());
    Ok(query.order_by_desc(Column::At).order_by_desc(Column::Id).limit(limit).all(db.connection()).await?)
}

/// How many facts are older than that moment.
pub async fn count_before(db: &Db<'_>, moment: Moment) -> Result<u64, StoreError> {
    Ok(Entity::find().filter(Column::At.lt(moment)).count(db.connection()).await?)
}
