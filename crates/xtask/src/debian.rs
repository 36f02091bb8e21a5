//! Debian's packages: installed where that needs no question, otherwise the command is shown.

use crate::step::{output, program, run};
use anyhow::{Result, bail};
use std::path::Path;

/// Installs `packages` as root on Debian. Everywhere else it is an error that says what to type.
pub(crate) fn install(packages: &[&str]) -> Result<()> {
    let advice = format!("apt-get update && apt-get install --no-install-recommends {}", packages.join(" "));
    if !Path::new("/usr/bin/apt-get").exists() {
        bail!(
            "missing; on Debian they are installed with\n\n    {advice}\n\nelsewhere install the same programs"
        );
    }
    if output(program("id").arg("-u"))?.trim() != "0" {
        bail!("missing; install as root with\n\n    {advice}\n");
    }
    println!("  installing {}", packages.join(" "));
    if run(&mut apt("install", packages)).is_err() {
        // A fresh machine has no package lists yet, an old one has stale ones.
        run(&mut apt("update", &[]))?;
        run(&mut apt("install", packages))?;
    }
    Ok(())
}

fn apt(verb: &str, packages: &[&str]) -> std::process::Command {
    let mut command = program("apt-get");
    command.env("DEBIAN_FRONTEND", "noninteractive").args(["-qq", "-o", "Dpkg::Use-Pty=0", verb]);
    if verb == "install" {
        command.args(["--yes", "--no-install-recommends"]).args(packages);
    }
    command.stdout(std::process::Stdio::null());
    command
}
