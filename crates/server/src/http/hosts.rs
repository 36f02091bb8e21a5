//! The names Hilum goes by. A request for another one has lost its way or was led astray (DNS rebinding): 421. What is
//! served does not depend on ports, which proxies and containers change as they like.

use std::net::IpAddr;

use actix_web::http::uri::Authority;
use anyhow::Context as _;

use crate::config::Settings;

#[derive(Clone, Debug, Default)]
pub struct Hosts {
    names: Vec<String>,
    /// Reached from this machine: by any of its names.
    loopback: bool,
    /// Reached at any address of this machine. Rebinding needs a name.
    addresses: bool,
}

impl Hosts {
    pub fn new(settings: &Settings) -> anyhow::Result<Self> {
        let url = settings.public_url();
        let public = url.split_once("://").map_or(url.as_str(), |(_, rest)| rest);
        let public = public.split('/').next().and_then(name).unwrap_or_default();
        let nowhere = address(&public).is_some_and(|address| address.is_unspecified());
        let (addresses, loopback) = (settings.public_url.is_none() && nowhere, is_loopback(&public));
        let configured = settings.hosts.iter().map(|given| {
            name(given).with_context(|| format!("the setting `hosts` has no host name: {given}"))
        });
        let names = configured.chain([Ok(public)]).collect::<anyhow::Result<_>>()?;
        Ok(Self { names, loopback: loopback || addresses, addresses })
    }

    pub(crate) fn know(&self, authority: &str) -> bool {
        name(authority).is_some_and(|name| {
            self.loopback && is_loopback(&name)
                || self.addresses && address(&name).is_some()
                || self.names.contains(&name)
        })
    }
}

/// The host of `host:port`, in small letters.
fn name(authority: &str) -> Option<String> {
    let parsed: Authority = authority.parse().ok()?;
    let host = parsed.host();
    (!authority.contains('@') && !host.is_empty()).then(|| host.to_ascii_lowercase())
}

fn address(name: &str) -> Option<IpAddr> {
    name.trim_start_matches('[').trim_end_matches(']').parse().ok()
}

fn is_loopback(name: &str) -> bool {
    name == "localhost" || address(name).is_some_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known(public_url: Option<&str>, listen: &str, hosts: &[&str], asked: &[&str]) -> Vec<bool> {
        let settings = Settings {
            public_url: public_url.map(str::to_owned),
            listen: listen.into(),
            hosts: hosts.iter().map(|host| (*host).to_owned()).collect(),
            ..Settings::default()
        };
        let hosts = Hosts::new(&settings).unwrap();
        asked.iter().map(|host| hosts.know(host)).collect()
    }

    const ASKED: [&str; 9] = [
        "hilum.example",
        "HILUM.example:8443",
        "evil.example",
        "hilum.example.evil.example",
        "hilum.example@evil.example",
        "localhost:9",
        "127.0.0.1",
        "[::1]:8080",
        "192.0.2.7:80",
    ];

    fn as_said(public_url: Option<&str>, listen: &str, hosts: &[&str]) -> String {
        known(public_url, listen, hosts, &ASKED)
            .into_iter()
            .map(|known| if known { 'x' } else { '-' })
            .collect()
    }

    #[test]
    fn hilum_answers_to_its_own_names_only() {
        let public = Some("https://hilum.example/");
        assert_eq!(as_said(public, "0.0.0.0:8080", &[]), "xx-------");
        assert_eq!(as_said(public, "127.0.0.1:80", &["Evil.example", "192.0.2.7"]), "xxx-----x");
        assert_eq!(as_said(Some("http://localhost:8080"), "0.0.0.0:8080", &[]), "-----xxx-");
        assert_eq!(as_said(None, "127.0.0.1:8080", &[]), "-----xxx-");
        assert_eq!(as_said(None, "[::1]:8080", &["hilum.example"]), "xx---xxx-");
    }

    #[test]
    fn listening_everywhere_without_a_name_any_address_is_its_own_and_no_name() {
        assert_eq!(as_said(None, "0.0.0.0:8080", &[]), "-----xxxx");
        assert_eq!(as_said(None, "[::]:8080", &[]), "-----xxxx");
        assert_eq!(as_said(None, "192.0.2.7:8080", &[]), "--------x");
    }

    #[test]
    fn a_configured_host_that_is_none_is_told() {
        let settings = Settings { hosts: vec!["https://hilum.example".into()], ..Settings::default() };
        assert!(Hosts::new(&settings).unwrap_err().to_string().contains("https://hilum.example"));
    }
}
