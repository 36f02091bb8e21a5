//! `/api/v1/me/preferences`

use serde_json::{Value, json};

use crate::support::{Client, TestApp, spawn_app};

/// Somebody with access to ERN-RND who has not said anything yet.
async fn expert(app: &TestApp) -> (Client, String, Vec<String>) {
    let expert = app.as_person("newcomer1");
    app.active(&expert, "ERN-RND/DE/DE22", &["hp"]).await;
    let network = app.place("ERN-RND");
    let areas = expert.get(&format!("/api/v1/thematic-areas?network={network}")).await.expect(200);
    let codes = areas["items"].as_array().unwrap().iter().map(|a| a["code"].as_str().unwrap().to_owned());
    (expert, format!("/api/v1/me/preferences/{network}"), codes.collect())
}

fn body(role: &str, areas: &[&str]) -> Value {
    json!({"professional_role": role, "areas": areas})
}

#[tokio::test]
async fn preferences_are_asked_for_after_activation_and_kept() {
    let app = spawn_app();
    let (expert, path, areas) = expert(&app).await;
    let due = expert.get("/api/v1/session").await.expect(200)["preferences_due"].clone();
    assert_eq!(due[0]["id"], app.place("ERN-RND"));
    let empty = expert.get(&path).await;
    assert_eq!(empty.version_tag(), "0");
    let empty = empty.expect(200);
    assert_eq!((&empty["version"], &empty["areas"]), (&json!(0), &json!([])));
    let wanted = body("Neurologist 🧠", &[&areas[0], &areas[1]]);
    let given = expert.put(&path).if_match(&empty).json(wanted.clone()).await.expect(200);
    assert_eq!((&given["version"], &given["areas"]), (&json!(1), &wanted["areas"]));
    assert_eq!(given["professional_role"], "Neurologist 🧠");
    assert_eq!(expert.get(&path).await.expect(200), given);
    assert_eq!(expert.get("/api/v1/session").await.expect(200)["preferences_due"], json!([]));
    let none = expert.put(&path).if_match(&given).json(body("Neurologist", &["none"])).await.expect(200);
    assert_eq!((&none["version"], &none["areas"]), (&json!(2), &json!(["none"])));
}

#[tokio::test]
async fn every_fault_is_named_at_once() {
    let app = spawn_app();
    let (expert, path, areas) = expert(&app).await;
    let faults = |body: Value| {
        let (expert, path) = (expert.clone(), path.clone());
        async move {
            expert.put(&path).header("if-match", "\"0\"").json(body).await.refused(422, "invalid").faults()
        }
    };
    assert_eq!(
        faults(body(" ", &["none", "no-such", &areas[0], &areas[0]])).await,
        [
            "professional_role: required",
            "areas: none_excludes_others",
            "areas[1]: not_found",
            "areas[3]: duplicate",
        ]
    );
    assert_eq!(faults(body(&"r".repeat(101), &[])).await, ["professional_role: too_long", "areas: required"]);
    assert_eq!(
        faults(body("Nurse", &["none", "none"])).await,
        ["areas: none_excludes_others", "areas[1]: duplicate"]
    );
    assert_eq!(faults(json!({"professional_role": "Nurse"})).await, ["areas: required"]);
    assert_eq!(
        faults(json!({"professional_role": "Nurse", "areas": ["none"], "version": 3})).await,
        ["version: unknown_field"]
    );
    assert_eq!(expert.get(&path).await.expect(200)["version"], 0);
}

#[tokio::test]
async fn two_windows_do_not_overwrite_each_other() {
    let app = spawn_app();
    let (expert, path, _) = expert(&app).await;
    let put = || expert.put(&path).json(body("Nurse", &["none"]));
    put().await.refused(428, "precondition_required");
    let puts: Vec<_> = (0..6)
        .map(|_| {
            let call = put().header("if-match", "\"0\"");
            tokio::spawn(async move { call.await })
        })
        .collect();
    let mut saved = 0;
    for put in puts {
        let answer = put.await.unwrap();
        assert!(matches!(answer.status, 200 | 409 | 412), "{}", answer.text);
        saved += usize::from(answer.status == 200);
    }
    assert_eq!(saved, 1);
    put().header("if-match", "\"0\"").await.refused(412, "stale");
}

#[tokio::test]
async fn a_network_without_access_is_not_there() {
    let app = spawn_app();
    let newcomer = app.as_person("newcomer1");
    app.approved(&newcomer, "ERN-RND/DE/DE22", &["hp"]).await;
    for network in [app.place("ERN-RND"), app.place("BOND"), "not-an-id".into()] {
        let path = format!("/api/v1/me/preferences/{network}");
        newcomer.get(&path).await.refused(404, "not_found");
        let put = newcomer.put(&path).header("if-match", "\"0\"").json(body("Nurse", &["none"]));
        put.await.refused(404, "not_found");
    }
    // Roles of the portal are no networks.
    assert_eq!(app.as_person("helpdesk1").get("/api/v1/me/preferences").await.expect(200)["total"], 0);
}

#[tokio::test]
async fn preferences_end_with_the_access() {
    let app = spawn_app();
    let guest = app.sign_in("rndguest1").await;
    assert_eq!(guest.get("/api/v1/me/preferences").await.expect(200)["total"], 1);
    app.advance(91 * 86_400).await;
    let guest = app.sign_in("rndguest1").await;
    assert_eq!(guest.get("/api/v1/me/preferences").await.expect(200)["total"], 0);
    app.mail("rndguest1", "has ended").await;
}
