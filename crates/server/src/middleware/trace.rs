//! Every request under its id, with its line in the log and what it cost.

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{HeaderName, HeaderValue};
use actix_web::middleware::Next;
use actix_web::{Error, web};
use hilum_store::statements;
use tracing::Instrument;

use super::refused;
use crate::context::Context;
use crate::request_id::{self, HEADER};

/// In training mode an answer says how many statements it took (<https://www.w3.org/TR/server-timing/>): what somebody who
/// builds on Hilum sees in the browser's tools.
const COST: HeaderName = HeaderName::from_static("server-timing");

pub(crate) async fn middleware<B: MessageBody>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, Error> {
    let id = request_id::of(request.headers().get(&HEADER));
    let span = tracing::info_span!("request", id, method = %request.method(), path = request.path());
    #[expect(clippy::expect_used, reason = "it is one of ours, or was looked at")]
    let header = HeaderValue::from_str(&id).expect("a sane id is a header value");
    let started = std::time::Instant::now();
    let serve = async {
        let (result, statements) = statements::counted(next.call(request)).await;
        if let Ok(response) = &result {
            let took = started.elapsed().as_millis();
            let ms = u64::try_from(took).unwrap_or(u64::MAX);
            tracing::info!(status = response.status().as_u16(), ms, statements);
            refused::note(response);
        }
        result.map(|response| (response, statements))
    };
    let (mut response, statements) = request_id::scope(id, serve.instrument(span)).await?;
    let context = response.request().app_data::<web::Data<Context>>();
    let training = context.is_some_and(|context| context.settings.training.enabled);
    let headers = response.headers_mut();
    headers.insert(HEADER, header);
    if training && let Ok(cost) = HeaderValue::from_str(&format!("statements;dur={statements}")) {
        headers.insert(COST, cost);
    }
    Ok(response)
}
