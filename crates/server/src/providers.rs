//! Sign-in through outside identity providers: OpenID Connect, CAS 3, and the dialect of CAS that EU Login speaks.
//! What is here knows the protocols and nothing of accounts; what becomes of an identity is decided in
//! `features::providers`.

pub mod cas;
pub mod http;
pub mod oidc;
mod protocol;

use std::collections::BTreeSet;
use std::sync::Arc;

use anyhow::{Context as _, bail, ensure};
use hilum_domain::Moment;

use crate::config::providers::{Kind, ProviderSettings};
pub use protocol::{Answer, ExternalIdentity, Fault, Journey};

/// One provider, ready to be used.
#[derive(Debug)]
pub struct Provider {
    pub settings: ProviderSettings,
    /// Where the browser comes back to; made of the configured public address only.
    callback: String,
    protocol: Protocol,
}

#[derive(Debug)]
enum Protocol {
    Oidc(Box<oidc::Client>),
    Cas(Box<cas::Client>),
}

/// Those of the settings.
#[derive(Clone, Debug, Default)]
pub struct Providers(Arc<Vec<Provider>>);

impl Providers {
    /// Faults of the settings are told at the start; a provider that does not answer is none.
    pub fn new(settings: &[ProviderSettings], public_url: &str) -> anyhow::Result<Self> {
        if settings.is_empty() {
            return Ok(Self::default());
        }
        let http = http::Http::new()?;
        let mut ids = BTreeSet::new();
        let mut providers = Vec::new();
        for one in settings {
            ensure!(ids.insert(&one.id), "two providers have the id {:?}", one.id);
            providers.push(
                Provider::new(one, &http, public_url)
                    .with_context(|| format!("the provider {:?}", one.id))?,
            );
        }
        Ok(Self(Arc::new(providers)))
    }

    pub fn find(&self, id: &str) -> Option<&Provider> {
        self.0.iter().find(|provider| provider.settings.id == id)
    }

    /// As people know it; its code where it is not configured any more.
    pub fn name_of<'p>(&'p self, id: &'p str) -> &'p str {
        self.find(id).map_or(id, |provider| &provider.settings.name)
    }

    pub fn iter(&self) -> impl Iterator<Item = &Provider> {
        self.0.iter()
    }
}

impl Provider {
    fn new(settings: &ProviderSettings, http: &http::Http, public_url: &str) -> anyhow::Result<Self> {
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if settings.id.is_empty() || settings.id.len() > 50 || !settings.id.chars().all(plain) {
            bail!("an id has at most 50 small letters, digits and hyphens");
        }
        ensure!(!settings.name.trim().is_empty(), "the name is missing");
        let url = http::check_address(&settings.url)?;
        ensure!(url.query().is_none(), "{url} has a query");
        ensure!(settings.url.len() <= 300, "the url is longer than 300 characters");
        let protocol = match settings.kind {
            Kind::Oidc => Protocol::Oidc(Box::new(oidc::Client::new(settings, http.clone())?)),
            Kind::Cas | Kind::EuLogin => Protocol::Cas(Box::new(cas::Client::new(settings, http.clone()))),
        };
        let callback = format!("{public_url}/api/v1/providers/{}/callback", settings.id);
        Ok(Self { settings: settings.clone(), callback, protocol })
    }

    /// Where the browser is sent.
    pub async fn begin(&self, journey: &Journey, state: &str, now: Moment) -> Result<String, Fault> {
        match &self.protocol {
            Protocol::Oidc(client) => client.begin(journey, state, &self.callback, now).await,
            Protocol::Cas(client) => client.begin(journey, &self.service(state)),
        }
    }

    /// Who came back. `state` is the one that `journey` was found by.
    pub async fn finish(
        &self,
        journey: &Journey,
        state: &str,
        answer: &Answer,
        now: Moment,
    ) -> Result<ExternalIdentity, Fault> {
        let identity = match &self.protocol {
            Protocol::Oidc(client) => client.finish(journey, answer, &self.callback, now).await,
            Protocol::Cas(client) => client.finish(journey, answer, &self.service(state), now).await,
        }?;
        if identity.assurance < self.settings.required { Err(Fault::AssuranceTooLow) } else { Ok(identity) }
    }

    /// Whose sessions an OpenID provider wants to be ended.
    pub async fn read_logout(&self, token: &str, now: Moment) -> Result<oidc::Logout, Fault> {
        match &self.protocol {
            Protocol::Oidc(client) => client.read_logout(token, now).await,
            Protocol::Cas(_) => Err(Fault::failed("CAS has no logout tokens")),
        }
    }

    /// CAS has no `state` of its own. As a part of the service's address the ticket is bound to it.
    fn service(&self, state: &str) -> String {
        format!("{}?state={state}", self.callback)
    }
}
