//! Sessions: only the hash of the cookie's secret is kept.

use hilum_domain::catalogue::Assurance;
use hilum_domain::verification::Method;
use hilum_domain::{AccountId, Moment};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Set};
use uuid::Uuid;

use crate::entity::session::{ActiveModel, Column, Entity, Model};
use crate::{Db, StoreError, Tx, parsed};

/// How a session came to be, and how sure it is of its person.
#[derive(Clone, Debug, PartialEq)]
pub struct Session {
    pub id: Uuid,
    pub account: AccountId,
    pub assurance: Assurance,
    /// The way of the last verification.
    pub method: Method,
    /// When the person was last verified as surely as they can be; `None` while the second factor is owed.
    pub verified_at: Option<Moment>,
    /// Wrong codes since the last right one.
    pub failures: i64,
    pub created_at: Moment,
    pub last_seen_at: Moment,
    pub expires_at: Moment,
    pub origin: Origin,
}

/// Where a session comes from, for its owner to recognise it, and for a provider to end it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Origin {
    pub user_agent: String,
    /// Network address.
    pub address: String,
    /// Identity provider, and what it calls the session.
    pub provider: Option<String>,
    pub provider_session: Option<String>,
}

impl TryFrom<Model> for Session {
    type Error = StoreError;

    fn try_from(row: Model) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.id,
            account: row.account_id.into(),
            assurance: parsed(Assurance::parse(&row.assurance), "sessions.assurance")?,
            method: parsed(Method::parse(&row.method), "sessions.method")?,
            verified_at: row.verified_at,
            failures: row.failures,
            created_at: row.created_at,
            last_seen_at: row.last_seen_at,
            expires_at: row.expires_at,
            origin: Origin {
                user_agent: row.user_agent,
                address: row.address,
                provider: row.provider,
                provider_session: row.provider_session,
            },
        })
    }
}

/// The session of that secret, expired or not: the caller judges by its clock.
pub async fn find(db: &Db<'_>, token_hash: &str) -> Result<Option<Session>, StoreError> {
    Entity::find_by_id(token_hash).one(db.connection()).await?.map(Session::try_from).transpose()
}

pub async fn insert(tx: &Tx<'_>, token_hash: String, session: &Session) -> Result<(), StoreError> {
    let origin = session.origin.clone();
    let row = ActiveModel {
        token_hash: Set(token_hash),
        id: Set(session.id),
        account_id: Set(session.account.into()),
        assurance: Set(session.assurance.as_str().to_owned()),
        method: Set(session.method.as_str().to_owned()),
        verified_at: Set(session.verified_at),
        failures: Set(session.failures),
        created_at: Set(session.created_at),
        last_seen_at: Set(session.last_seen_at),
        expires_at: Set(session.expires_at),
        user_agent: Set(origin.user_agent),
        address: Set(origin.address),
        provider: Set(origin.provider),
        provider_session: Set(origin.provider_session),
    };
    Entity::insert(row).exec_without_returning(tx.connection()).await?;
    Ok(())
}

pub async fn find_by_id(db: &Db<'_>, id: Uuid) -> Result<Option<Session>, StoreError> {
    let found = Entity::find().filter(Column::Id.eq(id)).one(db.connection()).await?;
    found.map(Session::try_from).transpose()
}

/// The session goes on under another secret, as surely as it is now: what was overheard before is worth nothing. Whether
/// there still was one: what was ended meanwhile stays ended.
pub async fn raise(tx: &Tx<'_>, session: &Session, token_hash: String) -> Result<bool, StoreError> {
    let there = delete_one(tx, session.account, session.id).await?;
    if there {
        insert(tx, token_hash, session).await?;
    }
    Ok(there)
}

/// No more than so many of a person, and no more half ones: the oldest end. Whoever knows no more than a password ends none
/// of those that were verified.
pub async fn keep_newest(tx: &Tx<'_>, account: AccountId, most: u64) -> Result<(), StoreError> {
    for half in [Column::VerifiedAt.is_null(), Column::VerifiedAt.is_not_null()] {
        keep_newest_of(tx, account, half, most).await?;
    }
    Ok(())
}

async fn keep_newest_of(tx: &Tx<'_>, account: AccountId, kind: Expr, most: u64) -> Result<(), StoreError> {
    let theirs = Entity::find().filter(Column::AccountId.eq(Uuid::from(account))).filter(kind);
    let newest_first = theirs.order_by_desc(Column::CreatedAt).order_by_desc(Column::Id);
    let beyond = newest_first.select_only().column(Column::Id).offset(most).limit(u64::from(u32::MAX));
    let ids: Vec<Uuid> = beyond.into_tuple().all(tx.connection()).await?;
    if !ids.is_empty() {
        Entity::delete_many().filter(Column::Id.is_in(ids)).exec(tx.connection()).await?;
    }
    Ok(())
}

/// Counts a wrong code; returns how many there were since the last right one.
pub async fn count_failure(tx: &Tx<'_>, id: Uuid) -> Result<i64, StoreError> {
    let counted = Entity::update_many()
        .col_expr(Column::Failures, Expr::col(Column::Failures).add(1))
        .filter(Column::Id.eq(id))
        .exec_with_returning(tx.connection())
        .await?;
    Ok(counted.first().map_or(i64::MAX, |row| row.failures))
}

/// Oldest first.
pub async fn of_account(db: &Db<'_>, account: AccountId) -> Result<Vec<Session>, StoreError> {
    let query = Entity::find().filter(Column::AccountId.eq(Uuid::from(account)));
    let rows = query.order_by_asc(Column::CreatedAt).order_by_asc(Column::Id).all(db.connection()).await?;
    rows.into_iter().map(Session::try_from).collect()
}

/// Ends every session of a person but one.
pub async fn delete_others(tx: &Tx<'_>, account: AccountId, kept: Uuid) -> Result<u64, StoreError> {
    let ended = Entity::delete_many()
        .filter(Column::AccountId.eq(Uuid::from(account)))
        .filter(Column::Id.ne(kept))
        .exec(tx.connection())
        .await?;
    Ok(ended.rows_affected)
}

/// Ends one session of a person; whether there was one.
pub async fn delete_one(tx: &Tx<'_>, account: AccountId, id: Uuid) -> Result<bool, StoreError> {
    let ended = Entity::delete_many()
        .filter(Column::AccountId.eq(Uuid::from(account)))
        .filter(Column::Id.eq(id))
        .exec(tx.connection())
        .await?;
    Ok(ended.rows_affected == 1)
}

/// Nothing but a password stands behind this person's sessions any more.
pub async fn lower(tx: &Tx<'_>, account: AccountId) -> Result<(), StoreError> {
    Entity::update_many()
        .col_expr(Column::Assurance, Expr::value(Assurance::Password.as_str()))
        .filter(Column::AccountId.eq(Uuid::from(account)))
        .exec(tx.connection())
        .await?;
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

/// Ends the session that a provider calls by that name, unless it is newer than `before`.
pub async fn delete_of_provider(
    tx: &Tx<'_>,
    provider: &str,
    name: &str,
    before: Option<Moment>,
) -> Result<u64, StoreError> {
    let ended = Entity::delete_many()
        .filter(Column::Provider.eq(provider))
        .filter(Column::ProviderSession.eq(name))
        .filter(begun_before(before))
        .exec(tx.connection())
        .await?;
    Ok(ended.rows_affected)
}

fn begun_before(moment: Option<Moment>) -> Condition {
    Condition::all().add_option(moment.map(|moment| Column::CreatedAt.lt(moment)))
}

/// Ends every session of a person that began at that provider, but the one to be kept and those newer than `before`.
pub async fn delete_of_account_by(
    tx: &Tx<'_>,
    account: AccountId,
    provider: &str,
    kept: Option<Uuid>,
    before: Option<Moment>,
) -> Result<u64, StoreError> {
    let query = Entity::delete_many()
        .filter(Column::AccountId.eq(Uuid::from(account)))
        .filter(Column::Provider.eq(provider))
        .filter(begun_before(before));
    let query = match kept {
        Some(id) => query.filter(Column::Id.ne(id)),
        None => query,
    };
    Ok(query.exec(tx.connection()).await?.rows_affected)
}

/// Sweeps sessions that are over; returns how many.
pub async fn delete_expired(tx: &Tx<'_>, now: Moment) -> Result<u64, StoreError> {
    Ok(Entity::delete_many().filter(Column::ExpiresAt.lte(now)).exec(tx.connection()).await?.rows_affected)
}
