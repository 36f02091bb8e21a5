//! The catalogue as a folder of files: `hilum import DIR` and `hilum export DIR` (format: docs/catalogue.md).

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context as _, bail};
use hilum_catalogue::Catalogue;
use hilum_domain::Moment;
use hilum_store::import::{self, Report};
use hilum_store::{Author, Store, StoreError};

use crate::facts::record;

/// Reads and checks every file of the folder; nothing is written. Every fault is reported at once.
pub fn read(folder: &Path) -> anyhow::Result<Catalogue> {
    let mut files = BTreeMap::new();
    let entries =
        std::fs::read_dir(folder).with_context(|| format!("cannot read the folder {}", folder.display()))?;
    for entry in entries {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let known = entry.file_type()?.is_file() && !name.starts_with('.') && name != "README.md";
        if known {
            let size = entry.metadata()?.len();
            if size > hilum_catalogue::MAX_FILE_BYTES as u64 {
                bail!("{name} is larger than {} bytes", hilum_catalogue::MAX_FILE_BYTES);
            }
            files.insert(name, std::fs::read(entry.path())?);
        }
    }
    hilum_catalogue::parse(&files).map_err(|faults| {
        let lines: Vec<String> = faults.iter().map(ToString::to_string).collect();
        anyhow::anyhow!("{} fault(s), nothing was imported:\n{}", lines.len(), lines.join("\n"))
    })
}

/// Writes a checked catalogue into the database: all of it or nothing.
pub async fn import(
    store: &Store,
    catalogue: Catalogue,
    training: bool,
    now: Moment,
) -> Result<Report, StoreError> {
    let catalogue = std::sync::Arc::new(catalogue);
    store
        .write(Author::Maintenance, async move |tx| {
            let mut report = import::catalogue(tx, &catalogue, training, now).await?;
            record(tx, std::mem::take(&mut report.facts), now).await?;
            Ok(report)
        })
        .await
}

/// Writes the database into a folder, file by file.
pub async fn export(store: &Store, folder: &Path, people: bool, now: Moment) -> anyhow::Result<usize> {
    let catalogue = import::export(&store.unhurried(), people, now).await?;
    std::fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
    let files = hilum_catalogue::write(&catalogue);
    for (name, bytes) in &files {
        std::fs::write(folder.join(name), bytes).with_context(|| format!("cannot write {name}"))?;
    }
    Ok(files.len())
}
