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
use std::thread;
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
    /// It needs time rather than the machine, and none of what the others use: it runs beside them.
    mostly_waits: bool,
    /// What was seen, in a line.
    prove: fn(&World) -> Result<String>,
}

const FAULTS: [Fault; 11] = [
    Fault {
        name: "killed",
        proves: "a node killed in the middle of writes loses nothing that it acknowledged",
        mostly_waits: false,
        prove: killed::prove,
    },
    Fault {
        name: "power-cut",
        proves: "neither does a machine whose power is cut",
        mostly_waits: false,
        prove: power_cut::prove,
    },
    Fault {
        name: "full-disk",
        proves: "a full disk refuses, and work goes on when there is space again",
        mostly_waits: false,
        prove: full_disk::on_a_small_disk,
    },
    Fault {
        name: "failing-disk",
        proves: "so does a disk that cannot flush, also when the node dies at that moment",
        mostly_waits: false,
        prove: full_disk::that_cannot_flush,
    },
    Fault {
        name: "first-start",
        proves: "a first start or an upgrade that is killed is whole at the next",
        mostly_waits: false,
        prove: first_start::prove,
    },
    Fault {
        name: "half-body",
        proves: "who is shut out while a body is on its way writes nothing",
        mostly_waits: false,
        prove: half_body::prove,
    },
    Fault {
        name: "two-nodes",
        proves: "no read fails while nodes behind the proxy stop, die and start in turn",
        mostly_waits: false,
        prove: two_nodes::prove,
    },
    Fault {
        name: "stands-still",
        proves: "a database that does not answer is 503 within seconds, until it answers again",
        mostly_waits: false,
        prove: stands_still::prove,
    },
    Fault {
        name: "gateway",
        proves: "a gateway for text messages that keeps silent delays no mail",
        mostly_waits: true,
        prove: gateway::prove,
    },
    Fault {
        name: "clocks",
        proves: "a wrong clock shuts nobody out, and lets nobody stay",
        mostly_waits: false,
        prove: clocks::prove,
    },
    Fault {
        name: "stalled-clients",
        proves: "clients that do not read or do not end are hung up on",
        mostly_waits: true,
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
    let chosen = |fault: &&Fault| only.is_empty() || only.iter().any(|name| name == fault.name);
    let (mostly_waiting, others): (Vec<&Fault>, Vec<&Fault>) =
        FAULTS.iter().filter(chosen).partition(|fault| fault.mostly_waits);
    let begun = Instant::now();
    let broken = thread::scope(|scope| {
        let beside: Vec<_> =
            mostly_waiting.into_iter().map(|fault| scope.spawn(|| broken(world, fault))).collect();
        let mut all: Vec<&str> = others.into_iter().filter_map(|fault| broken(world, fault)).collect();
        for waiting in beside {
            all.extend(waiting.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        }
        all
    });
    println!("         {:>6.1} s  in all", begun.elapsed().as_secs_f32());
    if !broken.is_empty() {
        bail!("broken: {}", broken.join(", "));
    }
    Ok(())
}

/// The name of a fault that is not held out.
fn broken(world: &World, fault: &Fault) -> Option<&'static str> {
    let begun = Instant::now();
    let seen = (fault.prove)(world);
    let verdict = if seen.is_ok() { "holds" } else { "BROKEN" };
    let line = seen.as_ref().map_or_else(|error| format!("{error:#}"), Clone::clone);
    let took = begun.elapsed().as_secs_f32();
    println!("{verdict:>8} {took:>6.1} s  {}: {}\n                   {line}", fault.name, fault.proves);
    seen.is_err().then_some(fault.name)
}
