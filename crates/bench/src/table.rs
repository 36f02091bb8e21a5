//! What people do most, on databases of several sizes: how often a second, how long one waits, and what it costs the server,
//! beside a bare handler that returns the same bytes.

use std::path::Path;
use std::time::Duration;

use clap::Args;
use hilum_api_types::paths;
use hilum_domain::RequestId;
use hilum_server::app::Application;
use hilum_server::config::Settings;
use serde_json::{Value, json};

use crate::client::{Client, Person};
use crate::flushes;
use crate::load::{Measured, measure};
use crate::{seed, serve};

#[derive(Args, Debug)]
pub(crate) struct Options {
    /// How many requests the database holds
    #[arg(long, value_delimiter = ',', default_value = "2000,100000")]
    sizes: Vec<usize>,
    /// One million requests, too
    #[arg(long)]
    large: bool,
    /// Calls per measurement
    #[arg(long, default_value_t = 4000)]
    calls: usize,
    /// Calls under way at once
    #[arg(long, default_value_t = 16)]
    at_once: usize,
    /// `postgres://…` of an empty database; SQLite otherwise
    #[arg(long)]
    database_url: Option<String>,
}

/// Writes are measured less often: each waits for the disk.
const WRITES: usize = 800;

pub(crate) fn print(options: &Options) -> anyhow::Result<()> {
    println!("| requests held | what | calls/s | p50 ms | p99 ms | server CPU per call, µs |");
    println!("|---:|---|---:|---:|---:|---:|");
    let large = options.large.then_some(1_000_000);
    for size in options.sizes.iter().copied().chain(large) {
        let data = tempfile::tempdir()?;
        prepare(options, size, data.path())?;
        let started = std::time::Instant::now();
        let hilum = serve::Program::start(data.path(), options.database_url.as_deref())?;
        let ready = started.elapsed();
        tokio::runtime::Runtime::new()?.block_on(run(options, size, &hilum, ready))?;
        drop(hilum);
        flushes::print(size, data.path())?;
    }
    Ok(())
}

/// A database of that size, as an earlier Hilum has left it.
fn prepare(options: &Options, size: usize, data_dir: &Path) -> anyhow::Result<()> {
    let settings = serve::training(options.database_url.clone());
    let settings = Settings { listen: "127.0.0.1:0".into(), data_dir: data_dir.to_owned(), ..settings };
    actix_web::rt::System::new().block_on(async {
        let context = Application::build(settings).await?.context;
        seed::fill(&context, size).await?;
        Ok(context.store.close().await?)
    })
}

/// Measures, and prints a row for each.
struct Bench<'b> {
    options: &'b Options,
    size: usize,
    hilum: &'b serve::Program,
}

impl Bench<'_> {
    async fn row<F, Fut>(&self, what: &str, calls: usize, call: F) -> anyhow::Result<()>
    where
        F: Fn(usize) -> Fut,
        Fut: Future<Output = anyhow::Result<()>>,
    {
        let before = self.hilum.settled().await?;
        let measured = measure(calls, self.options.at_once, call).await?;
        let each = per_call(self.hilum.settled().await?.saturating_sub(before), &measured);
        println!("| {} | {what} | {measured} | {each:.0} |", self.size);
        Ok(())
    }
}

#[expect(clippy::cast_precision_loss, reason = "a few thousand calls")]
fn per_call(spent: Duration, measured: &Measured) -> f64 {
    spent.as_secs_f64() * 1e6 / measured.calls().max(1) as f64
}

async fn run(options: &Options, size: usize, hilum: &serve::Program, ready: Duration) -> anyhow::Result<()> {
    let client = Client::new(&hilum.base);
    let applicant = client.sign_in("newcomer1").await?;
    let coordinator = client.sign_in("rndcoordinator1").await?;
    println!("| {size} | ready, ms · memory idle, MiB | | {} · {} | | |", ready.as_millis(), hilum.memory()?);
    let bench = Bench { options, size, hilum };
    reads(&bench, &client, &applicant, &coordinator).await?;
    writes(&bench, &client, &applicant, &coordinator).await?;
    let bare = serve::bare(client.text(&coordinator, &dashboard(0)).await?)?;
    let bare_client = Client::new(&bare);
    let measured = measure(options.calls, options.at_once, |_| bare_client.get(&coordinator, "/")).await?;
    println!("| {size} | bare handler, the dashboard's bytes | {measured} | |");
    println!("| {size} | memory afterwards, MiB | | {} | | |", hilum.memory()?);
    Ok(())
}

/// Each number is another question with the same answer: nothing is answered from memory.
fn dashboard(number: usize) -> String {
    let question = "x".repeat(number % 8);
    format!("{}?view=to_decide&older_than_days=0&country={question}", paths::ACCESS_REQUESTS)
}

async fn reads(
    bench: &Bench<'_>,
    client: &Client,
    applicant: &Person,
    coordinator: &Person,
) -> anyhow::Result<()> {
    let calls = bench.options.calls;
    bench.row("who I am (`GET /session`)", calls, |_| client.get(applicant, paths::SESSION)).await?;
    bench.row("applications", calls, |_| client.get(applicant, paths::APPLICATIONS)).await?;
    let levels = levels(client, applicant).await?;
    let level = |i: usize| &levels[i % levels.len()];
    bench.row("organisation level, 25 rows", calls, |i| client.get(applicant, level(i))).await?;
    let searches = searches();
    let search = |i: usize| &searches[i % searches.len()];
    bench.row("organisation search", calls, |i| client.get(applicant, search(i))).await?;
    let pages = pages(client, coordinator).await?;
    let page = |i: usize| &pages[i % pages.len()];
    bench.row("dashboard page", calls, |i| client.get(coordinator, page(i))).await?;
    let same = dashboard(0);
    bench.row("dashboard page, unchanged", calls, |_| client.get(coordinator, &same)).await?;
    let tag = client.tag(coordinator, &same).await?;
    bench.row("dashboard page, 304", calls, |_| client.unchanged(coordinator, &same, &tag)).await
}

/// So many different questions that none is still remembered when it comes again.
const QUESTIONS: usize = 700;

/// The level beneath each network, in several sizes of page.
async fn levels(client: &Client, person: &Person) -> anyhow::Result<Vec<String>> {
    let networks = format!("{}?application=CPMS&limit=100", paths::ORGANISATIONS);
    let page: Value = serde_json::from_str(&client.text(person, &networks).await?)?;
    let parents: Vec<&str> =
        page["items"].as_array().into_iter().flatten().filter_map(|n| n["id"].as_str()).collect();
    let path = |i: usize| {
        let (parent, other) = (parents[i % parents.len()], i / parents.len());
        format!("{}?application=CPMS&parent={parent}&limit=25&q={}", paths::ORGANISATIONS, " ".repeat(other))
            .replace(' ', "%20")
    };
    Ok((0..QUESTIONS).map(path).collect())
}

fn searches() -> Vec<String> {
    const WORDS: [&str; 10] = [
        "tubingen",
        "university",
        "hospital",
        "heidelberg",
        "klinik",
        "praha",
        "madrid",
        "necker",
        "milano",
        "graz",
    ];
    let path = |i: usize| {
        let (word, other) = (WORDS[i % WORDS.len()], i / WORDS.len());
        format!("{}?application=CPMS&q={word}{}", paths::ORGANISATIONS, "%20".repeat(other))
    };
    (0..QUESTIONS).map(path).collect()
}

/// Pages of the dashboard, one after the other, each in several sizes.
async fn pages(client: &Client, person: &Person) -> anyhow::Result<Vec<String>> {
    let mut all = Vec::new();
    let mut cursor = String::new();
    while all.len() < QUESTIONS {
        let path = format!("{}?view=to_decide&limit=25{cursor}", paths::ACCESS_REQUESTS);
        let page: Value = serde_json::from_str(&client.text(person, &path).await?)?;
        let full = page["items"].as_array().is_some_and(|items| items.len() == 25);
        if full {
            all.extend((0..10).map(|other| format!("{path}&q={}", "%20".repeat(other))));
        }
        match page["next"].as_str().filter(|_| full) {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }
    Ok(all)
}

async fn writes(
    bench: &Bench<'_>,
    client: &Client,
    applicant: &Person,
    coordinator: &Person,
) -> anyhow::Result<()> {
    let places = places(client, applicant, WRITES).await?;
    let people = people(client, 40).await?;
    // Nobody may have more than fifty drafts.
    let person = |i: usize| &people[i % people.len()];
    let create = |i: usize| {
        // They are HP somewhere already.
        let profiles = ["panel_manager_hcp"];
        let draft = json!({ "application": "CPMS", "organisation_id": places[i % places.len()], "profiles": profiles });
        async move { client.create(person(i), paths::ACCESS_REQUESTS, draft).await.map(drop) }
    };
    let count = WRITES.min(people.len() * 10);
    bench.row("create a draft", count, create).await?;
    let together = measure(count, 32, |i| create(count + i)).await?;
    println!("| {} | durable creates, 32 at once | {together} | |", bench.size);
    let drafts = drafts(client, &people).await?;
    let save = |i: usize| {
        let (owner, id) = &drafts[i];
        client.change(&people[*owner], paths::access_request(*id), 1, json!({ "comment": "seen" }))
    };
    bench.row("save a draft", drafts.len(), save).await?;
    let submit = |i: usize| {
        let (owner, id) = &drafts[i];
        client.post(&people[*owner], paths::access_request_action(*id, "submit"), None, json!(null))
    };
    bench.row("submit", drafts.len(), submit).await?;
    let waiting = waiting(client, coordinator, WRITES).await?;
    let decide = |i: usize| {
        let (path, version, body) = &waiting[i];
        client.post(coordinator, path.clone(), Some(*version), body.clone())
    };
    bench.row("decide", waiting.len(), decide).await
}

/// Places that can be asked for.
async fn places(client: &Client, person: &Person, count: usize) -> anyhow::Result<Vec<Value>> {
    let mut found = Vec::new();
    let mut cursor = String::new();
    while found.len() < count {
        let path = format!("{}?application=CPMS&q=university&limit=100{cursor}", paths::ORGANISATIONS);
        let page: Value = serde_json::from_str(&client.text(person, &path).await?)?;
        let nodes = page["items"].as_array().into_iter().flatten();
        let asked_for = nodes.filter(|n| n["kind"] == "provider" && n["requestable"] == true);
        found.extend(asked_for.map(|node| node["id"].clone()));
        match page["next"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }
    Ok(found)
}

/// Several, for each may only have so many requests.
async fn people(client: &Client, count: usize) -> anyhow::Result<Vec<Person>> {
    let everybody: Value =
        serde_json::from_str(&client.text(&Person::nobody(), paths::TRAINING_ACCOUNTS).await?)?;
    let addresses =
        everybody["items"].as_array().into_iter().flatten().filter_map(|one| one["email"].as_str());
    let names =
        addresses.filter_map(|address| address.split('@').next()).filter(|name| name.contains("hpuser"));
    let mut people = Vec::new();
    for name in names.take(count) {
        people.push(client.sign_in(name).await?);
    }
    Ok(people)
}

/// What they have written so far, with whose it is.
async fn drafts(client: &Client, people: &[Person]) -> anyhow::Result<Vec<(usize, RequestId)>> {
    let mut all = Vec::new();
    for (owner, person) in people.iter().enumerate() {
        let path = format!("{}?view=mine&status=draft&limit=100", paths::ACCESS_REQUESTS);
        let page: Value = serde_json::from_str(&client.text(person, &path).await?)?;
        for request in page["items"].as_array().into_iter().flatten() {
            all.push((owner, serde_json::from_value(request["id"].clone())?));
        }
    }
    Ok(all)
}

/// Requests that await this coordinator, with what approving them takes.
async fn waiting(
    client: &Client,
    person: &Person,
    count: usize,
) -> anyhow::Result<Vec<(String, i64, Value)>> {
    let mut found = Vec::new();
    let mut cursor = String::new();
    while found.len() < count {
        let path = format!("{}?view=to_decide&limit=100{cursor}", paths::ACCESS_REQUESTS);
        let page: Value = serde_json::from_str(&client.text(person, &path).await?)?;
        for request in page["items"].as_array().into_iter().flatten() {
            let items: Vec<Value> = request["items"]
                .as_array()
                .into_iter()
                .flatten()
                .map(|item| json!({ "id": item["id"], "decision": "approve" }))
                .collect();
            let id = serde_json::from_value(request["id"].clone())?;
            let version = request["version"].as_i64().unwrap_or_default();
            found.push((paths::access_request_action(id, "decide"), version, json!({ "items": items })));
        }
        match page["next"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }
    found.truncate(count);
    Ok(found)
}
