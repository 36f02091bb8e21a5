//! How many statements an operation asks of the database, by counting: the one measure of speed that no busy machine can
//! shake. More than the table allows fails; less is a reason to lower the table.

use hilum_store::jobs;
use serde_json::json;

use crate::support::journey::{REQUESTS, address};
use crate::support::{Answer, Call, TestApp, eventually, spawn_app, verdicts};

/// That a node begins with.
const JOBS: u64 = 2;

/// Statements of an operation, without what begins and ends its transaction.
fn cost(answer: &Answer) -> u64 {
    let cost = answer.header("server-timing").strip_prefix("statements;dur=");
    cost.and_then(|cost| cost.parse().ok()).expect("an answer in training mode says what it cost")
}

/// Costs that are too high.
#[derive(Default)]
struct Table(Vec<String>);

impl Table {
    /// What `call` costs where nothing is remembered: a slow machine has forgotten by then. `most`: on SQLite, which makes
    /// the changes that nobody waits for as one, and on PostgreSQL.
    async fn row(&mut self, app: &TestApp, what: &str, most: [u64; 2], call: Call) -> Answer {
        app.context.store.forget();
        let answer = call.await;
        assert!(answer.status < 400, "{what}: {}", answer.text);
        // PostgreSQL is asked which moment it is before anything is answered from memory.
        let read = u64::from(answer.header("cache-control") != "no-store");
        let [sqlite, postgres] = most;
        let most =
            if std::env::var_os("HILUM_TEST_POSTGRES_URL").is_some() { postgres + read } else { sqlite };
        let cost = cost(&answer);
        if cost > most {
            self.0.push(format!("{what}: {cost}, more than {most}"));
        }
        answer
    }
}

#[tokio::test]
async fn no_operation_asks_more_of_the_database_than_the_table_allows() {
    let app = spawn_app();
    let (person, coordinator) = (app.as_person("newcomer1"), app.as_person("rndcoordinator1"));
    let helpdesk = app.as_person("helpdesk1");
    // Keeping house, which a node begins with, changes what is remembered.
    eventually("the house is kept", || {
        let store = app.context.store.clone();
        let done = app.inside(async move { jobs::count_done(&store.db()).await });
        async move { (done.await.unwrap() >= JOBS).then_some(()) }
    })
    .await;
    for who in [&person, &coordinator, &helpdesk] {
        who.get("/api/v1/session").await.expect(200);
    }
    let (network, hospital) = (app.place("ERN-RND"), app.place("ERN-RND/DE/DE22"));
    let level = format!("/api/v1/organisations?application=CPMS&parent={network}");
    let search = "/api/v1/organisations?application=CPMS&q=tubingen";
    let profiles = format!("/api/v1/access-profiles?application=CPMS&organisation={hospital}");
    let mut table = Table::default();
    table.row(&app, "who I am", [3, 3], person.get("/api/v1/session")).await;
    table.row(&app, "applications", [1, 1], person.get("/api/v1/applications")).await;
    table.row(&app, "a level of organisations", [2, 2], person.get(&level)).await;
    table.row(&app, "search", [2, 2], person.get(search)).await;
    table.row(&app, "profiles", [2, 2], person.get(&profiles)).await;

    let create = person.post(REQUESTS).json(json!({"application": "CPMS"}));
    let draft = table.row(&app, "create a draft", [7, 8], create).await.expect(201);
    let change = json!({"organisation_id": hospital, "profiles": ["hp"]});
    let save = person.patch(&address(&draft, "")).if_match(&draft).json(change);
    let draft = table.row(&app, "save a draft", [6, 6], save).await.expect(200);
    table.row(&app, "read a draft", [4, 4], person.get(&address(&draft, ""))).await;
    let submit = person.post(&address(&draft, "/submit")).if_match(&draft);
    let request = table.row(&app, "submit", [9, 13], submit).await.expect(200);

    app.all_delivered().await;
    let list = format!("{REQUESTS}?view=to_decide");
    table.row(&app, "dashboard", [6, 6], coordinator.get(&list)).await;
    let look = coordinator.get(&address(&request, ""));
    let request = table.row(&app, "look at a request", [5, 5], look).await.expect(200);
    table.row(&app, "its history", [5, 5], coordinator.get(&address(&request, "/events"))).await;
    let decide = coordinator.post(&address(&request, "/decide")).if_match(&request);
    let decide = decide.json(json!({"items": verdicts(&request, "approve")}));
    table.row(&app, "decide", [8, 12], decide).await;
    let queue = helpdesk.get("/api/v1/grants?status=awaiting_activation");
    let queue = table.row(&app, "the queue of activations", [4, 4], queue).await.expect(200);
    let grant = &queue["items"][0];
    let path = format!("/api/v1/grants/{}/activate", grant["id"].as_str().unwrap());
    table.row(&app, "activate", [5, 7], helpdesk.post(&path).if_match(grant)).await;
    table.row(&app, "my grants", [4, 4], person.get("/api/v1/me/grants")).await;
    assert!(table.0.is_empty(), "{:#?}", table.0);
}
