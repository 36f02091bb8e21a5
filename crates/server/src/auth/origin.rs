//! Where a request comes from.

use std::net::{IpAddr, Ipv6Addr, SocketAddr};

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
    let forwarded = forwarded(settings, request.headers(), "x-forwarded-for").and_then(read);
    let peer = || request.peer_addr().map(|peer| peer.ip().to_canonical());
    let address = forwarded.or_else(peer).map(|address| address.to_string()).unwrap_or_default();
    let browser = request.headers().get(USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    Origin {
        user_agent: browser.chars().filter(|c| !c.is_control()).take(300).collect(),
        address,
        provider: None,
        provider_session: None,
    }
}

/// Proxies write an address alone, in brackets, with a port, or in quotes (RFC 7239, 6): it is the same address.
fn read(entry: &str) -> Option<IpAddr> {
    let entry = entry.trim().trim_matches('"');
    let alone = || entry.parse::<IpAddr>().ok();
    let with_port = || entry.parse::<SocketAddr>().ok().map(|address| address.ip());
    let in_brackets = || entry.strip_prefix('[')?.strip_suffix(']')?.parse::<IpAddr>().ok();
    alone().or_else(with_port).or_else(in_brackets).map(|address| address.to_canonical())
}

/// What is counted. Whoever has one address of IPv6 has 2^64 of them: the network counts (RFC 6177).
pub fn network(address: &str) -> String {
    match read(address) {
        Some(IpAddr::V6(address)) => {
            let network = u128::from(address) & (u128::MAX << 64);
            format!("{}/64", Ipv6Addr::from(network))
        }
        Some(IpAddr::V4(address)) => address.to_string(),
        None => address.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_the_same_however_a_proxy_writes_it() {
        for entry in
            ["192.0.2.7", " 192.0.2.7:4711", "\"192.0.2.7:80\"", "::ffff:192.0.2.7", "[::ffff:192.0.2.7]:1"]
        {
            assert_eq!(read(entry).map(|a| a.to_string()).as_deref(), Some("192.0.2.7"), "{entry}");
        }
        for entry in ["2001:db8::1", "[2001:db8::1]", "[2001:DB8:0::1]:443", "\"[2001:db8::1]:443\""] {
            assert_eq!(read(entry).map(|a| a.to_string()).as_deref(), Some("2001:db8::1"), "{entry}");
        }
        for entry in ["", "unknown", "_hidden", "192.0.2.7.evil.example", "192.0.2.7, 1", "[192.0.2.7"] {
            assert_eq!(read(entry), None, "{entry}");
        }
    }

    #[test]
    fn of_ipv6_the_network_counts() {
        assert_eq!(network("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::/64");
        assert_eq!(network("2001:db8:1:2::"), network("2001:db8:1:2:ffff::1"));
        assert_ne!(network("2001:db8:1:3::"), network("2001:db8:1:2::"));
        assert_eq!(network("192.0.2.7"), "192.0.2.7");
        assert_eq!(network(""), "");
    }
}
