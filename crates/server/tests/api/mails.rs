//! What people are told, and when (R14).

use hilum_domain::account::EmailAddress;
use hilum_server::auth::session;
use hilum_store::accounts::{self, NewAccount};
use hilum_store::{Author, StoreError, new_id};
use serde_json::{Value, json};

use crate::support::app::PUBLIC_URL;
use crate::support::journey::{address, id};
use crate::support::{Client, TestApp, spawn_app};

#[track_caller]
fn says(mail: &Value, subject: &str, texts: &[&str]) {
    assert_eq!(mail["subject"], subject, "{mail}");
    let (text, html) = (mail["text"].as_str().unwrap(), mail["html"].as_str().unwrap());
    for wanted in texts {
        assert!(text.contains(wanted), "{wanted:?} is not in {text}");
    }
    assert!(text.starts_with("Dear ") && text.contains("helpdesk@hilum.example"), "{text}");
    assert!(html.starts_with("<!doctype html>") && html.contains("lang=\"en\""), "{html}");
    for (what, body) in [("text", text), ("html", html)] {
        assert!(!body.contains("mail-"), "a message is missing in the {what}: {body}");
        assert!(!body.contains('{') && !body.contains('}'), "a placeholder is left in the {what}: {body}");
        assert!(body.replace("&#x2f;", "/").contains(PUBLIC_URL), "{body}");
        assert!(!body.contains('\u{2068}'), "isolation marks do not belong into mails: {body}");
    }
}

async fn name_of_cpms(app: &TestApp) -> String {
    let cpms = app.as_person("newcomer1").get("/api/v1/applications/CPMS").await.expect(200);
    cpms["name"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn submitting_tells_the_applicant_what_comes_next_and_the_coordinators_what_to_do() {
    let app = spawn_app();
    let cpms = name_of_cpms(&app).await;
    let request = app.as_person("newcomer1").submitted("ERN-RND/DE/DE22", &["hp", "researcher"]).await;
    let link = format!("{PUBLIC_URL}/requests/{}", id(&request));
    let subject = format!("Your request for access to {cpms} has been submitted");
    let mail = app.mail("newcomer1", &subject).await;
    says(&mail, &subject, &["Dear Training,", "HP, Researcher", "Tübingen", "1 to 3 working days", &link]);
    let subject = format!("Training newcomer1 asks for access to {cpms}");
    let mail = app.mail("rndcoordinator1", &subject).await;
    says(&mail, &subject, &["Dear Coordinator,", "Training newcomer1", "HP, Researcher", "ERN-RND", &link]);
}

#[tokio::test]
async fn returning_and_withdrawing_are_told() {
    let app = spawn_app();
    let cpms = name_of_cpms(&app).await;
    let (newcomer, coordinator) = (app.as_person("newcomer1"), app.as_person("rndcoordinator1"));
    let request = newcomer.submitted("ERN-RND/DE/DE22", &["hp"]).await;
    let reason = json!({"reason": {"code": "more_information", "text": "Which <ward>?"}});
    coordinator.post(&address(&request, "/return")).json(reason).await.expect(200);
    let subject = format!("Your request for access to {cpms} needs a change");
    let mail = app.mail("newcomer1", &subject).await;
    says(&mail, &subject, &["Nothing is lost", "- Reason: more information is needed", "- “Which <ward>?”"]);
    assert!(mail["html"].as_str().unwrap().contains("“Which &lt;ward&gt;?”"), "{mail}");
    newcomer.post(&address(&request, "/withdraw")).await.expect(200);
    let subject = "Training newcomer1 has withdrawn a request";
    says(&app.mail("rndcoordinator1", subject).await, subject, &["nothing left to decide"]);
}

#[tokio::test]
async fn a_decision_tells_what_was_decided_about_each_profile() {
    let app = spawn_app();
    let cpms = name_of_cpms(&app).await;
    let request = app.as_person("newcomer1").submitted("ERN-RND/DE/DE22", &["hp", "researcher"]).await;
    let decision = json!({
        "items": [
            {"id": request["items"][0]["id"], "decision": "approve"},
            {"id": request["items"][1]["id"], "decision": "reject"},
        ],
        "reason": {"code": "no_clinical_need"},
        "valid_until": "2199-12-31T00:00:00Z",
    });
    let decided = app.as_person("rndcoordinator1").decide(&request, decision).await.expect(200);
    let subject = format!("Your request for access to {cpms} has been decided");
    let mail = app.mail("newcomer1", &subject).await;
    let outcomes = [
        "not active yet",
        "- HP: approved until 2199-12-31 00:00 UTC",
        "- Researcher: not approved",
        "- Reason: no clinical need is visible",
    ];
    says(&mail, &subject, &outcomes);
    app.as_person("helpdesk1").activate(&decided["grants"][0]).await.expect(200);
    let subject = format!("Your access to {cpms} is active");
    let mail = app.mail("newcomer1", &subject).await;
    says(&mail, &subject, &["as HP at ", "ends on 2199-12-31 00:00 UTC", "/my-access"]);
}

#[tokio::test]
async fn an_end_and_an_alarm_are_told() {
    let app = spawn_app();
    let cpms = name_of_cpms(&app).await;
    app.as_person("rndcoordinator1").submitted("ERN-RND/DE/DE22", &["panel_manager_ern"]).await;
    let mails = app.mail("helpdesk1", "Nobody can decide").await;
    let subject = mails["subject"].as_str().unwrap().to_owned();
    assert!(subject.starts_with("Nobody can decide a request in ERN-RND"), "{subject}");
    says(&mails, &subject, &["Coordinator ERN-RND 1", "Please find a coordinator"]);
    app.advance(91 * 86_400).await;
    let subject = format!("Your access to {cpms} has ended");
    says(&app.mail("rndguest1", &subject).await, &subject, &["ended on ", "ask for it again"]);
}

/// Somebody whose name is a trap.
async fn somebody(app: &TestApp, first_name: &str, last_name: &str) -> Client {
    let (store, now) = (app.context.store.clone(), app.now());
    let account = NewAccount {
        id: new_id(now).into(),
        email: EmailAddress::parse("trap@training.hilum.example").unwrap(),
        first_name: first_name.into(),
        last_name: last_name.into(),
        language: "en".into(),
        password_hash: None,
        training: true,
    };
    let made: Result<(), StoreError> = app
        .inside(async move {
            store
                .write(Author::System, async move |tx| {
                    accounts::insert(tx, &account, now).await?;
                    let session = hilum_store::sessions::Session {
                        id: new_id(now),
                        account: account.id,
                        assurance: hilum_domain::catalogue::Assurance::Password,
                        method: hilum_domain::verification::Method::Password,
                        verified_at: Some(now),
                        failures: 0,
                        origin: hilum_store::sessions::Origin::default(),
                        created_at: now,
                        last_seen_at: now,
                        expires_at: now + chrono::TimeDelta::hours(1),
                    };
                    hilum_store::sessions::insert(tx, session::hash("trap"), &session).await
                })
                .await
        })
        .await;
    made.unwrap();
    app.as_person("trap")
}

#[tokio::test]
async fn a_name_is_never_markup_and_never_another_header() {
    let app = spawn_app();
    let trap = somebody(&app, "<script>alert('x')</script>", "Doe\r\nBcc: all@example.eu").await;
    trap.submitted("ERN-RND/DE/DE22", &["hp"]).await;
    let mail = app.mail("rndcoordinator1", "<script>").await;
    let (subject, html) = (mail["subject"].as_str().unwrap(), mail["html"].as_str().unwrap());
    assert!(!subject.contains(['\r', '\n']), "{subject:?}");
    assert!(!html.contains("<script"), "{html}");
    assert!(html.contains("&lt;script&gt;alert("), "{html}");
    let own = app.mail("trap", "Your request for access to").await;
    assert!(!own["html"].as_str().unwrap().contains("<script"), "{own}");
}

#[tokio::test]
async fn one_fact_is_told_once_to_each() {
    let app = spawn_app();
    let second = app.second_decider().await;
    app.all_delivered().await;
    let before = [app.mailbox("rndcoordinator1").await.len(), app.mailbox("newcomer5").await.len()];
    let request = app.as_person("newcomer1").submitted("ERN-RND/DE/DE22", &["hp"]).await;
    second.approve(&request).await.expect(200);
    app.all_delivered().await;
    assert_eq!(app.mailbox("newcomer1").await.len(), 2);
    assert_eq!(app.mailbox("rndcoordinator1").await.len(), before[0] + 1);
    assert_eq!(app.mailbox("newcomer5").await.len(), before[1] + 1);
}
