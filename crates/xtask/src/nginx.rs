//! The reverse proxy that the browser tests put before two nodes.

use crate::debian;
use anyhow::{Context, Result};
use std::path::Path;

/// Makes sure that nginx is there.
pub(crate) fn ensure() -> Result<()> {
    if !Path::new("/usr/sbin/nginx").exists() {
        debian::install(&["nginx-light"]).context("the run with two nodes needs nginx")?;
    }
    Ok(())
}
