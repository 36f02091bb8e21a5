//! Sessions: only the hash of the cookie's secret is kept.

use hilum_domain::catalogue::Assurance;
use hilum_domain::{AccountId, Moment};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, Set};
use uuid::Uuid;

use crate::entity::session::{ActiveModel, Column, Entity, Model};
use crate::{Db, StoreError, Tx, parsed};

#[derive(Clone, Debug, PartialEq)]
pub struct Session {
    pub id: Uuid,
    pub account: AccountId,
    pub assurance: Assurance,
    pub created_at: Moment,
    pub last_seen_at: Moment,
    pub expires_at: Moment,
}

impl TryFrom<Model> for Session {
    type Error = StoreError;

    fn try_from(row: Model) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.id,
            account: row.account_id.into(),
            assurance: parsed(Assurance::parse(&row.assurance), "sessions.assurance")?,
            created_at: row.created_at,
            last_seen_at: row.last_seen_at,
            expires_at: row.expires_at,
        })
    }
}

/// The session of that secret, expired or not: the caller judges by its clock.
pub async fn find(db: &Db<'_>, token_hash: &str) -> Result<Option<Session>, StoreError> {
    Entity::find_by_id(token_hash).one(db.connection()).await?.map(Session::try_from).transpose()
}

pub async fn insert(tx: &Tx<'_>, token_hash: String, session: &Session) -> Result<(), StoreError> {
    let row = ActiveModel {
        token_hash: Set(token_hash),
        id: Set(session.id),
        account_id: Set(session.account.into()),
        assurance: Set(session.assurance.as_str().to_owned()),
        created_at: Set(session.created_at),
        last_seen_at: Set(session.last_seen_at),
        expires_at: Set(session.expires_at),
    };
    Entity::insert(row).exec_without_returning(tx.connection()).await?;
    Ok(())
}

pub async fn touch(tx: &Tx<'_>, id: Uuid, now: Moment) -> Result<(), StoreError> {
    Entity::update_many()
        .col_expr(Column::LastSeenAt, Expr::value(now))
        .filter(Column::Id.eq(id))
        .exec(tx.connection())
        .await?;
    Ok(())
}

pub async fn delete(tx: &Tx<'_>, id: Uuid) -> Result<(), StoreError> {
    Entity::delete_many().filter(Column::Id.eq(id)).exec(tx.connection()).await?;
    Ok(())
}

/// Ends every session of a person.
pub async fn delete_of_account(tx: &Tx<'_>, account: AccountId) -> Result<(), StoreError> {
    Entity::delete_many().filter(Column::AccountId.eq(Uuid::from(account))).exec(tx.connection()).await?;
    Ok(())
}

/// Sweeps sessions that are over; returns how many.
pub async fn delete_expired(tx: &Tx<'_>, now: Moment) -> Result<u64, StoreError> {
    Ok(Entity::delete_many().filter(Column::ExpiresAt.lte(now)).exec(tx.connection()).await?.rows_affected)
}
