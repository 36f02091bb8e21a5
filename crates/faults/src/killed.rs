//! SIGKILL in the middle of writes.

use std::thread;
use std::time::Duration;

use anyhow::{Result, ensure};

use crate::database::{BOTH, Kind};
use crate::ledger::{Ledger, Tally};
use crate::node::{Node, eventually};
use crate::world::{People, World};

/// In the check: fifty on both databases together.
const KILLS: usize = 25;
/// So many at once that a kill falls into the middle of work that is flushed together.
const WRITERS: usize = 6;
/// Requests of one writer before they have enough: a bound, which the kill comes before.
const MOST: usize = 20;
const WRITING: Duration = Duration::from_secs(60);

/// What the kills did.
#[derive(Debug)]
pub(crate) struct Seen {
    pub tally: Tally,
    /// From the start after a kill to the first answer that says it can work, the shortest first.
    pub ready: Vec<Duration>,
}

pub(crate) fn prove(world: &World) -> Result<String> {
    let both = thread::scope(|scope| {
        let both = BOTH.map(|kind| scope.spawn(move || kills(world, kind, KILLS)));
        both.map(|thread| thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
    });
    let mut lines = Vec::new();
    for (kind, seen) in BOTH.into_iter().zip(both) {
        let seen = seen?;
        seen.tally.ensure_honest()?;
        lines.push(format!("{}, {KILLS} kills: {}", kind.name(), seen.tally));
    }
    Ok(lines.join("; "))
}

pub(crate) fn kills(world: &World, kind: Kind, rounds: usize) -> Result<Seen> {
    let (database, launch) = (world.database(kind)?, world.launch());
    let (mut tally, mut ready) = (Tally::default(), Vec::new());
    let mut node = launch.start(&database)?;
    let people = People::of(&node.client())?;
    for round in 0..rounds {
        let enough = 3 + round * 5 % 13;
        let mut ledgers = written_until_killed(node, &people, enough)?;
        node = launch.start(&database)?;
        ready.push(node.ready_after);
        tally.add(compared(&mut ledgers, &node)?);
    }
    node.stop()?;
    database.check()?;
    ready.sort_unstable();
    Ok(Seen { tally, ready })
}

/// Several write; after so many acknowledged writes the node is killed.
pub(crate) fn written_until_killed(node: Node, people: &People, enough: usize) -> Result<Vec<Ledger>> {
    let client = node.client();
    let mut ledgers = (0..WRITERS).map(|_| people.ledger(&client)).collect::<Result<Vec<_>>>()?;
    let enough = people.acknowledged() + enough;
    thread::scope(|scope| {
        for ledger in &mut ledgers {
            scope.spawn(|| ledger.write(MOST));
        }
        eventually("they write", WRITING, || Ok(people.acknowledged() >= enough))?;
        node.kill()
    })?;
    Ok(ledgers)
}

pub(crate) fn compared(ledgers: &mut [Ledger], node: &Node) -> Result<Tally> {
    let mut tally = Tally::default();
    for ledger in ledgers {
        ledger.move_to(&node.client());
        tally.add(ledger.compare()?);
        ensure!(ledger.refused.is_empty(), "refused without a reason: {}", ledger.refused[0].text());
    }
    Ok(tally)
}
