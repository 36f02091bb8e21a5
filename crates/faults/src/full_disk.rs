//! A disk that takes nothing more, or that cannot flush what it took: refused while it lasts, well by itself afterwards.

use std::fs::File;
use std::io::Write as _;
use std::path::Path;
use std::time::Duration;

use anyhow::{Context as _, Result, ensure};

use crate::database::{Database, Kind};
use crate::ledger::{Ledger, Tally};
use crate::life::Life;
use crate::node::{Launch, Node, eventually};
use crate::shim::Shim;
use crate::world::{People, World};

const MEGABYTES: u32 = 24;
/// Requests: more than what fits into what is left in files that are already as long as they may become.
const UNTIL_REFUSED: usize = 5000;
/// "Within seconds", on a machine that has other things to do.
const RECOVERY: Duration = Duration::from_secs(60);
const KILLS: usize = 5;

/// A disk that can be broken and mended.
trait Disk {
    fn break_it(&self) -> Result<()>;
    fn mend(&self) -> Result<()>;
}

/// Filled to the last byte.
#[derive(Debug)]
struct Ballast<'d>(&'d Path);

impl Disk for Ballast<'_> {
    fn break_it(&self) -> Result<()> {
        let mut file = File::options().create(true).append(true).open(self.0.join("ballast"))?;
        for size in [1 << 20, 1 << 12, 1] {
            while file.write_all(&vec![0; size]).is_ok() {}
        }
        Ok(())
    }

    fn mend(&self) -> Result<()> {
        Ok(std::fs::remove_file(self.0.join("ballast"))?)
    }
}

/// A flag of the preloaded library.
#[derive(Debug)]
struct Flag<'s>(&'s Shim, &'static str);

impl Disk for Flag<'_> {
    fn break_it(&self) -> Result<()> {
        self.0.raise(self.1, "")
    }

    fn mend(&self) -> Result<()> {
        self.0.lower(self.1)
    }
}

pub(crate) fn on_a_small_disk(world: &World) -> Result<String> {
    let (tally, back) = full(world)?;
    Ok(format!("{tally}; writing again {} ms after there was space", back.as_millis()))
}

pub(crate) fn that_cannot_flush(world: &World) -> Result<String> {
    let (tally, back) = failing(world)?;
    Ok(format!("{tally}, {KILLS} kills right after a refusal; writing again after {} ms", back.as_millis()))
}

/// What was acknowledged and refused, and how long it took until writing went on.
pub(crate) fn full(world: &World) -> Result<(Tally, Duration)> {
    match Database::on_a_small_disk(MEGABYTES) {
        Ok(database) => through(&world.launch(), &database, &Ballast(&database.data())),
        Err(error) => {
            println!("         {error:#}; a library says that there is no space instead");
            with_flag(world, "enospc")
        }
    }
}

pub(crate) fn failing(world: &World) -> Result<(Tally, Duration)> {
    let (mut tally, back) = with_flag(world, "eio")?;
    for _ in 0..KILLS {
        tally.add(killed_after_the_refusal(world)?);
    }
    tally.ensure_honest()?;
    Ok((tally, back))
}

fn with_flag(world: &World, flag: &'static str) -> Result<(Tally, Duration)> {
    let database = world.database(Kind::Sqlite)?;
    let shim = world.shim(&database)?;
    through(&shim.preload(world.launch()), &database, &Flag(&shim, flag))
}

/// The whole story: well, broken, mended, restarted. Gives how long it took until writing went on.
fn through(launch: &Launch, database: &Database, disk: &impl Disk) -> Result<(Tally, Duration)> {
    let node = launch.start(database)?;
    let client = node.client();
    let (life, people) = (Life::begin(&client)?, People::of(&client)?);
    let mut ledger = people.ledger(&client)?;
    ledger.write(5);
    disk.break_it()?;
    refusals(&node, &mut ledger)?;
    life.reads()?;
    disk.mend()?;
    let mut after = people.ledger(&client)?;
    let back = eventually("writing goes on by itself", RECOVERY, || {
        after.refused.clear();
        after.write_one();
        Ok(after.refused.is_empty() && node.is_ready())
    })?;
    life.go_on().context("after the disk was mended")?;
    let mut tally = all(&[&ledger, &after])?;
    node.stop()?;
    let node = launch.start(database)?;
    for ledger in [&mut ledger, &mut after] {
        ledger.move_to(&node.client());
    }
    life.is_so(&node.client()).context("after a restart")?;
    tally.add(all(&[&ledger, &after])?);
    database.check()?;
    tally.ensure_honest()?;
    Ok((tally, back))
}

/// Writes until it is refused, as it should be; reading goes on, and the node says that it cannot work.
fn refusals(node: &Node, ledger: &mut Ledger) -> Result<()> {
    for _ in 0..UNTIL_REFUSED {
        if !ledger.refused.is_empty() {
            break;
        }
        ensure!(ledger.write_one(), "no answer at all");
    }
    ensure!(!ledger.refused.is_empty(), "the broken disk took everything");
    // One refusal after the other: what a failed commit leaves behind shows at the next.
    for _ in 0..5 {
        ensure!(ledger.write_one(), "no answer at all");
    }
    eventually("it says that it cannot work", RECOVERY, || Ok(!node.is_ready()))?;
    for answer in &ledger.refused {
        ensure!(
            answer.status == 503 && answer.code() == "unavailable",
            "{}: {}",
            answer.status,
            answer.text()
        );
    }
    Ok(())
}

fn all(ledgers: &[&Ledger]) -> Result<Tally> {
    let mut tally = Tally::default();
    for ledger in ledgers {
        tally.add(ledger.compare()?);
    }
    Ok(tally)
}

/// What was refused must not come back from the log of the database.
fn killed_after_the_refusal(world: &World) -> Result<Tally> {
    let database = world.database(Kind::Sqlite)?;
    let shim = world.shim(&database)?;
    let launch = shim.preload(world.launch());
    let node = launch.start(&database)?;
    let client = node.client();
    let people = People::of(&client)?;
    let mut ledger = people.ledger(&client)?;
    ledger.write(3);
    shim.raise("eio", "")?;
    ensure!(
        ledger.write_one() && !ledger.refused.is_empty(),
        "a write that cannot be flushed was not refused"
    );
    node.kill()?;
    shim.lower("eio")?;
    let node = launch.start(&database)?;
    ledger.move_to(&node.client());
    let tally = ledger.compare()?;
    node.stop()?;
    Ok(tally)
}
