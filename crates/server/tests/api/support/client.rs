//! Somebody who speaks HTTP with Hilum.

use std::future::IntoFuture;
use std::pin::Pin;

use reqwest::Method;
use reqwest::header::HeaderMap;
use serde_json::Value;

#[derive(Clone, Debug)]
pub struct Client {
    http: reqwest::Client,
    base: String,
    /// The secret of the session cookie.
    pub secret: Option<String>,
}

impl Client {
    pub fn new(http: reqwest::Client, base: String, secret: Option<String>) -> Self {
        Self { http, base, secret }
    }

    /// The same with another session.
    pub fn with_secret(&self, secret: &str) -> Self {
        Self { secret: Some(secret.to_owned()), ..self.clone() }
    }

    pub fn get(&self, path: &str) -> Call {
        self.call(Method::GET, path)
    }

    pub fn post(&self, path: &str) -> Call {
        self.call(Method::POST, path)
    }

    pub fn put(&self, path: &str) -> Call {
        self.call(Method::PUT, path)
    }

    pub fn patch(&self, path: &str) -> Call {
        self.call(Method::PATCH, path)
    }

    pub fn delete(&self, path: &str) -> Call {
        self.call(Method::DELETE, path)
    }

    pub fn call(&self, method: Method, path: &str) -> Call {
        let mut builder = self.http.request(method, format!("{}{path}", self.base));
        if let Some(secret) = &self.secret {
            builder = builder.header("cookie", format!("__Host-hilum={secret}"));
        }
        Call { builder, from_the_page: true }
    }
}

/// A request on its way; `.await` sends it.
#[derive(Debug)]
pub struct Call {
    builder: reqwest::RequestBuilder,
    from_the_page: bool,
}

impl Call {
    pub fn json(self, body: Value) -> Self {
        self.body("application/json", body.to_string())
    }

    pub fn body(self, media_type: &str, body: impl Into<reqwest::Body>) -> Self {
        Self { builder: self.builder.header("content-type", media_type).body(body), ..self }
    }

    pub fn header(self, name: &str, value: &str) -> Self {
        Self { builder: self.builder.header(name, value), ..self }
    }

    /// With the version of a view.
    pub fn if_match(self, view: &Value) -> Self {
        let version = view["version"].as_i64().expect("a view with a version");
        self.header("if-match", &format!("\"{version}\""))
    }

    pub fn idempotency_key(self, key: &str) -> Self {
        self.header("idempotency-key", key)
    }

    /// Without `X-Requested-With`.
    pub fn sent_from_elsewhere(self) -> Self {
        Self { from_the_page: false, ..self }
    }
}

impl IntoFuture for Call {
    type Output = Answer;
    type IntoFuture = Pin<Box<dyn Future<Output = Answer> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move {
            let builder = if self.from_the_page {
                self.builder.header("x-requested-with", "hilum")
            } else {
                self.builder
            };
            let response = builder.send().await.expect("an answer");
            let (status, headers) = (response.status().as_u16(), response.headers().clone());
            let bytes = response.bytes().await.expect("a whole answer").to_vec();
            let text = String::from_utf8_lossy(&bytes).into_owned();
            let json = serde_json::from_str(&text).unwrap_or(Value::Null);
            let answer = Answer { status, headers, bytes, text, json };
            answer.check_problem();
            answer
        })
    }
}

#[derive(Clone, Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub bytes: Vec<u8>,
    pub text: String,
    pub json: Value,
}

impl Answer {
    /// The body, if the status is the expected one.
    #[track_caller]
    pub fn expect(self, status: u16) -> Value {
        assert_eq!(self.status, status, "{}", self.text);
        self.json
    }

    /// Refused with this status and this code.
    #[track_caller]
    pub fn refused(self, status: u16, code: &str) -> Self {
        assert_eq!((self.status, self.code()), (status, code), "{}", self.text);
        self
    }

    /// The code of a problem; empty where the answer is none.
    pub fn code(&self) -> &str {
        self.json["code"].as_str().unwrap_or_default()
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// The version of the object in the tag of an answer to a GET.
    pub fn version_tag(&self) -> &str {
        self.header("etag").trim_matches('"').split('.').next().unwrap_or_default()
    }

    /// The secret of the session that this answer began.
    #[track_caller]
    pub fn session_secret(&self) -> &str {
        let cookie = self.header("set-cookie").strip_prefix("__Host-hilum=").expect("a session cookie");
        cookie.split(';').next().unwrap_or_default()
    }

    /// Every fault as `field: code`, in the answer's order.
    pub fn faults(&self) -> Vec<String> {
        super::faults(&self.json["fields"])
    }

    /// Every refusal, in every test, is an RFC 9457 problem that can be found in the log, and none is our own fault.
    fn check_problem(&self) {
        if self.status < 400 {
            return;
        }
        assert_ne!(self.status, 500, "{}", self.text);
        assert_eq!(self.header("content-type"), "application/problem+json", "{}", self.text);
        assert_eq!(self.json["status"], self.status, "{}", self.text);
        assert_eq!(self.json["type"], format!("/problems/{}", self.code()), "{}", self.text);
        assert!(self.json["title"].as_str().is_some_and(|title| !title.is_empty()), "{}", self.text);
        assert_eq!(self.json["request_id"], self.header("x-request-id"), "{}", self.text);
        if self.code() == "invalid" {
            assert!(!self.faults().is_empty(), "{}", self.text);
        }
    }
}
