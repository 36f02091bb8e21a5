//! What requests say of people who leave, and drafts that nobody comes back to.

use hilum_domain::access_request::RequestStatus;
use hilum_domain::{AccountId, Moment, OrganisationId};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, Condition, EntityTrait, PaginatorTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use crate::entity::access_request::{self, Column};
use crate::{Db, StoreError, Tx};

/// Where one person asked for access: each place once.
pub async fn places_of(db: &Db<'_>, applicant: AccountId) -> Result<Vec<Option<OrganisationId>>, StoreError> {
    let places: Vec<Option<Uuid>> = access_request::Entity::find()
        .filter(Column::ApplicantId.eq(Uuid::from(applicant)))
        .select_only()
        .column(Column::OrganisationId)
        .distinct()
        .into_tuple()
        .all(db.connection())
        .await?;
    Ok(places.into_iter().map(|place| place.map(OrganisationId)).collect())
}

/// Forgets what one person wrote about their requests for a place, and the words by which these were found (R11).
pub async fn erase_words(
    tx: &Tx<'_>,
    applicant: AccountId,
    place: Option<OrganisationId>,
    search_text: String,
) -> Result<(), StoreError> {
    let there = match place {
        Some(place) => Column::OrganisationId.eq(place.0),
        None => Column::OrganisationId.is_null(),
    };
    access_request::Entity::update_many()
        .col_expr(Column::SearchText, Expr::value(search_text))
        .col_expr(Column::Comment, Expr::value(None::<String>))
        .filter(Column::ApplicantId.eq(Uuid::from(applicant)))
        .filter(there)
        .exec(tx.connection())
        .await?;
    Ok(())
}

/// Drafts that nobody has touched since that moment.
fn forgotten_drafts(before: Moment) -> Condition {
    let untouched =
        Column::UpdatedAt.lt(before).or(Column::UpdatedAt.is_null().and(Column::CreatedAt.lt(before)));
    Condition::all().add(Column::Status.eq(RequestStatus::Draft.as_str())).add(untouched)
}

pub async fn count_forgotten_drafts(db: &Db<'_>, before: Moment) -> Result<u64, StoreError> {
    Ok(access_request::Entity::find().filter(forgotten_drafts(before)).count(db.connection()).await?)
}

pub async fn delete_forgotten_drafts(tx: &Tx<'_>, before: Moment) -> Result<u64, StoreError> {
    let deleted =
        access_request::Entity::delete_many().filter(forgotten_drafts(before)).exec(tx.connection());
    Ok(deleted.await?.rows_affected)
}
