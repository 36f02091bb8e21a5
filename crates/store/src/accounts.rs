//! People.

use std::collections::HashMap;
use std::sync::Arc;

use hilum_domain::access_request::RequestStatus;
use hilum_domain::account::{AccountStatus, EmailAddress, Owes, pseudonym};
use hilum_domain::{AccountId, Moment};
use sea_orm::sea_query::{Expr, ExprTrait, Query, SelectStatement};
use sea_orm::{
    ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait, Select, Set,
};
use unicode_normalization::UnicodeNormalization;
use uuid::Uuid;

use crate::changed::Changed;
pub use crate::entity::account::Model as Account;
use crate::entity::account::{ActiveModel, Column, Entity};
use crate::{Db, StoreError, Tx, parsed};

/// A person to be made.
#[derive(Clone, derive_more::Debug)]
pub struct NewAccount {
    pub id: AccountId,
    pub email: EmailAddress,
    pub first_name: String,
    pub last_name: String,
    pub language: String,
    /// PHC string; absent until the person chose a password.
    #[debug(skip)]
    pub password_hash: Option<String>,
    pub training: bool,
}

/// What all spellings of one address have in common: case and compatible forms of characters do not count (NFKC).
pub fn address_key(email: &str) -> String {
    email.trim().nfkc().collect::<String>().to_lowercase()
}

impl Account {
    pub fn id(&self) -> AccountId {
        self.id.into()
    }

    pub fn status(&self) -> Result<AccountStatus, StoreError> {
        parsed(AccountStatus::parse(&self.status), "accounts.status")
    }

    pub fn owes(&self) -> Result<Option<Owes>, StoreError> {
        self.owes.as_deref().map(|text| parsed(Owes::parse(text), "accounts.owes")).transpose()
    }

    pub fn full_name(&self) -> String {
        format!("{} {}", self.first_name, self.last_name).trim().to_owned()
    }
}

pub async fn find(db: &Db<'_>, id: AccountId) -> Result<Option<Account>, StoreError> {
    Ok(Entity::find_by_id(Uuid::from(id)).one(db.connection()).await?)
}

pub async fn find_by_email(db: &Db<'_>, email: &EmailAddress) -> Result<Option<Account>, StoreError> {
    Ok(Entity::find().filter(Column::EmailKey.eq(address_key(email.as_str()))).one(db.connection()).await?)
}

/// Several at once, by id, to be named.
pub async fn find_many(db: &Db<'_>, ids: &[Uuid]) -> Result<HashMap<Uuid, Arc<Account>>, StoreError> {
    let memory = db.kept().map(|kept| (&kept.people, kept.asked_at(None, Changed::ACCOUNTS)));
    let known = |id: &Uuid| memory.and_then(|(people, asked)| Some((*id, people.find(id, asked)?)));
    let mut all: HashMap<_, _> = ids.iter().filter_map(known).collect();
    let missing: Vec<Uuid> = ids.iter().copied().filter(|id| !all.contains_key(id)).collect();
    if missing.is_empty() {
        return Ok(all);
    }
    let found = Entity::find().filter(Column::Id.is_in(missing)).all(db.connection()).await?;
    for account in found.into_iter().map(Arc::new) {
        if let Some((people, asked)) = memory {
            people.remember(account.id, Arc::clone(&account), asked);
        }
        all.insert(account.id, account);
    }
    Ok(all)
}

/// How many people are not training people.
pub async fn count_real(db: &Db<'_>) -> Result<u64, StoreError> {
    Ok(Entity::find().filter(Column::Training.eq(false)).count(db.connection()).await?)
}

pub async fn list_training(db: &Db<'_>) -> Result<Vec<Account>, StoreError> {
    Ok(Entity::find().filter(Column::Training.eq(true)).all(db.connection()).await?)
}

/// Refused as `Duplicate` when the address is known.
pub async fn insert(tx: &Tx<'_>, new: &NewAccount, now: Moment) -> Result<(), StoreError> {
    let row = ActiveModel {
        id: Set(new.id.into()),
        email: Set(new.email.as_str().to_owned()),
        email_key: Set(address_key(new.email.as_str())),
        first_name: Set(new.first_name.clone()),
        last_name: Set(new.last_name.clone()),
        language: Set(new.language.clone()),
        password_hash: Set(new.password_hash.clone()),
        training: Set(new.training),
        created_at: Set(now),
        version: Set(1),
        status: Set(AccountStatus::Active.as_str().to_owned()),
        phone: Set(None),
        last_sign_in_at: Set(None),
        owes: Set(None),
    };
    Entity::insert(row).exec_without_returning(tx.connection()).await?;
    Ok(())
}

pub async fn set_password(tx: &Tx<'_>, id: AccountId, hash: &str) -> Result<(), StoreError> {
    update(tx, id, ActiveModel { password_hash: Set(Some(hash.to_owned())), ..Default::default() }).await
}

/// What people change about themselves.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Change {
    pub first_name: Option<String>,
    pub last_name: Option<String>,
    pub language: Option<String>,
    /// `Some(None)` takes it away.
    pub phone: Option<Option<String>>,
}

/// Over version `expected`; `Conflict` when somebody else changed the account first.
pub async fn change(tx: &Tx<'_>, id: AccountId, change: Change, expected: i64) -> Result<(), StoreError> {
    let mut row = ActiveModel { version: Set(expected + 1), ..Default::default() };
    if let Some(first_name) = change.first_name {
        row.first_name = Set(first_name);
    }
    if let Some(last_name) = change.last_name {
        row.last_name = Set(last_name);
    }
    if let Some(language) = change.language {
        row.language = Set(language);
    }
    if let Some(phone) = change.phone {
        row.phone = Set(phone);
    }
    let updated = Entity::update_many()
        .set(row)
        .filter(Column::Id.eq(Uuid::from(id)))
        .filter(Column::Version.eq(expected));
    tx.later_over(updated).await
}

/// Refused as `Duplicate` when somebody else has it.
pub async fn set_email(tx: &Tx<'_>, id: AccountId, email: &EmailAddress) -> Result<(), StoreError> {
    let change = ActiveModel {
        email: Set(email.as_str().to_owned()),
        email_key: Set(address_key(email.as_str())),
        ..Default::default()
    };
    update(tx, id, change).await
}

/// A new version: whoever has seen the account before has seen something else.
pub async fn set_status(tx: &Tx<'_>, id: AccountId, status: AccountStatus) -> Result<(), StoreError> {
    Entity::update_many()
        .col_expr(Column::Status, Expr::value(status.as_str()))
        .col_expr(Column::Version, Expr::col(Column::Version).add(1))
        .filter(Column::Id.eq(Uuid::from(id)))
        .exec(tx.connection())
        .await?;
    Ok(())
}

pub async fn set_owes(tx: &Tx<'_>, id: AccountId, owes: Option<Owes>) -> Result<(), StoreError> {
    let owes = owes.map(|owes| owes.as_str().to_owned());
    update(tx, id, ActiveModel { owes: Set(owes), ..Default::default() }).await
}

/// The address has been proved; where that was owed, a new factor comes next.
pub async fn proved(tx: &Tx<'_>, account: &Account) -> Result<(), StoreError> {
    match account.owes()? {
        Some(Owes::Proof) => set_owes(tx, account.id(), Some(Owes::Factor)).await,
        Some(Owes::Factor) | None => Ok(()),
    }
}

/// Closes the account and puts the pseudonym in the place of the person (R11). The address is free again.
pub async fn erase(tx: &Tx<'_>, account: &Account) -> Result<(), StoreError> {
    let (first_name, last_name) = pseudonym(account.id());
    // `.invalid` is nobody's (RFC 2606).
    let nowhere = format!("erased-{}@erased.invalid", account.id);
    let change = ActiveModel {
        email: Set(nowhere.clone()),
        email_key: Set(nowhere),
        first_name: Set(first_name),
        last_name: Set(last_name),
        password_hash: Set(None),
        phone: Set(None),
        last_sign_in_at: Set(None),
        owes: Set(None),
        status: Set(AccountStatus::Closed.as_str().to_owned()),
        version: Set(account.version + 1),
        ..Default::default()
    };
    update(tx, account.id(), change).await
}

/// Whether the account in `column` is active, for a condition of another table's query.
pub(crate) fn is_active(column: impl sea_orm::sea_query::IntoColumnRef) -> Expr {
    Expr::exists(
        Query::select()
            .expr(Expr::value(1))
            .from(Entity)
            .and_where(Expr::col((Entity, Column::Id)).equals(column))
            .and_where(Expr::col((Entity, Column::Status)).eq(AccountStatus::Active.as_str()))
            .take(),
    )
}

/// People who hold nothing, ask for nothing and were last here before that moment; at most `limit`.
pub async fn unused(db: &Db<'_>, before: Moment, limit: u64) -> Result<Vec<Account>, StoreError> {
    Ok(unused_since(before).order_by_asc(Column::Id).limit(limit).all(db.connection()).await?)
}

/// Whether that person is still one of them.
pub async fn unused_one(db: &Db<'_>, id: AccountId, before: Moment) -> Result<Option<Account>, StoreError> {
    Ok(unused_since(before).filter(Column::Id.eq(Uuid::from(id))).one(db.connection()).await?)
}

fn unused_since(before: Moment) -> Select<Entity> {
    use crate::entity::{access_request, grant};
    let holding: SelectStatement = grant::Entity::find()
        .select_only()
        .column(grant::Column::AccountId)
        .filter(grant::Entity::not_ended())
        .into_query();
    let open = [RequestStatus::Draft, RequestStatus::Submitted, RequestStatus::Returned];
    let asking: SelectStatement = access_request::Entity::find()
        .select_only()
        .column(access_request::Column::ApplicantId)
        .filter(access_request::Column::Status.is_in(open.map(RequestStatus::as_str)))
        .into_query();
    Entity::find()
        .filter(Column::Status.ne(AccountStatus::Closed.as_str()))
        .filter(Column::CreatedAt.lt(before))
        .filter(Column::LastSignInAt.is_null().or(Column::LastSignInAt.lt(before)))
        .filter(Column::Id.not_in_subquery(holding))
        .filter(Column::Id.not_in_subquery(asking))
}

pub async fn signed_in(tx: &Tx<'_>, id: AccountId, now: Moment) -> Result<(), StoreError> {
    update(tx, id, ActiveModel { last_sign_in_at: Set(Some(now)), ..Default::default() }).await
}

pub async fn set_names(
    tx: &Tx<'_>,
    id: AccountId,
    first_name: String,
    last_name: String,
) -> Result<(), StoreError> {
    update(
        tx,
        id,
        ActiveModel { first_name: Set(first_name), last_name: Set(last_name), ..Default::default() },
    )
    .await
}

async fn update(tx: &Tx<'_>, id: AccountId, change: ActiveModel) -> Result<(), StoreError> {
    Entity::update_many().set(change).filter(Column::Id.eq(Uuid::from(id))).exec(tx.connection()).await?;
    Ok(())
}
