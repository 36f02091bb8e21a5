//! The power goes: of every file only what was flushed is left.

use anyhow::Result;

use crate::database::Kind;
use crate::killed::{compared, written_until_killed};
use crate::ledger::Tally;
use crate::world::{People, World};

const CUTS: usize = 5;

pub(crate) fn prove(world: &World) -> Result<String> {
    let tally = cuts(world)?;
    tally.ensure_honest()?;
    Ok(format!("SQLite, {CUTS} power cuts: {tally}"))
}

pub(crate) fn cuts(world: &World) -> Result<Tally> {
    let database = world.database(Kind::Sqlite)?;
    let shim = world.shim(&database)?;
    let launch = shim.shadowing(world.launch());
    let mut tally = Tally::default();
    let mut node = launch.start(&database)?;
    let people = People::of(&node.client())?;
    for round in 0..CUTS {
        // Some have written enough for the log to begin anew, others next to nothing.
        let mut ledgers = written_until_killed(node, &people, 5 + 12 * round)?;
        shim.cut_power()?;
        node = launch.start(&database)?;
        tally.add(compared(&mut ledgers, &node)?);
        database.check()?;
    }
    node.stop()?;
    Ok(tally)
}
