//! Killed before anything is there, or in the middle of an upgrade; and several at once.

use std::thread::{self, sleep};
use std::time::Duration;

use anyhow::{Result, ensure};

use crate::database::{BOTH, Database, Kind};
use crate::node::Launch;
use crate::older::{ACCOUNTS, Older};
use crate::world::{People, World};

/// Kills of first starts, and as many of upgrades: so many on each of so many databases.
const KILLS: u32 = 13;
const DATABASES: u32 = 2;
/// The schema is made and changed at the beginning of a start; a slow machine is not waited for longer than this.
const LONGEST: Duration = Duration::from_millis(500);
const AT_ONCE: usize = 4;

pub(crate) fn prove(world: &World) -> Result<String> {
    let both = thread::scope(|scope| {
        let both = BOTH.map(|kind| scope.spawn(move || of(world, kind)));
        both.map(|thread| thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
    });
    for (kind, seen) in BOTH.into_iter().zip(both) {
        seen.map_err(|error| error.context(kind.name()))?;
    }
    at_once(world)?;
    let kills = KILLS * DATABASES;
    Ok(format!(
        "{kills} first starts and {kills} upgrades killed on each database; {AT_ONCE} first starts at once"
    ))
}

fn of(world: &World, kind: Kind) -> Result<()> {
    let launch = world.launch();
    let undisturbed = world.database(kind)?;
    let node = launch.start(&undisturbed)?;
    let usual = node.ready_after;
    node.stop()?;
    let schema = undisturbed.schema()?;
    for part in 0..DATABASES {
        let database = world.database(kind)?;
        kill_again_and_again(&launch, &database, usual, part)?;
        let node = launch.start(&database)?;
        People::of(&node.client())?;
        node.stop()?;
        whole(&database, &schema)?;
    }
    upgrades(world, kind, &schema)?;
    newer(&launch, &undisturbed)
}

/// At moments all over the time that a start takes on this machine, today.
fn kill_again_and_again(launch: &Launch, database: &Database, usual: Duration, part: u32) -> Result<()> {
    let usual = usual.min(LONGEST);
    for kill in 0..KILLS {
        let node = launch.spawn(database)?;
        sleep(usual * (1 + kill * DATABASES + part) / (KILLS * DATABASES));
        node.kill()?;
    }
    Ok(())
}

fn whole(database: &Database, schema: &str) -> Result<()> {
    database.check()?;
    ensure!(database.schema()? == schema, "the schema is another one than that of a start without faults");
    Ok(())
}

fn upgrades(world: &World, kind: Kind, schema: &str) -> Result<()> {
    let (launch, older) = (world.launch().real(), Older::new(world, kind)?);
    let undisturbed = older.copy()?;
    let node = launch.start(&undisturbed)?;
    let usual = node.ready_after;
    node.stop()?;
    for part in 0..DATABASES {
        let database = older.copy()?;
        kill_again_and_again(&launch, &database, usual, part)?;
        launch.start(&database)?.stop()?;
        let count = database.sql("select count(*) from accounts")?;
        ensure!(count.trim() == ACCOUNTS.to_string(), "{count} accounts are left");
        whole(&database, schema)?;
    }
    Ok(())
}

/// A database of a release to come.
fn newer(launch: &Launch, database: &Database) -> Result<()> {
    database.sql("insert into seaql_migrations (version, applied_at) values ('m29991231_the_future', 0)")?;
    let output = launch.command(database, &["serve", "--training", "--listen", "127.0.0.1:0"]).output()?;
    let told = String::from_utf8_lossy(&output.stderr).to_lowercase();
    ensure!(!output.status.success() && told.contains("newer"), "an older program says: {told}");
    Ok(())
}

fn at_once(world: &World) -> Result<()> {
    let (database, launch) = (world.database(Kind::Postgres)?, world.launch());
    let mut nodes = (0..AT_ONCE).map(|_| launch.spawn(&database)).collect::<Result<Vec<_>>>()?;
    for node in &mut nodes {
        node.wait_until_ready()?;
    }
    let people = database.sql("select count(*), count(distinct email) from accounts")?;
    let (all, different) = people.trim().split_once('|').unwrap_or_default();
    ensure!(all == different && all != "0", "{people} training people");
    Ok(())
}
