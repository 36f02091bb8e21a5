//! Where a request comes from.

use actix_web::HttpRequest;
use actix_web::http::header::USER_AGENT;
use hilum_store::sessions::Origin;

use crate::config::Settings;

/// Network address and browser. Behind a proxy the address is the last one in `X-Forwarded-For`: nobody chooses their own.
pub fn of(settings: &Settings, request: &HttpRequest) -> Origin {
    // Some proxies add a line of their own below what the client has sent.
    let last_line = || request.headers().get_all("x-forwarded-for").last();
    let forwarded = || last_line()?.to_str().ok()?.rsplit(',').next().map(str::trim);
    let forwarded = if settings.behind_proxy { forwarded() } else { None };
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
