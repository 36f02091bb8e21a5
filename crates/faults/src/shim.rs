//! The preloaded library (shim.c), compiled here and now, and the files it obeys.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, ensure};

use crate::database::Database;
use crate::node::Launch;

/// Compiles the library into a folder.
pub(crate) fn compile(folder: &Path) -> Result<PathBuf> {
    let (source, library) = (folder.join("shim.c"), folder.join("shim.so"));
    std::fs::write(&source, include_str!("shim.c"))?;
    let mut compiler = Command::new("cc");
    compiler.args(["-O2", "-shared", "-fPIC", "-o"]).arg(&library).arg(&source).arg("-pthread");
    ensure!(compiler.status().context("a C compiler is needed")?.success(), "shim.c does not compile");
    Ok(library)
}

/// The faults of one data folder.
#[derive(Clone, Debug)]
pub(crate) struct Shim {
    library: PathBuf,
    data: PathBuf,
    flags: PathBuf,
    shadow: PathBuf,
}

impl Shim {
    pub(crate) fn new(library: &Path, database: &Database) -> Result<Self> {
        let (flags, shadow) = (database.beside("flags"), database.beside("shadow"));
        std::fs::create_dir_all(&flags)?;
        std::fs::create_dir_all(&shadow)?;
        Ok(Self { library: library.to_owned(), data: database.data(), flags, shadow })
    }

    pub(crate) fn preload(&self, launch: Launch) -> Launch {
        launch
            .with("LD_PRELOAD", &self.library.to_string_lossy())
            .with("FAULTS_DATA", &self.data.to_string_lossy())
            .with("FAULTS_FLAGS", &self.flags.to_string_lossy())
    }

    /// The same, and what a power cut would leave is kept up to date.
    pub(crate) fn shadowing(&self, launch: Launch) -> Launch {
        self.preload(launch).with("FAULTS_SHADOW", &self.shadow.to_string_lossy())
    }

    pub(crate) fn raise(&self, flag: &str, content: &str) -> Result<()> {
        // Another name until it is whole: the clock is read at any moment.
        let whole = self.flags.join("whole");
        std::fs::write(&whole, content)?;
        Ok(std::fs::rename(whole, self.flags.join(flag))?)
    }

    pub(crate) fn lower(&self, flag: &str) -> Result<()> {
        Ok(std::fs::remove_file(self.flags.join(flag))?)
    }

    /// What a power cut leaves of the data folder; its node has been killed.
    pub(crate) fn cut_power(&self) -> Result<()> {
        std::fs::remove_dir_all(&self.data)?;
        copy(&self.shadow, &self.data)
    }
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    std::fs::create_dir_all(to)?;
    for entry in std::fs::read_dir(from)? {
        let (from, to) = (entry.as_ref().map(|e| e.path()), entry.as_ref().map(|e| to.join(e.file_name())));
        let (Ok(from), Ok(to)) = (from, to) else { continue };
        if from.is_dir() {
            copy(&from, &to)?;
        } else {
            std::fs::copy(&from, &to)?;
        }
    }
    Ok(())
}
