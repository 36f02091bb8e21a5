//! Python's packages, each in a folder of its own under target: nothing is installed into the machine.

use crate::debian;
use crate::step::{program, run as carry_out, succeeds, target_folder};
use anyhow::{Context, Result, bail};
use std::path::PathBuf;

/// The variable that tells the browser tests which Python can run their CAS server.
pub(crate) const CAS_VARIABLE: &str = "HILUM_TEST_CAS_PYTHON";
const CAS_SERVER: &str = "django-cas-server==3.1.0";

/// Makes sure that there is a Python, which speaks SQLite.
pub(crate) fn ensure() -> Result<()> {
    if !succeeds(program("python3").args(["-c", "import sqlite3"])) {
        debian::install(&["python3"]).context("the faults need Python")?;
    }
    Ok(())
}

/// A Python that has the CAS server of the browser tests.
pub(crate) fn with_cas_server() -> Result<PathBuf> {
    environment(&CAS_SERVER.replace("==", "-"), CAS_SERVER)
}

/// The Python of the environment `name` in target, which has `package`.
pub(crate) fn environment(name: &str, package: &str) -> Result<PathBuf> {
    let folder = target_folder().join(name);
    let python = folder.join("bin/python");
    let wanted = package.split("==").next().unwrap_or(package);
    if succeeds(program(&python).args(["-m", "pip", "show", "--quiet", wanted])) {
        return Ok(python);
    }
    let make = || succeeds(program("python3").args(["-m", "venv", "--clear"]).arg(&folder));
    if !make() {
        debian::install(&["python3", "python3-venv"]).with_context(|| format!("{package} needs Python"))?;
        if !make() {
            bail!("`python3 -m venv {}` fails", folder.display());
        }
    }
    println!("  installing {package}");
    carry_out(
        program(&python)
            .args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check"])
            .arg(package),
    )?;
    Ok(python)
}
