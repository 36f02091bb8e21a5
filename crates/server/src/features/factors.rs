//! My means of two-step verification.

use actix_web::{HttpResponse, delete, get, patch, post, web};
use hilum_api_types::factors::{
    ConfirmFactor, CreateFactor, FactorView, FactorsView, NewFactorView, RecoveryCodesView, UpdateFactor,
};
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

use crate::auth::{Enrolling, Fresh, FreshEnrolling, session};
use crate::context::Context;
use crate::error::ApiResult;
use crate::http::body::Json;
use crate::http::conditions::{MustMatch, versioned};

mod beginning;
mod passkeys;
pub(crate) mod recovery;
pub(crate) mod service;
mod telephones;

pub(crate) fn routes(config: &mut ServiceConfig) {
    config
        .service(list_my_factors)
        .service(create_my_factor)
        .service(confirm_my_factor)
        .service(update_my_factor)
        .service(delete_my_factor)
        .service(create_my_recovery_codes)
        .service(lock_my_account);
}

/// What I can be verified with.
#[utoipa::path(operation_id = "list_my_factors", tag = "me", responses((status = 200, body = FactorsView)))]
#[get("/api/v1/me/factors")]
async fn list_my_factors(
    context: web::Data<Context>,
    Enrolling(principal): Enrolling,
) -> ApiResult<HttpResponse> {
    Ok(HttpResponse::Ok().json(service::list(&context, &principal).await?))
}

/// Begin a new one; it counts once it is confirmed. Needs a verification of the last ten minutes.
#[utoipa::path(operation_id = "create_my_factor", extensions(("x-refusals" = json!(["too_many_attempts"]))), tag = "me", request_body = CreateFactor, responses((status = 201, body = NewFactorView)))]
#[post("/api/v1/me/factors")]
async fn create_my_factor(
    context: web::Data<Context>,
    FreshEnrolling(principal): FreshEnrolling,
    Json(body): Json<CreateFactor>,
) -> ApiResult<HttpResponse> {
    Ok(HttpResponse::Created().json(service::create(&context, &principal, body).await?))
}

/// Show that it works. With the first one come ten recovery codes, shown this once; the session gets a new cookie.
#[utoipa::path(operation_id = "confirm_my_factor", extensions(("x-refusals" = json!(["too_many_attempts", "bad_code"]))), tag = "me", request_body = ConfirmFactor, params(("id" = Uuid, Path)),
    responses((status = 200, body = RecoveryCodesView)))]
#[post("/api/v1/me/factors/{id}/confirm")]
async fn confirm_my_factor(
    context: web::Data<Context>,
    FreshEnrolling(principal): FreshEnrolling,
    id: web::Path<Uuid>,
    Json(body): Json<ConfirmFactor>,
) -> ApiResult<HttpResponse> {
    let (codes, secret) = service::confirm(&context, principal, *id, body.whole()?).await?;
    Ok(HttpResponse::Ok().cookie(session::cookie(secret)).json(codes))
}

/// Call it something else.
#[utoipa::path(operation_id = "update_my_factor", tag = "me", request_body = UpdateFactor,
    params(("id" = Uuid, Path), ("If-Match" = String, Header, description = "The version seen")), responses((status = 200, body = FactorView)))]
#[patch("/api/v1/me/factors/{id}")]
async fn update_my_factor(
    context: web::Data<Context>,
    Fresh(principal): Fresh,
    id: web::Path<Uuid>,
    MustMatch(seen): MustMatch,
    Json(body): Json<UpdateFactor>,
) -> ApiResult<HttpResponse> {
    let view = service::rename(&context, principal, *id, seen, body).await?;
    Ok(versioned(HttpResponse::Ok(), view.version, &view))
}

/// Take it away; refused for the last one where an application demands two-step verification.
#[utoipa::path(operation_id = "delete_my_factor", extensions(("x-refusals" = json!(["last_factor"]))), tag = "me",
    params(("id" = Uuid, Path), ("If-Match" = String, Header, description = "The version seen")), responses((status = 204, description = "Gone")))]
#[delete("/api/v1/me/factors/{id}")]
async fn delete_my_factor(
    context: web::Data<Context>,
    Fresh(principal): Fresh,
    id: web::Path<Uuid>,
    MustMatch(seen): MustMatch,
) -> ApiResult<HttpResponse> {
    service::remove(&context, principal, *id, seen).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Ten new recovery codes, shown this once; the old ones are worth nothing any more.
#[utoipa::path(operation_id = "create_my_recovery_codes", tag = "me", responses((status = 200, body = RecoveryCodesView)))]
#[post("/api/v1/me/recovery-codes")]
async fn create_my_recovery_codes(context: web::Data<Context>, principal: Fresh) -> ApiResult<HttpResponse> {
    Ok(HttpResponse::Ok().json(recovery::make_anew(&context, &principal).await?))
}

/// In an emergency: removes all my factors, ends all my sessions and locks my account until the helpdesk unlocks it.
#[utoipa::path(operation_id = "lock_my_account", tag = "me", responses((status = 204, description = "Locked, and signed out")))]
#[post("/api/v1/me/panic")]
async fn lock_my_account(
    context: web::Data<Context>,
    Enrolling(principal): Enrolling,
) -> ApiResult<HttpResponse> {
    recovery::panic(&context, &principal).await?;
    Ok(session::farewell())
}
