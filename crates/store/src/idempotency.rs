//! `Idempotency-Key`: what a repeated POST made the first time. Written in the transaction of the effect itself, so that
//! there is no moment in which the effect exists and the key does not.

use hilum_domain::{AccountId, Moment};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, Set};
use uuid::Uuid;

use crate::entity::idempotency_key::{ActiveModel, Column, Entity};
use crate::{StoreError, Tx};

/// A key as the client sent it, with a fingerprint of what it was sent with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdempotencyKey {
    pub key: String,
    pub fingerprint: String,
}

/// What is known of a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seen {
    Never,
    /// The thing that was made or changed then.
    Before(Uuid),
    /// With another content: the client is mistaken.
    Otherwise,
}

pub async fn look_up(tx: &Tx<'_>, account: AccountId, key: &IdempotencyKey) -> Result<Seen, StoreError> {
    let row = Entity::find_by_id((Uuid::from(account), key.key.clone())).one(tx.connection()).await?;
    Ok(match row {
        None => Seen::Never,
        Some(row) if row.fingerprint == key.fingerprint => Seen::Before(row.result_id),
        Some(_) => Seen::Otherwise,
    })
}

pub async fn remember(
    tx: &Tx<'_>,
    account: AccountId,
    key: IdempotencyKey,
    result: Uuid,
    now: Moment,
) -> Result<(), StoreError> {
    let row = ActiveModel {
        account_id: Set(account.into()),
        idempotency_key: Set(key.key),
        fingerprint: Set(key.fingerprint),
        result_id: Set(result),
        created_at: Set(now),
    };
    Entity::insert(row).exec_without_returning(tx.connection()).await?;
    Ok(())
}

pub async fn delete_before(tx: &Tx<'_>, moment: Moment) -> Result<(), StoreError> {
    Entity::delete_many().filter(Column::CreatedAt.lt(moment)).exec(tx.connection()).await?;
    Ok(())
}
