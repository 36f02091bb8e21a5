//! A whole request takes at most 15 s. actix has no time limit for bodies of its own. What was begun behind the
//! store's door runs to its end all the same (invariant 7).

use std::time::Duration;

use actix_web::Error;
use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::middleware::Next;
use hilum_api_types::problem::ErrorCode;

use crate::error::ApiError;

const LIMIT: Duration = Duration::from_secs(15);

pub async fn middleware<B: MessageBody>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, Error> {
    match tokio::time::timeout(LIMIT, next.call(request)).await {
        Ok(result) => result,
        Err(_) => Err(ApiError::Later(ErrorCode::Unavailable, 5).into()),
    }
}
