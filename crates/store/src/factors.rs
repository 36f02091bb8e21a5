//! Means of two-step verification.

use hilum_domain::verification::FactorKind;
use hilum_domain::{AccountId, Moment};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Set};
use uuid::Uuid;

use crate::entity::factor::{ActiveModel, Column, Entity, Model};
use crate::{Db, StoreError, Tx, parsed};

/// Nothing was accepted yet: no time step is that early.
pub const NO_STEP: i64 = -1;

#[derive(Clone, derive_more::Debug, PartialEq)]
pub struct Factor {
    pub id: Uuid,
    pub account: AccountId,
    pub kind: FactorKind,
    /// What its owner calls it.
    pub label: String,
    /// Sealed: the shared secret, the key, or the telephone number.
    #[debug(skip)]
    pub secret: String,
    /// Passkeys only.
    pub credential: Option<String>,
    pub created_at: Moment,
    /// Usable from then on.
    pub confirmed_at: Option<Moment>,
    pub last_used_at: Option<Moment>,
    pub version: i64,
}

impl TryFrom<Model> for Factor {
    type Error = StoreError;

    fn try_from(row: Model) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.id,
            account: row.account_id.into(),
            kind: parsed(FactorKind::parse(&row.kind), "factors.kind")?,
            label: row.label,
            secret: row.secret,
            credential: row.credential_id,
            created_at: row.created_at,
            confirmed_at: row.confirmed_at,
            last_used_at: row.last_used_at,
            version: row.version,
        })
    }
}

/// Refused as `Duplicate` when a passkey is known already.
pub async fn insert(tx: &Tx<'_>, new: &Factor) -> Result<(), StoreError> {
    let row = ActiveModel {
        id: Set(new.id),
        account_id: Set(new.account.into()),
        kind: Set(new.kind.as_str().to_owned()),
        label: Set(new.label.clone()),
        secret: Set(new.secret.clone()),
        credential_id: Set(new.credential.clone()),
        last_step: Set(NO_STEP),
        created_at: Set(new.created_at),
        confirmed_at: Set(new.confirmed_at),
        last_used_at: Set(new.last_used_at),
        version: Set(1),
    };
    Entity::insert(row).exec_without_returning(tx.connection()).await?;
    Ok(())
}

/// Oldest first; those that were begun and never confirmed too.
pub async fn of_account(db: &Db<'_>, account: AccountId) -> Result<Vec<Factor>, StoreError> {
    let query = Entity::find().filter(Column::AccountId.eq(Uuid::from(account)));
    let rows = query.order_by_asc(Column::CreatedAt).order_by_asc(Column::Id).all(db.connection()).await?;
    rows.into_iter().map(Factor::try_from).collect()
}

/// The kinds of what the person can be verified with.
pub async fn kinds(db: &Db<'_>, account: AccountId) -> Result<Vec<FactorKind>, StoreError> {
    let query = Entity::find()
        .filter(Column::AccountId.eq(Uuid::from(account)))
        .filter(Column::ConfirmedAt.is_not_null());
    let names: Vec<String> =
        query.select_only().column(Column::Kind).distinct().into_tuple().all(db.connection()).await?;
    names.iter().map(|name| parsed(FactorKind::parse(name), "factors.kind")).collect()
}

pub async fn find_by_credential(db: &Db<'_>, credential: &str) -> Result<Option<Factor>, StoreError> {
    let found = Entity::find().filter(Column::CredentialId.eq(credential)).one(db.connection()).await?;
    found.map(Factor::try_from).transpose()
}

/// Makes it usable, once. `secret` and `credential`: what the confirmation brought along.
pub async fn confirm(
    tx: &Tx<'_>,
    id: Uuid,
    secret: Option<String>,
    credential: Option<String>,
    now: Moment,
) -> Result<bool, StoreError> {
    let mut change = ActiveModel { confirmed_at: Set(Some(now)), ..Default::default() };
    if let Some(secret) = secret {
        change.secret = Set(secret);
    }
    if credential.is_some() {
        change.credential_id = Set(credential);
    }
    let confirmed = Entity::update_many()
        .set(change)
        .filter(Column::Id.eq(id))
        .filter(Column::ConfirmedAt.is_null())
        .exec(tx.connection())
        .await?;
    Ok(confirmed.rows_affected == 1)
}

/// Accepts the code of a time step, once and never an older one afterwards (RFC 6238 §5.2): one atomic statement.
pub async fn use_step(tx: &Tx<'_>, id: Uuid, step: i64, now: Moment) -> Result<bool, StoreError> {
    let used = Entity::update_many()
        .col_expr(Column::LastStep, Expr::value(step))
        .col_expr(Column::LastUsedAt, Expr::value(now))
        .filter(Column::Id.eq(id))
        .filter(Column::LastStep.lt(step))
        .exec(tx.connection())
        .await?;
    Ok(used.rows_affected == 1)
}

/// Used now; `secret` where its counter has moved on.
pub async fn used(tx: &Tx<'_>, id: Uuid, secret: Option<String>, now: Moment) -> Result<(), StoreError> {
    let mut change = ActiveModel { last_used_at: Set(Some(now)), ..Default::default() };
    if let Some(secret) = secret {
        change.secret = Set(secret);
    }
    Entity::update_many().set(change).filter(Column::Id.eq(id)).exec(tx.connection()).await?;
    Ok(())
}

/// Over version `expected`; `Conflict` when it was changed meanwhile.
pub async fn rename(tx: &Tx<'_>, id: Uuid, label: &str, expected: i64) -> Result<(), StoreError> {
    let renamed = Entity::update_many()
        .col_expr(Column::Label, Expr::value(label))
        .col_expr(Column::Version, Expr::col(Column::Version).add(1))
        .filter(Column::Id.eq(id))
        .filter(Column::Version.eq(expected));
    tx.later_over(renamed).await
}

pub async fn delete(tx: &Tx<'_>, id: Uuid) -> Result<(), StoreError> {
    Entity::delete_many().filter(Column::Id.eq(id)).exec(tx.connection()).await?;
    Ok(())
}

pub async fn delete_of_account(tx: &Tx<'_>, account: AccountId) -> Result<(), StoreError> {
    Entity::delete_many().filter(Column::AccountId.eq(Uuid::from(account))).exec(tx.connection()).await?;
    Ok(())
}

/// Begun before that moment and never confirmed.
pub async fn delete_unconfirmed(tx: &Tx<'_>, before: Moment) -> Result<(), StoreError> {
    Entity::delete_many()
        .filter(Column::ConfirmedAt.is_null())
        .filter(Column::CreatedAt.lt(before))
        .exec(tx.connection())
        .await?;
    Ok(())
}
