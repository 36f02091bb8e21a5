//! How providers are spoken to: TLS, no redirects, ten seconds, and answers of a bounded size.

use std::time::Duration;

use anyhow::{Context as _, bail};
use reqwest::{RequestBuilder, Url};

use super::Fault;

/// Nothing a provider says is longer.
const MOST: usize = 256 * 1024;
/// For one question and its answer.
const TIMEOUT: Duration = Duration::from_secs(10);

#[derive(Clone, Debug)]
pub struct Http(reqwest::Client);

impl Http {
    pub fn new() -> anyhow::Result<Self> {
        let builder = reqwest::Client::builder()
            // A redirect would carry a code or a secret to somewhere that is not configured.
            .redirect(reqwest::redirect::Policy::none())
            .timeout(TIMEOUT)
            .user_agent("hilum");
        Ok(Self(builder.build().context("cannot make a client for identity providers")?))
    }

    pub fn get(&self, url: &str) -> RequestBuilder {
        self.0.get(url)
    }

    pub fn post(&self, url: &str) -> RequestBuilder {
        self.0.post(url)
    }
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
    use super::check_address;

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
