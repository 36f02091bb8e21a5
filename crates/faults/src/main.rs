//! `cargo xtask test --only faults`: the real program, real files, a real PostgreSQL and a real proxy, and what happens to
//! them in real life: they are killed, their disk is full, their power is cut, they stand still. Each check asks the same:
//! nothing that was acknowledged is lost, nothing that was refused is kept, and work goes on by itself.
#![allow(clippy::print_stdout, reason = "this program talks to a person")]

mod clocks;
mod database;
mod figures;
mod first_start;
mod full_disk;
mod gateway;
mod half_body;
mod http;
mod killed;
mod ledger;
mod life;
mod node;
mod older;
mod power_cut;
mod proxy;
mod shim;
mod stalled_clients;
mod stands_still;
mod two_nodes;
mod world;

use std::path::PathBuf;
use std::time::Instant;

use anyhow::{Result, bail};
use clap::Parser;

use crate::world::World;

#[derive(Debug, Parser)]
struct Arguments {
    /// The program whose faults are looked for
    #[arg(long)]
    hilum: PathBuf,
    /// Any database of a PostgreSQL server that nobody else uses: it will be stopped for a while
    #[arg(long)]
    postgres: String,
    /// Only these
    #[arg(long)]
    only: Vec<String>,
    /// Measure instead: the table of docs/benchmarks.md
    #[arg(long)]
    figures: bool,
}

#[derive(Debug)]
struct Fault {
    name: &'static str,
    proves: &'static str,
    /// What was seen, in a line.
    prove: fn(&World) -> Result<String>,
}

const FAULTS: [Fault; 11] = [
    Fault {
        name: "killed",
        proves: "a node killed in the middle of writes loses nothing that it acknowledged",
        prove: killed::prove,
    },
    Fault { name: "power-cut", proves: "neither does a machine whose power is cut", prove: power_cut::prove },
    Fault {
        name: "full-disk",
        proves: "a full disk refuses, and work goes on when there is space again",
        prove: full_disk::on_a_small_disk,
    },
    Fault {
        name: "failing-disk",
        proves: "so does a disk that cannot flush, also when the node dies at that moment",
        prove: full_disk::that_cannot_flush,
    },
    Fault {
        name: "first-start",
        proves: "a first start or an upgrade that is killed is whole at the next",
        prove: first_start::prove,
    },
    Fault {
        name: "half-body",
        proves: "who is shut out while a body is on its way writes nothing",
        prove: half_body::prove,
    },
    Fault {
        name: "two-nodes",
        proves: "no read fails while nodes behind the proxy stop, die and start in turn",
        prove: two_nodes::prove,
    },
    Fault {
        name: "stands-still",
        proves: "a database that does not answer is 503 within seconds, until it answers again",
        prove: stands_still::prove,
    },
    Fault {
        name: "gateway",
        proves: "a gateway for text messages that keeps silent delays no mail",
        prove: gateway::prove,
    },
    Fault {
        name: "clocks",
        proves: "a wrong clock shuts nobody out, and lets nobody stay",
        prove: clocks::prove,
    },
    Fault {
        name: "stalled-clients",
        proves: "clients that do not read or do not end are hung up on",
        prove: stalled_clients::prove,
    },
];

fn main() -> Result<()> {
    let arguments = Arguments::parse();
    let world = World::new(arguments.hilum, arguments.postgres)?;
    if arguments.figures {
        return figures::print(&world);
    }
    prove(&world, &arguments.only)
}

fn prove(world: &World, only: &[String]) -> Result<()> {
    let chosen = FAULTS.iter().filter(|fault| only.is_empty() || only.iter().any(|name| name == fault.name));
    let (begun, mut failed) = (Instant::now(), Vec::new());
    for fault in chosen {
        let started = Instant::now();
        let (verdict, seen) = match (fault.prove)(world) {
            Ok(seen) => ("holds", seen),
            Err(error) => {
                failed.push(fault.name);
                ("BROKEN", format!("{error:#}"))
            }
        };
        println!("{verdict:>8} {:>6.1} s  {}: {}", started.elapsed().as_secs_f32(), fault.name, fault.proves);
        println!("                   {seen}");
    }
    println!("         {:>6.1} s  in all", begun.elapsed().as_secs_f32());
    if !failed.is_empty() {
        bail!("broken: {}", failed.join(", "));
    }
    Ok(())
}
