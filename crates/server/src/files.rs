//! What Hilum writes is private to whoever runs it, whatever the shell's umask says.

use std::io;
use std::path::Path;

/// Every file that this process makes from now on is its owner's alone.
pub fn make_private_from_now_on() {
    #[cfg(unix)]
    rustix::process::umask(rustix::fs::Mode::RWXG | rustix::fs::Mode::RWXO);
}

/// A folder that only Hilum uses, for its owner alone, made where it is missing.
pub fn private_folder(path: &Path) -> io::Result<()> {
    std::fs::create_dir_all(path)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        if let Err(error) = std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o700)) {
            tracing::warn!(folder = %path.display(), %error, "this folder cannot be made private");
        }
    }
    Ok(())
}

/// Makes sure that the name of a new file survives a power cut, too.
pub fn keep_entry(path: &Path) -> io::Result<()> {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => std::fs::File::open(folder)?.sync_all(),
        _ => Ok(()),
    }
}
