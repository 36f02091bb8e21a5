//! `DELETE /api/v1/me`

use serde_json::{Value, json};

use crate::support::identity::PASSWORD;
use crate::support::journey::address;
use crate::support::{Client, TestApp, eventually, spawn_app};

const ME: &str = "/api/v1/me";
const ZOE: &str = "zoe.quastenflosser@klinik.example";
const NAME: &str = "Quastenflosser";

/// Somebody with a trace in every table.
async fn zoe(app: &TestApp) -> Client {
    app.registered(ZOE).await;
    let mut person = app.signed_in(ZOE, PASSWORD).await;
    let me = person.get(ME).await.expect(200);
    let names = json!({"first_name": "Zoë", "last_name": NAME, "phone": "+32 475 12 34 56"});
    person.patch(ME).if_match(&me).json(names).await.expect(200);
    app.set_up_totp(&mut person).await;
    person
}

async fn erase(person: &Client) {
    let me = person.get(ME).await.expect(200);
    let answer = person.delete(ME).if_match(&me).await;
    assert_eq!((answer.status, answer.header("clear-site-data")), (204, "\"cache\", \"storage\""));
}

/// Rows that name somebody, but for the farewell in the mailbox: that is out of the house.
async fn rows_naming(app: &TestApp, word: &str) -> Vec<String> {
    let mut rows = app.rows_with(word).await;
    rows.retain(|row| !(row.starts_with("training_mails") && row.contains("Your account is closed")));
    rows
}

#[tokio::test]
async fn r11_who_is_erased_is_named_in_no_table_and_the_decisions_stay() {
    let app = spawn_app();
    let person = zoe(&app).await;
    let coordinator = app.as_person("rndcoordinator1");
    let active = app.active(&person, "ERN-RND/DE/DE22", &["hp"]).await;
    let network = app.place("ERN-RND");
    let given = json!({"professional_role": "Nurse", "areas": ["none"]});
    person
        .put(&format!("/api/v1/me/preferences/{network}"))
        .header("if-match", "\"0\"")
        .json(given)
        .await
        .expect(200);
    let refused = person.submitted("ERN-RND/DE/DE27", &["hp"]).await;
    coordinator.reject(&refused).await.expect(200);
    let draft = person.draft("ERN-RND/DE/DE30", &["hp"]).await;
    let comment = json!({"comment": format!("I am {NAME}")});
    person.patch(&address(&draft, "")).if_match(&draft).json(comment).await.expect(200);
    let draft = person.look_at(&draft).await.expect(200);
    let open = person.post(&address(&draft, "/submit")).idempotency_key("once").await.expect(200);
    let returned = person.submitted("ERN-RND/DE/DE36", &["hp"]).await;
    let reason = json!({"reason": {"code": "other", "text": format!("Does {NAME} work there?")}});
    coordinator.post(&address(&returned, "/return")).if_match(&returned).json(reason).await.expect(200);
    let forgotten = person.draft("ERN-RND/DE/DE42", &["hp"]).await;
    app.all_delivered().await;
    assert!(!rows_naming(&app, NAME).await.is_empty() && !rows_naming(&app, ZOE).await.is_empty());

    erase(&person).await;
    person.get(ME).await.refused(401, "not_signed_in");
    app.try_sign_in(ZOE, PASSWORD).await.refused(401, "bad_credentials");
    app.mail_to(ZOE, "Your account is closed").await;
    app.all_delivered().await;
    for word in [NAME, ZOE, "klinik.example", "475123456", "475 12 34 56"] {
        assert_eq!(rows_naming(&app, word).await, Vec::<String>::new(), "{word}");
    }

    for request in [&open, &returned] {
        assert_eq!(coordinator.look_at(request).await.expect(200)["status"], "withdrawn");
    }
    app.as_person("helpdesk1").look_at(&forgotten).await.refused(404, "not_found");
    let seen = coordinator.look_at(&active).await.expect(200);
    let name = seen["applicant"]["name"].as_str().unwrap();
    assert!(name.starts_with("Erased person ") && name.len() == 20, "{name}");
    assert_eq!(seen["grants"][0]["status"], "ended");
    let kinds = |history: Vec<Value>| -> Vec<String> {
        history.iter().map(|event| event["kind"].as_str().unwrap().to_owned()).collect()
    };
    let expected = ["submitted", "item_approved", "grant_activated", "grant_ended"];
    assert_eq!(kinds(coordinator.history(&active).await), expected);
    assert_eq!(kinds(coordinator.history(&refused).await), ["submitted", "item_rejected"]);
    let list = "/api/v1/access-requests?view=to_decide&status=withdrawn&q=erased";
    assert_eq!(coordinator.get(list).await.expect(200)["total"], 2, "found by the pseudonym");
    let account = format!("/api/v1/accounts/{}", seen["applicant"]["id"].as_str().unwrap());
    let account = app.as_person("helpdesk1").get(&account).await.expect(200);
    assert_eq!((&account["status"], &account["allowed_actions"]), (&json!("closed"), &json!([])));
    assert_eq!(account["events"][0]["kind"], "account_closed");

    // The address is free: whoever has it is a new person.
    app.registered(ZOE).await;
    let anew = app.signed_in(ZOE, PASSWORD).await;
    let anew = anew.get(ME).await.expect(200);
    assert_ne!(anew["id"], seen["applicant"]["id"]);
}

/// What becomes of a reason that names the person.
async fn reason_after(query: &str) -> Value {
    let app = spawn_app();
    let (person, coordinator) = (zoe(&app).await, app.as_person("rndcoordinator1"));
    let returned = person.submitted("ERN-RND/DE/DE36", &["hp"]).await;
    let reason = json!({"reason": {"code": "other", "text": format!("Does {NAME} work there?")}});
    coordinator.post(&address(&returned, "/return")).if_match(&returned).json(reason).await.expect(200);
    let me = person.get(ME).await.expect(200);
    person.delete(&format!("{ME}{query}")).if_match(&me).await.expect(204);
    coordinator.history(&returned).await[1]["reason"]["text"].clone()
}

#[tokio::test]
async fn r11_the_words_of_deciders_name_nobody_who_was_erased_and_go_where_that_is_wished() {
    assert_eq!(reason_after("").await, "Does [erased] work there?");
    assert_eq!(reason_after("?redact=true").await, "[erased]");
}

/// Acts that are under way while their author is erased come too late, or are erased with everything else.
#[tokio::test(flavor = "multi_thread")]
async fn eight_acts_at_once_with_the_erasure_leave_nothing_behind() {
    let app = spawn_app();
    for round in 0..4 {
        let person = zoe(&app).await;
        let me = person.get(ME).await.expect(200);
        let request = person.draft("ERN-RND/DE/DE30", &["hp"]).await;
        let comment = json!({"comment": format!("I am {NAME}")});
        let acts = [
            person.post("/api/v1/access-requests").json(comment.clone()),
            person.post("/api/v1/access-requests").json(comment.clone()),
            person.patch(&address(&request, "")).if_match(&request).json(comment),
            person.post(&address(&request, "/submit")),
            person.post("/api/v1/me/support-code"),
            person.patch(ME).if_match(&me).json(json!({"first_name": NAME})),
            person.post("/api/v1/me/factors").json(json!({"kind": "totp", "label": NAME})),
            person.post("/api/v1/me/recovery-codes"),
        ];
        let acts: Vec<_> =
            acts.into_iter().map(|act| tokio::spawn(async move { act.await.status })).collect();
        let erased = eventually("the erasure", || async {
            let answer = person.delete(ME).if_match(&person.get(ME).await.json).await;
            // A change of the account may have come first: then it is asked again.
            matches!(answer.status, 204 | 401).then_some(())
        });
        erased.await;
        for act in acts {
            let status = act.await.unwrap();
            assert!(status < 500, "{status}");
        }
        app.all_delivered().await;
        for word in [NAME, ZOE] {
            // A mail that was being delivered at that moment is out of the house.
            let mut rows = app.rows_with(word).await;
            rows.retain(|row| !row.starts_with("training_mails"));
            assert_eq!(rows, Vec::<String>::new(), "round {round}, {word}");
        }
    }
}

#[tokio::test]
async fn what_an_erased_person_decided_stays_decided() {
    let app = spawn_app();
    let second = app.second_decider().await;
    let applicant = app.as_person("newcomer1");
    let request = applicant.submitted("ERN-RND/DE/DE30", &["hp"]).await;
    second.approve(&request).await.expect(200);
    let of_second = second.get(ME).await.expect(200);
    second.delete(ME).if_match(&of_second).await.expect(204);
    let history = app.as_person("rndcoordinator1").history(&request).await;
    let approved = history.iter().find(|event| event["kind"] == "item_approved").unwrap();
    assert_eq!(approved["actor"]["id"], of_second["id"]);
    assert!(approved["actor"]["name"].as_str().unwrap().starts_with("Erased person "));
    assert_eq!(applicant.look_at(&request).await.expect(200)["stage"]["code"], "with_helpdesk");
}

#[tokio::test]
async fn r8_the_last_coordinator_stays_until_there_is_another() {
    let app = spawn_app();
    let coordinator = app.as_person("rndcoordinator1");
    let me = coordinator.get(ME).await.expect(200);
    let refusal = coordinator.delete(ME).if_match(&me).await.refused(409, "last_coordinator");
    assert!(refusal.json["detail"].as_str().unwrap().contains("ERN-RND"), "{}", refusal.text);
    assert_eq!(coordinator.get(ME).await.expect(200), me, "nothing has changed");
    app.second_decider().await;
    coordinator.delete(ME).if_match(&me).await.expect(204);
}

#[tokio::test]
async fn r8_of_two_coordinators_who_leave_at_the_same_moment_one_stays() {
    let app = spawn_app();
    let (one, two) = (app.as_person("rndcoordinator1"), app.second_decider().await);
    let leave = |person: Client| async move {
        let me = person.get(ME).await.expect(200);
        person.delete(ME).if_match(&me).await.status
    };
    let (first, second) = tokio::join!(leave(one), leave(two));
    let mut both = [first, second];
    both.sort_unstable();
    assert_eq!(both, [204, 409]);
}

#[tokio::test]
async fn closing_needs_the_version_seen_and_a_fresh_verification() {
    let app = spawn_app();
    let person = app.as_person("newcomer1");
    person.delete(ME).await.refused(428, "precondition_required");
    person.delete(ME).header("if-match", "\"9\"").await.refused(412, "stale");
    app.advance(600).await;
    person.delete(ME).header("if-match", "\"1\"").await.refused(403, "step_up_required");
}

#[tokio::test]
async fn a_mail_that_waits_for_somebody_erased_is_never_sent() {
    let app = spawn_app();
    let person = zoe(&app).await;
    // What is on its way cannot be called back.
    app.all_delivered().await;
    let email = json!({"email": "other@klinik.example", "email_confirmation": "other@klinik.example"});
    person.post("/api/v1/me/email-changes").json(email).await.expect(202);
    erase(&person).await;
    app.all_delivered().await;
    let farewells = eventually("the farewell", || async {
        let mails = app.mails_to(ZOE).await;
        (!mails.is_empty()).then_some(mails)
    })
    .await;
    assert_eq!(farewells.len(), 1, "{farewells:?}");
    assert!(app.rows_with("erased.invalid").await.iter().all(|row| row.starts_with("accounts")));
}
