//! Who looked at whose data, for the auditor.

use chrono::TimeDelta;
use hilum_domain::{AccountId, Moment};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, Set};
use uuid::Uuid;

pub use crate::entity::data_view::Model as DataView;
use crate::entity::data_view::{ActiveModel, Column, Entity};
use crate::{Db, StoreError, Tx, new_id};

/// Looking again within that time is the same look.
const SAME_LOOK: TimeDelta = TimeDelta::hours(1);

/// One look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Look {
    pub viewer: AccountId,
    pub subject: AccountId,
    /// `request`, `grant`, `account`…
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
