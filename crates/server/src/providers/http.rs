//! How providers are spoken to: TLS, no redirects, ten seconds, and answers of a bounded size.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, bail};
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::{RequestBuilder, Url};

use super::protocol::Fault;

/// Nothing a provider says is longer.
const MOST: usize = 256 * 1024;
/// For one question and its answer.
const TIMEOUT: Duration = Duration::from_secs(10);

#[derive(Clone, Debug)]
pub struct Http {
    client: reqwest::Client,
    /// Goes to public addresses only, whatever a name leads to.
    outside: reqwest::Client,
}

impl Http {
    pub fn new() -> anyhow::Result<Self> {
        crate::tls::prepare();
        let builder = || {
            reqwest::Client::builder()
                // A redirect would carry a code or a secret to somewhere that is not configured.
                .redirect(reqwest::redirect::Policy::none())
                .timeout(TIMEOUT)
                .user_agent("hilum")
        };
        let wrong = "cannot make a client for identity providers";
        let outside = builder().dns_resolver(Arc::new(PublicNames));
        Ok(Self { client: builder().build().context(wrong)?, outside: outside.build().context(wrong)? })
    }

    /// For addresses that nobody has configured, but a provider tells of itself.
    #[must_use]
    pub fn endpoint(&self, inside: bool) -> Self {
        let client = if inside { &self.client } else { &self.outside };
        Self { client: client.clone(), outside: self.outside.clone() }
    }

    pub fn get(&self, url: &str) -> RequestBuilder {
        self.client.get(url)
    }

    pub fn post(&self, url: &str) -> RequestBuilder {
        self.client.post(url)
    }
}

/// Names as they are dialled, once: a name that leads inside leads nowhere (SSRF).
#[derive(Debug)]
struct PublicNames;

impl Resolve for PublicNames {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            let found: Vec<SocketAddr> = tokio::net::lookup_host((name.as_str(), 0)).await?.collect();
            let public: Vec<SocketAddr> = found.into_iter().filter(|one| is_public(one.ip())).collect();
            if public.is_empty() {
                return Err(format!("{} has no public address", name.as_str()).into());
            }
            Ok(Box::new(public.into_iter()) as Addrs)
        })
    }
}

/// Whether an address is one of the whole internet, and not of this machine, a private network, or a kind of its own.
pub fn is_public(address: IpAddr) -> bool {
    match address.to_canonical() {
        IpAddr::V4(address) => {
            let [a, b, c, _] = address.octets();
            let shared = a == 100 && (64..128).contains(&b);
            let of_protocols = (a, b, c) == (192, 0, 0) || a == 198 && (18..20).contains(&b);
            !(a == 0
                || a >= 224
                || address.is_loopback()
                || address.is_private()
                || address.is_link_local()
                || address.is_documentation()
                || shared
                || of_protocols)
        }
        IpAddr::V6(address) => {
            let [a, b, c, ..] = address.segments();
            // Those that carry an address of IPv4 (RFC 6052, RFC 3056) count as that one.
            let [.., high, low] = address.segments();
            let carried = match (a, b, c) {
                (0x64, 0xff9b, _) => Some((high, low)),
                (0x2002, ..) => Some((b, c)),
                _ => None,
            };
            if let Some((high, low)) = carried {
                return is_public(Ipv4Addr::from((u32::from(high) << 16) | u32::from(low)).into());
            }
            // All that is given out begins with 2000::/3; Teredo and documentation are in it.
            (a & 0xe000) == 0x2000 && !(a == 0x2001 && (b < 0x200 || b == 0xdb8)) && (a & 0xfff0) != 0x3ff0
        }
    }
}

/// False where the address itself says that it is not public, in whatever spelling.
pub fn may_be_outside(url: &Url) -> bool {
    match url.host() {
        Some(url::Host::Domain(name)) => {
            let name = name.trim_end_matches('.');
            name != "localhost" && !name.ends_with(".localhost")
        }
        Some(url::Host::Ipv4(address)) => is_public(address.into()),
        Some(url::Host::Ipv6(address)) => is_public(address.into()),
        None => false,
    }
}

/// Whether a configured address leads to this machine or a private network: then what it says of itself may, too.
pub async fn leads_inside(url: &str) -> bool {
    let Ok(url) = url.parse::<Url>() else { return false };
    if !may_be_outside(&url) {
        return true;
    }
    let Some(url::Host::Domain(name)) = url.host() else { return false };
    let found = tokio::net::lookup_host((name, 0)).await;
    found.is_ok_and(|mut found| found.any(|one| !is_public(one.ip())))
}

/// Sends and reads the answer, whose status must be a success.
pub async fn read(request: RequestBuilder) -> Result<Vec<u8>, Fault> {
    let unavailable =
        |error: reqwest::Error| Fault::Unavailable(format!("{:#}", anyhow::Error::from(error.without_url())));
    let mut response = request.send().await.map_err(unavailable)?;
    let status = response.status();
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(unavailable)? {
        if body.len() + chunk.len() > MOST {
            return Err(Fault::failed("it is too long"));
        }
        body.extend_from_slice(&chunk);
    }
    if status.is_server_error() {
        return Err(Fault::Unavailable(status.to_string()));
    }
    if !status.is_success() {
        // The body tells an operator what was wrong, e.g. {"error":"invalid_client"}.
        let said: String =
            String::from_utf8_lossy(&body).chars().filter(|c| !c.is_control()).take(200).collect();
        return Err(Fault::Failed(format!("{status} {said}")));
    }
    Ok(body)
}

/// TLS everywhere but on this machine.
pub fn check_address(text: &str) -> anyhow::Result<Url> {
    let url: Url = text.parse().with_context(|| format!("{text:?} is not an address"))?;
    if !url.username().is_empty() || url.password().is_some() || url.fragment().is_some() {
        bail!("{text:?} has more than a scheme, a host, a path and a query");
    }
    let loopback = match url.host() {
        Some(url::Host::Domain(name)) => name == "localhost",
        Some(url::Host::Ipv4(address)) => address.is_loopback(),
        Some(url::Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    };
    match url.scheme() {
        "https" => Ok(url),
        "http" if loopback => Ok(url),
        _ => bail!("{text:?} does not begin with https://"),
    }
}

#[cfg(test)]
mod tests {
    use super::{check_address, is_public, may_be_outside};

    #[test]
    fn an_address_that_is_not_public_is_known_by_every_spelling() {
        for inside in [
            "https://127.0.0.1/x",
            "https://127.1/x",
            "https://2130706433/x",
            "https://0x7f.0.0.1/x",
            "https://017700000001/x",
            "https://[::1]/x",
            "https://[::ffff:127.0.0.1]/x",
            "https://[::ffff:10.0.0.1]/x",
            "https://[64:ff9b::a00:1]/x",
            "https://[2002:a00:1::]/x",
            "https://[fe80::1]/x",
            "https://[fd00::1]/x",
            "https://10.1.2.3/x",
            "https://172.16.0.1/x",
            "https://192.168.0.1/x",
            "https://169.254.169.254/latest/meta-data",
            "https://100.64.0.1/x",
            "https://0.0.0.0/x",
            "https://localhost/x",
            "https://LOCALHOST./x",
            "https://a.localhost/x",
        ] {
            assert!(!may_be_outside(&inside.parse().unwrap()), "{inside}");
        }
        for outside in ["https://op.example/x", "https://1.1.1.1/x", "https://[2606:4700::1111]/x"] {
            assert!(may_be_outside(&outside.parse().unwrap()), "{outside}");
        }
        assert!(is_public("8.8.8.8".parse().unwrap()) && !is_public("::".parse().unwrap()));
    }

    #[test]
    fn plain_http_is_for_this_machine_only() {
        for good in
            ["https://op.example/realms/a", "http://127.0.0.1:4000", "http://localhost/cas", "http://[::1]:1"]
        {
            assert!(check_address(good).is_ok(), "{good}");
        }
        for bad in [
            "http://op.example",
            "ftp://op.example",
            "op.example",
            "https://a:b@op.example",
            "https://op.example#x",
            "http://127.0.0.1.evil.example",
        ] {
            assert!(check_address(bad).is_err(), "{bad}");
        }
    }
}
