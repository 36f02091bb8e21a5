//! What anybody may know about this Hilum.

use actix_web::{HttpResponse, get, web};
use hilum_api_types::portal::{PortalView, ProviderRef};
use utoipa_actix_web::service_config::ServiceConfig;

use crate::context::Context;

pub(crate) fn routes(config: &mut ServiceConfig) {
    config.service(get_portal);
}

/// What the gate looks like from outside.
#[utoipa::path(operation_id = "get_portal", security(()), tag = "portal", responses((status = 200, body = PortalView)))]
#[get("/api/v1/portal")]
async fn get_portal(context: web::Data<Context>) -> HttpResponse {
    let providers = context.providers.iter().map(|provider| &provider.settings);
    let providers: Vec<_> =
        providers.map(|one| ProviderRef { id: one.id.clone(), name: one.name.clone() }).collect();
    HttpResponse::Ok().json(PortalView {
        version: env!("CARGO_PKG_VERSION").into(),
        training: context.settings.training.enabled,
        eu_login: !providers.is_empty(),
        providers,
        registration: context.settings.registration,
        passkeys: context.passkeys.as_deref().map(|passkeys| passkeys.rp_id().to_owned()),
        sms: context.settings.sends_sms(),
        support: context.settings.support_email.clone(),
        languages: hilum_words::languages().iter().map(|l| l.tag.to_string()).collect(),
    })
}
