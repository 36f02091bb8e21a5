//! A PostgreSQL of our own for the tests: fresh, on a free port, forgotten afterwards.

use crate::debian;
use crate::step::{output, program, run, succeeds};
use anyhow::{Context, Result, bail};
use std::fs;
use std::net::TcpListener;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

/// The variable that makes tests use PostgreSQL instead of SQLite.
pub(crate) const URL_VARIABLE: &str = "HILUM_TEST_POSTGRES_URL";

/// A running cluster; it ends and its folder disappears when this is dropped.
#[derive(Debug)]
pub(crate) struct Cluster {
    programs: PathBuf,
    folder: PathBuf,
    server: Child,
    port: u16,
}

impl Cluster {
    /// Starts a cluster, installing PostgreSQL first where it is missing.
    pub(crate) fn start() -> Result<Self> {
        let programs = programs()?;
        let folder = std::env::temp_dir().join(format!("hilum-postgres-{}", std::process::id()));
        let _ = fs::remove_dir_all(&folder); // of a process with our number that died
        fs::create_dir(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
        let owner = owner()?;
        if let Some((user, group)) = owner {
            std::os::unix::fs::chown(&folder, Some(user), Some(group))?;
        }
        let data = folder.join("data");
        run(owned(&programs.join("initdb"), owner)
            .args([
                "--auth=trust",
                "--username=postgres",
                "--encoding=UTF8",
                "--no-locale",
                "--no-sync",
                "-D",
            ])
            .arg(&data)
            .stdout(Stdio::null()))?;
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let server = owned(&programs.join("postgres"), owner)
            .arg("-D")
            .arg(&data)
            .arg("-k")
            .arg(&folder)
            .args(["-h", "127.0.0.1", "-p", &port.to_string()])
            // Nothing here outlives the tests, so nothing needs to reach the disk.
            .args(["-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off"])
            // Every test opens pools of its own.
            .args(["-c", "max_connections=400", "-c", "shared_buffers=128MB"])
            .stderr(fs::File::create(folder.join("log"))?)
            .stdout(Stdio::null())
            .spawn()?;
        let mut cluster = Self { programs, folder, server, port };
        cluster.wait_until_ready()?;
        Ok(cluster)
    }

    /// Where tests find it, as a superuser who may create databases.
    pub(crate) fn url(&self) -> String {
        format!("postgres://postgres@127.0.0.1:{}/postgres", self.port)
    }

    fn wait_until_ready(&mut self) -> Result<()> {
        let started = Instant::now();
        let port = self.port.to_string();
        while started.elapsed() < Duration::from_secs(30) {
            if succeeds(program(self.programs.join("pg_isready")).args([
                "-q",
                "-h",
                "127.0.0.1",
                "-p",
                &port,
            ])) {
                return Ok(());
            }
            if self.server.try_wait()?.is_some() {
                break;
            }
            sleep(Duration::from_millis(50));
        }
        bail!("PostgreSQL did not start:\n{}", fs::read_to_string(self.folder.join("log"))?);
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        // SIGQUIT, which `immediate` sends, also ends the processes that serve connections.
        let stopped = owner().is_ok_and(|owner| {
            succeeds(
                owned(&self.programs.join("pg_ctl"), owner)
                    .args(["stop", "-m", "immediate", "-D"])
                    .arg(self.folder.join("data")),
            )
        });
        if !stopped {
            let _ = self.server.kill();
        }
        let _ = self.server.wait();
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// The folder of the server's programs, the newest there is.
fn programs() -> Result<PathBuf> {
    if let Some(found) = find_programs() {
        return Ok(found);
    }
    debian::install(&["postgresql"]).context("the tests need a PostgreSQL server")?;
    find_programs().context("PostgreSQL was installed but initdb is not to be found")
}

fn find_programs() -> Option<PathBuf> {
    let mut versions: Vec<PathBuf> = fs::read_dir("/usr/lib/postgresql")
        .map(|folders| folders.flatten().map(|folder| folder.path().join("bin")).collect())
        .unwrap_or_default();
    versions.sort();
    let elsewhere = std::env::var_os("PATH").map(|path| std::env::split_paths(&path).collect::<Vec<_>>());
    versions
        .into_iter()
        .rev()
        .chain(elsewhere.into_iter().flatten())
        .find(|folder| folder.join("initdb").exists())
}

/// PostgreSQL refuses to run as root: then Debian's user `postgres` runs it. Otherwise it is ours.
fn owner() -> Result<Option<(u32, u32)>> {
    if output(program("id").arg("-u"))?.trim() != "0" {
        return Ok(None);
    }
    let number =
        |what| -> Result<u32> { Ok(output(program("id").args([what, "postgres"]))?.trim().parse()?) };
    Ok(Some((number("-u")?, number("-g")?)))
}

fn owned(name: &Path, owner: Option<(u32, u32)>) -> Command {
    let mut command = program(name);
    command.current_dir("/");
    if let Some((user, group)) = owner {
        command.uid(user).gid(group);
    }
    command
}
