//! Building and serving, once or again at every change.

use crate::page::{self, Effort};
use crate::step::{cargo, program, root, run, step, target_folder};
use anyhow::{Context, Result};
use std::fs;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command};
use std::thread::sleep;
use std::time::{Duration, SystemTime};

/// `target/release/hilum` with the page inside.
pub(crate) fn build() -> Result<PathBuf> {
    page::build(Effort::Page)?;
    step("server: release build", || run(&mut cargo(["build", "--release", "--bin", "hilum"])))?;
    Ok(target_folder().join("release/hilum"))
}

/// `target/debug/hilum`, which reads the page from target/page.
pub(crate) fn build_debug() -> Result<PathBuf> {
    step("server: build", || run(&mut cargo(["build", "--bin", "hilum"])))?;
    Ok(target_folder().join("debug/hilum"))
}

/// Builds, then becomes the server in training mode.
pub(crate) fn serve(release: bool, arguments: &[String]) -> Result<()> {
    let binary = if release {
        build()?
    } else {
        page::build(Effort::Fast)?;
        build_debug()?
    };
    // Ctrl-C and the exit code are the server's own from here on.
    Err(server(&binary, arguments).exec()).with_context(|| format!("cannot start {}", binary.display()))
}

/// Serves, and rebuilds and restarts whenever a source changes.
pub(crate) fn develop(arguments: &[String]) -> Result<()> {
    let mut running: Option<Child> = None;
    loop {
        let built_from = newest_change()?;
        match page::build(Effort::Fast).and_then(|()| build_debug()) {
            Ok(binary) => {
                stop(&mut running)?;
                running = Some(server(&binary, arguments).spawn()?);
            }
            // What runs keeps running until the next change builds.
            Err(error) => eprintln!("error: {error:#}"),
        }
        while newest_change()? == built_from {
            sleep(Duration::from_millis(500));
        }
    }
}

fn server(binary: &Path, arguments: &[String]) -> Command {
    let mut command = program(binary);
    // Nobody waits for a balancer here.
    if std::env::var_os("HILUM_DRAIN_SECONDS").is_none() {
        command.env("HILUM_DRAIN_SECONDS", "0");
    }
    command
        .args(["serve", "--training", "--data-dir"])
        .arg(target_folder().join("hilum-data"))
        .args(arguments);
    command
}

fn stop(running: &mut Option<Child>) -> Result<()> {
    if let Some(mut child) = running.take() {
        run(program("kill").arg(child.id().to_string())).ok(); // it may have ended by itself
        child.wait()?;
    }
    Ok(())
}

/// The latest time at which anything Hilum is made of was written.
fn newest_change() -> Result<SystemTime> {
    let mut newest = fs::metadata(root().join("Cargo.lock"))?.modified()?;
    for folder in ["crates", "migrations", "frontend"] {
        look_through(&root().join(folder), &mut newest)?;
    }
    Ok(newest)
}

fn look_through(folder: &Path, newest: &mut SystemTime) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        // An editor's temporary file may be gone before we look at it.
        let Ok(data) = entry.metadata() else { continue };
        *newest = (*newest).max(data.modified()?);
        if data.is_dir() && entry.file_name() != "node_modules" {
            look_through(&entry.path(), newest)?;
        }
    }
    Ok(())
}
