//! The document of the API and the page to read it with; the setting `docs` closes both.

use actix_web::web::{Bytes, Data, Path, ServiceConfig, get};
use actix_web::{HttpResponse, ResponseError as _};
use utoipa::openapi::OpenApi;
use utoipa_swagger_ui::{Config, serve};

use crate::error::ApiError;
use crate::spa;

const DOCUMENT: &str = "/api/v1/openapi.json";

/// Serialised once, and shared by all who read it.
#[derive(Clone, Debug)]
pub(crate) struct Document(Bytes);

impl Document {
    pub(crate) fn new(api: &OpenApi) -> anyhow::Result<Self> {
        Ok(Self(api.to_json()?.into()))
    }

    pub(crate) fn routes(&self, config: &mut ServiceConfig) {
        let Self(document) = self.clone();
        let whole = move || {
            let document = document.clone();
            async move { HttpResponse::Ok().content_type("application/json").body(document) }
        };
        config
            .app_data(Data::new(Config::from(DOCUMENT)))
            .route(DOCUMENT, get().to(whole))
            .route("/api/docs", get().to(to_docs))
            .route("/api/docs/{file:.*}", get().to(file));
    }
}

async fn to_docs() -> HttpResponse {
    HttpResponse::SeeOther().insert_header(("location", "/api/docs/")).finish()
}

async fn file(path: Path<String>, config: Data<Config<'static>>) -> HttpResponse {
    let Ok(Some(file)) = serve(&path, config.into_inner()) else {
        return ApiError::not_found().error_response();
    };
    let mut response = HttpResponse::Ok();
    if file.gzpipped {
        response.insert_header(("content-encoding", "gzip"));
    }
    response.content_type(file.content_type).body(spa::shared(file.bytes))
}
