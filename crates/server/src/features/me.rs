//! What one may know and change about oneself.

use actix_web::{HttpResponse, Responder, get, patch, web};
use hilum_api_types::grants::GrantView;
use hilum_api_types::page::Page;
use hilum_api_types::sessions::{UpdateMe, UserView};
use hilum_domain::{FieldCode, FieldError};
use hilum_store::accounts;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_actix_web::service_config::ServiceConfig;

use super::grants::service as grants;
use super::sessions::user_view;
use crate::auth::Principal;
use crate::context::Context;
use crate::error::{ApiError, ApiResult};
use crate::http::body::{Json, Query};
use crate::http::conditions::{MustMatch, versioned};
use crate::http::paging;

pub fn routes(config: &mut ServiceConfig) {
    config.service(get_me).service(update_me).service(list_my_grants);
}

/// My own data.
#[utoipa::path(operation_id = "get_me", tag = "me", responses((status = 200, body = UserView)))]
#[get("/api/v1/me")]
async fn get_me(principal: Principal) -> impl Responder {
    versioned(HttpResponse::Ok(), principal.account.version, &user_view(&principal.account))
}

/// Change my language.
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
    if !hilum_words::languages().iter().any(|known| known.tag == body.language) {
        return Err(ApiError::Invalid(vec![FieldError::new("language", FieldCode::NotFound)]));
    }
    let input = (principal.id(), body.language, principal.account.version);
    let account = context
        .store
        .write(input, |tx, (id, language, version)| {
            Box::pin(async move {
                accounts::set_language(tx, id, language, version).await?;
                accounts::find(tx, id).await?.ok_or_else(ApiError::not_found)
            })
        })
        .await?;
    Ok(versioned(HttpResponse::Ok(), account.version, &user_view(&account)))
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
struct Paging {
    #[param(minimum = 1, maximum = 100)]
    limit: Option<u64>,
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
    let limit = paging::limit(query.limit)?;
    let cursor = paging::cursor(query.cursor.as_deref())?;
    let page = grants::list_own(&context, &principal, limit, cursor).await?;
    Ok(paging::answer(request.uri(), &page))
}
