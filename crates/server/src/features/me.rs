//! What one may know and change about oneself.

use actix_web::{HttpResponse, Responder, delete, get, patch, post, web};
use hilum_api_types::accounts::{Accepted, ChangePassword, CreateEmailChange};
use hilum_api_types::grants::GrantView;
use hilum_api_types::page::Page;
use hilum_api_types::sessions::{UpdateMe, UserView};
use hilum_domain::bounds::{PageCursor, PageLimit};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_actix_web::service_config::ServiceConfig;
use validator::Validate;

use super::accounts::erasure::{self, Texts};
use super::grants::service as grants;
use super::sessions::user_view;
use crate::auth::{Fresh, Principal, session};
use crate::context::Context;
use crate::error::ApiResult;
use crate::http::body::{Json, Query};
use crate::http::conditions::{MustMatch, versioned};
use crate::http::paging;

mod service;

pub(crate) fn routes(config: &mut ServiceConfig) {
    config
        .service(get_me)
        .service(update_me)
        .service(delete_me)
        .service(change_my_password)
        .service(create_my_email_change)
        .service(list_my_grants);
}

/// My own data.
#[utoipa::path(operation_id = "get_me", tag = "me", responses((status = 200, body = UserView)))]
#[get("/api/v1/me")]
async fn get_me(principal: Principal) -> impl Responder {
    versioned(HttpResponse::Ok(), principal.account.version, &user_view(&principal.account))
}

/// Change my names, my language, my telephone number.
#[utoipa::path(operation_id = "update_me", tag = "me", request_body = UpdateMe, responses((status = 200, body = UserView)),
    params(("If-Match" = String, Header, description = "The version seen")))]
#[patch("/api/v1/me")]
async fn update_me(
    context: web::Data<Context>,
    principal: Principal,
    MustMatch(seen): MustMatch,
    Json(body): Json<UpdateMe>,
) -> ApiResult<HttpResponse> {
    seen.check(principal.account.version)?;
    let account = service::change(&context, principal, body).await?;
    Ok(versioned(HttpResponse::Ok(), account.version, &user_view(&account)))
}

#[derive(Debug, Deserialize, IntoParams, Validate)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct CloseAccount {
    /// Also remove what deciders and the helpdesk wrote about me; without it, my names are taken out of that.
    #[serde(default)]
    redact: bool,
}

/// Close my account and erase me: open requests are withdrawn, rights end, a pseudonym stays with the decisions (R11).
/// Not while I am the last who decides for a network (R8). Needs a verification of the last ten minutes.
#[utoipa::path(operation_id = "delete_me", extensions(("x-refusals" = json!(["last_holder", "last_coordinator"]))), tag = "me", responses((status = 204, description = "Closed and erased")),
    params(CloseAccount, ("If-Match" = String, Header, description = "The version seen")))]
#[delete("/api/v1/me")]
async fn delete_me(
    context: web::Data<Context>,
    principal: Fresh,
    MustMatch(seen): MustMatch,
    Query(query): Query<CloseAccount>,
) -> ApiResult<HttpResponse> {
    let texts = if query.redact { Texts::Removed } else { Texts::Unnamed };
    erasure::close(&context, &principal, seen, texts).await?;
    let forget = ("clear-site-data", "\"cache\", \"storage\"");
    Ok(HttpResponse::NoContent().cookie(session::removal()).insert_header(forget).finish())
}

/// Choose another password. All other sessions end. Needs a verification of the last ten minutes.
#[utoipa::path(operation_id = "change_my_password", extensions(("x-refusals" = json!(["too_many_attempts"]))), tag = "me", request_body = ChangePassword, responses((status = 204, description = "Changed")))]
#[post("/api/v1/me/password")]
async fn change_my_password(
    context: web::Data<Context>,
    principal: Fresh,
    Json(body): Json<ChangePassword>,
) -> ApiResult<HttpResponse> {
    service::change_password(&context, &principal, body).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Ask for another mail address: proved by a link to the new one, told to the old one. The answer is the same for every
/// address. Needs a verification of the last ten minutes.
#[utoipa::path(operation_id = "create_my_email_change", extensions(("x-refusals" = json!(["too_many_attempts"]))), tag = "me", request_body = CreateEmailChange, responses((status = 202, body = Accepted)))]
#[post("/api/v1/me/email-changes")]
async fn create_my_email_change(
    context: web::Data<Context>,
    principal: Fresh,
    Json(body): Json<CreateEmailChange>,
) -> ApiResult<HttpResponse> {
    service::ask_for_email_change(&context, &principal, body).await?;
    Ok(HttpResponse::Accepted().json(Accepted {}))
}

#[derive(Debug, Deserialize, IntoParams, Validate)]
#[serde(deny_unknown_fields)]
struct Paging {
    #[validate(range(min = PageLimit::MIN, max = PageLimit::MAX))]
    #[param(inline, value_type = Option<PageLimit>)]
    limit: Option<u64>,
    #[validate(length(max = PageCursor::MAX))]
    #[param(inline, value_type = Option<PageCursor>)]
    cursor: Option<String>,
}

/// What I may do, where, until when; ended rights included.
#[utoipa::path(operation_id = "list_my_grants", tag = "me", params(Paging), responses((status = 200, body = Page<GrantView>)))]
#[get("/api/v1/me/grants")]
async fn list_my_grants(
    context: web::Data<Context>,
    principal: Principal,
    request: actix_web::HttpRequest,
    Query(query): Query<Paging>,
) -> ApiResult<HttpResponse> {
    let limit = paging::limit(query.limit);
    let cursor = paging::cursor(query.cursor.as_deref())?;
    let page = grants::list_own(&context, &principal, limit, cursor).await?;
    Ok(paging::answer(request.uri(), &page))
}
