//! Thematic areas of a network, and suggestions for professional roles.

use actix_web::{HttpResponse, get, web};
use hilum_api_types::page::Page;
use hilum_api_types::preferences::{ProfessionalRoleView, ThematicAreaView};
use hilum_domain::OrganisationId;
use hilum_domain::catalogue::{ProfessionalRole, ThematicArea};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;
use validator::Validate;

use crate::auth::Principal;
use crate::context::Context;
use crate::error::{ApiError, ApiResult};
use crate::http::body::Query;
use crate::http::paging;

pub(crate) fn routes(config: &mut ServiceConfig) {
    config.service(list_thematic_areas).service(list_professional_roles);
}

#[derive(Debug, Deserialize, IntoParams, Validate)]
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
    let (catalogue, network) = (context.store.catalogue(), OrganisationId(query.network));
    catalogue.node(network).ok_or_else(ApiError::not_found)?;
    let view =
        |area: &ThematicArea| ThematicAreaView { code: area.code.clone(), name: area.name.clone(), network };
    let views = catalogue.thematic_areas(network).iter().map(view);
    Ok(HttpResponse::Ok().json(paging::whole(views.collect())))
}

/// Suggestions; any text is accepted as a role.
#[utoipa::path(operation_id = "list_professional_roles", tag = "catalogue", responses((status = 200, body = Page<ProfessionalRoleView>)))]
#[get("/api/v1/professional-roles")]
async fn list_professional_roles(context: web::Data<Context>, _: Principal) -> ApiResult<HttpResponse> {
    let catalogue = context.store.catalogue();
    let view =
        |role: &ProfessionalRole| ProfessionalRoleView { code: role.code.clone(), name: role.name.clone() };
    let views = catalogue.professional_roles().iter().map(view);
    Ok(HttpResponse::Ok().json(paging::whole(views.collect())))
}
