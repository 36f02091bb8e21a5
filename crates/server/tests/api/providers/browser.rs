//! A browser on its way through a provider: keeps cookies and stops at every redirect.

use hilum_server::config::providers::ProviderSettings;
use serde_json::Value;
use url::Url;

use crate::support::app::PUBLIC_URL;
use crate::support::{Answer, Client, People, TestApp, spawn_app_with};

pub const SIGN_IN: &str = "/api/v1/providers/op/sign-in";

/// A Hilum with the provider `op`; `more` are further lines of its settings.
pub fn with_provider(kind: &str, url: &str, more: &str) -> TestApp {
    let text = format!(
        "id = 'op'\nname = 'The provider'\nkind = '{kind}'\nurl = '{url}'\nclient_id = 'hilum'\n\
         client_secret = 'a b:c'\n{more}"
    );
    let settings: ProviderSettings = toml::from_str(&text).expect("settings");
    spawn_app_with(People::Training, |all| all.providers = vec![settings])
}

#[derive(Clone, Debug)]
pub struct Browser {
    pub client: Client,
    /// Of the sign-in that is under way.
    pub cookie: Option<String>,
}

impl Browser {
    pub fn new(app: &TestApp) -> Self {
        Self { client: app.anonymous(), cookie: None }
    }

    /// Opens an address of Hilum's, or a path of it.
    pub async fn open(&mut self, address: &str) -> Answer {
        let path = address.strip_prefix(PUBLIC_URL).unwrap_or(address);
        let mut call = self.client.get(path);
        if let Some(cookie) = &self.cookie {
            call = call.header("cookie", &format!("__Host-hilum-provider={cookie}"));
        }
        let answer = call.await;
        for cookie in answer.headers.get_all("set-cookie") {
            let text = cookie.to_str().expect("a cookie");
            for attribute in ["Path=/", "Secure", "HttpOnly", "SameSite=Lax"] {
                assert!(text.contains(attribute), "{text}");
            }
            let (name, value) = text.split(';').next().and_then(|pair| pair.split_once('=')).expect("a pair");
            match name {
                "__Host-hilum" => self.client.secret = Some(value.to_owned()),
                "__Host-hilum-provider" => {
                    self.cookie = Some(value.to_owned()).filter(|value| !value.is_empty());
                }
                other => panic!("{other}"),
            }
        }
        answer
    }

    /// Where it is sent from there.
    pub async fn sent_to(&mut self, address: &str) -> String {
        let answer = self.open(address).await;
        assert_eq!(answer.status, 303, "{}", answer.text);
        answer.header("location").to_owned()
    }

    /// With the cookie of the sign-in, as the page sends it.
    pub async fn link(&self, token: &str) -> Answer {
        let call = self.client.post("/api/v1/me/identities").json(serde_json::json!({"token": token}));
        match &self.cookie {
            Some(cookie) => call.header("cookie", &format!("__Host-hilum-provider={cookie}")).await,
            None => call.await,
        }
    }

    pub async fn session(&self) -> Value {
        self.client.get("/api/v1/session").await.expect(200)
    }
}

/// A value of an address's query.
#[track_caller]
pub fn query(address: &str, name: &str) -> String {
    let url: Url = address.parse().expect("an address");
    let found = url.query_pairs().find(|(n, _)| n == name);
    found.unwrap_or_else(|| panic!("no {name} in {address}")).1.into_owned()
}
