//! A whole request takes at most 15 s. actix has no time limit for bodies of its own. What was begun behind the
//! store's door runs to its end all the same (invariant 7).

use std::time::Duration;

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::error::InternalError;
use actix_web::http::header::{CACHE_CONTROL, HeaderValue};
use actix_web::middleware::Next;
use actix_web::{Error, HttpResponse, ResponseError};
use hilum_api_types::problem::ErrorCode;

use super::headers;
use crate::error::ApiError;
use crate::request_id;

const LIMIT: Duration = Duration::from_secs(15);

pub(crate) async fn middleware<B: MessageBody>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, Error> {
    match tokio::time::timeout(LIMIT, next.call(request)).await {
        Ok(result) => result,
        Err(_) => Err(InternalError::from_response("the deadline has passed", too_late()).into()),
    }
}

/// The request went with the work on it, so this can only be an error, which passes by the other middlewares: it brings
/// their headers along.
fn too_late() -> HttpResponse {
    let mut response = ApiError::Later(ErrorCode::Unavailable, 5).error_response();
    headers::add(response.headers_mut());
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if let Some(id) = request_id::current().and_then(|id| HeaderValue::from_str(&id).ok()) {
        response.headers_mut().insert(request_id::HEADER, id);
    }
    response
}

#[cfg(test)]
mod tests {
    use actix_web::dev::Service;
    use actix_web::middleware::from_fn;
    use actix_web::test::{TestRequest, init_service};
    use actix_web::{App, web};

    use super::*;

    #[actix_web::test]
    async fn a_request_that_takes_too_long_is_answered_with_every_header() {
        tokio::time::pause();
        let slow = || async {
            tokio::time::sleep(LIMIT * 2).await;
            "never"
        };
        let app = App::new()
            .route("/api/slow", web::get().to(slow))
            .wrap(from_fn(middleware))
            .wrap(from_fn(crate::middleware::trace::middleware));
        let app = init_service(app).await;
        let error = app.call(TestRequest::get().uri("/api/slow").to_request()).await.unwrap_err();
        let response = error.error_response();
        assert_eq!(response.status(), 503);
        for name in ["retry-after", "x-request-id", "content-security-policy", "x-content-type-options"] {
            assert!(response.headers().contains_key(name), "{name}");
        }
        assert_eq!(response.headers().get("content-type").unwrap(), "application/problem+json");
    }
}
