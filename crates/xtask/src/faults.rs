//! The faults: what Hilum stands on is broken, and Hilum is killed (crates/faults).

use crate::step::{cargo, output, program, run, step, target_folder};
use crate::{nginx, postgres, python, run as server};
use anyhow::Result;
use std::path::Path;
use std::process::Command;

/// Everything must hold.
///
/// # Errors
/// When something acknowledged is lost, something refused is kept, or work does not go on.
pub(crate) fn check() -> Result<()> {
    let hilum = server::build_debug()?;
    step("faults: build", || run(&mut cargo(["build", "--bin", "hilum-faults"])))?;
    break_things(&target_folder().join("debug/hilum-faults"), &hilum, &[])
}

/// The table of docs/benchmarks.md, of the release build.
pub(crate) fn figures() -> Result<()> {
    let hilum = server::build()?;
    step("faults: build", || run(&mut cargo(["build", "--release", "--bin", "hilum-faults"])))?;
    break_things(&target_folder().join("release/hilum-faults"), &hilum, &["--figures"])
}

fn break_things(faults: &Path, hilum: &Path, arguments: &[&str]) -> Result<()> {
    nginx::ensure()?;
    python::ensure()?;
    let cluster = postgres::Cluster::start()?;
    run(in_a_room_of_its_own(faults)?
        .arg("--hilum")
        .arg(hilum)
        .args(["--postgres", &cluster.url()])
        .args(arguments))
}

/// It takes four to six minutes; what hangs is ended, however busy the machine is.
const LIMIT: &str = "30m";

/// Root mounts small disks. In a mount namespace of its own nothing of that is left, however the program ends. Ten thousand
/// connections need as many files.
fn in_a_room_of_its_own(faults: &Path) -> Result<Command> {
    let mut command = program("sh");
    let room = if output(program("id").arg("-u"))?.trim() == "0" { "unshare --mount " } else { "" };
    command
        .args(["-c", &format!("ulimit -n $(ulimit -Hn); exec timeout {LIMIT} {room}\"$0\" \"$@\"")])
        .arg(faults);
    Ok(command)
}
