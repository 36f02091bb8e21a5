//! Failed sign-ins, per account and per network address; they survive a restart (ASVS 6.3.1).

use hilum_domain::Moment;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select, Set};
use uuid::Uuid;

use crate::entity::sign_in_failure::{ActiveModel, Column, Entity};
use crate::{Db, StoreError, Tx};

/// Failures since a moment, and the times of the first and the last one.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Failures {
    pub count: u64,
    pub first: Option<Moment>,
    pub last: Option<Moment>,
}

/// `key`: a hash of the address typed, known or unknown alike (ASVS 6.3.8).
pub async fn of_account(db: &Db<'_>, key: &str, since: Moment) -> Result<Failures, StoreError> {
    count(db, Column::AccountKey, key, since).await
}

pub async fn of_address(db: &Db<'_>, address: &str, since: Moment) -> Result<Failures, StoreError> {
    count(db, Column::Address, address, since).await
}

async fn count(db: &Db<'_>, column: Column, value: &str, since: Moment) -> Result<Failures, StoreError> {
    times(db, Entity::find().filter(column.eq(value)).filter(Column::At.gt(since))).await
}

async fn times(db: &Db<'_>, query: Select<Entity>) -> Result<Failures, StoreError> {
    let times: Vec<Moment> = query
        .order_by_asc(Column::At)
        .select_only()
        .column(Column::At)
        .into_tuple()
        .all(db.connection())
        .await?;
    Ok(Failures { count: times.len() as u64, first: times.first().copied(), last: times.last().copied() })
}

pub async fn insert(
    tx: &Tx<'_>,
    id: Uuid,
    account_key: &str,
    address: &str,
    now: Moment,
) -> Result<(), StoreError> {
    let row = ActiveModel {
        id: Set(id),
        account_key: Set(account_key.to_owned()),
        address: Set(address.to_owned()),
        at: Set(now),
    };
    tx.later(Entity::insert(row)).await?;
    Ok(())
}

/// Of one address that asks about one account.
pub async fn of_both(db: &Db<'_>, key: &str, address: &str, since: Moment) -> Result<Failures, StoreError> {
    let query = Entity::find().filter(Column::AccountKey.eq(key)).filter(Column::Address.eq(address));
    times(db, query.filter(Column::At.gt(since))).await
}

/// One that was none after all.
pub async fn delete(tx: &Tx<'_>, id: Uuid) -> Result<(), StoreError> {
    Entity::delete_by_id(id).exec(tx.connection()).await?;
    Ok(())
}

/// Forgotten after a success.
pub async fn delete_of_account(tx: &Tx<'_>, account_key: &str) -> Result<(), StoreError> {
    Entity::delete_many().filter(Column::AccountKey.eq(account_key)).exec(tx.connection()).await?;
    Ok(())
}

pub async fn delete_before(tx: &Tx<'_>, moment: Moment) -> Result<(), StoreError> {
    Entity::delete_many().filter(Column::At.lt(moment)).exec(tx.connection()).await?;
    Ok(())
}
