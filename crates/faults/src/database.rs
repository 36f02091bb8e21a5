//! A database of one's own: a file in a folder, or a database of the PostgreSQL server of the tests.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

use anyhow::{Context as _, Result, bail, ensure};
use tempfile::TempDir;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Sqlite,
    Postgres,
}

pub(crate) const BOTH: [Kind; 2] = [Kind::Sqlite, Kind::Postgres];

impl Kind {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Sqlite => "SQLite",
            Self::Postgres => "PostgreSQL",
        }
    }
}

/// A database with the data folder of those who use it. Both disappear with it.
#[derive(Debug)]
pub(crate) struct Database {
    /// Declared first, so that it is unmounted before its folder goes.
    disk: Option<SmallDisk>,
    parent: TempDir,
    /// `None`: the file in the data folder.
    url: Option<String>,
    server: String,
}

/// A statement that stays in force until this is dropped: a lock that somebody else holds.
#[derive(Debug)]
pub(crate) struct Held(Child);

impl Database {
    /// Empty. `server`: any database of the PostgreSQL server.
    pub(crate) fn new(kind: Kind, server: &str) -> Result<Self> {
        let parent = tempfile::Builder::new().prefix("hilum-faults-").tempdir()?;
        std::fs::create_dir(parent.path().join("data"))?;
        let mut database = Self { disk: None, parent, url: None, server: server.to_owned() };
        if kind == Kind::Postgres {
            let name = new_name();
            psql(server, &format!("create database {name}"))?;
            let (server, _) = server.rsplit_once('/').context("an URL of PostgreSQL")?;
            database.url = Some(format!("{server}/{name}"));
        }
        Ok(database)
    }

    /// A copy of one that nobody uses now.
    pub(crate) fn copy_of(other: &Self) -> Result<Self> {
        let mut database = Self::new(Kind::Sqlite, &other.server)?;
        let Some(url) = &other.url else {
            std::fs::copy(other.file(), database.file())?;
            return Ok(database);
        };
        let (server, original) = url.rsplit_once('/').context("an URL of PostgreSQL")?;
        let name = new_name();
        psql(&other.server, &format!("create database {name} template {original}"))?;
        database.url = Some(format!("{server}/{name}"));
        Ok(database)
    }

    /// A SQLite database on a disk of its own of that size.
    pub(crate) fn on_a_small_disk(megabytes: u32) -> Result<Self> {
        let mut database = Self::new(Kind::Sqlite, "")?;
        database.disk = Some(SmallDisk::mount(&database.data(), megabytes)?);
        Ok(database)
    }

    pub(crate) fn kind(&self) -> Kind {
        if self.url.is_some() { Kind::Postgres } else { Kind::Sqlite }
    }

    pub(crate) fn data(&self) -> PathBuf {
        self.parent.path().join("data")
    }

    /// A folder beside the data, for what must not lie in it.
    pub(crate) fn beside(&self, name: &str) -> PathBuf {
        self.parent.path().join(name)
    }

    pub(crate) fn url(&self) -> Option<&str> {
        self.url.as_deref()
    }

    fn file(&self) -> PathBuf {
        self.data().join("hilum.sqlite")
    }

    /// Runs statements; gives what the last one found, one row a line, columns apart by `|`.
    pub(crate) fn sql(&self, statements: &str) -> Result<String> {
        match &self.url {
            Some(url) => psql(url, statements),
            None => output(python(RUN).arg(self.file()).arg(statements)),
        }
    }

    /// Everything in it as text.
    pub(crate) fn dump(&self) -> Result<String> {
        match &self.url {
            Some(url) => output(Command::new("pg_dump").args(["--inserts", url])),
            None => output(python(DUMP).arg(self.file())),
        }
    }

    /// Every table, column, index and trigger, in an order of their own.
    pub(crate) fn schema(&self) -> Result<String> {
        self.sql(match self.kind() {
            Kind::Sqlite => {
                "select type, name, replace(sql, char(10), ' ') from sqlite_master where sql is not null and tbl_name <> 'seaql_migrations' order by type, name"
            }
            Kind::Postgres => {
                "select * from (select 'column', table_name || '.' || column_name, data_type || coalesce(column_default, '') \
                 || is_nullable from information_schema.columns where table_schema = 'public' and table_name <> 'seaql_migrations' \
                 union all select 'index', indexname, indexdef from pg_indexes where schemaname = 'public' and tablename <> 'seaql_migrations' \
                 union all select 'trigger', tgname, '' from pg_trigger where not tgisinternal) s order by 1, 2, 3"
            }
        })
    }

    /// The database itself says that it is whole.
    pub(crate) fn check(&self) -> Result<()> {
        if self.kind() == Kind::Sqlite {
            let verdict = self.sql("pragma integrity_check")?;
            ensure!(verdict.trim() == "ok", "SQLite finds: {verdict}");
            let orphans = self.sql("pragma foreign_key_check")?;
            ensure!(orphans.trim().is_empty(), "rows without what they belong to: {orphans}");
        }
        Ok(())
    }

    /// Begins a transaction with `statement` as somebody else, and keeps it open.
    pub(crate) fn hold(&self, statement: &str) -> Result<Held> {
        let mut command = match &self.url {
            Some(url) => {
                let mut psql = Command::new("psql");
                psql.args([url, "--quiet", "--no-psqlrc", "--tuples-only", "--no-align"]);
                psql
            }
            None => {
                let mut python = python(HOLD);
                python.arg(self.file());
                python
            }
        };
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
        let stdin = child.stdin.as_mut().context("its input")?;
        writeln!(stdin, "{statement}\n\\echo held")?;
        let mut told = String::new();
        BufReader::new(child.stdout.as_mut().context("its output")?).read_line(&mut told)?;
        let held = Held(child);
        ensure!(told.trim() == "held", "`{statement}` said {told:?}");
        Ok(held)
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        if let Some(name) = self.url.as_ref().and_then(|url| url.rsplit('/').next()) {
            let _ = psql(&self.server, &format!("drop database if exists {name} with (force)"));
        }
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn new_name() -> String {
    static COUNTER: AtomicU32 = AtomicU32::new(0);
    format!("hilum_faults_{}_{}", std::process::id(), COUNTER.fetch_add(1, Ordering::Relaxed))
}

const RUN: &str = "
import sqlite3, sys
with sqlite3.connect(sys.argv[1], timeout=60) as db:
    rows = []
    for statement in sys.argv[2].split(';\\n'):
        rows = db.execute(statement).fetchall()
    for row in rows: print('|'.join(str(value) for value in row))
";
const DUMP: &str = "
import sqlite3, sys
for line in sqlite3.connect(sys.argv[1], timeout=60).iterdump(): print(line)
";
/// Speaks as much of psql's language as is needed here.
const HOLD: &str = "
import sqlite3, sys
db = sqlite3.connect(sys.argv[1], timeout=60, isolation_level=None)
for line in sys.stdin:
    if line.startswith('\\\\echo '): print(line[6:].strip(), flush=True)
    else: db.execute(line)
";

fn python(program: &str) -> Command {
    let mut command = Command::new("python3");
    command.args(["-c", program]);
    command
}

fn psql(url: &str, statements: &str) -> Result<String> {
    let quietly = ["--quiet", "--no-psqlrc", "--tuples-only", "--no-align", "--set", "ON_ERROR_STOP=1"];
    output(Command::new("psql").arg(url).args(quietly).args(["--command", statements]))
}

fn output(command: &mut Command) -> Result<String> {
    let output = command.output().with_context(|| format!("cannot start {:?}", command.get_program()))?;
    if !output.status.success() {
        bail!("{:?}: {}", command.get_program(), String::from_utf8_lossy(&output.stderr));
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// A file system in memory, mounted over a folder: it can be filled.
#[derive(Debug)]
struct SmallDisk(PathBuf);

impl SmallDisk {
    fn mount(folder: &Path, megabytes: u32) -> Result<Self> {
        let size = format!("size={megabytes}m");
        output(Command::new("mount").args(["-t", "tmpfs", "-o", &size, "none"]).arg(folder)).context(
            "a small disk can be mounted by root only (or in `unshare --user --map-root-user --mount`)",
        )?;
        Ok(Self(folder.to_owned()))
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = output(Command::new("umount").arg("--lazy").arg(&self.0));
    }
}
