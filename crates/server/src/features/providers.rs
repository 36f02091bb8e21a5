//! Signing in through identity providers, and what links them to accounts. The first operations are for browsers on
//! their way and for providers' servers, not for the page.

use actix_web::cookie::time::Duration;
use actix_web::cookie::{Cookie, SameSite};
use actix_web::http::header::LOCATION;
use actix_web::{HttpRequest, HttpResponse, delete, get, post, web};
use hilum_api_types::accounts::{IdentityView, LinkIdentity};
use hilum_api_types::page::Page;
use serde::Deserialize;
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;
use validator::Validate;

use crate::auth::{Fresh, Principal, origin, session};
use crate::context::Context;
use crate::error::ApiResult;
use crate::http::body::{Form, Json, Query};
use crate::http::paging;
use crate::providers::Answer;

mod identities;
mod logout;
mod return_path;
mod sign_in;

use sign_in::{Arrival, Outcome};

/// Binds a sign-in, and the link that may follow, to the browser that began it: nobody can be made to finish what
/// somebody else has begun.
const BROWSER: &str = "__Host-hilum-provider";

pub(crate) fn routes(config: &mut ServiceConfig) {
    config
        .service(begin_provider_sign_in)
        .service(complete_provider_sign_in)
        .service(end_ticket_session)
        .service(end_provider_sessions)
        .service(list_my_identities)
        .service(create_my_identity)
        .service(delete_my_identity);
}

/// A person is on their way: whatever comes is answered with a page, so nothing is refused for its shape.
#[derive(Debug, Deserialize, Validate)]
struct Beginning {
    return_to: Option<String>,
}

/// Go to the provider. Whoever is signed in already is asked to be verified afresh there.
#[utoipa::path(operation_id = "begin_provider_sign_in", security(()), tag = "providers",
    params(("id" = String, Path), ("return_to" = Option<String>, Query, description = "A path of the page")),
    responses((status = 303, description = "To the provider; or to `/?sign_in_error=…`")))]
#[get("/api/v1/providers/{id}/sign-in")]
async fn begin_provider_sign_in(
    context: web::Data<Context>,
    request: HttpRequest,
    id: web::Path<String>,
    Query(query): Query<Beginning>,
) -> ApiResult<HttpResponse> {
    let return_to = return_path::allowed(query.return_to);
    let (browser, session) = (browser(&request), session::presented(&request));
    let address = origin::of(&context.settings, &request).address;
    let begun = sign_in::begin(&context, &id, return_to, browser, session, &address).await?;
    Ok(match begun {
        Outcome::Done((address, browser)) => to(&address, Some(bound_to(browser)), None),
        Outcome::Refused(code) => refused(code),
    })
}

/// Come back from the provider: signed in, or about to link it, or not.
#[utoipa::path(operation_id = "complete_provider_sign_in", security(()), tag = "providers",
    params(("id" = String, Path), ("state" = Option<String>, Query), ("code" = Option<String>, Query),
        ("iss" = Option<String>, Query), ("error" = Option<String>, Query), ("ticket" = Option<String>, Query)),
    responses((status = 303, description = "To where the sign-in began, to `/link?token=…`, or to `/?sign_in_error=…`")))]
#[get("/api/v1/providers/{id}/callback")]
async fn complete_provider_sign_in(
    context: web::Data<Context>,
    request: HttpRequest,
    id: web::Path<String>,
    Query(answer): Query<Answer>,
) -> ApiResult<HttpResponse> {
    let arrival = Arrival {
        browser: browser(&request),
        old_session: session::presented(&request),
        origin: origin::of(&context.settings, &request),
    };
    Ok(match sign_in::complete(&context, &id, answer, arrival).await? {
        Outcome::Done(sign_in::Completed::SignedIn { return_to, secret }) => {
            to(&return_to, Some(forgotten()), Some(session::cookie(secret)))
        }
        Outcome::Done(sign_in::Completed::ToLink { token, browser }) => {
            to(&format!("/link?token={token}"), Some(bound_to(browser)), None)
        }
        Outcome::Refused(code) => refused(code),
    })
}

/// A CAS server ends the session that began with a ticket (single logout). Who knows the ticket may end it.
#[utoipa::path(operation_id = "end_ticket_session", security(()), tag = "providers", params(("id" = String, Path)),
    request_body(content = String, content_type = "application/x-www-form-urlencoded", description = "`logoutRequest`"),
    responses((status = 204, description = "Ended, if there was one")))]
#[post("/api/v1/providers/{id}/callback")]
async fn end_ticket_session(
    context: web::Data<Context>,
    id: web::Path<String>,
    form: Form,
) -> ApiResult<HttpResponse> {
    logout::by_ticket(&context, &id, form.field("logoutRequest")).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// An OpenID provider ends sessions (back-channel logout).
#[utoipa::path(operation_id = "end_provider_sessions", security(()), tag = "providers", params(("id" = String, Path)),
    request_body(content = String, content_type = "application/x-www-form-urlencoded", description = "`logout_token`"),
    responses((status = 204, description = "Ended, if there were any")))]
#[post("/api/v1/providers/{id}/logout")]
async fn end_provider_sessions(
    context: web::Data<Context>,
    id: web::Path<String>,
    form: Form,
) -> ApiResult<HttpResponse> {
    logout::by_token(&context, &id, form.field("logout_token")).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// The providers that know me.
#[utoipa::path(operation_id = "list_my_identities", tag = "me", responses((status = 200, body = Page<IdentityView>)))]
#[get("/api/v1/me/identities")]
async fn list_my_identities(context: web::Data<Context>, principal: Principal) -> ApiResult<HttpResponse> {
    Ok(HttpResponse::Ok().json(paging::whole(identities::list(&context, &principal).await?)))
}

/// Link the provider that I have just come from: by the token it left, in the same browser.
#[utoipa::path(operation_id = "create_my_identity", extensions(("x-refusals" = json!(["duplicate"]))), tag = "me", request_body = LinkIdentity, responses((status = 201, body = IdentityView)))]
#[post("/api/v1/me/identities")]
async fn create_my_identity(
    context: web::Data<Context>,
    request: HttpRequest,
    principal: Fresh,
    Json(body): Json<LinkIdentity>,
) -> ApiResult<HttpResponse> {
    let view = identities::link(&context, &principal, &body.whole()?.token.0, browser(&request)).await?;
    Ok(HttpResponse::Created().cookie(forgotten()).json(view))
}

/// Unlink a provider; its other sessions of mine end. Refused where it is the only way in.
#[utoipa::path(operation_id = "delete_my_identity", tag = "me", params(("id" = Uuid, Path)), responses((status = 204, description = "Unlinked")))]
#[delete("/api/v1/me/identities/{id}")]
async fn delete_my_identity(
    context: web::Data<Context>,
    principal: Fresh,
    id: web::Path<Uuid>,
) -> ApiResult<HttpResponse> {
    identities::unlink(&context, &principal, *id).await?;
    Ok(HttpResponse::NoContent().finish())
}

fn browser(request: &HttpRequest) -> Option<String> {
    request.cookie(BROWSER).map(|cookie| cookie.value().to_owned())
}

fn bound_to(browser: String) -> Cookie<'static> {
    let cookie =
        Cookie::build(BROWSER, browser).path("/").secure(true).http_only(true).same_site(SameSite::Lax);
    cookie.max_age(Duration::minutes(20)).finish()
}

fn forgotten() -> Cookie<'static> {
    let mut cookie = bound_to(String::new());
    cookie.make_removal();
    cookie
}

/// 303: whatever was sent here is not sent on.
fn to(address: &str, browser: Option<Cookie<'static>>, session: Option<Cookie<'static>>) -> HttpResponse {
    let mut response = HttpResponse::SeeOther();
    response.insert_header((LOCATION, address));
    for cookie in session.into_iter().chain(browser) {
        response.cookie(cookie);
    }
    response.finish()
}

fn refused(code: &str) -> HttpResponse {
    to(&format!("/?sign_in_error={code}"), None, None)
}
