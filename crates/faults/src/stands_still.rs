//! The database does not answer, and does not say so.

use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use serde_json::json;

use crate::database::{Database, Kind};
use crate::http::{Answer, Client, PASSWORD};
use crate::ledger::REQUESTS;
use crate::node::{Node, eventually, signal};
use crate::world::World;

/// Three seconds are promised; the machine may be busy.
const BOUND: Duration = Duration::from_secs(8);
const RECOVERY: Duration = Duration::from_secs(60);

/// Processes that stand still until this is dropped.
struct Stopped(Vec<u32>);

impl Stopped {
    fn all_of(database: &Database) -> Result<Self> {
        let folder = database.sql("show data_directory")?;
        let file = std::fs::read_to_string(format!("{}/postmaster.pid", folder.trim()))?;
        let first: u32 = file.lines().next().context("no process")?.trim().parse()?;
        signal("STOP", &[first])?;
        // From here on whatever fails lets them go on again.
        let mut stopped = Self(vec![first]);
        for child in children(first)? {
            // One that has just served somebody ends at this moment.
            if signal("STOP", &[child]).is_ok() {
                stopped.0.push(child);
            }
        }
        Ok(stopped)
    }
}

impl Drop for Stopped {
    fn drop(&mut self) {
        let _ = signal("CONT", &self.0);
    }
}

fn children(parent: u32) -> Result<Vec<u32>> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir("/proc")?.flatten() {
        let Some(id) = entry.file_name().to_str().and_then(|name| name.parse().ok()) else { continue };
        // It may have ended meanwhile.
        let stat = std::fs::read_to_string(entry.path().join("stat")).unwrap_or_default();
        let after_name = stat.rsplit(')').next().unwrap_or_default();
        if after_name.split_whitespace().nth(1) == Some(&parent.to_string()) {
            found.push(id);
        }
    }
    Ok(found)
}

pub(crate) fn prove(world: &World) -> Result<String> {
    let [read, write] = postgres(world)?;
    let locked = locked_tables(world)?;
    let queued = sqlite(world)?;
    Ok(format!(
        "PostgreSQL stopped: 503 after {read:?} for a read and {write:?} for a write; tables locked: 503 after {locked:?}; \
         SQLite locked: 503 after {queued:?} for a write, reads go on"
    ))
}

/// A read and a write while every process of the server is stopped, and that both work afterwards.
pub(crate) fn postgres(world: &World) -> Result<[Duration; 2]> {
    let database = world.database(Kind::Postgres)?;
    let node = world.launch().start(&database)?;
    let person = node.client().signed_in("newcomer1", PASSWORD)?;
    let seen = {
        let _stopped = Stopped::all_of(&database)?;
        let read = refused("a read", || Ok(person.get("/api/v1/me")?))?;
        let write = refused("a write", || write(&person))?;
        ensure!(!node.is_ready(), "it says that it can work");
        [read, write]
    };
    works_again(&node, &person)?;
    Ok(seen)
}

fn write(person: &Client) -> Result<Answer> {
    Ok(person.post(REQUESTS, &json!({ "comment": "in vain" }))?)
}

/// 503, in time, and nothing that the caller would have to answer for.
fn refused(what: &str, call: impl Fn() -> Result<Answer>) -> Result<Duration> {
    let begun = Instant::now();
    let answer = call()?;
    let took = begun.elapsed();
    ensure!(answer.status == 503, "{what} is answered {}: {}", answer.status, answer.text());
    ensure!(took < BOUND, "{what} is answered after {took:?}");
    Ok(Duration::from_millis(u64::try_from(took.as_millis())?))
}

fn works_again(node: &Node, person: &Client) -> Result<()> {
    eventually("it works again by itself", RECOVERY, || {
        Ok(person.get("/api/v1/me")?.status == 200 && write(person)?.status == 201 && node.is_ready())
    })
    .map(drop)
}

/// Somebody holds a lock on what everybody needs.
fn locked_tables(world: &World) -> Result<Duration> {
    let database = world.database(Kind::Postgres)?;
    let node = world.launch().start(&database)?;
    let person = node.client().signed_in("newcomer1", PASSWORD)?;
    let took = {
        let _held = database.hold("begin; lock table accounts, sessions in access exclusive mode;")?;
        refused("a read", || Ok(person.get("/api/v1/me")?))?
    };
    works_again(&node, &person)?;
    Ok(took)
}

/// Somebody holds SQLite's lock for writing; readers never wait for it.
fn sqlite(world: &World) -> Result<Duration> {
    let database = world.database(Kind::Sqlite)?;
    let node = world.launch().start(&database)?;
    let person = node.client().signed_in("newcomer1", PASSWORD)?;
    let took = {
        let _held = database.hold("begin exclusive")?;
        let took = refused("a write", || write(&person))?;
        person.get("/api/v1/me")?.expect(200).context("a read beside a lock for writing")?;
        took
    };
    works_again(&node, &person)?;
    Ok(took)
}
