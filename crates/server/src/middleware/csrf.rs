//! A request by cookie that changes something must come from the page: a header that no other site can set without
//! asking (ASVS 3.5.1), and where the browser says where it comes from, that must be here. There is no CORS.

use actix_web::body::{EitherBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{HOST, HeaderMap, ORIGIN};
use actix_web::middleware::Next;
use actix_web::{Error, ResponseError, web};
use hilum_api_types::problem::ErrorCode;

use crate::auth::session;
use crate::context::Context;
use crate::error::ApiError;

pub(crate) async fn middleware<B: MessageBody>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B>>, Error> {
    if !request.method().is_safe() {
        let by_cookie = request.cookie(session::COOKIE).is_some();
        let public_url = request.app_data::<web::Data<Context>>().map(|c| c.settings.public_url());
        if !comes_from_here(request.headers(), public_url.as_deref())
            || by_cookie && !says_so(request.headers())
        {
            // An answer, not an error: errors of a middleware would pass by those that add the headers.
            let refusal = ApiError::from(ErrorCode::Csrf).error_response();
            return Ok(request.into_response(refusal).map_into_right_body());
        }
    }
    next.call(request).await.map(ServiceResponse::map_into_left_body)
}

fn says_so(headers: &HeaderMap) -> bool {
    headers.get("x-requested-with").is_some_and(|value| value.as_bytes() == b"hilum")
}

fn comes_from_here(headers: &HeaderMap, public_url: Option<&str>) -> bool {
    let text = |name: &str| headers.get(name).map(|v| v.to_str().unwrap_or("?"));
    if text("sec-fetch-site").is_some_and(|site| site != "same-origin" && site != "none") {
        return false;
    }
    let Some(origin) = text(ORIGIN.as_str()) else { return true };
    let same_host = origin.split_once("://").is_some_and(|(_, host)| Some(host) == text(HOST.as_str()));
    same_host || public_url == Some(origin)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn from_here(pairs: &[(&'static str, &'static str)]) -> bool {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.insert(name.parse().unwrap(), value.parse().unwrap());
        }
        comes_from_here(&headers, Some("https://hilum.example"))
    }

    #[test]
    fn other_origins_are_refused_however_they_show_themselves() {
        assert!(from_here(&[]));
        assert!(from_here(&[("sec-fetch-site", "same-origin"), ("origin", "https://hilum.example")]));
        assert!(from_here(&[("origin", "http://127.0.0.1:8080"), ("host", "127.0.0.1:8080")]));
        assert!(!from_here(&[("sec-fetch-site", "cross-site")]));
        assert!(!from_here(&[("sec-fetch-site", "same-site")]));
        assert!(!from_here(&[("origin", "https://evil.example"), ("host", "hilum.example")]));
        assert!(!from_here(&[("origin", "null"), ("host", "hilum.example")]));
    }
}
