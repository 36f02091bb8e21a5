//! `/api/v1/thematic-areas` and `/api/v1/professional-roles`

use crate::support::spawn_app;

#[tokio::test]
async fn each_network_has_its_areas_and_none_is_not_among_them() {
    let app = spawn_app();
    let newcomer = app.as_person("newcomer1");
    let areas = |network: String| {
        let newcomer = newcomer.clone();
        async move { newcomer.get(&format!("/api/v1/thematic-areas?network={network}")).await.expect(200) }
    };
    let rnd = areas(app.place("ERN-RND")).await;
    assert!(rnd["total"].as_u64().unwrap() > 3, "{rnd}");
    assert!(rnd["items"].as_array().unwrap().iter().all(|a| a["code"] != "none"));
    assert_ne!(rnd["items"], areas(app.place("BOND")).await["items"]);
    let nobody = "/api/v1/thematic-areas?network=019a0000-0000-7000-8000-000000000000";
    newcomer.get(nobody).await.refused(404, "not_found");
    newcomer.get("/api/v1/thematic-areas").await.refused(400, "malformed");
}

#[tokio::test]
async fn professional_roles_are_suggested() {
    let app = spawn_app();
    let roles = app.as_person("newcomer1").get("/api/v1/professional-roles").await.expect(200);
    assert!(roles["total"].as_u64().unwrap() > 3, "{roles}");
}
