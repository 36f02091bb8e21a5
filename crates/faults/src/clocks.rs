//! Clocks that are wrong: by half a minute beside another node, by a day until somebody notices.

use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use serde_json::json;

use crate::database::Kind;
use crate::http::{Client, PASSWORD, address_of};
use crate::node::{Node, eventually};
use crate::world::World;

const DAY: &str = "86400";
const LIMIT: Duration = Duration::from_secs(60);

pub(crate) fn prove(world: &World) -> Result<String> {
    behind_another(world).context("a node 30 s behind another")?;
    a_day_ahead(world).context("a clock that ran a day ahead")?;
    Ok("30 s behind, a node takes what was shown at the other; nothing lasts until a day that was no day"
        .into())
}

/// What somebody has shown at one node counts at another whose clock is behind.
fn behind_another(world: &World) -> Result<()> {
    let database = world.database(Kind::Postgres)?;
    let shim = world.shim(&database)?;
    shim.raise("clock", "30")?;
    let ahead = shim.preload(world.launch()).start(&database)?;
    let behind = world.launch().start(&database)?;
    let person = ahead.client().signed_in("newcomer1", PASSWORD)?.at(&behind.client());
    let change = json!({ "current_password": PASSWORD, "new_password": "seventeen quiet herons" });
    person.post("/api/v1/me/password", &change)?.expect(204).map(drop)
}

/// Sessions, links and locks of a day that has not come end as if they were of today.
fn a_day_ahead(world: &World) -> Result<()> {
    let database = world.database(Kind::Sqlite)?;
    let shim = world.shim(&database)?;
    shim.raise("clock", DAY)?;
    let launch = shim.preload(world.launch());
    let node = launch.start(&database)?;
    let session = node.client().signed_in("newcomer1", PASSWORD)?;
    let link = link(&node.client(), "newcomer2")?;
    for _ in 0..5 {
        node.client().try_sign_in("newcomer3", "not the password of anybody")?;
    }
    node.stop()?;
    shim.lower("clock")?;
    let node = launch.start(&database)?;
    advance(&node, 3600)?;
    let confirmation = json!({ "token": link, "password": "seventeen quiet herons" });
    let late = node.client().post("/api/v1/password-resets/confirmations", &confirmation)?;
    ensure!(late.refused(), "a link of half an hour is good after an hour");
    node.client().signed_in("newcomer3", PASSWORD).context("an hour after five wrong passwords")?;
    advance(&node, 13 * 3600)?;
    session
        .at(&node.client())
        .get("/api/v1/me")?
        .expect(401)
        .context("a session of twelve hours, after fourteen")?;
    Ok(())
}

fn advance(node: &Node, seconds: u32) -> Result<()> {
    node.client()
        .post("/api/v1/training/clock", &json!({ "advance_seconds": seconds }))?
        .expect(200)
        .map(drop)
}

/// The token of a link by which somebody sets a new password.
fn link(client: &Client, name: &str) -> Result<String> {
    client.post("/api/v1/password-resets", &json!({ "email": address_of(name) }))?.expect(202)?;
    let path = format!("/api/v1/training/mailbox?to={}", address_of(name));
    let mut token = None;
    eventually("the mail with the link", LIMIT, || {
        let mails = client.get(&path)?.expect(200)?;
        let text = mails["items"][0]["text"].as_str().unwrap_or_default().to_owned();
        token = text
            .split_once("token=")
            .map(|(_, rest)| rest.split_whitespace().collect::<Vec<_>>()[0].to_owned());
        Ok(token.is_some())
    })?;
    token.context("a link")
}
