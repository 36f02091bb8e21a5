//! Who looked at whose data, for the auditor.

use chrono::TimeDelta;
use hilum_domain::{AccountId, Moment};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, Set};
use uuid::Uuid;

pub use crate::entity::data_view::Model as DataView;
use crate::entity::data_view::{ActiveModel, Column, Entity};
use crate::page::Listing;
use crate::{Cursor, Db, Rows, StoreError, Tx, new_id};

/// Looking again within that time is the same look.
const SAME_LOOK: TimeDelta = TimeDelta::hours(1);

/// One look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Look {
    pub viewer: AccountId,
    pub subject: AccountId,
    /// `request`, `grant`, `account`, or `history` (of a request).
    pub what: &'static str,
    pub object: Option<Uuid>,
}

/// Whether this look was written down within the last hour.
pub async fn is_known(db: &Db<'_>, look: Look, now: Moment) -> Result<bool, StoreError> {
    let query = Entity::find()
        .filter(Column::SubjectId.eq(Uuid::from(look.subject)))
        .filter(Column::ViewerId.eq(Uuid::from(look.viewer)))
        .filter(Column::What.eq(look.what))
        .filter(Column::At.gt(now - SAME_LOOK));
    let query = match look.object {
        Some(object) => query.filter(Column::ObjectId.eq(object)),
        None => query.filter(Column::ObjectId.is_null()),
    };
    Ok(query.count(db.connection()).await? > 0)
}

pub async fn insert(tx: &Tx<'_>, look: Look, now: Moment) -> Result<(), StoreError> {
    let row = ActiveModel {
        id: Set(new_id(now)),
        at: Set(now),
        viewer_id: Set(look.viewer.into()),
        subject_id: Set(look.subject.into()),
        what: Set(look.what.to_owned()),
        object_id: Set(look.object),
    };
    Entity::insert(row).exec_without_returning(tx.connection()).await?;
    Ok(())
}

/// Which looks to list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    pub subject: Option<AccountId>,
    pub viewer: Option<AccountId>,
}

/// Newest first.
pub async fn list(
    db: &Db<'_>,
    filter: Filter,
    limit: u64,
    cursor: Option<Cursor>,
) -> Result<Rows<DataView>, StoreError> {
    let mut query = Entity::find();
    if let Some(subject) = filter.subject {
        query = query.filter(Column::SubjectId.eq(Uuid::from(subject)));
    }
    if let Some(viewer) = filter.viewer {
        query = query.filter(Column::ViewerId.eq(Uuid::from(viewer)));
    }
    let listing = Listing { query, at: Column::At, id: Column::Id, newest_first: true };
    listing.page(db, limit, cursor, |row| (row.at, row.id)).await
}

/// Everybody's looks at one person's data, newest first; at most `limit`.
pub async fn of_subject(db: &Db<'_>, subject: AccountId, limit: u64) -> Result<Vec<DataView>, StoreError> {
    let query = Entity::find().filter(Column::SubjectId.eq(Uuid::from(subject)));
    Ok(query.order_by_desc(Column::At).order_by_desc(Column::Id).limit(limit).all(db.connection()).await?)
}

pub async fn count_before(db: &Db<'_>, moment: Moment) -> Result<u64, StoreError> {
    Ok(Entity::find().filter(Column::At.lt(moment)).count(db.connection()).await?)
}

pub async fn delete_before(tx: &Tx<'_>, moment: Moment) -> Result<u64, StoreError> {
    Ok(Entity::delete_many().filter(Column::At.lt(moment)).exec(tx.connection()).await?.rows_affected)
}
