//! A client as thin as possible: what is measured is the server.

use anyhow::{Context as _, ensure};
use hilum_api_types::paths;
use serde_json::{Value, json};

#[derive(Debug)]
pub(crate) struct Client {
    base: String,
    http: reqwest::Client,
}

/// Somebody signed in: their cookie.
#[derive(Debug)]
pub(crate) struct Person(String);

impl Person {
    /// For what is open to all.
    pub(crate) fn nobody() -> Self {
        Self(String::new())
    }
}

impl Client {
    pub(crate) fn new(base: &str) -> Self {
        hilum_server::tls::prepare();
        Self { base: base.to_owned(), http: reqwest::Client::new() }
    }

    pub(crate) async fn sign_in(&self, name: &str) -> anyhow::Result<Person> {
        let email = format!("{name}@training.hilum.example");
        let body = json!({ "email": email, "password": hilum_server::training::PASSWORD });
        let answer = self.http.post(format!("{}{}", self.base, paths::SESSIONS)).json(&body).send().await?;
        let cookie = answer.headers().get("set-cookie").context("no cookie")?.to_str()?;
        Ok(Person(cookie.split(';').next().unwrap_or_default().to_owned()))
    }

    /// Somebody nobody knows yet, from a network address of their own: only behind a proxy that is believed.
    pub(crate) async fn stranger(
        &self,
        number: usize,
        path: &str,
        body: &Value,
    ) -> anyhow::Result<reqwest::Response> {
        let [a, b, c, _] = u32::try_from(number)?.to_le_bytes();
        let request = self.http.post(format!("{}{path}", self.base)).json(body);
        Ok(request.header("x-forwarded-for", format!("10.{c}.{b}.{a}")).send().await?)
    }

    pub(crate) async fn get(&self, person: &Person, path: &str) -> anyhow::Result<()> {
        self.text(person, path).await.map(drop)
    }

    pub(crate) async fn text(&self, person: &Person, path: &str) -> anyhow::Result<String> {
        let answer = self.http.get(format!("{}{path}", self.base)).header("cookie", &person.0).send().await?;
        read(answer).await
    }

    /// The tag of an answer, to ask with whether it is still the same.
    pub(crate) async fn tag(&self, person: &Person, path: &str) -> anyhow::Result<String> {
        let answer = self.http.get(format!("{}{path}", self.base)).header("cookie", &person.0).send().await?;
        Ok(answer.headers().get("etag").context("no tag")?.to_str()?.to_owned())
    }

    /// Asks whether the answer is still the one with this tag; it has to be.
    pub(crate) async fn unchanged(&self, person: &Person, path: &str, tag: &str) -> anyhow::Result<()> {
        let request = self.http.get(format!("{}{path}", self.base)).header("cookie", &person.0);
        let status = request.header("if-none-match", tag).send().await?.status();
        ensure!(status.as_u16() == 304, "{status}");
        Ok(())
    }

    pub(crate) async fn change(
        &self,
        person: &Person,
        path: String,
        version: i64,
        body: Value,
    ) -> anyhow::Result<()> {
        let request = self.http.patch(format!("{}{path}", self.base)).header("cookie", &person.0);
        let request =
            request.header("x-requested-with", "hilum").header("if-match", format!("\"{version}\""));
        read(request.json(&body).send().await?).await.map(drop)
    }

    pub(crate) async fn create(&self, person: &Person, path: &str, body: Value) -> anyhow::Result<String> {
        read(self.request(person, path).json(&body).send().await?).await
    }

    pub(crate) async fn post(
        &self,
        person: &Person,
        path: String,
        version: Option<i64>,
        body: Value,
    ) -> anyhow::Result<()> {
        let mut request = self.request(person, &path);
        if let Some(version) = version {
            request = request.header("if-match", format!("\"{version}\""));
        }
        if !body.is_null() {
            request = request.json(&body);
        }
        read(request.send().await?).await.map(drop)
    }

    fn request(&self, person: &Person, path: &str) -> reqwest::RequestBuilder {
        let request = self.http.post(format!("{}{path}", self.base));
        request.header("cookie", &person.0).header("x-requested-with", "hilum")
    }
}

async fn read(answer: reqwest::Response) -> anyhow::Result<String> {
    let status = answer.status();
    let text = answer.text().await?;
    ensure!(status.is_success(), "{status}: {text}");
    Ok(text)
}
