//! The ways out for text messages: the operator's gateway, or the training mailbox.

use std::net::IpAddr;
use std::time::Duration;

use anyhow::{Context as _, ensure};
use hilum_domain::Moment;
use hilum_domain::phone::PhoneNumber;
use hilum_store::{Author, Store, StoreError, training};
use reqwest::{Client, Url, redirect};
use serde_json::json;
use uuid::Uuid;

use crate::config::Settings;

/// Time for one try.
const TRY_LIMIT: Duration = Duration::from_secs(10);

#[derive(Debug)]
pub(crate) enum Gateway {
    Http(HttpGateway),
    Mailbox(Store),
    /// No messages are sent from here.
    Absent,
}

/// `POST {"to", "text", "from"}` with the token as bearer; any 2xx means taken.
pub(crate) struct HttpGateway {
    client: Client,
    url: Url,
    token: Option<String>,
    from: String,
}

impl std::fmt::Debug for HttpGateway {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("HttpGateway")
    }
}

/// A message ready to be sent.
#[derive(Clone)]
pub(crate) struct TextMessage {
    pub to: PhoneNumber,
    /// Shown in the training mailbox only.
    pub subject: String,
    pub text: String,
}

impl Gateway {
    pub(crate) fn new(settings: &Settings, store: &Store) -> anyhow::Result<Self> {
        if settings.training.enabled {
            return Ok(Self::Mailbox(store.clone()));
        }
        let sms = &settings.sms;
        let Some(url) = &sms.gateway_url else { return Ok(Self::Absent) };
        let url = Url::parse(url).context("sms.gateway_url is not an address")?;
        ensure!(
            url.scheme() == "https" || url.scheme() == "http" && is_here(&url),
            "sms.gateway_url must begin with https: codes and the token travel there"
        );
        let client = Client::builder().timeout(TRY_LIMIT).redirect(redirect::Policy::none()).build()?;
        Ok(Self::Http(HttpGateway { client, url, token: sms.token.clone(), from: sms.from.clone() }))
    }

    /// Sends once. `id` is that of the outbox row.
    pub(crate) async fn send(&self, id: Uuid, message: TextMessage, now: Moment) -> anyhow::Result<()> {
        match self {
            Self::Http(gateway) => gateway.send(&message).await,
            Self::Mailbox(store) => {
                let TextMessage { to, subject, text } = message;
                let row = training::mail(id, to.as_str().to_owned(), subject, text, String::new(), now);
                store
                    .write(Author::System, async move |tx| training::keep_mail(tx, row.clone()).await)
                    .await
                    .map_err(|error: StoreError| error.into())
            }
            Self::Absent => anyhow::bail!("sms.gateway_url is not set"),
        }
    }
}

impl HttpGateway {
    async fn send(&self, message: &TextMessage) -> anyhow::Result<()> {
        let body = json!({ "to": message.to.as_str(), "text": message.text, "from": self.from });
        let mut request = self.client.post(self.url.clone()).json(&body);
        if let Some(token) = &self.token {
            request = request.bearer_auth(token);
        }
        // The error is kept and shown; the address may hold a secret.
        let answer = request.send().await.map_err(reqwest::Error::without_url)?;
        ensure!(answer.status().is_success(), "the gateway answered {}", answer.status());
        Ok(())
    }
}

/// On this machine nobody listens in between.
fn is_here(url: &Url) -> bool {
    url.host_str().is_some_and(|host| {
        let host = host.trim_matches(['[', ']']);
        host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
    })
}
