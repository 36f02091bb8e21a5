//! Professional role and thematic areas, per network in which one has access.

use actix_web::{HttpResponse, get, put, web};
use hilum_api_types::organisations::NodeRef;
use hilum_api_types::page::Page;
use hilum_api_types::preferences::{PreferencesView, UpdatePreferences};
use hilum_domain::OrganisationId;
use utoipa_actix_web::service_config::ServiceConfig;

use crate::auth::Principal;
use crate::context::Context;
use crate::error::ApiResult;
use crate::http::body::Json;
use crate::http::conditions::{MustMatch, versioned};
use crate::http::paging;
use crate::names::node_ref;

mod service;

pub(crate) fn routes(config: &mut ServiceConfig) {
    config.service(list_my_preferences).service(get_my_preferences).service(update_my_preferences);
}

/// Networks in which the person has access and has not said yet who they are.
pub(crate) async fn due(context: &Context, principal: &Principal) -> ApiResult<Vec<NodeRef>> {
    let details = context.store.details(&principal.besides, principal.id(), principal.now).await?;
    let catalogue = context.store.catalogue();
    let networks = service::networks(&catalogue, principal).into_iter();
    Ok(networks.filter(|node| !details.preferences.contains(&node.id)).map(node_ref).collect())
}

/// My preferences, one entry per network in which I have access.
#[utoipa::path(operation_id = "list_my_preferences", tag = "me", responses((status = 200, body = Page<PreferencesView>)))]
#[get("/api/v1/me/preferences")]
async fn list_my_preferences(context: web::Data<Context>, principal: Principal) -> ApiResult<HttpResponse> {
    let all = service::list(&context.store.db(), &principal).await?;
    Ok(HttpResponse::Ok().json(paging::whole(all)))
}

/// My preferences in one network.
#[utoipa::path(operation_id = "get_my_preferences", tag = "me", params(("network" = Uuid, Path)), responses((status = 200, body = PreferencesView)))]
#[get("/api/v1/me/preferences/{network}")]
async fn get_my_preferences(
    context: web::Data<Context>,
    principal: Principal,
    network: web::Path<OrganisationId>,
) -> ApiResult<HttpResponse> {
    let view = service::get(&context.store.db(), &principal, *network).await?;
    Ok(versioned(HttpResponse::Ok(), view.version, &view))
}

/// Say who I am in one network (R16). Version 0 before the first time.
#[utoipa::path(operation_id = "update_my_preferences", tag = "me", request_body = UpdatePreferences,
    params(("network" = Uuid, Path), ("If-Match" = String, Header, description = "The version seen")),
    responses((status = 200, body = PreferencesView)))]
#[put("/api/v1/me/preferences/{network}")]
async fn update_my_preferences(
    context: web::Data<Context>,
    principal: Principal,
    network: web::Path<OrganisationId>,
    MustMatch(seen): MustMatch,
    Json(body): Json<UpdatePreferences>,
) -> ApiResult<HttpResponse> {
    let view = service::put(&context, principal, *network, seen, body).await?;
    Ok(versioned(HttpResponse::Ok(), view.version, &view))
}
