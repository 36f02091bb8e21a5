//! Somebody is let in, is shut out while the body of their request is still on its way, and sends the rest of it.

use std::thread::{self, sleep};
use std::time::Duration;

use anyhow::{Context as _, Result, bail, ensure};
use serde_json::{Value, json};

use crate::database::{BOTH, Database};
use crate::http::{Client, Half, PASSWORD};
use crate::ledger::REQUESTS;
use crate::node::Node;
use crate::world::{People, World};

/// Long enough that those who let in too early have let in. A slow machine only makes this check milder.
const UNTIL_LET_IN: Duration = Duration::from_millis(300);
const ROUNDS_AT_ONCE: usize = 5;

/// How somebody is shut out.
const WAYS: [(&str, ShutOut); 4] =
    [("sign-out", sign_out), ("suspension", suspend), ("the emergency brake", brake), ("erasure", erase)];

type ShutOut = fn(&Client, &Client) -> Result<()>;

pub(crate) fn prove(world: &World) -> Result<String> {
    let mut writes = 0;
    for kind in BOTH {
        let database = world.database(kind)?;
        let node = world.launch().start(&database)?;
        let people = People::of(&node.client())?;
        for (way, shut_out) in WAYS {
            writes += half_bodies(&node, &database, &people, shut_out)
                .with_context(|| format!("{way}, {}", kind.name()))?;
        }
        for round in 0..ROUNDS_AT_ONCE {
            at_once(&node, &database, &people, round).with_context(|| format!("at once, {}", kind.name()))?;
        }
    }
    Ok(format!(
        "{writes} halves refused, none stored; {ROUNDS_AT_ONCE} rounds of writing beside one's own erasure"
    ))
}

/// What they were about to write, each with a word that can be found again.
fn halves(person: &Client, word: &str) -> Result<Vec<Half>> {
    let draft = person.post(REQUESTS, &json!({ "comment": "a draft" }))?.expect(201)?;
    let path = format!("{REQUESTS}/{}", draft["id"].as_str().unwrap_or_default());
    let me = person.get("/api/v1/me")?.expect(200)?;
    let text = json!({ "comment": word });
    let preferences = own_preferences(person)?;
    let put = format!("/api/v1/me/preferences/{}", preferences["network"]["id"].as_str().unwrap_or_default());
    let given = json!({ "professional_role": word, "areas": preferences["areas"] });
    let calls = [
        person.call("POST", REQUESTS).json(&text),
        person.call("PATCH", &path).if_match(&draft).json(&text),
        person.call("PATCH", "/api/v1/me").if_match(&me).json(&json!({ "first_name": word })),
        person.call("PUT", &put).if_match(&preferences).json(&given),
        person
            .call("POST", "/api/v1/me/password")
            .json(&json!({"current_password": PASSWORD, "new_password": word})),
        person.call("POST", "/api/v1/me/factors").json(&json!({"kind": "totp", "label": word})),
    ];
    calls.into_iter().map(|call| Ok(call.half()?)).collect()
}

fn own_preferences(person: &Client) -> Result<Value> {
    let all = person.get("/api/v1/me/preferences")?.expect(200)?;
    Ok(all["items"].get(0).context("somebody without preferences")?.clone())
}

fn half_bodies(node: &Node, database: &Database, people: &People, shut_out: ShutOut) -> Result<usize> {
    let person = people.next(&node.client())?;
    let helpdesk = node.client().signed_in("helpdesk1", PASSWORD)?;
    let word = "half a sentence of somebody gone";
    let halves = halves(&person, word)?;
    let count = halves.len();
    sleep(UNTIL_LET_IN);
    shut_out(&person, &helpdesk)?;
    for (number, half) in halves.into_iter().enumerate() {
        let answer = half.rest().with_context(|| format!("half {number}"))?;
        ensure!(answer.status == 401, "half {number} was answered {}: {}", answer.status, answer.text());
    }
    nothing_is_left(database, word)?;
    Ok(count)
}

fn nothing_is_left(database: &Database, word: &str) -> Result<()> {
    if let Some(row) = database.dump()?.lines().find(|line| line.contains(word)) {
        bail!("it is stored: {}", row.chars().take(300).collect::<String>());
    }
    Ok(())
}

/// Whoever erases themselves while eight of their writes are under way leaves nothing behind.
fn at_once(node: &Node, database: &Database, people: &People, round: usize) -> Result<()> {
    let person = people.next(&node.client())?;
    let word = format!("written beside an erasure {round}");
    thread::scope(|scope| {
        for _ in 0..8 {
            // Whether each is before or after the erasure is chance.
            scope.spawn(|| person.post(REQUESTS, &json!({ "comment": word })));
        }
        erase(&person, &person)
    })?;
    nothing_is_left(database, &word)
}

fn sign_out(person: &Client, _: &Client) -> Result<()> {
    person.call("DELETE", "/api/v1/session").send()?.expect(204).map(drop)
}

fn suspend(person: &Client, helpdesk: &Client) -> Result<()> {
    let id = person.get("/api/v1/me")?.expect(200)?["id"].as_str().context("an id")?.to_owned();
    let path = format!("/api/v1/accounts/{id}");
    let account = helpdesk.get(&path)?.expect(200)?;
    let reason = json!({ "reason": "Left" });
    let suspend = format!("{path}/suspend");
    helpdesk.call("POST", &suspend).if_match(&account).json(&reason).send()?.expect(200).map(drop)
}

fn brake(person: &Client, _: &Client) -> Result<()> {
    person.call("POST", "/api/v1/me/panic").send()?.expect(204).map(drop)
}

fn erase(person: &Client, _: &Client) -> Result<()> {
    let me = person.get("/api/v1/me")?.expect(200)?;
    person.call("DELETE", "/api/v1/me").if_match(&me).send()?.expect(204).map(drop)
}
