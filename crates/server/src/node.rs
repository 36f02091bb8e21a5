//! What this node is called among others of the same database.

use sha2::{Digest as _, Sha256};

use crate::config::Settings;

/// The same after a restart, and another one than that of any node that runs beside it: two of one machine do not listen at
/// the same address.
pub(crate) fn name(settings: &Settings) -> String {
    if let Some(name) = &settings.node {
        return name.chars().take(64).collect();
    }
    let said = format!("{}\n{}\n{}", machine(), settings.listen, settings.data_dir.display());
    Sha256::digest(said.as_bytes()).iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(unix)]
fn machine() -> String {
    rustix::system::uname().nodename().to_string_lossy().into_owned()
}

#[cfg(not(unix))]
fn machine() -> String {
    std::env::var("COMPUTERNAME").unwrap_or_default()
}
