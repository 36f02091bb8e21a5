//! Signing in and out, and who is signed in.

use actix_web::{HttpRequest, HttpResponse, delete, get, post, web};
use hilum_api_types::sessions::{SessionView, SignIn};
use utoipa_actix_web::service_config::ServiceConfig;

use crate::auth::{Principal, session};
use crate::context::Context;
use crate::error::ApiResult;
use crate::http::body::Json;

mod service;

pub(crate) use service::user_view;

pub fn routes(config: &mut ServiceConfig) {
    config.service(create_session).service(get_session).service(delete_session);
}

/// Sign in. The answer is the same, and takes as long, whether the address is known or not.
#[utoipa::path(operation_id = "create_session", tag = "sessions", request_body = SignIn, responses((status = 201, body = SessionView)))]
#[post("/api/v1/sessions")]
async fn create_session(
    context: web::Data<Context>,
    request: HttpRequest,
    Json(body): Json<SignIn>,
) -> ApiResult<HttpResponse> {
    let address = service::client_address(&context, &request);
    let (principal, secret) = service::sign_in(&context, body, address, session::presented(&request)).await?;
    let view = service::view(&context, &principal).await?;
    Ok(HttpResponse::Created().cookie(session::cookie(secret)).json(view))
}

/// Who is signed in, how surely, and what they may do.
#[utoipa::path(operation_id = "get_session", tag = "sessions", responses((status = 200, body = SessionView)))]
#[get("/api/v1/session")]
async fn get_session(context: web::Data<Context>, principal: Principal) -> ApiResult<HttpResponse> {
    Ok(HttpResponse::Ok().json(service::view(&context, &principal).await?))
}

/// Sign out: the session ends here and the browser forgets what it kept (ASVS 14.3.1).
#[utoipa::path(operation_id = "delete_session", tag = "sessions", responses((status = 204, description = "Signed out")))]
#[delete("/api/v1/session")]
async fn delete_session(context: web::Data<Context>, principal: Principal) -> ApiResult<HttpResponse> {
    service::sign_out(&context, &principal).await?;
    let forget = ("clear-site-data", "\"cache\", \"storage\"");
    Ok(HttpResponse::NoContent().cookie(session::removal()).insert_header(forget).finish())
}
