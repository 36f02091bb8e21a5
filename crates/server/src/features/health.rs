//! For those who run Hilum: is it alive, can it work.

use actix_web::{HttpResponse, get, web};
use hilum_api_types::problem::ErrorCode;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

use crate::context::Context;
use crate::error::{ApiError, ApiResult};

pub(crate) fn routes(config: &mut ServiceConfig) {
    config.service(get_liveness).service(get_readiness);
}

#[derive(Debug, Serialize, ToSchema)]
struct HealthView {
    /// Always `ok`: anything else is not a 200.
    status: &'static str,
}

impl HealthView {
    const OK: Self = Self { status: "ok" };
}

/// The process answers.
#[utoipa::path(operation_id = "get_liveness", security(()), tag = "operations", responses((status = 200, body = HealthView)))]
#[get("/health/live")]
async fn get_liveness() -> HttpResponse {
    HttpResponse::Ok().json(HealthView::OK)
}

/// The database takes writes, and this node is not about to leave.
#[utoipa::path(operation_id = "get_readiness", security(()), tag = "operations", responses((status = 200, body = HealthView)))]
#[get("/health/ready")]
async fn get_readiness(context: web::Data<Context>) -> ApiResult<HttpResponse> {
    if context.drain.begun() {
        return Err(ApiError::Later(ErrorCode::Unavailable, 5));
    }
    context.store.check_writable().await.map_err(ApiError::from)?;
    Ok(HttpResponse::Ok().json(HealthView::OK))
}
