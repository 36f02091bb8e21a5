//! The steps by which somebody becomes known, for tests that begin after them.

use hilum_domain::Moment;
use hilum_domain::account::EmailAddress;
use hilum_server::security::totp;
use hilum_store::accounts;
use serde_json::{Value, json};

use super::app::TestApp;
use super::client::{Answer, Client};
use super::eventually;
use super::journey::address_of;

pub const PASSWORD: &str = "zwölf Boxkämpfer jagen";

pub fn registration(email: &str) -> Value {
    json!({"first_name": "Zoë", "last_name": "Müller", "email": email, "email_confirmation": email,
        "language": "en", "privacy_accepted": true})
}

/// The token of the link in a mail.
#[track_caller]
pub fn token(mail: &Value) -> String {
    let text = mail["text"].as_str().expect("a text");
    let (_, rest) = text.split_once("token=").unwrap_or_else(|| panic!("no link in {text}"));
    rest.split_whitespace().next().unwrap_or_default().to_owned()
}

/// An authenticator app that somebody has set up.
#[derive(Clone, Debug)]
pub struct App {
    pub id: String,
    pub secret: String,
    pub recovery_codes: Vec<String>,
}

impl App {
    pub fn code(&self, at: Moment) -> String {
        totp::code_at(&self.secret, at).expect("a code")
    }
}

impl TestApp {
    /// Mails to any address, newest first.
    pub async fn mails_to(&self, address: &str) -> Vec<Value> {
        let path = format!("/api/v1/training/mailbox?to={}", address.replace('+', "%2B"));
        let mails = self.anonymous().get(&path).await.expect(200);
        mails["items"].as_array().expect("items").clone()
    }

    /// The newest mail to that address whose subject has these words, once it is there.
    pub async fn mail_to(&self, address: &str, words: &str) -> Value {
        eventually(words, || async {
            let mails = self.mails_to(address).await;
            mails.into_iter().find(|mail| mail["subject"].as_str().is_some_and(|s| s.contains(words)))
        })
        .await
    }

    /// Registers and confirms; the password is [`PASSWORD`].
    pub async fn registered(&self, email: &str) {
        self.anonymous().post("/api/v1/accounts").json(registration(email)).await.expect(202);
        let token = token(&self.mail_to(email, "Confirm your e-mail address").await);
        let body = json!({"token": token, "password": PASSWORD});
        self.anonymous().post("/api/v1/accounts/confirmations").json(body).await.expect(204);
    }

    pub async fn try_sign_in(&self, email: &str, password: &str) -> Answer {
        let body = json!({"email": email, "password": password});
        self.anonymous().post("/api/v1/sessions").json(body).await
    }

    /// Signed in as far as a password goes.
    pub async fn signed_in(&self, email: &str, password: &str) -> Client {
        let answer = self.try_sign_in(email, password).await;
        assert_eq!(answer.status, 201, "{}", answer.text);
        self.anonymous().with_secret(answer.session_secret())
    }

    /// Where the helpdesk finds a training person's account.
    pub async fn account_of(&self, name: &str) -> String {
        let email = EmailAddress::parse(&address_of(name)).expect("an address");
        let store = self.context.store.clone();
        let found = self.inside(async move { accounts::find_by_email(&store.db(), &email).await });
        format!("/api/v1/accounts/{}", found.await.expect("an answer").expect("an account").id)
    }

    pub async fn account_of_client(&self, person: &Client) -> String {
        let me = person.get("/api/v1/me").await.expect(200);
        format!("/api/v1/accounts/{}", me["id"].as_str().expect("an id"))
    }

    /// Rows of the whole database in which a word occurs.
    pub async fn rows_with(&self, word: &str) -> Vec<String> {
        let (store, word) = (self.context.store.clone(), word.to_owned());
        let found = self.inside(async move { hilum_store::everything::rows_with(&store.db(), &word).await });
        found.await.expect("rows")
    }

    /// Sets up an authenticator app; the client goes on with the session's new secret.
    pub async fn set_up_totp(&self, client: &mut Client) -> App {
        client.set_up_totp(self.now()).await
    }

    /// Moves on until the app shows another code: each counts once.
    pub async fn next_code(&self, app: &App) -> String {
        self.advance(31).await;
        app.code(self.now())
    }
}

impl Client {
    /// Sets up an authenticator app; the client goes on with the session's new secret.
    pub async fn set_up_totp(&mut self, now: Moment) -> App {
        let body = json!({"kind": "totp", "label": "Telephone"});
        let begun = self.post("/api/v1/me/factors").json(body).await.expect(201);
        let (id, secret) =
            (begun["id"].as_str().expect("an id"), begun["secret"].as_str().expect("a secret"));
        let mut app = App { id: id.into(), secret: secret.into(), recovery_codes: Vec::new() };
        let body = json!({"code": app.code(now)});
        let answer = self.post(&format!("/api/v1/me/factors/{id}/confirm")).json(body).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        self.secret = Some(answer.session_secret().to_owned());
        let codes = answer.json["recovery_codes"].as_array().expect("codes");
        app.recovery_codes = codes.iter().map(|code| code.as_str().expect("a code").to_owned()).collect();
        app
    }

    pub async fn verify(&self, method: &str, code: &str) -> Answer {
        let body = json!({"method": method, "code": code});
        self.post("/api/v1/session/verifications").json(body).await
    }

    /// Verified, with the session's new secret.
    pub async fn verified(&self, method: &str, code: &str) -> Client {
        let answer = self.verify(method, code).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        self.with_secret(answer.session_secret())
    }
}
