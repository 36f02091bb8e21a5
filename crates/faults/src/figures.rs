//! `cargo xtask bench faults`: the table of docs/benchmarks.md. Nothing here is asserted; everything that must hold is in the
//! checks.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};

use crate::database::{BOTH, Kind};
use crate::http::{Client, PASSWORD};
use crate::node::Node;
use crate::world::World;
use crate::{full_disk, killed, power_cut, stands_still, two_nodes};

const KILLS: usize = 25;
const SIGN_INS: usize = 500;
const AT_ONCE: usize = 64;
const CALLS: usize = 1000;
const CONNECTIONS: usize = 10_000;

pub(crate) fn print(world: &World) -> Result<()> {
    println!("| what | figure |\n|---|---:|");
    sign_ins_and_memory(world)?;
    for kind in BOTH {
        let seen = killed::kills(world, kind, KILLS)?;
        row(&format!("{}, {KILLS} kills", kind.name()), seen.tally);
        let (usual, worst) = (middle(&seen.ready), seen.ready.last().copied().unwrap_or_default());
        row(
            &format!("{}, ready after a kill", kind.name()),
            format!("{} (at most {})", ms(usual), ms(worst)),
        );
    }
    row("SQLite, 5 power cuts", power_cut::cuts(world)?);
    let (tally, back) = full_disk::full(world)?;
    row("SQLite, full disk", tally);
    row("SQLite, writing again when there is space", ms(back));
    row("SQLite, disk that cannot flush", full_disk::failing(world)?.0);
    let reads = two_nodes::in_turn(world)?;
    let all = reads.all.load(Ordering::Relaxed);
    row(
        "reads that failed while nodes stopped, died and started",
        format!("{} of {all}", reads.failed().len()),
    );
    let [read, write] = stands_still::postgres(world)?;
    row("PostgreSQL stands still, 503 for a read", ms(read));
    row("PostgreSQL stands still, 503 for a write", ms(write));
    Ok(())
}

fn row(what: &str, figure: impl std::fmt::Display) {
    println!("| {what} | {figure} |");
}

fn ms(time: Duration) -> String {
    format!("{:.1} ms", time.as_secs_f64() * 1000.0)
}

fn middle(sorted: &[Duration]) -> Duration {
    sorted.get(sorted.len() / 2).copied().unwrap_or_default()
}

fn sign_ins_and_memory(world: &World) -> Result<()> {
    let database = world.database(Kind::Sqlite)?;
    let node = world.launch().hashing_as_in_real_life().start(&database)?;
    let person = node.client().signed_in("newcomer1", PASSWORD)?;
    let quiet = p99(&person, &mut |calls| calls < CALLS)?;
    row("memory, idle", format!("{} MB", node.memory()?));
    let flooded = flood(&node, &person)?;
    row(&format!("memory, after {SIGN_INS} sign-ins"), format!("{} MB", node.memory()?));
    row("p99 of GET /session by others, nothing else", ms(quiet));
    row(&format!("p99 of GET /session by others, {AT_ONCE} sign-ins at once"), ms(flooded));
    let connections = (0..CONNECTIONS).map(|_| idle(&node)).collect::<Result<Vec<_>>>()?;
    row(&format!("memory, at {CONNECTIONS} idle connections"), format!("{} MB", node.memory()?));
    drop(connections);
    Ok(())
}

/// Each call over a connection of its own, one after the other.
fn p99(person: &Client, go_on: &mut dyn FnMut(usize) -> bool) -> Result<Duration> {
    let mut times = Vec::new();
    while go_on(times.len()) {
        let begun = Instant::now();
        person.get("/api/v1/session")?.expect(200)?;
        times.push(begun.elapsed());
    }
    times.sort_unstable();
    times.get(times.len() * 99 / 100).copied().context("no calls")
}

/// The p99 of somebody else while many sign in.
fn flood(node: &Node, person: &Client) -> Result<Duration> {
    let client = node.client();
    let people = client.get("/api/v1/training/accounts")?.expect(200)?;
    let people: Vec<&str> = people["items"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|person| person["email"].as_str())
        .collect();
    let (next, over) = (AtomicUsize::new(0), AtomicBool::new(false));
    thread::scope(|scope| {
        let flood: Vec<_> = (0..AT_ONCE)
            .map(|_| {
                scope.spawn(|| {
                    loop {
                        let number = next.fetch_add(1, Ordering::Relaxed);
                        if number >= SIGN_INS {
                            return anyhow::Ok(());
                        }
                        client.stranger(number).signed_in(people[number % people.len()], PASSWORD)?;
                    }
                })
            })
            .collect();
        let during = scope.spawn(|| p99(person, &mut |_| !over.load(Ordering::Relaxed)));
        let ended: Result<Vec<()>> = flood.into_iter().map(joined).collect();
        over.store(true, Ordering::Relaxed);
        ended.and(joined(during))
    })
}

fn joined<T>(thread: thread::ScopedJoinHandle<'_, T>) -> T {
    thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}

/// Somebody who was answered once and stays.
fn idle(node: &Node) -> Result<TcpStream> {
    let mut stream = node.client().connect()?;
    write!(stream, "GET /health/live HTTP/1.1\r\nHost: {}\r\n\r\n", node.address)?;
    let mut answer = [0; 4096];
    anyhow::ensure!(stream.read(&mut answer)? > 0, "no answer");
    Ok(stream)
}
