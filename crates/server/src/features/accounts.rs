//! Accounts: registration, lost passwords, proof of addresses, of which none says whether an address is known; and what
//! the helpdesk does for people.

use actix_web::{HttpRequest, HttpResponse, get, post, web};
use hilum_api_types::accounts::{
    Accepted, AccountReason, AccountView, ConfirmAccount, ConfirmEmail, ConfirmPasswordReset, CreateAccount,
    CreatePasswordReset,
};
use hilum_domain::AccountId;
use hilum_domain::account::Action;
use utoipa_actix_web::service_config::ServiceConfig;

use crate::auth::principal::Activate;
use crate::auth::{Require, device, origin};
use crate::context::Context;
use crate::error::ApiResult;
use crate::http::body::Json;
use crate::http::conditions::{IfMatch, versioned};

mod confirmations;
pub(crate) mod erasure;
pub(crate) mod helpdesk;
mod service;

pub(crate) fn routes(config: &mut ServiceConfig) {
    config
        .service(create_account)
        .service(confirm_account)
        .service(create_password_reset)
        .service(confirm_password_reset)
        .service(confirm_email)
        .service(get_account)
        .service(suspend_account)
        .service(unlock_account);
}

/// Ask for an account. The answer is the same for every address; the rest is in the mail that follows. There is no
/// picture to read (WCAG 3.3.8): the number of mails is limited instead.
#[utoipa::path(operation_id = "create_account", security(()), extensions(("x-refusals" = json!(["too_many_attempts"]))), tag = "accounts", request_body = CreateAccount, responses((status = 202, body = Accepted)))]
#[post("/api/v1/accounts")]
async fn create_account(
    context: web::Data<Context>,
    request: HttpRequest,
    Json(body): Json<CreateAccount>,
) -> ApiResult<HttpResponse> {
    let address = origin::of(&context.settings, &request).address;
    service::register(&context, body, address).await?;
    Ok(HttpResponse::Accepted().json(Accepted {}))
}

/// Prove the address and choose a password: from now on there is an account.
#[utoipa::path(operation_id = "confirm_account", security(()), tag = "accounts", request_body = ConfirmAccount, responses((status = 204, description = "The account exists")))]
#[post("/api/v1/accounts/confirmations")]
async fn confirm_account(
    context: web::Data<Context>,
    Json(body): Json<ConfirmAccount>,
) -> ApiResult<HttpResponse> {
    confirmations::account(&context, body).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Ask for a new password. The answer is the same for every address.
#[utoipa::path(operation_id = "create_password_reset", security(()), extensions(("x-refusals" = json!(["too_many_attempts"]))), tag = "accounts", request_body = CreatePasswordReset, responses((status = 202, body = Accepted)))]
#[post("/api/v1/password-resets")]
async fn create_password_reset(
    context: web::Data<Context>,
    request: HttpRequest,
    Json(body): Json<CreatePasswordReset>,
) -> ApiResult<HttpResponse> {
    let address = origin::of(&context.settings, &request).address;
    service::ask_for_reset(&context, body, address, device::presented(&request)).await?;
    Ok(HttpResponse::Accepted().json(Accepted {}))
}

/// Choose a new password by the link of the mail. All sessions end; the second factor stays.
#[utoipa::path(operation_id = "confirm_password_reset", security(()), tag = "accounts", request_body = ConfirmPasswordReset, responses((status = 204, description = "The password is changed")))]
#[post("/api/v1/password-resets/confirmations")]
async fn confirm_password_reset(
    context: web::Data<Context>,
    Json(body): Json<ConfirmPasswordReset>,
) -> ApiResult<HttpResponse> {
    confirmations::password_reset(&context, body).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Prove a new address by the link of the mail to it.
#[utoipa::path(operation_id = "confirm_email", security(()), tag = "accounts", request_body = ConfirmEmail, responses((status = 204, description = "The address is changed")))]
#[post("/api/v1/accounts/email-confirmations")]
async fn confirm_email(
    context: web::Data<Context>,
    Json(body): Json<ConfirmEmail>,
) -> ApiResult<HttpResponse> {
    confirmations::email(&context, body.whole()?).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// An account as the helpdesk sees it. Who looks is written down.
#[utoipa::path(operation_id = "get_account", tag = "helpdesk", params(("id" = Uuid, Path)), responses((status = 200, body = AccountView)))]
#[get("/api/v1/accounts/{id}")]
async fn get_account(
    context: web::Data<Context>,
    Require(principal, _): Require<Activate>,
    id: web::Path<AccountId>,
) -> ApiResult<HttpResponse> {
    let view = helpdesk::load(&context, &principal, *id).await?;
    Ok(versioned(HttpResponse::Ok(), view.version, &view))
}

/// Keep somebody out, for a reason that they are told. Their sessions end with it. Not the last who decides for a
/// network (R8). Needs two-step verification of the last ten minutes.
#[utoipa::path(operation_id = "suspend_account", extensions(("x-refusals" = json!(["last_holder", "last_coordinator"]))), tag = "helpdesk", request_body = AccountReason,
    params(("id" = Uuid, Path), ("If-Match" = Option<String>, Header)), responses((status = 200, body = AccountView)))]
#[post("/api/v1/accounts/{id}/suspend")]
async fn suspend_account(
    context: web::Data<Context>,
    Require(principal, _): Require<Activate>,
    id: web::Path<AccountId>,
    seen: IfMatch,
    Json(body): Json<AccountReason>,
) -> ApiResult<HttpResponse> {
    let view = helpdesk::act(&context, &principal, *id, seen, Action::Suspend, body).await?;
    Ok(versioned(HttpResponse::Ok(), view.version, &view))
}

/// Let somebody in again who was suspended, or who locked themselves out. Needs two-step verification of the last ten
/// minutes.
#[utoipa::path(operation_id = "unlock_account", tag = "helpdesk", request_body = AccountReason,
    params(("id" = Uuid, Path), ("If-Match" = Option<String>, Header)), responses((status = 200, body = AccountView)))]
#[post("/api/v1/accounts/{id}/unlock")]
async fn unlock_account(
    context: web::Data<Context>,
    Require(principal, _): Require<Activate>,
    id: web::Path<AccountId>,
    seen: IfMatch,
    Json(body): Json<AccountReason>,
) -> ApiResult<HttpResponse> {
    let view = helpdesk::act(&context, &principal, *id, seen, Action::Unlock, body).await?;
    Ok(versioned(HttpResponse::Ok(), view.version, &view))
}
