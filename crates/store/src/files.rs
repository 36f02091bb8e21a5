//! The files of a SQLite database: private to whoever runs Hilum, and prepared by one process at a time.

use std::fs::{File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

#[derive(Debug)]
pub(crate) struct DatabaseFile(PathBuf);

impl DatabaseFile {
    /// `None` for a database in memory.
    pub(crate) fn of_url(url: &str) -> Option<Self> {
        let path = url.strip_prefix("sqlite:")?;
        let path = path.strip_prefix("//").unwrap_or(path).split('?').next()?;
        (!path.is_empty() && path != ":memory:").then(|| Self(path.into()))
    }

    fn beside(&self, end: &str) -> PathBuf {
        let mut name = self.0.clone().into_os_string();
        name.push(end);
        name.into()
    }

    /// Waits for other processes; held until the file is closed.
    pub(crate) fn lock(&self) -> io::Result<Option<File>> {
        let path = self.beside(".lock");
        let file = OpenOptions::new().create(true).write(true).truncate(false).open(&path)?;
        private(&path)?;
        file.lock()?;
        Ok(Some(file))
    }

    /// Those that are there already; what SQLite makes later gets the rights of the database itself.
    pub(crate) fn make_private(&self) -> io::Result<()> {
        ["", "-wal", "-shm"]
            .map(|end| self.beside(end))
            .iter()
            .filter(|path| path.exists())
            .try_for_each(|path| private(path))
    }

    pub(crate) fn log_size(&self) -> u64 {
        std::fs::metadata(self.beside("-wal")).map_or(0, |file| file.len())
    }
}

#[cfg(unix)]
fn private(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600))
}

#[cfg(not(unix))]
fn private(_: &Path) -> io::Result<()> {
    Ok(())
}
