//! One-time secrets (invariant 14): links in mails, recovery codes, challenges. Only a hash is kept; a secret of one
//! purpose is nothing for another; it is consumed by one atomic statement, however many try at once.

use hilum_domain::verification::SecretPurpose;
use hilum_domain::{AccountId, Moment};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, Set,
};
use serde_json::Value;
use uuid::Uuid;

use crate::entity::secret::{ActiveModel, Column, Entity, Model};
use crate::{Db, StoreError, Tx, parsed};

/// A secret to be kept.
#[derive(Clone, derive_more::Debug)]
pub struct NewSecret {
    pub purpose: SecretPurpose,
    /// Of the secret itself, which is kept nowhere.
    #[debug(skip)]
    pub hash: String,
    pub account: Option<AccountId>,
    /// Whom or what it belongs to: a newer one takes the place of those of the same subject.
    pub subject: String,
    #[debug(skip)]
    pub payload: Value,
}

/// A secret that was good.
#[derive(Clone, derive_more::Debug, PartialEq)]
pub struct Secret {
    pub account: Option<AccountId>,
    pub subject: String,
    #[debug(skip)]
    pub payload: Value,
    pub created_at: Moment,
}

impl From<Model> for Secret {
    fn from(row: Model) -> Self {
        Self {
            account: row.account_id.map(AccountId),
            subject: row.subject,
            payload: row.payload,
            created_at: row.created_at,
        }
    }
}

/// Keeps a secret for as long as its purpose allows.
pub async fn insert(tx: &Tx<'_>, new: &NewSecret, now: Moment) -> Result<(), StoreError> {
    insert_many(tx, std::slice::from_ref(new), now).await
}

pub async fn insert_many(tx: &Tx<'_>, new: &[NewSecret], now: Moment) -> Result<(), StoreError> {
    let rows = new.iter().map(|new| ActiveModel {
        purpose: Set(new.purpose.as_str().to_owned()),
        hash: Set(new.hash.clone()),
        account_id: Set(new.account.map(Uuid::from)),
        subject: Set(new.subject.clone()),
        payload: Set(new.payload.clone()),
        tries: Set(0),
        created_at: Set(now),
        expires_at: Set(new.purpose.life().map(|life| now + life)),
    });
    Entity::insert_many(rows).exec_without_returning(tx.connection()).await?;
    Ok(())
}

fn good(purpose: SecretPurpose, now: Moment) -> Condition {
    Condition::all()
        .add(Column::Purpose.eq(purpose.as_str()))
        .add(Condition::any().add(Column::ExpiresAt.is_null()).add(Column::ExpiresAt.gt(now)))
}

/// Takes the secret away, once: of many who try at the same moment one gets it.
pub async fn consume(
    tx: &Tx<'_>,
    purpose: SecretPurpose,
    hash: &str,
    now: Moment,
) -> Result<Option<Secret>, StoreError> {
    let taken = Entity::delete_many()
        .filter(good(purpose, now))
        .filter(Column::Hash.eq(hash))
        .exec_with_returning(tx.connection())
        .await?;
    Ok(taken.into_iter().next().map(Secret::from))
}

/// Looks without taking: to say what is wrong with the rest before the secret is gone.
pub async fn find(
    db: &Db<'_>,
    purpose: SecretPurpose,
    hash: &str,
    now: Moment,
) -> Result<Option<Secret>, StoreError> {
    let found =
        Entity::find().filter(good(purpose, now)).filter(Column::Hash.eq(hash)).one(db.connection()).await?;
    Ok(found.map(Secret::from))
}

/// Counts a try for those of a subject, unless `limit` tries were made already. Whether there was one to try.
pub async fn count_try(
    tx: &Tx<'_>,
    purpose: SecretPurpose,
    subject: &str,
    limit: i64,
    now: Moment,
) -> Result<bool, StoreError> {
    let counted = Entity::update_many()
        .col_expr(Column::Tries, Expr::col(Column::Tries).add(1))
        .filter(good(purpose, now))
        .filter(Column::Subject.eq(subject))
        .filter(Column::Tries.lt(limit))
        .exec(tx.connection())
        .await?;
    Ok(counted.rows_affected > 0)
}

/// How many of a subject are still good.
pub async fn count(
    db: &Db<'_>,
    purpose: SecretPurpose,
    subject: &str,
    now: Moment,
) -> Result<u64, StoreError> {
    Ok(Entity::find()
        .filter(good(purpose, now))
        .filter(Column::Subject.eq(subject))
        .count(db.connection())
        .await?)
}

/// Those of a person that are good for something: what for, and until when.
pub async fn of_account(
    db: &Db<'_>,
    account: AccountId,
    now: Moment,
) -> Result<Vec<(SecretPurpose, Secret, Option<Moment>)>, StoreError> {
    let query = Entity::find()
        .filter(Column::AccountId.eq(Uuid::from(account)))
        .filter(Condition::any().add(Column::ExpiresAt.is_null()).add(Column::ExpiresAt.gt(now)));
    let rows = query.order_by_asc(Column::CreatedAt).all(db.connection()).await?;
    let read = |row: Model| {
        let purpose = parsed(SecretPurpose::parse(&row.purpose), "secrets.purpose")?;
        let expires_at = row.expires_at;
        Ok((purpose, Secret::from(row), expires_at))
    };
    rows.into_iter().map(read).collect()
}

/// Before newer ones take their place.
pub async fn delete_of_subject(tx: &Tx<'_>, purpose: SecretPurpose, subject: &str) -> Result<(), StoreError> {
    Entity::delete_many()
        .filter(Column::Purpose.eq(purpose.as_str()))
        .filter(Column::Subject.eq(subject))
        .exec(tx.connection())
        .await?;
    Ok(())
}

/// No more than so many of a subject: the oldest go.
pub async fn keep_newest(
    tx: &Tx<'_>,
    purpose: SecretPurpose,
    subject: &str,
    most: u64,
) -> Result<(), StoreError> {
    let of_subject =
        Entity::find().filter(Column::Purpose.eq(purpose.as_str())).filter(Column::Subject.eq(subject));
    let newest_first = of_subject.order_by_desc(Column::CreatedAt).order_by_desc(Column::Hash);
    let rows = newest_first.offset(most).limit(u64::from(u32::MAX)).all(tx.connection()).await?;
    for row in rows {
        Entity::delete_many()
            .filter(Column::Purpose.eq(row.purpose))
            .filter(Column::Hash.eq(row.hash))
            .exec(tx.connection())
            .await?;
    }
    Ok(())
}

/// Those of one purpose that belong to a person.
pub async fn delete_of_purpose(
    tx: &Tx<'_>,
    purpose: SecretPurpose,
    account: AccountId,
) -> Result<(), StoreError> {
    Entity::delete_many()
        .filter(Column::AccountId.eq(Uuid::from(account)))
        .filter(Column::Purpose.eq(purpose.as_str()))
        .exec(tx.connection())
        .await?;
    Ok(())
}

/// Links in mails that could still open this person's account, whoever asked for them.
pub async fn delete_links(tx: &Tx<'_>, account: AccountId) -> Result<(), StoreError> {
    let links = [SecretPurpose::PasswordReset, SecretPurpose::EmailChange];
    Entity::delete_many()
        .filter(Column::AccountId.eq(Uuid::from(account)))
        .filter(Column::Purpose.is_in(links.map(SecretPurpose::as_str)))
        .exec(tx.connection())
        .await?;
    Ok(())
}

/// Everything that could still open something of this person's.
pub async fn delete_of_account(tx: &Tx<'_>, account: AccountId) -> Result<(), StoreError> {
    Entity::delete_many().filter(Column::AccountId.eq(Uuid::from(account))).exec(tx.connection()).await?;
    Ok(())
}

/// Sweeps what nobody can use any more.
pub async fn delete_expired(tx: &Tx<'_>, now: Moment) -> Result<(), StoreError> {
    Entity::delete_many().filter(Column::ExpiresAt.lte(now)).exec(tx.connection()).await?;
    Ok(())
}
