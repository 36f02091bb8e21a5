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

/// Looks the key up and, where it was never seen, remembers it with what it is about to make or change.
pub async fn claim(
    tx: &Tx<'_>,
    account: AccountId,
    key: &IdempotencyKey,
    result: Uuid,
    now: Moment,
) -> Result<Seen, StoreError> {
    let known = Entity::find_by_id((Uuid::from(account), key.key.clone())).one(tx.connection()).await?;
    if let Some(known) = known {
        let same = known.fingerprint == key.fingerprint;
        return Ok(if same { Seen::Before(known.result_id) } else { Seen::Otherwise });
    }
    let row = ActiveModel {
        account_id: Set(account.into()),
        idempotency_key: Set(key.key.clone()),
        fingerprint: Set(key.fingerprint.clone()),
        result_id: Set(result),
        created_at: Set(now),
    };
    tx.later(Entity::insert(row)).await?;
    Ok(Seen::Never)
}

pub async fn delete_before(tx: &Tx<'_>, moment: Moment) -> Result<(), StoreError> {
    Entity::delete_many().filter(Column::CreatedAt.lt(moment)).exec(tx.connection()).await?;
    Ok(())
}

pub async fn delete_of_account(tx: &Tx<'_>, account: AccountId) -> Result<(), StoreError> {
    Entity::delete_many().filter(Column::AccountId.eq(Uuid::from(account))).exec(tx.connection()).await?;
    Ok(())
}
