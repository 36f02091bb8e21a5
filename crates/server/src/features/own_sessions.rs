//! My sessions: where I am signed in, and how to end that (ASVS 7.5.2).

use actix_web::{HttpResponse, delete, get, web};
use hilum_api_types::page::Page;
use hilum_api_types::sessions::OwnSessionView;
use hilum_store::secrets;
use hilum_store::sessions::{self, Session};
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

use crate::auth::{Principal, session};
use crate::context::Context;
use crate::error::{ApiError, ApiResult};
use crate::http::paging;

pub(crate) fn routes(config: &mut ServiceConfig) {
    config.service(list_my_sessions).service(delete_my_sessions).service(delete_my_session);
}

/// Where I am signed in.
#[utoipa::path(operation_id = "list_my_sessions", tag = "me", responses((status = 200, body = Page<OwnSessionView>)))]
#[get("/api/v1/me/sessions")]
async fn list_my_sessions(context: web::Data<Context>, principal: Principal) -> ApiResult<HttpResponse> {
    let all = sessions::of_account(&context.store.db(), principal.id()).await?;
    let alive = all.into_iter().filter(|s| session::ends(s, &principal.actor).0 > principal.now);
    Ok(HttpResponse::Ok().json(paging::whole(alive.map(|session| view(session, &principal)).collect())))
}

pub(super) fn view(session: Session, principal: &Principal) -> OwnSessionView {
    OwnSessionView {
        id: session.id,
        current: session.id == principal.session.id,
        assurance: session.assurance,
        method: session.method,
        created_at: session.created_at,
        last_seen_at: session.last_seen_at,
        user_agent: session.origin.user_agent,
        address: session.origin.address,
    }
}

/// End all of them but this one.
#[utoipa::path(operation_id = "delete_my_sessions", tag = "me", responses((status = 204, description = "Ended")))]
#[delete("/api/v1/me/sessions")]
async fn delete_my_sessions(context: web::Data<Context>, principal: Principal) -> ApiResult<HttpResponse> {
    end_others(&context, &principal).await?;
    Ok(HttpResponse::NoContent().finish())
}

async fn end_others(context: &Context, principal: &Principal) -> ApiResult<()> {
    let account = principal.id();
    let kept = principal.session.id;
    context
        .store
        .write(principal.author(), async move |tx| {
            sessions::delete_others(tx, account, kept).await?;
            // Nor does what was asked for in them go on.
            secrets::delete_links(tx, account).await?;
            Ok::<_, ApiError>(())
        })
        .await
}

/// End one of them; ending this one is signing out.
#[utoipa::path(operation_id = "delete_my_session", tag = "me", params(("id" = Uuid, Path)), responses((status = 204, description = "Ended")))]
#[delete("/api/v1/me/sessions/{id}")]
async fn delete_my_session(
    context: web::Data<Context>,
    principal: Principal,
    id: web::Path<Uuid>,
) -> ApiResult<HttpResponse> {
    end_one(&context, &principal, *id).await?;
    Ok(HttpResponse::NoContent().finish())
}

async fn end_one(context: &Context, principal: &Principal, id: Uuid) -> ApiResult<()> {
    let account = principal.id();
    context
        .store
        .write(principal.author(), async move |tx| {
            if !sessions::delete_one(tx, account, id).await? {
                return Err(ApiError::not_found());
            }
            Ok(secrets::delete_links(tx, account).await?)
        })
        .await
}
