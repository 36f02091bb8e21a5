//! Where a request comes from.

use actix_web::HttpRequest;
use actix_web::http::header::{HeaderMap, USER_AGENT};
use hilum_store::sessions::Origin;

use crate::config::Settings;

/// What the proxy in front says of the client: the last thing said, as all before it may be the client's own words.
fn forwarded<'a>(settings: &Settings, headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    // Some proxies add a line of their own below what the client has sent.
    let last_line = || headers.get_all(name).last()?.to_str().ok();
    settings.behind_proxy.then(last_line)??.rsplit(',').next().map(str::trim)
}

/// Whether the client came to the proxy by HTTPS.
pub fn is_https(settings: &Settings, headers: &HeaderMap) -> bool {
    forwarded(settings, headers, "x-forwarded-proto") == Some("https")
}

/// Network address and browser. Behind a proxy the address is the last one in `X-Forwarded-For`: nobody chooses their own.
pub fn of(settings: &Settings, request: &HttpRequest) -> Origin {
    let forwarded = forwarded(settings, request.headers(), "x-forwarded-for");
    let peer = || request.peer_addr().map(|peer| peer.ip().to_string());
    let address = forwarded.map(str::to_owned).or_else(peer).unwrap_or_default();
    let browser = request.headers().get(USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    Origin {
        user_agent: browser.chars().filter(|c| !c.is_control()).take(300).collect(),
        address: address.chars().take(64).collect(),
        provider: None,
        provider_session: None,
    }
}
