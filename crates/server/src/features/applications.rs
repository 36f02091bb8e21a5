//! Applications one can ask access to.

use actix_web::{HttpResponse, get, web};
use hilum_api_types::applications::ApplicationView;
use hilum_api_types::page::Page;
use hilum_domain::catalogue::Application;
use utoipa_actix_web::service_config::ServiceConfig;

use crate::auth::Principal;
use crate::context::Context;
use crate::error::{ApiError, ApiResult};
use crate::http::paging;
use crate::names::usual_days;

pub(crate) fn routes(config: &mut ServiceConfig) {
    config.service(list_applications).service(get_application);
}

/// The catalogue of applications by name, those that are not set up yet included. They are few: one page has them all.
#[utoipa::path(operation_id = "list_applications", tag = "catalogue", responses((status = 200, body = Page<ApplicationView>)))]
#[get("/api/v1/applications")]
async fn list_applications(context: web::Data<Context>, _: Principal) -> ApiResult<HttpResponse> {
    let catalogue = context.store.catalogue();
    Ok(HttpResponse::Ok().json(paging::whole(catalogue.applications().map(view).collect())))
}

/// One application.
#[utoipa::path(operation_id = "get_application", tag = "catalogue", params(("code" = String, Path, example = "CPMS")), responses((status = 200, body = ApplicationView)))]
#[get("/api/v1/applications/{code}")]
async fn get_application(
    context: web::Data<Context>,
    _: Principal,
    code: web::Path<String>,
) -> ApiResult<HttpResponse> {
    let catalogue = context.store.catalogue();
    let found = catalogue.application(&code).filter(|a| !a.portal).ok_or_else(ApiError::not_found)?;
    Ok(HttpResponse::Ok().json(view(found)))
}

fn view(application: &Application) -> ApplicationView {
    ApplicationView {
        usual_days: usual_days(application),
        code: application.code.clone(),
        name: application.name.clone(),
        description: application.description.clone(),
        status: application.status,
        configured: application.configured,
        required_assurance: application.required_assurance,
        activation: application.activation,
    }
}
