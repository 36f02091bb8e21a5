//! Grants: the resulting rights, and their activation (R7).

use actix_web::{HttpRequest, HttpResponse, get, post, web};
use hilum_api_types::grants::GrantView;
use hilum_api_types::page::Page;
use hilum_domain::GrantId;
use hilum_domain::bounds::{ChoiceName, PageCursor, PageLimit, SearchText};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;
use validator::Validate;

use crate::auth::principal::Activate;
use crate::auth::{Principal, Require};
use crate::context::Context;
use crate::error::ApiResult;
use crate::http::body::Query;
use crate::http::conditions::{Idempotency, IfMatch, versioned};
use crate::http::paging;

pub(crate) mod service;

pub(crate) fn routes(config: &mut ServiceConfig) {
    config.service(list_grants).service(get_grant).service(activate_grant);
}

#[derive(Debug, Deserialize, IntoParams, Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct ListGrants {
    /// `awaiting_activation`, `active`, `suspended` or `ended`, as it is now.
    #[validate(length(max = ChoiceName::MAX))]
    #[param(inline, value_type = Option<ChoiceName>)]
    status: Option<String>,
    /// Only of this network.
    network: Option<Uuid>,
    /// Words from the person's name or address, or from the organisation.
    #[validate(length(max = SearchText::MAX))]
    #[param(inline, value_type = Option<SearchText>)]
    q: Option<String>,
    #[validate(range(min = PageLimit::MIN, max = PageLimit::MAX))]
    #[param(inline, value_type = Option<PageLimit>)]
    limit: Option<u64>,
    #[validate(length(max = PageCursor::MAX))]
    #[param(inline, value_type = Option<PageCursor>)]
    cursor: Option<String>,
}

/// Rights, oldest first: all of them for helpdesk and auditor, those of their networks for those who decide.
#[utoipa::path(operation_id = "list_grants", tag = "grants", params(ListGrants), responses((status = 200, body = Page<GrantView>)))]
#[get("/api/v1/grants")]
async fn list_grants(
    context: web::Data<Context>,
    principal: Principal,
    request: HttpRequest,
    Query(query): Query<ListGrants>,
) -> ApiResult<HttpResponse> {
    let page = service::list(&context, &principal, query).await?;
    Ok(paging::answer(request.uri(), &page))
}

/// One right.
#[utoipa::path(operation_id = "get_grant", tag = "grants", params(("id" = Uuid, Path)), responses((status = 200, body = GrantView)))]
#[get("/api/v1/grants/{id}")]
async fn get_grant(
    context: web::Data<Context>,
    principal: Principal,
    id: web::Path<GrantId>,
) -> ApiResult<HttpResponse> {
    let view = service::load(&context, &principal, *id).await?;
    Ok(versioned(HttpResponse::Ok(), view.version, &view))
}

/// Turn what was approved into access (R7).
#[utoipa::path(operation_id = "activate_grant", tag = "grants",
    params(("id" = Uuid, Path), ("If-Match" = Option<String>, Header), ("Idempotency-Key" = Option<String>, Header)), responses((status = 200, body = GrantView)))]
#[post("/api/v1/grants/{id}/activate")]
async fn activate_grant(
    context: web::Data<Context>,
    Require(principal, _): Require<Activate>,
    id: web::Path<GrantId>,
    seen: IfMatch,
    idempotency: Idempotency,
) -> ApiResult<HttpResponse> {
    let view = service::activate(&context, &principal, *id, seen, idempotency.for_body(&())).await?;
    Ok(versioned(HttpResponse::Ok(), view.version, &view))
}
