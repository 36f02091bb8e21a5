//! Everything that is held about oneself, to be read or taken along.

use actix_web::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use actix_web::{HttpResponse, get, web};
use hilum_api_types::own_data::OwnDataView;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_actix_web::service_config::ServiceConfig;
use validator::Validate;

use crate::auth::Recognised;
use crate::context::Context;
use crate::error::ApiResult;
use crate::http::body::Query;

mod gather;
mod page;

pub(crate) fn routes(config: &mut ServiceConfig) {
    config.service(get_my_data);
}

#[derive(Clone, Copy, Debug, Default, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
enum Format {
    #[default]
    Json,
    Html,
}

#[derive(Debug, Deserialize, IntoParams, Validate)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct GetMyData {
    /// `json`, or `html` for a page to read.
    #[serde(default)]
    #[param(inline)]
    format: Format,
}

/// Everything that is held about me, as a file. One at a time. Needs a verification of the last ten minutes.
#[utoipa::path(operation_id = "get_my_data", extensions(("x-refusals" = json!(["too_many_attempts"]))), tag = "me", params(GetMyData),
    responses((status = 200, content((OwnDataView = "application/json"), (String = "text/html")))))]
#[get("/api/v1/me/data")]
async fn get_my_data(
    context: web::Data<Context>,
    principal: Recognised,
    Query(query): Query<GetMyData>,
) -> ApiResult<HttpResponse> {
    let turn = context.exports.begin(principal.id())?;
    let data = gather::gather(&context, &principal).await?;
    let mut response = HttpResponse::Ok();
    let response = match query.format {
        Format::Json => response
            .insert_header((CONTENT_DISPOSITION, "attachment; filename=\"hilum-data.json\""))
            .json(data),
        Format::Html => response
            .insert_header((CONTENT_DISPOSITION, "attachment; filename=\"hilum-data.html\""))
            .insert_header((CONTENT_TYPE, "text/html; charset=utf-8"))
            .body(page::write(&data, &principal.account.language)?),
    };
    drop(turn);
    Ok(response)
}
