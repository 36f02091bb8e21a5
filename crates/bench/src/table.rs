//! What people do most, on databases of several sizes, beside a bare handler that returns the same bytes.

use clap::Args;
use hilum_api_types::paths;
use serde_json::{Value, json};

use crate::client::{Client, Person};
use crate::load::{Measured, measure};
use crate::{seed, serve};

#[derive(Args, Debug)]
pub struct Options {
    /// How many requests the database holds
    #[arg(long, value_delimiter = ',', default_value = "2000,100000")]
    sizes: Vec<usize>,
    /// Calls per measurement
    #[arg(long, default_value_t = 2000)]
    calls: usize,
    /// Calls under way at once
    #[arg(long, default_value_t = 8)]
    at_once: usize,
    /// `postgres://…` of an empty database; SQLite otherwise
    #[arg(long)]
    database_url: Option<String>,
}

pub fn print(options: &Options) -> anyhow::Result<()> {
    println!("| requests held | what | calls/s | p50 ms | p99 ms |\n|---:|---|---:|---:|---:|");
    for size in &options.sizes {
        let hilum = serve::hilum(serve::training(options.database_url.clone()))?;
        let runtime = tokio::runtime::Runtime::new()?;
        runtime.block_on(run(options, *size, &hilum))?;
    }
    Ok(())
}

async fn run(options: &Options, size: usize, hilum: &serve::Served) -> anyhow::Result<()> {
    seed::fill(&hilum.context, size).await?;
    let row = |what: &str, measured: Measured| println!("| {size} | {what} | {measured} |");
    let client = Client::new(&hilum.base);
    let applicant = client.sign_in("newcomer1").await?;
    let coordinator = client.sign_in("rndcoordinator1").await?;

    let search = format!("{}?application=CPMS&q=tubingen", paths::ORGANISATIONS);
    row(
        "organisation search",
        measure(options.calls, options.at_once, |_| client.get(&applicant, &search)).await?,
    );
    let dashboard = format!("{}?view=to_decide", paths::ACCESS_REQUESTS);
    row(
        "dashboard page",
        measure(options.calls, options.at_once, |_| client.get(&coordinator, &dashboard)).await?,
    );

    let bytes = client.text(&coordinator, &dashboard).await?;
    let bare = serve::bare(bytes)?;
    let bare_client = Client::new(&bare);
    row(
        "  bare handler, same bytes",
        measure(options.calls, options.at_once, |_| bare_client.get(&coordinator, "/")).await?,
    );

    let drafts = drafts(&client, &applicant, options.calls.min(400)).await?;
    let submit = |i: usize| {
        client.post(&applicant, paths::access_request_action(drafts[i], "submit"), None, json!(null))
    };
    row("submit", measure(drafts.len(), options.at_once, submit).await?);

    let waiting = waiting(&client, &coordinator, options.calls.min(400)).await?;
    let decide = |i: usize| {
        let (path, version, body) = &waiting[i];
        client.post(&coordinator, path.clone(), Some(*version), body.clone())
    };
    row("decide", measure(waiting.len(), options.at_once, decide).await?);
    Ok(())
}

/// Drafts ready to be submitted, each at another provider.
async fn drafts(
    client: &Client,
    person: &Person,
    count: usize,
) -> anyhow::Result<Vec<hilum_domain::RequestId>> {
    let mut made = Vec::new();
    let mut cursor = String::new();
    while made.len() < count {
        let path = format!("{}?application=CPMS&q=university&limit=100{cursor}", paths::ORGANISATIONS);
        let page: Value = serde_json::from_str(&client.text(person, &path).await?)?;
        for node in page["items"].as_array().into_iter().flatten().filter(|n| n["kind"] == "provider") {
            if node["requestable"] == true && made.len() < count {
                let draft =
                    json!({ "application": "CPMS", "organisation_id": node["id"], "profiles": ["hp"] });
                let view: Value =
                    serde_json::from_str(&client.create(person, paths::ACCESS_REQUESTS, draft).await?)?;
                made.push(serde_json::from_value(view["id"].clone())?);
            }
        }
        match page["next"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }
    Ok(made)
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
