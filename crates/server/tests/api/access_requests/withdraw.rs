//! `POST /api/v1/access-requests/{id}/withdraw`

use serde_json::json;

use crate::support::journey::address;
use crate::support::spawn_app;

#[tokio::test]
async fn what_was_withdrawn_cannot_be_decided() {
    let app = spawn_app();
    let (newcomer, coordinator) = (app.as_person("newcomer1"), app.as_person("rndcoordinator1"));
    let request = newcomer.submitted("ERN-RND/DE/DE22", &["hp"]).await;
    let withdrawn = newcomer.post(&address(&request, "/withdraw")).await.expect(200);
    assert_eq!(
        (withdrawn["status"].as_str(), withdrawn["stage"]["code"].as_str()),
        (Some("withdrawn"), Some("withdrawn"))
    );
    assert_eq!(withdrawn["items"][0]["status"], "withdrawn");
    assert_eq!(withdrawn["allowed_actions"].as_array().unwrap().len(), 0);
    coordinator.approve(&request).await.refused(412, "stale");
    coordinator.approve(&withdrawn).await.refused(409, "wrong_state");
    newcomer.post(&address(&request, "/withdraw")).await.refused(409, "wrong_state");
    app.mail("rndcoordinator1", "Training newcomer1 has withdrawn a request").await;
}

#[tokio::test]
async fn withdrawing_and_deciding_at_once_have_one_winner() {
    let app = spawn_app();
    let (newcomer, coordinator) = (app.as_person("newcomer1"), app.as_person("rndcoordinator1"));
    let request = newcomer.submitted("ERN-RND/DE/DE22", &["hp"]).await;
    let (theirs, seen) = (newcomer.clone(), request.clone());
    let withdraw =
        tokio::spawn(async move { theirs.post(&address(&seen, "/withdraw")).if_match(&seen).await });
    let seen = request.clone();
    let approve = tokio::spawn(async move { coordinator.approve(&seen).await });
    let (withdraw, approve) = (withdraw.await.unwrap(), approve.await.unwrap());
    assert_ne!(withdraw.status == 200, approve.status == 200, "{} / {}", withdraw.text, approve.text);
    assert_eq!(newcomer.grants().await.len(), usize::from(approve.status == 200));
}

#[tokio::test]
async fn only_the_applicant_withdraws_and_not_a_draft() {
    let app = spawn_app();
    let newcomer = app.as_person("newcomer1");
    let draft = newcomer.draft("ERN-RND/DE/DE22", &["hp"]).await;
    newcomer.post(&address(&draft, "/withdraw")).await.refused(409, "wrong_state");
    newcomer.submit(&draft).await.expect(200);
    let withdraw = |name: &str| app.as_person(name).post(&address(&draft, "/withdraw"));
    withdraw("rndcoordinator1").await.refused(403, "forbidden");
    withdraw("newcomer2").await.refused(404, "not_found");
    newcomer.post(&address(&draft, "/withdraw")).header("if-match", "\"1\"").await.refused(412, "stale");
}

/// What is typed into a returned request does not change who was asked.
#[tokio::test]
async fn a_returned_request_is_withdrawn_even_when_everything_in_it_was_cleared() {
    let app = spawn_app();
    let (newcomer, coordinator) = (app.as_person("newcomer1"), app.as_person("rndcoordinator1"));
    let request = newcomer.submitted("ERN-RND/DE/DE22", &["hp"]).await;
    let reason = json!({"reason": {"code": "wrong_profile"}});
    let returned = coordinator.post(&address(&request, "/return")).json(reason).await.expect(200);
    let nothing = json!({"application": null, "organisation_id": null, "profiles": null});
    newcomer.patch(&address(&request, "")).if_match(&returned).json(nothing).await.expect(200);
    coordinator.look_at(&request).await.expect(200);
    newcomer.post(&address(&request, "/withdraw")).await.expect(200);
    let mail = app.mail("rndcoordinator1", "Training newcomer1 has withdrawn a request").await;
    assert!(mail["text"].as_str().unwrap().contains("ERN-RND"), "{mail}");
}

#[tokio::test]
async fn history_has_the_order_in_which_things_happened_however_close_together() {
    let app = spawn_app();
    let (newcomer, coordinator) = (app.as_person("newcomer1"), app.as_person("rndcoordinator1"));
    for _ in 0..8 {
        let request = newcomer.submitted("ERN-RND/DE/DE22", &["hp"]).await;
        let (theirs, ours) = (newcomer.clone(), coordinator.clone());
        let (withdraw, give_back) = (address(&request, "/withdraw"), address(&request, "/return"));
        let withdraw = tokio::spawn(async move { theirs.post(&withdraw).await });
        let reason = json!({"reason": {"code": "wrong_profile"}});
        let give_back = tokio::spawn(async move { ours.post(&give_back).json(reason).await });
        assert_eq!(withdraw.await.unwrap().status, 200, "from submitted and from returned");
        give_back.await.unwrap();
        let facts = newcomer.history(&request).await;
        assert_eq!(facts.last().unwrap()["kind"], "withdrawn", "{facts:?}");
    }
}
