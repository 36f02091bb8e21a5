//! The support code: a person reads it aloud, and the helpdesk finds their account by it. There is no search by name or
//! address: nobody's account is opened without their help, or without something of theirs being at hand.

use actix_web::{HttpResponse, post, web};
use chrono::TimeDelta;
use hilum_api_types::accounts::{AccountView, LookUpSupportCode, SupportCodeView};
use hilum_domain::AccountId;
use hilum_domain::verification::SecretPurpose;
use hilum_store::secrets::{self, NewSecret};
use hilum_store::sign_in_failures;
use serde_json::json;
use utoipa_actix_web::service_config::ServiceConfig;

use super::accounts::helpdesk;
use crate::auth::guess::Guess;
use crate::auth::principal::Activate;
use crate::auth::throttle::{self, Try};
use crate::auth::{Principal, Recognised, Require};
use crate::context::Context;
use crate::error::{ApiError, ApiResult};
use crate::http::body::Json;
use crate::http::conditions::versioned;
use crate::security::secret;

/// 40 random bits, good for a quarter of an hour.
const CHARACTERS: usize = 8;

pub(crate) fn routes(config: &mut ServiceConfig) {
    config.service(create_my_support_code).service(look_up_support_code);
}

/// A code to be read aloud to the helpdesk. A newer one takes the place of the older. Needs a verification of the last
/// ten minutes.
#[utoipa::path(operation_id = "create_my_support_code", tag = "me", responses((status = 201, body = SupportCodeView)))]
#[post("/api/v1/me/support-code")]
async fn create_my_support_code(
    context: web::Data<Context>,
    principal: Recognised,
) -> ApiResult<HttpResponse> {
    Ok(HttpResponse::Created().json(make(&context, &principal).await?))
}

/// Find the account of whoever reads a code aloud; each counts once. In the body, so that it is in no log.
#[utoipa::path(operation_id = "look_up_support_code", extensions(("x-refusals" = json!(["too_many_attempts", "not_found"]))), tag = "helpdesk", request_body = LookUpSupportCode, responses((status = 200, body = AccountView)))]
#[post("/api/v1/support-codes/lookups")]
async fn look_up_support_code(
    context: web::Data<Context>,
    Require(principal, _): Require<Activate>,
    Json(body): Json<LookUpSupportCode>,
) -> ApiResult<HttpResponse> {
    let view = look_up(&context, &principal, &body.whole()?.code).await?;
    Ok(versioned(HttpResponse::Ok(), view.version, &view))
}

async fn make(context: &Context, principal: &Principal) -> ApiResult<SupportCodeView> {
    let (code, now) = (secret::readable(CHARACTERS)?, principal.now);
    let new = NewSecret {
        purpose: SecretPurpose::SupportCode,
        hash: secret::support_hash(&code),
        account: Some(principal.id()),
        subject: principal.id().to_string(),
        payload: json!({}),
    };
    context
        .store
        .write(principal.author(), async move |tx| {
            secrets::delete_of_subject(tx, new.purpose, &new.subject).await?;
            secrets::insert(tx, &new, now).await?;
            Ok::<_, ApiError>(())
        })
        .await?;
    let life = SecretPurpose::SupportCode.life().unwrap_or(TimeDelta::zero());
    Ok(SupportCodeView { code, expires_at: now + life })
}

/// Each try is counted by itself. The right one takes back its own count and no other: who knows one code has guessed
/// at the rest all the same.
async fn look_up(context: &Context, principal: &Principal, code: &str) -> ApiResult<AccountView> {
    let account = redeem(context, principal, code).await?;
    helpdesk::load(context, principal, account).await
}

async fn redeem(context: &Context, principal: &Principal, code: &str) -> ApiResult<AccountId> {
    let (who, hash) = (principal.id(), secret::support_hash(code));
    let guess = Try::new(Guess::SupportCode, &who.to_string(), &principal.session.origin.address);
    let guess = guess.by(principal.author());
    let now = principal.now;
    throttle::judged(context, guess, |counted| async move {
        context
            .store
            .write(principal.author(), async move |tx| {
                let found = secrets::consume(tx, SecretPurpose::SupportCode, &hash, now).await?;
                // Nobody helps themselves.
                let others = found.and_then(|secret| secret.account).filter(|account| *account != who);
                let account = others.ok_or_else(ApiError::not_found)?;
                sign_in_failures::delete(tx, counted.id).await?;
                Ok(account)
            })
            .await
    })
    .await
}
