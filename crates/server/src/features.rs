//! What Hilum does, one room per resource. Routes and documents come from one registration.

pub mod access_profiles;
pub mod access_requests;
pub mod accounts;
pub mod applications;
pub mod data_views;
pub mod deliveries;
pub mod factors;
pub mod grants;
pub mod health;
pub mod me;
pub mod organisations;
pub mod own_data;
pub mod own_sessions;
pub mod people;
pub mod portal;
pub mod preferences;
pub mod providers;
pub mod sessions;
pub mod support_codes;
pub mod thematic_areas;
pub mod training;

use utoipa_actix_web::service_config::ServiceConfig;

/// Every operation of the API.
pub fn routes(config: &mut ServiceConfig) {
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
