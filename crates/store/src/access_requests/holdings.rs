//! What somebody has, and has asked for.

use std::sync::Arc;

use hilum_domain::access_request::ItemStatus;
use hilum_domain::check::{Holding, HoldingState};
use hilum_domain::{AccountId, Moment, OrganisationId, RequestId};
use sea_orm::sea_query::{Expr, ExprTrait, SelectStatement, UnionType};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryResult, QuerySelect, QueryTrait};
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
    let query =
        held(account, application, now).union(UnionType::All, pending(account, application)).to_owned();
    let rows = db.connection().query_all(&query).await?;
    let all: Arc<[Holding]> = rows.iter().map(holding).collect::<Result<_, _>>()?;
    if let Some((holdings, asked)) = memory {
        holdings.remember(key, Arc::clone(&all), asked);
    }
    Ok(all)
}

fn held(account: AccountId, application: &str, now: Moment) -> SelectStatement {
    use grant::Column;
    grant::Entity::find()
        .select_only()
        .expr_as(Expr::val(false), "pending")
        .columns([Column::NetworkId, Column::OrganisationId, Column::Profile, Column::RequestId])
        .filter(Column::AccountId.eq(Uuid::from(account)))
        .filter(Column::Application.eq(application))
        .filter(grant::Entity::not_ended())
        .filter(grants::not_over(now))
        .into_query()
}

fn pending(account: AccountId, application: &str) -> SelectStatement {
    use request_item::Column;
    request_item::Entity::find()
        .select_only()
        .expr_as(Expr::val(true), "pending")
        .columns([Column::NetworkId, Column::OrganisationId, Column::Profile, Column::RequestId])
        .filter(Column::ApplicantId.eq(Uuid::from(account)))
        .filter(Column::Application.eq(application))
        .filter(Column::Status.into_expr().eq(literal(ItemStatus::Pending.as_str())))
        .into_query()
}

fn holding(row: &QueryResult) -> Result<Holding, StoreError> {
    let pending: bool = row.try_get("", "pending")?;
    Ok(Holding {
        network: OrganisationId(row.try_get("", "network_id")?),
        organisation: OrganisationId(row.try_get("", "organisation_id")?),
        profile: row.try_get("", "profile")?,
        state: if pending { HoldingState::Pending } else { HoldingState::Held },
        request: row.try_get::<Option<Uuid>>("", "request_id")?.map(RequestId),
    })
}
