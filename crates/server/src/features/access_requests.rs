//! Access requests: the draft, the submission, the decision.

use actix_web::{HttpRequest, HttpResponse, delete, get, patch, post, web};
use hilum_api_types::access_requests::{
    AccessRequestSummary, AccessRequestView, CreateAccessRequest, DecideAccessRequest, EventView,
    PatchAccessRequest, RequestListView, ReturnAccessRequest,
};
use hilum_api_types::page::Page;
use hilum_domain::RequestId;
use hilum_domain::bounds::{CatalogueCode, ChoiceName, DaysAgo, PageCursor, PageLimit, SearchText};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;
use validator::Validate;

use crate::auth::Principal;
use crate::context::Context;
use crate::error::ApiResult;
use crate::http::body::{Json, Query};
use crate::http::conditions::{Idempotency, IfMatch, MustMatch, versioned};
use crate::http::given::Given;
use crate::http::paging;

mod drafts;
pub(crate) mod effects;
mod known;
mod lists;
pub(crate) mod transitions;
pub(crate) mod views;

use transitions::{Ask, carry_out};

pub(crate) fn routes(config: &mut ServiceConfig) {
    config
        .service(list_access_requests)
        .service(create_access_request)
        .service(get_access_request)
        .service(update_access_request)
        .service(delete_access_request)
        .service(submit_access_request)
        .service(withdraw_access_request)
        .service(return_access_request)
        .service(decide_access_request)
        .service(list_access_request_events);
}

#[derive(Debug, Deserialize, IntoParams, Validate)]
#[serde(deny_unknown_fields)]
pub(crate) struct ListAccessRequests {
    #[serde(default)]
    #[param(inline)]
    view: RequestListView,
    /// `draft`, `submitted`, `returned`, `decided` or `withdrawn`.
    #[validate(length(max = ChoiceName::MAX))]
    #[param(inline, value_type = Option<ChoiceName>)]
    status: Option<String>,
    /// ISO 3166-1 alpha-2.
    #[param(example = "DE")]
    #[validate(length(max = ChoiceName::MAX))]
    #[param(inline, value_type = Option<ChoiceName>)]
    country: Option<String>,
    /// A provider or guest node.
    organisation: Option<Uuid>,
    #[param(example = "hp")]
    #[validate(length(max = CatalogueCode::MAX))]
    #[param(inline, value_type = Option<CatalogueCode>)]
    profile: Option<String>,
    /// Submitted at least so many days ago.
    #[validate(range(min = DaysAgo::MIN, max = DaysAgo::MAX))]
    #[param(inline, value_type = Option<DaysAgo>)]
    older_than_days: Option<u16>,
    /// Words from the applicant's name or address, or from the organisation.
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

/// Requests: my own, those I decide, those that await activation, or all for those who help and check.
#[utoipa::path(operation_id = "list_access_requests", tag = "access requests", params(ListAccessRequests), responses((status = 200, body = Page<AccessRequestSummary>)))]
#[get("/api/v1/access-requests")]
async fn list_access_requests(
    context: web::Data<Context>,
    principal: Principal,
    request: HttpRequest,
    Query(query): Query<ListAccessRequests>,
) -> ApiResult<HttpResponse> {
    let page = lists::list(&context, &principal, query).await?;
    Ok(paging::answer(request.uri(), &page))
}

/// Begin a draft; every field may be missing (R13).
#[utoipa::path(operation_id = "create_access_request", extensions(("x-refusals" = json!(["too_many_attempts", "too_many_drafts"]))), tag = "access requests", request_body = CreateAccessRequest,
    params(("Idempotency-Key" = Option<String>, Header)), responses((status = 201, body = AccessRequestView)))]
#[post("/api/v1/access-requests")]
async fn create_access_request(
    context: web::Data<Context>,
    principal: Principal,
    idempotency: Idempotency,
    Json(body): Json<CreateAccessRequest>,
) -> ApiResult<HttpResponse> {
    let key = idempotency.for_body(body.as_sent());
    let view = drafts::create(&context, &principal, key, body).await?;
    Ok(versioned(HttpResponse::Created(), view.version, &view))
}

/// One request with everything the reader may know and do.
#[utoipa::path(operation_id = "get_access_request", tag = "access requests", params(("id" = Uuid, Path)), responses((status = 200, body = AccessRequestView)))]
#[get("/api/v1/access-requests/{id}")]
async fn get_access_request(
    context: web::Data<Context>,
    principal: Principal,
    id: web::Path<RequestId>,
) -> ApiResult<HttpResponse> {
    let view = views::load(&context, &principal, *id).await?;
    Ok(versioned(HttpResponse::Ok(), view.version, &view))
}

/// Save a draft as it is (JSON merge patch). Never fails on what is incomplete (R13).
#[utoipa::path(operation_id = "update_access_request", tag = "access requests", request_body = PatchAccessRequest,
    params(("id" = Uuid, Path), ("If-Match" = String, Header, description = "The version seen")), responses((status = 200, body = AccessRequestView)))]
#[patch("/api/v1/access-requests/{id}")]
async fn update_access_request(
    context: web::Data<Context>,
    principal: Principal,
    id: web::Path<RequestId>,
    MustMatch(seen): MustMatch,
    Json(body): Json<PatchAccessRequest>,
) -> ApiResult<HttpResponse> {
    let view = drafts::update(&context, &principal, *id, seen, body).await?;
    Ok(versioned(HttpResponse::Ok(), view.version, &view))
}

/// Throw a draft away. What was submitted once stays (R11) and can be withdrawn instead.
#[utoipa::path(operation_id = "delete_access_request", tag = "access requests",
    params(("id" = Uuid, Path), ("If-Match" = String, Header, description = "The version seen")), responses((status = 204, description = "Gone")))]
#[delete("/api/v1/access-requests/{id}")]
async fn delete_access_request(
    context: web::Data<Context>,
    principal: Principal,
    id: web::Path<RequestId>,
    MustMatch(seen): MustMatch,
) -> ApiResult<HttpResponse> {
    drafts::discard(&context, principal, *id, seen).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Hand the request to the coordinators of its network. Strict: every fault is listed at once (R13).
#[utoipa::path(operation_id = "submit_access_request", extensions(("x-refusals" = json!(["too_many_attempts", "invalid"]))), tag = "access requests",
    params(("id" = Uuid, Path), ("If-Match" = Option<String>, Header), ("Idempotency-Key" = Option<String>, Header)), responses((status = 200, body = AccessRequestView)))]
#[post("/api/v1/access-requests/{id}/submit")]
async fn submit_access_request(
    context: web::Data<Context>,
    principal: Principal,
    id: web::Path<RequestId>,
    seen: IfMatch,
    idempotency: Idempotency,
) -> ApiResult<HttpResponse> {
    let view = carry_out(
        &context,
        &principal,
        *id,
        seen,
        idempotency.for_body(&()),
        Given::without_body(Ask::Submit),
    )
    .await?;
    Ok(versioned(HttpResponse::Ok(), view.version, &view))
}

/// Take a submitted or returned request back.
#[utoipa::path(operation_id = "withdraw_access_request", tag = "access requests",
    params(("id" = Uuid, Path), ("If-Match" = Option<String>, Header), ("Idempotency-Key" = Option<String>, Header)), responses((status = 200, body = AccessRequestView)))]
#[post("/api/v1/access-requests/{id}/withdraw")]
async fn withdraw_access_request(
    context: web::Data<Context>,
    principal: Principal,
    id: web::Path<RequestId>,
    seen: IfMatch,
    idempotency: Idempotency,
) -> ApiResult<HttpResponse> {
    let view = carry_out(
        &context,
        &principal,
        *id,
        seen,
        idempotency.for_body(&()),
        Given::without_body(Ask::Withdraw),
    )
    .await?;
    Ok(versioned(HttpResponse::Ok(), view.version, &view))
}

/// Give the request back to its applicant, with a reason (R6). It cannot be approved until it is submitted again.
#[utoipa::path(operation_id = "return_access_request", extensions(("x-refusals" = json!(["self_decision"]))), tag = "access requests", request_body = ReturnAccessRequest,
    params(("id" = Uuid, Path), ("If-Match" = Option<String>, Header), ("Idempotency-Key" = Option<String>, Header)), responses((status = 200, body = AccessRequestView)))]
#[post("/api/v1/access-requests/{id}/return")]
async fn return_access_request(
    context: web::Data<Context>,
    principal: Principal,
    id: web::Path<RequestId>,
    seen: IfMatch,
    idempotency: Idempotency,
    Json(body): Json<ReturnAccessRequest>,
) -> ApiResult<HttpResponse> {
    let key = idempotency.for_body(body.as_sent());
    let view =
        carry_out(&context, &principal, *id, seen, key, body.map(|body| Ask::Return(body.reason))).await?;
    Ok(versioned(HttpResponse::Ok(), view.version, &view))
}

/// Approve or reject items (R5, R6). Of two decisions at once one wins, the other gets 409 or 412 (R12).
#[utoipa::path(operation_id = "decide_access_request", extensions(("x-refusals" = json!(["self_decision"]))), tag = "access requests", request_body = DecideAccessRequest,
    params(("id" = Uuid, Path), ("If-Match" = String, Header, description = "The version seen"), ("Idempotency-Key" = Option<String>, Header)),
    responses((status = 200, body = AccessRequestView)))]
#[post("/api/v1/access-requests/{id}/decide")]
async fn decide_access_request(
    context: web::Data<Context>,
    principal: Principal,
    id: web::Path<RequestId>,
    MustMatch(seen): MustMatch,
    idempotency: Idempotency,
    Json(body): Json<DecideAccessRequest>,
) -> ApiResult<HttpResponse> {
    let key = idempotency.for_body(body.as_sent());
    let view = carry_out(&context, &principal, *id, seen, key, body.map(Ask::Decide)).await?;
    Ok(versioned(HttpResponse::Ok(), view.version, &view))
}

/// The history of a request, oldest first.
#[utoipa::path(operation_id = "list_access_request_events", tag = "access requests", params(("id" = Uuid, Path)), responses((status = 200, body = Page<EventView>)))]
#[get("/api/v1/access-requests/{id}/events")]
async fn list_access_request_events(
    context: web::Data<Context>,
    principal: Principal,
    id: web::Path<RequestId>,
) -> ApiResult<HttpResponse> {
    Ok(HttpResponse::Ok().json(views::events(&context, &principal, *id).await?))
}
