//! `X-Request-Id`: taken over when the client sends a sane one, made otherwise, echoed, and in every log line.

use actix_web::http::header::{HeaderName, HeaderValue};
use uuid::Uuid;

pub(crate) const HEADER: HeaderName = HeaderName::from_static("x-request-id");

tokio::task_local! { static CURRENT: String; }

/// The id of the request being served, where there is one.
pub(crate) fn current() -> Option<String> {
    CURRENT.try_with(Clone::clone).ok()
}

/// Serves a request under its id.
pub(crate) async fn scope<T>(id: String, serve: impl Future<Output = T>) -> T {
    CURRENT.scope(id, serve).await
}

/// The one that was sent, or a new one.
pub(crate) fn of(sent: Option<&HeaderValue>) -> String {
    sent.and_then(sane).unwrap_or_else(|| Uuid::new_v4().to_string())
}

fn sane(value: &HeaderValue) -> Option<String> {
    let text = value.to_str().ok()?;
    let good = (8..=64).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    good.then(|| text.to_owned())
}
