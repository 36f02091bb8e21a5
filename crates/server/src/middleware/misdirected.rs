//! Requests for a name that is not Hilum's: 421.

use actix_web::body::{EitherBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::HOST;
use actix_web::http::uri::Authority;
use actix_web::middleware::Next;
use actix_web::{Error, ResponseError, web};
use hilum_api_types::problem::ErrorCode;

use crate::context::Context;
use crate::error::ApiError;

pub(crate) async fn middleware<B: MessageBody>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B>>, Error> {
    // Probes of containers and balancers know an address, if that.
    let probe = ["/health/live", "/health/ready"].contains(&request.path());
    if !probe && !is_for_us(&request) {
        let refusal = ApiError::from(ErrorCode::Misdirected).error_response();
        return Ok(request.into_response(refusal).map_into_right_body());
    }
    next.call(request).await.map(ServiceResponse::map_into_left_body)
}

/// Both names count where the target has one of its own (RFC 9112, 3.2.2): a proxy may look at either.
fn is_for_us(request: &ServiceRequest) -> bool {
    let Some(context) = request.app_data::<web::Data<Context>>() else { return false };
    let target = request.uri().authority().map(Authority::as_str);
    let header = request.headers().get(HOST).map(|value| value.to_str().unwrap_or_default());
    let mut said = target.into_iter().chain(header).peekable();
    said.peek().is_some() && said.all(|authority| context.hosts.know(authority))
}
