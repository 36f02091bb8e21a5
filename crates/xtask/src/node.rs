//! Node and its packages: styles, icons and tools of the page, and the browser tests.

use crate::debian;
use crate::step::{output, program, root, run, succeeds};
use anyhow::{Result, bail};
use std::fs;
use std::time::SystemTime;

/// Makes sure that `<folder>/node_modules` is what `<folder>/package-lock.json` says.
pub(crate) fn modules(folder: &str) -> Result<()> {
    if !succeeds(program("npm").arg("--version")) {
        debian::install(&["nodejs", "npm"])?;
    }
    let folder = root().join(folder);
    // The folder's package.json says which Node its packages need.
    let complaint = output(program("node").current_dir(&folder).args([
        "--print",
        "const needed = parseInt(require('./package.json').engines.node.match(/[0-9]+/)[0]);
         parseInt(process.versions.node) < needed ? `${process.version} is too old, ${needed} is needed` : ''",
    ]))?;
    if !complaint.trim().is_empty() {
        bail!("{}: Node {}", folder.display(), complaint.trim());
    }
    // npm writes this file at the end of an installation.
    let installed = modified(&folder.join("node_modules/.package-lock.json"));
    if installed.is_some() && installed >= modified(&folder.join("package-lock.json")) {
        return Ok(());
    }
    run(program("npm").current_dir(folder).args([
        "ci",
        "--ignore-scripts",
        "--no-audit",
        "--no-fund",
        "--loglevel=error",
    ]))
}

fn modified(path: &std::path::Path) -> Option<SystemTime> {
    fs::metadata(path).and_then(|data| data.modified()).ok()
}
