//! What Hilum does, one room per resource. Routes and documents come from one registration.

pub(crate) mod access_profiles;
pub(crate) mod access_requests;
pub(crate) mod accounts;
pub(crate) mod applications;
pub(crate) mod data_views;
pub(crate) mod deliveries;
pub(crate) mod factors;
pub(crate) mod grants;
pub(crate) mod health;
pub(crate) mod me;
pub(crate) mod organisations;
pub(crate) mod own_data;
pub(crate) mod own_sessions;
pub(crate) mod portal;
pub(crate) mod preferences;
pub(crate) mod providers;
pub(crate) mod sessions;
pub(crate) mod support_codes;
pub(crate) mod thematic_areas;
pub(crate) mod training;

use utoipa_actix_web::service_config::ServiceConfig;

/// Every operation of the API.
pub(crate) fn routes(config: &mut ServiceConfig) {
    health::routes(config);
    portal::routes(config);
    accounts::routes(config);
    sessions::routes(config);
    me::routes(config);
    factors::routes(config);
    own_sessions::routes(config);
    providers::routes(config);
    own_data::routes(config);
    support_codes::routes(config);
    data_views::routes(config);
    deliveries::routes(config);
    preferences::routes(config);
    applications::routes(config);
    organisations::routes(config);
    access_profiles::routes(config);
    access_requests::routes(config);
    grants::routes(config);
    thematic_areas::routes(config);
    training::routes(config);
}
