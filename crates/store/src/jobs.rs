//! What time brings: once for each occasion, whichever node does it, though several ask at once, often, or late.

use hilum_domain::Moment;
use sea_orm::{ActiveModelTrait as _, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, Set};

use crate::entity::job::{ActiveModel, Column, Entity, Model};
use crate::{Db, StoreError, Tx};

/// Whether somebody has done it, or is at it.
pub async fn is_taken(db: &Db<'_>, key: &str, now: Moment) -> Result<bool, StoreError> {
    let known = Entity::find_by_id(key).one(db.connection()).await?;
    Ok(known.is_some_and(|job| is_somebodys(&job, now)))
}

fn is_somebodys(job: &Model, now: Moment) -> bool {
    job.done_at.is_some() || job.lease_until > now
}

/// Whether it is `node`'s to do, until `lease_end`: nobody has done it, and nobody is at it. Who does not finish by then
/// loses it to whoever asks next.
pub async fn take(
    tx: &Tx<'_>,
    key: &str,
    node: &str,
    lease_end: Moment,
    now: Moment,
) -> Result<bool, StoreError> {
    let job = ActiveModel {
        key: Set(key.to_owned()),
        node: Set(node.to_owned()),
        lease_until: Set(lease_end),
        done_at: Set(None),
    };
    match Entity::find_by_id(key).one(tx.connection()).await? {
        Some(known) if is_somebodys(&known, now) => return Ok(false),
        Some(_) => job.update(tx.connection()).await.map(drop)?,
        None => Entity::insert(job).exec_without_returning(tx.connection()).await.map(drop)?,
    }
    Ok(true)
}

/// Unless somebody else has it by now.
pub async fn done(tx: &Tx<'_>, key: &str, node: &str, now: Moment) -> Result<(), StoreError> {
    let change = ActiveModel { done_at: Set(Some(now)), ..Default::default() };
    let own = Entity::update_many().set(change).filter(Column::Key.eq(key)).filter(Column::Node.eq(node));
    own.exec(tx.connection()).await?;
    Ok(())
}

/// How many have been done, and are still known.
pub async fn count_done(db: &Db<'_>) -> Result<u64, StoreError> {
    Ok(Entity::find().filter(Column::DoneAt.is_not_null()).count(db.connection()).await?)
}

/// Occasions that have long passed.
pub async fn forget_before(tx: &Tx<'_>, moment: Moment) -> Result<(), StoreError> {
    Entity::delete_many().filter(Column::DoneAt.lt(moment)).exec(tx.connection()).await?;
    Ok(())
}
