//! `GET /api/v1/access-requests`

use serde_json::{Value, json};

use crate::support::journey::{REQUESTS, id};
use crate::support::{Client, People, TestApp, spawn_app, spawn_app_with};

fn ids(page: &Value) -> Vec<String> {
    page["items"].as_array().unwrap().iter().map(|item| id(item).to_owned()).collect()
}

async fn to_decide(app: &TestApp, query: &str) -> Vec<String> {
    let path = format!("{REQUESTS}?view=to_decide&{query}");
    let page = app.as_person("rndcoordinator1").get(&path).await.expect(200);
    assert_eq!(page["total"], page["items"].as_array().unwrap().len());
    ids(&page)
}

#[tokio::test]
async fn the_dashboard_shows_what_awaits_a_decision_in_ones_own_networks_oldest_first() {
    let app = spawn_app();
    let (one, two) = (app.as_person("newcomer1"), app.as_person("newcomer2"));
    let first = one.submitted("ERN-RND/DE/DE22", &["hp"]).await;
    let second = two.submitted("ERN-RND/IT/IT08", &["hp", "researcher"]).await;
    let elsewhere = two.submitted("BOND/BE/BE01", &["hp"]).await;
    one.draft("ERN-RND/DE/DE30", &["hp"]).await;
    assert_eq!(to_decide(&app, "").await, [id(&first), id(&second)]);
    let theirs =
        app.as_person("bondcoordinator1").get(&format!("{REQUESTS}?view=to_decide")).await.expect(200);
    assert_eq!(ids(&theirs), [id(&elsewhere)]);
    app.as_person("rndcoordinator1").reject(&first).await.expect(200);
    assert_eq!(to_decide(&app, "").await, [id(&second)]);
}

#[tokio::test]
async fn every_filter_of_the_dashboard_filters() {
    let app = spawn_app();
    let (one, two) = (app.as_person("newcomer1"), app.as_person("newcomer2"));
    let german = one.submitted("ERN-RND/DE/DE22", &["hp"]).await;
    let (german_id, decided_id) =
        (id(&german).to_owned(), id(&one.submitted("ERN-RND/DE/DE30", &["hp"]).await).to_owned());
    let decided = app.as_person("rndcoordinator1").get(&format!("{REQUESTS}/{decided_id}")).await.expect(200);
    app.as_person("rndcoordinator1").reject(&decided).await.expect(200);
    app.advance(60 * 20).await;
    let italian = two.submitted("ERN-RND/IT/IT08", &["hp", "researcher"]).await;
    let italian_id = id(&italian).to_owned();

    assert_eq!(to_decide(&app, "status=decided").await, [decided_id.as_str()]);
    assert_eq!(to_decide(&app, "status=submitted").await, [german_id.as_str(), italian_id.as_str()]);
    assert_eq!(to_decide(&app, "country=IT").await, [italian_id.as_str()]);
    assert_eq!(to_decide(&app, "country=FR").await, Vec::<String>::new());
    assert_eq!(to_decide(&app, "country=").await.len(), 2);
    let place = format!("organisation={}", app.place("ERN-RND/DE/DE22"));
    assert_eq!(to_decide(&app, &place).await, [german_id.as_str()]);
    assert_eq!(to_decide(&app, "profile=researcher").await, [italian_id.as_str()]);
    assert_eq!(to_decide(&app, "q=newcomer2").await, [italian_id.as_str()]);
    assert_eq!(to_decide(&app, "q=TUBINGEN").await, [german_id.as_str()]);
    assert_eq!(to_decide(&app, "q=germany%20rnd").await, [german_id.as_str()]);
    assert_eq!(to_decide(&app, "q=tubingen%20newcomer1").await, [german_id.as_str()]);
    assert_eq!(to_decide(&app, "q=tubingen%20newcomer2").await, Vec::<String>::new());
    assert_eq!(to_decide(&app, "q=%25").await, Vec::<String>::new(), "a wildcard is a letter like any other");
    assert_eq!(to_decide(&app, "q=_").await, Vec::<String>::new());
    assert_eq!(to_decide(&app, "country=IT&profile=hp&q=newcomer2").await, [italian_id.as_str()]);
    assert_eq!(to_decide(&app, "country=IT&q=newcomer1").await, Vec::<String>::new());
}

#[tokio::test]
async fn the_dashboard_filters_by_age() {
    let app = spawn_app();
    let old = app.sign_in("newcomer1").await.submitted("ERN-RND/DE/DE22", &["hp"]).await;
    app.advance(3 * 86_400).await;
    let new = app.sign_in("newcomer2").await.submitted("ERN-RND/DE/DE22", &["hp"]).await;
    let coordinator = app.sign_in("rndcoordinator1").await;
    let older = |days: u32| {
        let coordinator = coordinator.clone();
        async move {
            let path = format!("{REQUESTS}?view=to_decide&older_than_days={days}");
            ids(&coordinator.get(&path).await.expect(200))
        }
    };
    assert_eq!(older(0).await, [id(&old), id(&new)]);
    assert_eq!(older(2).await, [id(&old)]);
    assert_eq!(older(4).await, Vec::<String>::new());
}

#[tokio::test]
async fn each_view_is_for_those_whom_it_is_for() {
    let app = spawn_app();
    let newcomer = app.as_person("newcomer1");
    let waiting = newcomer.submitted("BOND/BE/BE01", &["hp"]).await;
    let approved = app.approved(&newcomer, "ERN-RND/DE/DE22", &["hp"]).await;
    let draft = newcomer.draft("ERN-RND/DE/DE30", &["hp"]).await;
    let view = |name: &str, view: &str| {
        let (person, path) = (app.as_person(name), format!("{REQUESTS}?view={view}"));
        async move { ids(&person.get(&path).await.expect(200)) }
    };
    assert_eq!(view("newcomer1", "mine").await, [id(&draft), id(&approved), id(&waiting)]);
    assert_eq!(view("newcomer2", "mine").await, Vec::<String>::new());
    assert_eq!(view("helpdesk1", "to_activate").await, [id(&approved)]);
    assert_eq!(view("helpdesk1", "all").await, [id(&approved), id(&waiting)]);
    assert_eq!(view("auditor1", "all").await, [id(&approved), id(&waiting)]);
    let grant = &approved["grants"][0];
    app.as_person("helpdesk1").activate(grant).await.expect(200);
    assert_eq!(view("helpdesk1", "to_activate").await, Vec::<String>::new());
}

/// Follows a link of the `Link` header.
fn link(answer: &crate::support::Answer, rel: &str) -> Option<String> {
    let wanted = format!("; rel=\"{rel}\"");
    let part = answer.header("link").split(", ").find_map(|part| part.strip_suffix(&wanted));
    part.map(|target| target.trim_matches(['<', '>']).to_owned())
}

async fn follow(client: &Client, first: String, rel: &str) -> (Vec<String>, String) {
    let (mut seen, mut path) = (Vec::new(), first);
    loop {
        let answer = client.get(&path).await;
        let next = link(&answer, rel);
        let page = answer.expect(200);
        assert_eq!(page["total"], 105);
        let cursor = page[rel].as_str().map(str::to_owned);
        assert_eq!(next.is_some(), cursor.is_some());
        let items = ids(&page);
        if rel == "next" {
            seen.extend(items);
        } else {
            seen.splice(0..0, items);
        }
        match next {
            Some(next) => {
                assert!(next.contains("limit=20") && next.contains(&cursor.unwrap()), "{next}");
                path = next;
            }
            None => return (seen, path),
        }
    }
}

#[tokio::test]
async fn pages_lead_forward_and_back_through_a_hundred_and_five_requests() {
    let app = spawn_app_with(People::Training, |settings| {
        (settings.limits.open_drafts, settings.limits.requests_per_day) = (200, 200);
    });
    let newcomer = app.as_person("newcomer1");
    let mut made = Vec::new();
    for n in 0..105 {
        let draft = newcomer.post(REQUESTS).json(json!({"comment": n.to_string()})).await.expect(201);
        made.insert(0, id(&draft).to_owned());
    }
    let (forward, last) = follow(&newcomer, format!("{REQUESTS}?limit=20"), "next").await;
    assert_eq!(forward, made);
    let (back, _) = follow(&newcomer, last, "prev").await;
    assert_eq!(back, made);
    let all = newcomer.get(&format!("{REQUESTS}?limit=100")).await.expect(200);
    assert_eq!(ids(&all), made[..100]);
    assert_eq!(newcomer.get(REQUESTS).await.expect(200)["items"].as_array().unwrap().len(), 25);
}

#[tokio::test]
async fn a_page_stays_in_place_while_others_write() {
    let app = spawn_app();
    let newcomer = app.as_person("newcomer1");
    let mut made = Vec::new();
    for _ in 0..4 {
        made.insert(0, id(&newcomer.post(REQUESTS).json(json!({})).await.expect(201)).to_owned());
    }
    let first = newcomer.get(&format!("{REQUESTS}?limit=2")).await.expect(200);
    assert_eq!(ids(&first), made[..2]);
    newcomer.post(REQUESTS).json(json!({})).await.expect(201);
    let cursor = first["next"].as_str().unwrap();
    let second = newcomer.get(&format!("{REQUESTS}?limit=2&cursor={cursor}")).await.expect(200);
    assert_eq!(ids(&second), made[2..]);
}

#[tokio::test]
async fn limits_and_cursors_that_are_none_are_named() {
    let app = spawn_app();
    let newcomer = app.as_person("newcomer1");
    let cases = [
        ("limit=0", "limit: invalid"),
        ("limit=101", "limit: invalid"),
        ("cursor=", "cursor: invalid"),
        ("cursor=forged", "cursor: invalid"),
        ("cursor=a1_%27%20or%201=1", "cursor: invalid"),
        ("cursor=a99999999999999999999_0", "cursor: invalid"),
        ("status=no_such", "status: invalid"),
    ];
    for (query, fault) in cases {
        let answer = newcomer.get(&format!("{REQUESTS}?{query}")).await.refused(422, "invalid");
        assert_eq!(answer.faults(), [fault], "{query}");
    }
    for query in [
        "no_such=1",
        "limit=many",
        "limit=-1",
        "view=everything",
        "organisation=x",
        "older_than_days=-1",
        "q=%00",
        "limit=1&limit=2",
    ] {
        newcomer.get(&format!("{REQUESTS}?{query}")).await.refused(400, "malformed");
    }
}
