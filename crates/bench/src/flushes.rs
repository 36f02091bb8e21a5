//! What the disk itself allows: one flush after the other, and nothing else.

use std::fs::File;
use std::io::Write as _;
use std::path::Path;
use std::time::{Duration, Instant};

/// What a small commit adds to SQLite's log.
const COMMIT: [u8; 16 * 1024] = [7; 16 * 1024];
const TIME: Duration = Duration::from_secs(3);

pub(crate) fn print(size: usize, folder: &Path) -> anyhow::Result<()> {
    let mut file = File::create(folder.join("flushes"))?;
    let (started, mut flushes) = (Instant::now(), 0_u32);
    while started.elapsed() < TIME {
        file.write_all(&COMMIT)?;
        file.sync_data()?;
        flushes += 1;
    }
    let rate = f64::from(flushes) / started.elapsed().as_secs_f64();
    println!("| {size} | one flush of 16 KiB after the other, nothing else | {rate:.0} | | | |");
    Ok(())
}
