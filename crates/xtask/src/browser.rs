//! A browser for the tests: Debian's Chromium, or the one that `HILUM_TEST_CHROMIUM` names.

use crate::debian;
use anyhow::{Context, Result};
use std::path::{Path, PathBuf};

/// The variable that tells the browser tests which Chromium to start.
pub(crate) const VARIABLE: &str = "HILUM_TEST_CHROMIUM";

/// Finds Chromium or installs it.
pub(crate) fn chromium() -> Result<PathBuf> {
    if let Some(chosen) = std::env::var_os(VARIABLE) {
        return Ok(chosen.into());
    }
    let debian = Path::new("/usr/bin/chromium");
    if !debian.exists() {
        // Without a font a page is empty boxes, and nobody can look at a screenshot.
        debian::install(&["chromium", "fonts-liberation"]).context("the browser tests need Chromium")?;
    }
    Ok(debian.into())
}
