//! What somebody has, and has asked for.

use std::sync::Arc;

use hilum_domain::access_request::ItemStatus;
use hilum_domain::check::{Holding, HoldingState};
use hilum_domain::{AccountId, Moment, RequestId};
use sea_orm::sea_query::ExprTrait;
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::changed::Changed;
use crate::entity::{grant, request_item};
use crate::{Db, StoreError, grants, literal};

/// What a person holds or waits for in an application.
pub async fn holdings(
    db: &Db<'_>,
    account: AccountId,
    application: &str,
    now: Moment,
) -> Result<Arc<[Holding]>, StoreError> {
    let key = (account, application.to_owned());
    let memory = db.kept().map(|kept| (&kept.holdings, kept.asked_at(Some(now), Changed::HOLDINGS)));
    if let Some(known) = memory.and_then(|(holdings, asked)| holdings.find(&key, asked)) {
        return Ok(known);
    }
    let held = held(db, account, application, now).await?;
    let pending = pending(db, account, application).await?;
    let all: Arc<[Holding]> = held.into_iter().chain(pending).collect();
    if let Some((holdings, asked)) = memory {
        holdings.remember(key, Arc::clone(&all), asked);
    }
    Ok(all)
}

async fn pending(db: &Db<'_>, account: AccountId, application: &str) -> Result<Vec<Holding>, StoreError> {
    use request_item::Column;
    let rows = request_item::Entity::find()
        .filter(Column::ApplicantId.eq(Uuid::from(account)))
        .filter(Column::Application.eq(application))
        .filter(Column::Status.into_expr().eq(literal(ItemStatus::Pending.as_str())))
        .all(db.connection())
        .await?;
    let holding = |row: request_item::Model| Holding {
        network: row.network_id.into(),
        organisation: row.organisation_id.into(),
        profile: row.profile,
        state: HoldingState::Pending,
        request: Some(row.request_id.into()),
    };
    Ok(rows.into_iter().map(holding).collect())
}

async fn held(
    db: &Db<'_>,
    account: AccountId,
    application: &str,
    now: Moment,
) -> Result<Vec<Holding>, StoreError> {
    use grant::Column;
    let rows = grant::Entity::find()
        .filter(Column::AccountId.eq(Uuid::from(account)))
        .filter(Column::Application.eq(application))
        .filter(grants::not_ended())
        .filter(Condition::any().add(Column::ValidUntil.is_null()).add(Column::ValidUntil.gt(now)))
        .all(db.connection())
        .await?;
    let holding = |row: grant::Model| Holding {
        network: row.network_id.into(),
        organisation: row.organisation_id.into(),
        profile: row.profile,
        state: HoldingState::Held,
        request: row.request_id.map(RequestId),
    };
    Ok(rows.into_iter().map(holding).collect())
}
