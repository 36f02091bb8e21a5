//! Who tried what they may not (ASVS 16.3.2): one line in the log for each refusal, never with what was sent.

use actix_web::dev::ServiceResponse;
use actix_web::{HttpMessage as _, web};
use hilum_api_types::problem::ErrorCode;

use crate::auth::origin;
use crate::context::Context;
use crate::http::by::By;
use crate::request_id;

/// 404 too: what may not be seen is said not to be there.
const STATUSES: [u16; 7] = [401, 403, 404, 412, 421, 428, 429];

pub(crate) fn note<B>(response: &ServiceResponse<B>) {
    let (request, status) = (response.request(), response.status().as_u16());
    if !STATUSES.contains(&status) {
        return;
    }
    let Some(context) = request.app_data::<web::Data<Context>>() else { return };
    let code = response.response().extensions().get::<ErrorCode>().map(|code| code.as_str());
    let account = request.extensions().get::<By>().map(|by| by.actor.account);
    tracing::info!(
        request_id = request_id::current(),
        code,
        account = account.map(tracing::field::display),
        operation = format!("{} {}", request.method(), request.match_pattern().unwrap_or_default()),
        address = origin::of(&context.settings, request).address,
        "refused"
    );
}
