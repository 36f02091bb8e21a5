//! What one may ask to be at an organisation, with reasons where not.

use actix_web::{HttpResponse, get, web};
use hilum_api_types::access_profiles::{AccessProfileView, AccessProfiles};
use hilum_domain::OrganisationId;
use hilum_domain::bounds::CatalogueCode;
use hilum_domain::catalogue::Profile;
use hilum_domain::check::obstacle;
use hilum_store::access_requests;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;
use validator::Validate;

use crate::auth::Principal;
use crate::context::Context;
use crate::error::{ApiError, ApiResult};
use crate::http::body::Query;

pub(crate) fn routes(config: &mut ServiceConfig) {
    config.service(list_access_profiles);
}

#[derive(Debug, Deserialize, IntoParams, Validate)]
#[serde(deny_unknown_fields)]
struct ListAccessProfiles {
    #[param(example = "CPMS")]
    #[validate(length(max = CatalogueCode::MAX))]
    #[param(inline, value_type = CatalogueCode)]
    application: String,
    organisation: Uuid,
}

/// The profiles of an application, seen from one organisation by the reader. They are few: one page has them all.
#[utoipa::path(operation_id = "list_access_profiles", tag = "catalogue", params(ListAccessProfiles), responses((status = 200, body = AccessProfiles)))]
#[get("/api/v1/access-profiles")]
async fn list_access_profiles(
    context: web::Data<Context>,
    principal: Principal,
    Query(query): Query<ListAccessProfiles>,
) -> ApiResult<HttpResponse> {
    Ok(HttpResponse::Ok().json(list(&context, &principal, query).await?))
}

async fn list(
    context: &Context,
    principal: &Principal,
    query: ListAccessProfiles,
) -> ApiResult<AccessProfiles> {
    let db = context.store.db();
    let catalogue = db.catalogue();
    let node = catalogue.node(OrganisationId(query.organisation));
    let node = node.filter(|node| node.application == query.application).ok_or_else(ApiError::not_found)?;
    let facts = node.facts();
    let holdings = access_requests::holdings(&db, principal.id(), &query.application, principal.now).await?;
    let view = |profile: &Profile| AccessProfileView {
        obstacle: obstacle(&profile.facts(), &facts, &holdings),
        code: profile.code.clone(),
        name: profile.name.clone(),
        description: profile.description.clone(),
        level: profile.level,
        status: profile.status,
        requestable: profile.requestable,
        recommended: profile.recommended,
        requires: profile.requires.clone(),
        excludes: profile.excludes.clone(),
    };
    let items: Vec<AccessProfileView> = catalogue.profiles(&query.application).iter().map(view).collect();
    Ok(AccessProfiles {
        total: items.len() as u64,
        items,
        next: None,
        prev: None,
        holdings: holdings.to_vec(),
    })
}
