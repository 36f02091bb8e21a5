//! Signing in and out, being verified, and who is signed in.

use actix_web::{HttpRequest, HttpResponse, HttpResponseBuilder, delete, get, post, web};
use hilum_api_types::sessions::{
    ChallengeView, CreateChallenge, CreateVerification, PasskeySignIn, SessionView, SignIn,
};
use utoipa_actix_web::service_config::ServiceConfig;

use crate::auth::{Arriving, Principal, device, origin, session};
use crate::context::Context;
use crate::error::ApiResult;
use crate::http::body::Json;

pub(crate) mod messages;
pub(crate) mod passkeys;
pub(crate) mod service;
pub(crate) mod verification;

pub(crate) use service::user_view;

pub(crate) fn routes(config: &mut ServiceConfig) {
    config
        .service(create_session)
        .service(get_session)
        .service(delete_session)
        .service(create_passkey_challenge)
        .service(create_passkey_session)
        .service(create_session_challenge)
        .service(create_session_verification);
}

/// The session's new cookie, what is to be known of it, and, once it is complete, what the browser is known by.
async fn answer(
    context: &Context,
    request: &HttpRequest,
    mut response: HttpResponseBuilder,
    coming_in: impl Future<Output = ApiResult<(Principal, String)>>,
) -> ApiResult<HttpResponse> {
    let (principal, secret) = coming_in.await?;
    let view = service::view(context, &principal).await?;
    response.cookie(session::cookie(secret));
    device::remember(context, &principal, request, &mut response).await;
    Ok(response.json(view))
}

/// Sign in. The answer is the same, and takes as long, whether the address is known or not. Where `verification` is
/// there, the second factor is owed and nothing else can be done before.
#[utoipa::path(operation_id = "create_session", security(()), extensions(("x-refusals" = json!(["too_many_attempts", "bad_credentials", "account_suspended", "account_locked", "proof_required"]))), tag = "sessions", request_body = SignIn, responses((status = 201, body = SessionView)))]
#[post("/api/v1/sessions")]
async fn create_session(
    context: web::Data<Context>,
    request: HttpRequest,
    Json(body): Json<SignIn>,
) -> ApiResult<HttpResponse> {
    let brought = service::Brought {
        origin: origin::of(&context.settings, &request),
        session: session::presented(&request),
        device: device::presented(&request),
    };
    let signed_in = service::sign_in(&context, body.whole()?, brought);
    answer(&context, &request, HttpResponse::Created(), signed_in).await
}

/// Who is signed in, how surely, and what they may do.
#[utoipa::path(operation_id = "get_session", tag = "sessions", responses((status = 200, body = SessionView)))]
#[get("/api/v1/session")]
async fn get_session(context: web::Data<Context>, Arriving(principal): Arriving) -> ApiResult<HttpResponse> {
    Ok(HttpResponse::Ok().json(service::view(&context, &principal).await?))
}

/// Sign out: the session ends here and the browser forgets what it kept (ASVS 14.3.1).
#[utoipa::path(operation_id = "delete_session", tag = "sessions", responses((status = 204, description = "Signed out")))]
#[delete("/api/v1/session")]
async fn delete_session(
    context: web::Data<Context>,
    Arriving(principal): Arriving,
) -> ApiResult<HttpResponse> {
    service::sign_out(&context, &principal).await?;
    Ok(session::farewell())
}

/// Show the second factor: to complete the sign-in, or afresh before a sensitive act. The session gets a new cookie.
/// A code counts once; after five wrong ones an incomplete sign-in is over.
#[utoipa::path(operation_id = "create_session_verification", extensions(("x-refusals" = json!(["too_many_attempts", "bad_code"]))), tag = "sessions", request_body = CreateVerification, responses((status = 200, body = SessionView)))]
#[post("/api/v1/session/verifications")]
async fn create_session_verification(
    context: web::Data<Context>,
    request: HttpRequest,
    Arriving(principal): Arriving,
    Json(body): Json<CreateVerification>,
) -> ApiResult<HttpResponse> {
    let address = origin::of(&context.settings, &request).address;
    let verified = verification::verify(&context, principal, body.whole()?, address);
    answer(&context, &request, HttpResponse::Ok(), verified).await
}

/// Ask for a passkey of whoever is there. `options` is for `navigator.credentials.get`; `id` goes back with the answer.
#[utoipa::path(operation_id = "create_passkey_challenge", security(()), tag = "sessions", responses((status = 201, body = ChallengeView)))]
#[post("/api/v1/sessions/passkey-challenges")]
async fn create_passkey_challenge(
    context: web::Data<Context>,
    request: HttpRequest,
) -> ApiResult<HttpResponse> {
    let origin = origin::of(&context.settings, &request);
    Ok(HttpResponse::Created().json(passkeys::ask_anybody(&context, origin).await?))
}

/// Sign in with a passkey and nothing else. A challenge counts once.
#[utoipa::path(operation_id = "create_passkey_session", security(()), extensions(("x-refusals" = json!(["too_many_attempts", "account_suspended", "account_locked", "proof_required", "bad_code"]))), tag = "sessions", request_body = PasskeySignIn, responses((status = 201, body = SessionView)))]
#[post("/api/v1/sessions/passkeys")]
async fn create_passkey_session(
    context: web::Data<Context>,
    request: HttpRequest,
    Json(body): Json<PasskeySignIn>,
) -> ApiResult<HttpResponse> {
    let origin = origin::of(&context.settings, &request);
    let old = session::presented(&request);
    let signed_in = passkeys::sign_in(&context, body.whole()?, origin, old);
    answer(&context, &request, HttpResponse::Created(), signed_in).await
}

/// Ask for what a method needs first: a challenge for one of my passkeys, or a code by text message.
#[utoipa::path(operation_id = "create_session_challenge", extensions(("x-refusals" = json!(["too_many_attempts"]))), tag = "sessions", request_body = CreateChallenge, responses((status = 201, body = ChallengeView)))]
#[post("/api/v1/session/challenges")]
async fn create_session_challenge(
    context: web::Data<Context>,
    Arriving(principal): Arriving,
    Json(body): Json<CreateChallenge>,
) -> ApiResult<HttpResponse> {
    let view = verification::challenge(&context, &principal, body.whole()?.method).await?;
    Ok(HttpResponse::Created().json(view))
}
