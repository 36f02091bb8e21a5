//! The document of the API: collected from the handlers themselves, completed with what all of them share.

use std::collections::BTreeMap;

use hilum_api_types::problem::{ErrorCode, Problem};
use utoipa::openapi::path::{Operation, Parameter, ParameterIn};
use utoipa::openapi::security::{ApiKey, ApiKeyValue, SecurityRequirement, SecurityScheme};
use utoipa::openapi::{ContentBuilder, OpenApi, Ref, RefOr, Required, ResponseBuilder};
use utoipa::{PartialSchema, ToSchema};
use utoipa_actix_web::AppExt;

use crate::auth::session;
use crate::features;
use crate::http::answers;
use crate::http::routes::operations;

/// Where a handler names refusals that follow from nothing else in its declaration; taken out of the document again.
const REFUSALS: &str = "x-refusals";

/// The whole document.
pub fn document() -> OpenApi {
    let (_, mut api) = actix_web::App::new().into_utoipa_app().configure(features::routes).split_for_parts();
    api.info.title = "Hilum".into();
    api.info.version = "1".into();
    api.info.description = Some(
        "The gate of a clinical network: access requests, decisions, grants. Errors are RFC 9457 problems; their `code` is \
         stable. Requests by cookie that change something carry `X-Requested-With: hilum`."
            .into(),
    );
    api.info.contact = None;
    api.info.license =
        Some(utoipa::openapi::LicenseBuilder::new().name("EUPL-1.2").identifier(Some("EUPL-1.2")).build());
    let components = api.components.get_or_insert_default();
    components.schemas.insert("Problem".into(), Problem::schema());
    let mut schemas = Vec::new();
    Problem::schemas(&mut schemas);
    components.schemas.extend(schemas);
    let cookie = SecurityScheme::ApiKey(ApiKey::Cookie(ApiKeyValue::new(session::COOKIE)));
    components.security_schemes.insert("session".into(), cookie.into());
    for (path, item) in &mut api.paths.paths {
        for (method, operation) in operations(item) {
            complete(path, method, operation);
        }
    }
    api
}

fn complete(path: &str, method: &str, operation: &mut Operation) {
    // Whoever needs nobody to be signed in says so: `security(())`.
    let open = operation.security.take().is_some();
    if !open {
        operation.security = Some(vec![SecurityRequirement::new::<_, [&str; 0], &str>("session", [])]);
    }
    let named = refusals(operation);
    if method == "GET" && operation.responses.responses.contains_key("200") && answers::may_be_kept(path) {
        let unchanged = ResponseBuilder::new().description("As it was: one of `If-None-Match`").build();
        operation.responses.responses.insert("304".into(), unchanged.into());
    }
    let mut by_status: BTreeMap<u16, Vec<&str>> = BTreeMap::new();
    for code in ErrorCode::ALL
        .iter()
        .filter(|code| named.contains(code) || applies(**code, path, method, open, operation))
    {
        by_status.entry(code.status()).or_default().push(code.as_str());
    }
    for (status, codes) in by_status {
        let content = ContentBuilder::new().schema(Some(Ref::from_schema_name("Problem"))).build();
        let names: Vec<String> = codes.iter().map(|code| format!("`{code}`")).collect();
        let response = ResponseBuilder::new()
            .description(names.join(", "))
            .content("application/problem+json", content)
            .build();
        operation.responses.responses.entry(status.to_string()).or_insert_with(|| response.into());
    }
}

fn refusals(operation: &mut Operation) -> Vec<ErrorCode> {
    let Some(extensions) = &mut operation.extensions else { return Vec::new() };
    // What cannot be read stays, and shows in the document.
    let read = extensions.get(REFUSALS).and_then(|named| serde_json::from_value(named.clone()).ok());
    if read.is_some() {
        extensions.remove(REFUSALS);
    }
    if extensions.is_empty() {
        operation.extensions = None;
    }
    read.unwrap_or_default()
}

/// What follows from the declaration of an operation.
fn applies(code: ErrorCode, path: &str, method: &str, open: bool, operation: &Operation) -> bool {
    let changes = method != "GET";
    let body = operation.request_body.is_some();
    let parameters: Vec<&Parameter> = operation.parameters.iter().flatten().filter_map(in_place).collect();
    let has = |name: &str| parameters.iter().any(|p| p.name == name);
    let one = path.contains('{') || path.starts_with("/api/v1/training/");
    let filtered = parameters.iter().any(|p| p.parameter_in == ParameterIn::Query);
    match code {
        ErrorCode::Malformed => body || filtered || has("Idempotency-Key"),
        ErrorCode::NotSignedIn => !open,
        ErrorCode::Forbidden | ErrorCode::StepUpRequired | ErrorCode::SecondFactorMissing => !open,
        ErrorCode::Csrf => changes,
        ErrorCode::Misdirected => !path.starts_with("/health/"),
        ErrorCode::NotFound => one || filtered,
        ErrorCode::WrongState | ErrorCode::Duplicate => changes && one && !open,
        ErrorCode::Conflict => changes && !open,
        ErrorCode::Stale => has("If-Match"),
        ErrorCode::PreconditionRequired => {
            parameters.iter().any(|p| p.name == "If-Match" && p.required == Required::True)
        }
        ErrorCode::IdempotencyKeyReused => has("Idempotency-Key"),
        ErrorCode::TooLarge | ErrorCode::UnsupportedMediaType => body,
        ErrorCode::Invalid => body || filtered,
        ErrorCode::Internal | ErrorCode::Unavailable => true,
        // Told by those who do so.
        ErrorCode::BadCredentials
        | ErrorCode::AccountSuspended
        | ErrorCode::AccountLocked
        | ErrorCode::ProofRequired
        | ErrorCode::TooManyAttempts
        | ErrorCode::BadCode
        | ErrorCode::LastHolder
        | ErrorCode::LastCoordinator
        | ErrorCode::LastFactor
        | ErrorCode::TooManyDrafts
        | ErrorCode::SelfDecision
        | ErrorCode::MethodNotAllowed => false,
    }
}

/// All our parameters are written in place.
fn in_place(parameter: &RefOr<Parameter>) -> Option<&Parameter> {
    match parameter {
        RefOr::T(parameter) => Some(parameter),
        RefOr::Ref(_) => None,
    }
}
