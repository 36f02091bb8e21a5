//! `/api/v1/organisations`

use serde_json::{Value, json};

use crate::support::{Client, TestApp, spawn_app};

const TREE: &str = "/api/v1/organisations?application=CPMS";

/// What a search finds, as `network › label`.
async fn found(client: &Client, q: &str) -> Vec<String> {
    let page = client.get(&format!("{TREE}&limit=100&q={q}")).await.expect(200);
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let line = |node: &Value| format!("{} › {}", text(&node["path"][0]["label"]), text(&node["label"]));
    page["items"].as_array().unwrap().iter().map(line).collect()
}

fn has(found: &[String], network: &str, label: &str) -> bool {
    found.iter().any(|line| line.starts_with(network) && line.contains(label))
}

#[tokio::test]
async fn a_place_is_found_by_code_name_city_and_country_in_any_language() {
    let app = spawn_app();
    let newcomer = app.as_person("newcomer1");
    for q in [
        "DE22",
        "de22",
        "Universit%C3%A4tsklinikum%20T%C3%BCbingen",
        "tubingen",
        "T%C3%9CBINGEN",
        "tu%CC%88bingen",
    ] {
        let found = found(&newcomer, q).await;
        assert!(has(&found, "ERN-RND", "DE22"), "{q}: {found:?}");
    }
    // Germany in English, German, French, Polish and Greek.
    for country in
        ["germany", "deutschland", "allemagne", "niemcy", "%CE%93%CE%B5%CF%81%CE%BC%CE%B1%CE%BD%CE%AF%CE%B1"]
    {
        let found = found(&newcomer, &format!("rnd%20{country}")).await;
        assert!(has(&found, "ERN-RND", "DE22"), "{country}: {found:?}");
        assert!(found.iter().all(|line| line.starts_with("ERN-RND")), "{country}: {found:?}");
    }
}

#[tokio::test]
async fn all_words_must_fit_in_any_order() {
    let app = spawn_app();
    let newcomer = app.as_person("newcomer1");
    for q in ["rnd%20tubingen", "tubingen%20rnd", "%20rnd%20%20tubingen%20"] {
        let found = found(&newcomer, q).await;
        assert_eq!(found.len(), 1, "{q}: {found:?}");
        assert!(has(&found, "ERN-RND", "DE22"), "{q}: {found:?}");
    }
    assert_eq!(found(&newcomer, "rnd%20zzzzzz").await, Vec::<String>::new());
}

#[tokio::test]
async fn a_typing_mistake_is_forgiven_where_nothing_fits() {
    let app = spawn_app();
    let newcomer = app.as_person("newcomer1");
    for q in ["tubingn", "rnd%20tubimgen", "rnd%20tuebingen"] {
        let found = found(&newcomer, q).await;
        assert!(has(&found, "ERN-RND", "DE22"), "{q}: {found:?}");
    }
}

#[tokio::test]
async fn letters_with_a_meaning_elsewhere_are_letters_here() {
    let app = spawn_app();
    let newcomer = app.as_person("newcomer1");
    let all = newcomer.get(&format!("{TREE}&q=e")).await.expect(200)["total"].as_u64().unwrap();
    for q in ["%25%25%25", "____", "%27%20or%201%3D1%20--", "%5C%5C%5C", "%F0%9F%A7%AC%F0%9F%A7%AC"] {
        let some = newcomer.get(&format!("{TREE}&q={q}")).await.expect(200)["total"].as_u64().unwrap();
        assert!(some < all, "{q} finds {some}");
    }
    let long = "tubingen%20".repeat(200);
    newcomer.get(&format!("{TREE}&q={long}")).await.expect(200);
}

#[tokio::test]
async fn the_tree_is_walked_level_by_level_and_pages_say_where_one_is() {
    let app = spawn_app();
    let newcomer = app.as_person("newcomer1");
    let networks = newcomer.get(TREE).await.expect(200);
    assert_eq!((&networks["total"], &networks["from"]), (&json!(25), &json!(1)));
    assert!(
        networks["items"]
            .as_array()
            .unwrap()
            .iter()
            .all(|n| n["requestable"] == false && n["kind"] == "network")
    );
    let rnd = app.place("ERN-RND");
    let first = newcomer.get(&format!("{TREE}&parent={rnd}")).await;
    assert!(first.header("link").contains("rel=\"next\""), "{}", first.header("link"));
    let first = first.expect(200);
    assert_eq!((&first["from"], first["items"].as_array().unwrap().len()), (&json!(1), 25));
    assert_eq!(first["prev"], json!(null));
    let cursor = first["next"].as_str().unwrap();
    let second = newcomer.get(&format!("{TREE}&parent={rnd}&cursor={cursor}")).await.expect(200);
    assert_eq!(second["from"], 26);
    let shown = 25 + second["items"].as_array().unwrap().len();
    assert_eq!(second["total"], shown);
    let back = second["prev"].as_str().unwrap();
    let again = newcomer.get(&format!("{TREE}&parent={rnd}&cursor={back}")).await.expect(200);
    assert_eq!(again, first);
    let germany = newcomer.get(&format!("{TREE}&parent={}", app.place("ERN-RND/DE"))).await.expect(200);
    assert!(
        germany["items"]
            .as_array()
            .unwrap()
            .iter()
            .all(|n| n["requestable"] == true && n["has_children"] == false)
    );
    assert_eq!(germany["items"][0]["kind"], "guest", "guests come first, as in every country list");
    let leaf = newcomer.get(&format!("{TREE}&parent={}", app.place("ERN-RND/DE/DE22"))).await.expect(200);
    assert_eq!((&leaf["total"], &leaf["from"]), (&json!(0), &json!(null)));
}

#[tokio::test]
async fn a_search_may_stay_beneath_a_node() {
    let app = spawn_app();
    let newcomer = app.as_person("newcomer1");
    let beneath = |place: String| {
        let newcomer = newcomer.clone();
        async move {
            newcomer.get(&format!("{TREE}&parent={place}&q=tubingen")).await.expect(200)["total"].clone()
        }
    };
    assert_eq!(beneath(app.place("ERN-RND")).await, 1);
    assert_eq!(beneath(app.place("ERN-RND/DE")).await, 1);
    assert_eq!(beneath(app.place("ERN-RND/AT")).await, 0);
}

async fn marks(app: &TestApp, client: &Client, key: &str) -> Value {
    client.get(&format!("/api/v1/organisations/{}", app.place(key))).await.expect(200)["marks"].clone()
}

#[tokio::test]
async fn what_one_holds_or_waits_for_is_marked_for_oneself_alone() {
    let app = spawn_app();
    let newcomer = app.as_person("newcomer1");
    assert_eq!(marks(&app, &newcomer, "ERN-RND/DE/DE22").await, json!([]));
    let request = newcomer.submitted("ERN-RND/DE/DE22", &["hp"]).await;
    let pending = json!([{"profile": "hp", "state": "pending", "request": request["id"]}]);
    assert_eq!(marks(&app, &newcomer, "ERN-RND/DE/DE22").await, pending);
    app.as_person("rndcoordinator1").approve(&request).await.expect(200);
    let held = json!([{"profile": "hp", "state": "held", "request": request["id"]}]);
    assert_eq!(marks(&app, &newcomer, "ERN-RND/DE/DE22").await, held);
    assert_eq!(marks(&app, &newcomer, "ERN-RND/DE/DE30").await, json!([]));
    assert_eq!(marks(&app, &app.as_person("newcomer2"), "ERN-RND/DE/DE22").await, json!([]));
}

#[tokio::test]
async fn one_node_comes_with_its_path_and_what_makes_it_recognisable() {
    let app = spawn_app();
    let newcomer = app.as_person("newcomer1");
    let node =
        newcomer.get(&format!("/api/v1/organisations/{}", app.place("ERN-RND/DE/DE22"))).await.expect(200);
    assert_eq!((&node["code"], &node["requestable"]), (&json!("DE22"), &json!(true)));
    assert_eq!((&node["details"]["city"], &node["details"]["country"]), (&json!("Tübingen"), &json!("DE")));
    let path: Vec<&Value> = node["path"].as_array().unwrap().iter().map(|n| &n["id"]).collect();
    assert_eq!(path, [&json!(app.place("ERN-RND")), &json!(app.place("ERN-RND/DE")), &node["id"]]);
    let network = newcomer.get(&format!("/api/v1/organisations/{}", app.place("ERN-RND"))).await.expect(200);
    assert!(
        network["details"]["coordinating_institution"].as_str().unwrap().contains("Tübingen"),
        "{network}"
    );
    assert_eq!((&network["requestable"], &network["has_children"]), (&json!(false), &json!(true)));
    let retired = newcomer.get(&format!("/api/v1/organisations/{}", app.place("COVID-19"))).await.expect(200);
    assert_eq!((&retired["status"], &retired["requestable"]), (&json!("retired"), &json!(false)));
}

#[tokio::test]
async fn what_does_not_exist_is_not_found_and_what_does_not_fit_is_named() {
    let app = spawn_app();
    let newcomer = app.as_person("newcomer1");
    let nobody = "019a0000-0000-7000-8000-000000000000";
    for path in [
        format!("/api/v1/organisations/{nobody}"),
        "/api/v1/organisations/not-an-id".into(),
        format!("{TREE}&parent={nobody}"),
        "/api/v1/organisations?application=NO-SUCH".into(),
        "/api/v1/organisations?application=HILUM".into(),
    ] {
        newcomer.get(&path).await.refused(404, "not_found");
    }
    for (query, fault) in [
        ("limit=0", "limit: invalid"),
        ("limit=101", "limit: invalid"),
        ("cursor=x1", "cursor: invalid"),
        ("cursor=o-1", "cursor: invalid"),
        ("cursor=o99999999999", "cursor: invalid"),
    ] {
        assert_eq!(newcomer.get(&format!("{TREE}&{query}")).await.refused(422, "invalid").faults(), [fault]);
    }
    newcomer.get("/api/v1/organisations").await.refused(400, "malformed");
    newcomer.get(&format!("{TREE}&nodes=all")).await.refused(400, "malformed");
    newcomer.get(&format!("{TREE}&parent=x")).await.refused(400, "malformed");
}
