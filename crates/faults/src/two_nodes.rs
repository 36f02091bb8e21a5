//! Two nodes behind the proxy, stopped, killed and started in turn, while people read.

use std::net::SocketAddr;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread::{self, sleep};
use std::time::Duration;

use anyhow::{Context as _, Result, ensure};

use crate::database::{Database, Kind};
use crate::http::{Client, PASSWORD};
use crate::node::{Launch, Node, eventually, free_port};
use crate::proxy::Proxy;
use crate::world::World;

const READERS: usize = 4;
/// Between two calls of one reader.
const PAUSE: Duration = Duration::from_millis(15);
/// Reads while a node is away.
const WITHOUT: usize = 100;
const LIMIT: Duration = Duration::from_secs(60);

/// What readers saw.
#[derive(Debug, Default)]
pub(crate) struct Reads {
    pub all: AtomicUsize,
    failed: Mutex<Vec<String>>,
    over: AtomicBool,
}

impl Reads {
    fn read(&self, person: &Client) {
        while !self.over.load(Ordering::Relaxed) {
            let seen = match person.get("/api/v1/session") {
                Ok(answer) if answer.status == 200 => None,
                Ok(answer) => Some(format!("{}: {}", answer.status, answer.text())),
                Err(error) => Some(error.to_string()),
            };
            self.all.fetch_add(1, Ordering::Relaxed);
            if let (Some(failure), Ok(mut failed)) = (seen, self.failed.lock()) {
                failed.push(failure);
            }
            sleep(PAUSE);
        }
    }

    pub(crate) fn failed(&self) -> Vec<String> {
        self.failed.lock().map(|failed| failed.clone()).unwrap_or_default()
    }
}

/// Ends the readers also where what happens beside them fails.
struct Ending<'r>(&'r Reads);

impl Drop for Ending<'_> {
    fn drop(&mut self) {
        self.0.over.store(true, Ordering::Relaxed);
    }
}

pub(crate) fn prove(world: &World) -> Result<String> {
    let reads = in_turn(world)?;
    let (all, failed) = (reads.all.load(Ordering::Relaxed), reads.failed());
    ensure!(failed.is_empty(), "{} of {all} reads failed, the first with {}", failed.len(), failed[0]);
    Ok(format!("{all} reads, none failed, while each node was stopped, killed and started"))
}

pub(crate) fn in_turn(world: &World) -> Result<Reads> {
    let database = world.database(Kind::Postgres)?;
    let address = SocketAddr::from(([127, 0, 0, 1], free_port()?));
    let launches = [world.launch().behind(address)?, world.launch().behind(address)?];
    let mut nodes = Vec::new();
    for launch in &launches {
        nodes.push(launch.start(&database)?);
    }
    let proxy = Proxy::start(address, [nodes[0].address, nodes[1].address])?;
    let person = proxy.client().signed_in("newcomer1", PASSWORD)?;
    let reads = Reads::default();
    thread::scope(|scope| {
        let _ending = Ending(&reads);
        for _ in 0..READERS {
            scope.spawn(|| reads.read(&person));
        }
        for end in [Node::stop, Node::kill] {
            for launch in &launches {
                nodes = gone_and_back(std::mem::take(&mut nodes), end, launch, &database, &reads)?;
            }
        }
        anyhow::Ok(())
    })?;
    Ok(reads)
}

/// The first of the nodes goes; when it is back and the proxy asks it again, it is the last.
fn gone_and_back(
    mut nodes: Vec<Node>,
    end: fn(Node) -> Result<()>,
    launch: &Launch,
    database: &Database,
    reads: &Reads,
) -> Result<Vec<Node>> {
    for node in &nodes {
        is_asked(node).context("before a node goes")?;
    }
    end(nodes.remove(0))?;
    let enough = reads.all.load(Ordering::Relaxed) + WITHOUT;
    eventually("reading goes on", LIMIT, || Ok(reads.all.load(Ordering::Relaxed) >= enough))?;
    let node = launch.start(database)?;
    is_asked(&node).context("a node that is back")?;
    nodes.push(node);
    Ok(nodes)
}

/// The proxy has a connection to it: it counts among those who live.
fn is_asked(node: &Node) -> Result<()> {
    let port = format!(":{:04X} ", node.address.port());
    eventually("the proxy asks it", LIMIT, || {
        let connections = std::fs::read_to_string("/proc/net/tcp")?;
        // local address, remote address, state: 01 is established; the proxy is the one on the other side.
        Ok(connections.lines().any(|line| {
            let fields: Vec<&str> = line.split_whitespace().collect();
            fields.get(3) == Some(&"01")
                && fields.get(2).is_some_and(|remote| format!("{remote} ").ends_with(&port))
        }))
    })
    .map(drop)
}
