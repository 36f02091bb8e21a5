//! Who somebody is at another identity provider: issuer and subject, never the mail address.

use hilum_domain::{AccountId, Moment};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, Set};
use uuid::Uuid;

pub use crate::entity::identity::Model as Identity;
use crate::entity::identity::{ActiveModel, Column, Entity};
use crate::{Db, StoreError, Tx};

pub async fn find(db: &Db<'_>, issuer: &str, subject: &str) -> Result<Option<Identity>, StoreError> {
    let query = Entity::find().filter(Column::Issuer.eq(issuer)).filter(Column::Subject.eq(subject));
    Ok(query.one(db.connection()).await?)
}

/// Refused as `Duplicate` when it belongs to somebody already.
pub async fn insert(tx: &Tx<'_>, new: Identity) -> Result<(), StoreError> {
    let row = ActiveModel {
        id: Set(new.id),
        account_id: Set(new.account_id),
        provider: Set(new.provider),
        issuer: Set(new.issuer),
        subject: Set(new.subject),
        created_at: Set(new.created_at),
        last_used_at: Set(new.last_used_at),
    };
    Entity::insert(row).exec_without_returning(tx.connection()).await?;
    Ok(())
}

pub async fn of_account(db: &Db<'_>, account: AccountId) -> Result<Vec<Identity>, StoreError> {
    let query = Entity::find().filter(Column::AccountId.eq(Uuid::from(account)));
    Ok(query.order_by_asc(Column::CreatedAt).order_by_asc(Column::Id).all(db.connection()).await?)
}

pub async fn used(tx: &Tx<'_>, id: Uuid, now: Moment) -> Result<(), StoreError> {
    Entity::update_many()
        .col_expr(Column::LastUsedAt, Expr::value(now))
        .filter(Column::Id.eq(id))
        .exec(tx.connection())
        .await?;
    Ok(())
}

pub async fn delete(tx: &Tx<'_>, id: Uuid) -> Result<(), StoreError> {
    Entity::delete_many().filter(Column::Id.eq(id)).exec(tx.connection()).await?;
    Ok(())
}

pub async fn delete_of_account(tx: &Tx<'_>, account: AccountId) -> Result<(), StoreError> {
    Entity::delete_many().filter(Column::AccountId.eq(Uuid::from(account))).exec(tx.connection()).await?;
    Ok(())
}
