//! The tree of an application, and searching it.

use actix_web::{HttpRequest, HttpResponse, get, web};
use hilum_api_types::organisations::OrganisationView;
use hilum_api_types::page::Page;
use hilum_domain::OrganisationId;
use hilum_domain::bounds::{CatalogueCode, PageCursor, PageLimit, SearchText};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;
use validator::Validate;

use crate::auth::Principal;
use crate::context::Context;
use crate::error::ApiResult;
use crate::http::body::Query;
use crate::http::paging;

mod service;

pub(crate) fn routes(config: &mut ServiceConfig) {
    config.service(list_organisations).service(get_organisation);
}

#[derive(Debug, Deserialize, IntoParams, Validate)]
#[serde(deny_unknown_fields)]
struct ListOrganisations {
    #[param(example = "CPMS")]
    #[validate(length(max = CatalogueCode::MAX))]
    #[param(inline, value_type = CatalogueCode)]
    application: String,
    /// Only what is beneath this node; without it the networks.
    parent: Option<Uuid>,
    /// Code, name, city or country in any language; accents and, where nothing fits, a typing mistake are forgiven.
    #[param(example = "tubingen")]
    #[validate(length(max = SearchText::MAX))]
    #[param(inline, value_type = Option<SearchText>)]
    q: Option<String>,
    #[validate(range(min = PageLimit::MIN, max = PageLimit::MAX))]
    #[param(inline, value_type = Option<PageLimit>)]
    limit: Option<u64>,
    #[validate(length(max = PageCursor::MAX))]
    #[param(inline, value_type = Option<PageCursor>)]
    cursor: Option<String>,
}

/// Children of a node, or what a search finds beneath it.
#[utoipa::path(operation_id = "list_organisations", tag = "catalogue", params(ListOrganisations), responses((status = 200, body = Page<OrganisationView>)))]
#[get("/api/v1/organisations")]
async fn list_organisations(
    context: web::Data<Context>,
    principal: Principal,
    request: HttpRequest,
    Query(query): Query<ListOrganisations>,
) -> ApiResult<HttpResponse> {
    let limit = usize::try_from(paging::limit(query.limit)).unwrap_or(usize::MAX);
    let offset = paging::cursor(query.cursor.as_deref())?.unwrap_or_default();
    let parent = query.parent.map(OrganisationId);
    let search =
        service::Search { application: query.application, parent, text: query.q.unwrap_or_default() };
    let page = service::list(&context, &principal, search, offset, limit).await?;
    Ok(paging::answer(request.uri(), &page))
}

/// One node with its path.
#[utoipa::path(operation_id = "get_organisation", tag = "catalogue", params(("id" = Uuid, Path)), responses((status = 200, body = OrganisationView)))]
#[get("/api/v1/organisations/{id}")]
async fn get_organisation(
    context: web::Data<Context>,
    principal: Principal,
    id: web::Path<OrganisationId>,
) -> ApiResult<HttpResponse> {
    Ok(HttpResponse::Ok().json(service::get(&context, &principal, *id).await?))
}
