//! The steps of the journey, for tests that begin somewhere on it.

use serde_json::{Value, json};

use super::app::TestApp;
use super::client::{Answer, Client};
use super::{database, eventually};

pub const REQUESTS: &str = "/api/v1/access-requests";

/// Faults as `field: code`.
pub fn faults(fields: &Value) -> Vec<String> {
    let fields = fields.as_array().cloned().unwrap_or_default();
    let text = |fault: &Value, name: &str| fault[name].as_str().unwrap_or_default().to_owned();
    fields.iter().map(|fault| format!("{}: {}", text(fault, "field"), text(fault, "code"))).collect()
}

/// The same decision about every item of a request.
pub fn verdicts(request: &Value, decision: &str) -> Value {
    let items = request["items"].as_array().expect("items");
    items.iter().map(|item| json!({"id": item["id"], "decision": decision})).collect()
}

pub fn id(view: &Value) -> &str {
    view["id"].as_str().expect("an id")
}

/// `/api/v1/access-requests/{id}` and what follows.
pub fn address(request: &Value, action: &str) -> String {
    format!("{REQUESTS}/{}{action}", id(request))
}

impl Client {
    /// A draft for CPMS; `place` as in [`TestApp::place`].
    pub async fn draft(&self, place: &str, profiles: &[&str]) -> Value {
        let place = database::place(place);
        let body = json!({"application": "CPMS", "organisation_id": place, "profiles": profiles});
        self.post(REQUESTS).json(body).await.expect(201)
    }

    pub async fn submit(&self, request: &Value) -> Answer {
        self.post(&address(request, "/submit")).await
    }

    pub async fn submitted(&self, place: &str, profiles: &[&str]) -> Value {
        let draft = self.draft(place, profiles).await;
        self.submit(&draft).await.expect(200)
    }

    pub async fn decide(&self, request: &Value, decision: Value) -> Answer {
        self.post(&address(request, "/decide")).if_match(request).json(decision).await
    }

    pub async fn approve(&self, request: &Value) -> Answer {
        self.decide(request, json!({"items": verdicts(request, "approve")})).await
    }

    pub async fn reject(&self, request: &Value) -> Answer {
        let reason = json!({"code": "wrong_organisation"});
        self.decide(request, json!({"items": verdicts(request, "reject"), "reason": reason})).await
    }

    pub async fn look_at(&self, request: &Value) -> Answer {
        self.get(&address(request, "")).await
    }

    pub async fn history(&self, request: &Value) -> Vec<Value> {
        let events = self.get(&address(request, "/events")).await.expect(200);
        events["items"].as_array().expect("items").clone()
    }

    pub async fn activate(&self, grant: &Value) -> Answer {
        self.post(&format!("/api/v1/grants/{}/activate", id(grant))).await
    }

    pub async fn grants(&self) -> Vec<Value> {
        let grants = self.get("/api/v1/me/grants?limit=100").await.expect(200);
        grants["items"].as_array().expect("items").clone()
    }
}

impl TestApp {
    /// The id of a node by its key, e.g. `ERN-RND/DE/DE22`.
    #[track_caller]
    pub fn place(&self, key: &str) -> String {
        database::place(key).to_string()
    }

    /// Submitted by a person, approved by the coordinator of that network.
    pub async fn approved(&self, applicant: &Client, place: &str, profiles: &[&str]) -> Value {
        let request = applicant.submitted(place, profiles).await;
        let coordinator = if place.starts_with("BOND") { "bondcoordinator1" } else { "rndcoordinator1" };
        self.as_person(coordinator).approve(&request).await.expect(200)
    }

    /// The same, activated by the helpdesk.
    pub async fn active(&self, applicant: &Client, place: &str, profiles: &[&str]) -> Value {
        let request = self.approved(applicant, place, profiles).await;
        let helpdesk = self.as_person("helpdesk1");
        for grant in request["grants"].as_array().expect("grants") {
            helpdesk.activate(grant).await.expect(200);
        }
        applicant.look_at(&request).await.expect(200)
    }

    /// Somebody who decides for ERN-RND beside its coordinator.
    pub async fn second_decider(&self) -> Client {
        let person = self.as_person("newcomer5");
        self.active(&person, "ERN-RND/DE/DE22", &["hp", "dispatcher"]).await;
        person
    }

    /// Signs in with a password.
    pub async fn sign_in(&self, name: &str) -> Client {
        let body = json!({"email": address_of(name), "password": hilum_server::training::PASSWORD});
        let answer = self.anonymous().post("/api/v1/sessions").json(body).await;
        assert_eq!(answer.status, 201, "{}", answer.text);
        self.anonymous().with_secret(answer.session_secret())
    }

    pub async fn advance(&self, seconds: i64) {
        let body = json!({"advance_seconds": seconds});
        self.anonymous().post("/api/v1/training/clock").json(body).await.expect(200);
    }

    /// Mails to a person, newest first, as they are now.
    pub async fn mailbox(&self, name: &str) -> Vec<Value> {
        let mails = format!("/api/v1/training/mailbox?to={}", address_of(name));
        let mails = self.anonymous().get(&mails).await.expect(200);
        mails["items"].as_array().expect("items").clone()
    }

    /// The mail to a person whose subject has these words, once it is there.
    pub async fn mail(&self, name: &str, words: &str) -> Value {
        eventually(words, || async {
            let mails = self.mailbox(name).await;
            mails.into_iter().find(|mail| mail["subject"].as_str().is_some_and(|s| s.contains(words)))
        })
        .await
    }

    /// Once everything written down so far has left.
    pub async fn all_delivered(&self) {
        eventually("everything is delivered", || {
            let store = self.context.store.clone();
            async move {
                let left = self.inside(async move { hilum_store::outbox::count_waiting(&store.db()).await });
                (left.await.expect("a count") == 0).then_some(())
            }
        })
        .await
    }
}

/// The mail address of a training person.
pub fn address_of(name: &str) -> String {
    format!("{name}@training.hilum.example")
}
