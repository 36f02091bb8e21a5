//! The files of a SQLite database: private to whoever runs Hilum, and prepared by one process at a time.

use std::fs::{File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};
use std::str::FromStr as _;

use sea_orm::sqlx::sqlite::SqliteConnectOptions;

#[derive(Debug)]
pub(crate) struct DatabaseFile(PathBuf);

impl DatabaseFile {
    /// `None` for a database in memory.
    pub(crate) fn of_url(url: &str) -> Option<Self> {
        let options = SqliteConnectOptions::from_str(url).ok()?;
        let path = options.get_filename().to_owned();
        // In memory it has a name of the driver's own.
        path.parent()
            .is_some_and(|folder| folder.as_os_str().is_empty() || folder.is_dir())
            .then_some(Self(path))
    }

    fn beside(&self, end: &str) -> PathBuf {
        let mut name = self.0.clone().into_os_string();
        name.push(end);
        name.into()
    }

    /// Waits for other processes; held until the file is closed.
    pub(crate) fn lock(&self) -> io::Result<File> {
        let path = self.beside(".lock");
        let file = OpenOptions::new().create(true).write(true).truncate(false).open(&path)?;
        file.lock()?;
        Ok(file)
    }

    /// Those that are there already; what SQLite makes later gets the rights of the database itself.
    /// Files of somebody else's are left to them.
    pub(crate) fn make_private(&self) {
        let ours = ["", "-wal", "-shm", ".lock"].map(|end| self.beside(end));
        for path in ours.iter().filter(|path| path.exists()) {
            if let Err(error) = private(path) {
                tracing::warn!(file = %path.display(), %error, "this file cannot be made private");
            }
        }
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
