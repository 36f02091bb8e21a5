//! Thematic areas of a network, and suggestions for professional roles.

use actix_web::{HttpResponse, get, web};
use hilum_api_types::page::Page;
use hilum_api_types::preferences::{ProfessionalRoleView, ThematicAreaView};
use hilum_domain::OrganisationId;
use hilum_store::catalogue;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

use crate::auth::Principal;
use crate::context::Context;
use crate::error::{ApiError, ApiResult};
use crate::http::body::Query;
use crate::http::paging;

pub fn routes(config: &mut ServiceConfig) {
    config.service(list_thematic_areas).service(list_professional_roles);
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
struct ListThematicAreas {
    network: Uuid,
}

/// The disease groups of a network, in its own order. *None* is not among them: it is the code `none` (R16).
#[utoipa::path(operation_id = "list_thematic_areas", tag = "catalogue", params(ListThematicAreas), responses((status = 200, body = Page<ThematicAreaView>)))]
#[get("/api/v1/thematic-areas")]
async fn list_thematic_areas(
    context: web::Data<Context>,
    _: Principal,
    Query(query): Query<ListThematicAreas>,
) -> ApiResult<HttpResponse> {
    let db = context.store.db();
    let network = OrganisationId(query.network);
    catalogue::organisation(&db, network).await?.ok_or_else(ApiError::not_found)?;
    let areas = catalogue::thematic_areas(&db, network).await?;
    let views = areas.into_iter().map(|area| ThematicAreaView { code: area.code, name: area.name, network });
    Ok(HttpResponse::Ok().json(paging::whole(views.collect())))
}

/// Suggestions; any text is accepted as a role.
#[utoipa::path(operation_id = "list_professional_roles", tag = "catalogue", responses((status = 200, body = Page<ProfessionalRoleView>)))]
#[get("/api/v1/professional-roles")]
async fn list_professional_roles(context: web::Data<Context>, _: Principal) -> ApiResult<HttpResponse> {
    let roles = catalogue::professional_roles(&context.store.db()).await?;
    let views = roles.into_iter().map(|role| ProfessionalRoleView { code: role.code, name: role.name });
    Ok(HttpResponse::Ok().json(paging::whole(views.collect())))
}
