//! `hilum serve` as an operator runs it, and the ways it can end.

use std::fs::File;
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail, ensure};

use crate::database::Database;
use crate::http::Client;

const SECRET_KEY: &str = "the secret key of all the faults of Hilum";
const START: Duration = Duration::from_secs(60);

/// How a node is started.
#[derive(Clone, Debug)]
pub(crate) struct Launch {
    program: PathBuf,
    training: bool,
    port: u16,
    environment: Vec<(String, String)>,
    public_address: Option<String>,
}

/// A node that runs; killed when dropped.
#[derive(Debug)]
pub(crate) struct Node {
    child: Child,
    pub address: SocketAddr,
    name: String,
    log: PathBuf,
    /// From the start of the process to the first answer that says it can work.
    pub ready_after: Duration,
}

impl Launch {
    pub(crate) fn new(program: &Path) -> Self {
        Self {
            program: program.to_owned(),
            training: true,
            port: 0,
            environment: Vec::new(),
            public_address: None,
        }
    }

    /// With real people, of whom there are none yet.
    pub(crate) fn real(self) -> Self {
        Self { training: false, ..self }
    }

    pub(crate) fn with(mut self, name: &str, value: &str) -> Self {
        self.environment.push((name.into(), value.into()));
        self
    }

    /// What is measured here has its price.
    pub(crate) fn hashing_as_in_real_life(self) -> Self {
        self.with("HILUM_PASSWORDS_MEMORY_KIB", "19456")
    }

    /// Behind a proxy at that address; the same port at every start.
    pub(crate) fn behind(mut self, proxy: SocketAddr) -> Result<Self> {
        self.port = free_port()?;
        self.public_address = Some(proxy.to_string());
        Ok(self)
    }

    /// The command on this database, with nothing from our own environment.
    pub(crate) fn command(&self, database: &Database, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.program);
        for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("HILUM_")) {
            command.env_remove(name);
        }
        command
            .current_dir(database.data())
            .env("HILUM_LOG", "warn")
            .env("HILUM_SECRET_KEY", SECRET_KEY)
            // So that people can be told apart without a network address for each.
            .env("HILUM_BEHIND_PROXY", "true")
            // What hashing costs is not the question here.
            .env("HILUM_PASSWORDS_MEMORY_KIB", "64")
            .envs(self.environment.iter().map(|(name, value)| (name, value)))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .arg("--data-dir")
            .arg(database.data());
        if let Some(url) = database.url() {
            command.args(["--database-url", url]);
        }
        command.args(arguments);
        command
    }

    /// Starts the process and waits for nothing.
    pub(crate) fn spawn(&self, database: &Database) -> Result<Node> {
        let port = if self.port == 0 { free_port()? } else { self.port };
        let address = SocketAddr::from(([127, 0, 0, 1], port));
        let name = self.public_address.clone().unwrap_or_else(|| address.to_string());
        let log = database.beside(&format!("{port}.log"));
        let (listen, url) = (address.to_string(), format!("http://{name}"));
        let mut command = self.command(database, &["serve", "--listen", &listen, "--public-url", &url]);
        if self.training {
            command.arg("--training");
        }
        let output = File::options().create(true).append(true).open(&log)?;
        let child = command.stderr(output).spawn().context("hilum cannot be started")?;
        Ok(Node { child, address, name, log, ready_after: Duration::ZERO })
    }

    /// Starts and waits until it can work.
    pub(crate) fn start(&self, database: &Database) -> Result<Node> {
        let mut node = self.spawn(database)?;
        node.wait_until_ready()?;
        Ok(node)
    }
}

impl Node {
    pub(crate) fn wait_until_ready(&mut self) -> Result<()> {
        let begun = Instant::now();
        while !self.is_ready() {
            if let Some(end) = self.child.try_wait()? {
                bail!("hilum ended with {end}:\n{}", self.log());
            }
            ensure!(begun.elapsed() < START, "hilum is not ready after a minute:\n{}", self.log());
            sleep(Duration::from_millis(2));
        }
        self.ready_after = begun.elapsed();
        Ok(())
    }

    pub(crate) fn client(&self) -> Client {
        Client::new(self.address).called(&self.name)
    }

    pub(crate) fn is_ready(&self) -> bool {
        self.client().get("/health/ready").is_ok_and(|answer| answer.status == 200)
    }

    /// What it has logged so far.
    pub(crate) fn log(&self) -> String {
        std::fs::read_to_string(&self.log).unwrap_or_default()
    }

    /// Memory in use, in MB.
    pub(crate) fn memory(&self) -> Result<u64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let line = status.lines().find(|line| line.starts_with("VmRSS:")).context("no VmRSS")?;
        Ok(line.split_whitespace().nth(1).context("no number")?.parse::<u64>()? / 1024)
    }

    /// SIGKILL: no chance to tidy up.
    pub(crate) fn kill(mut self) -> Result<()> {
        self.child.kill()?;
        self.child.wait()?;
        Ok(())
    }

    /// SIGTERM, and the end that comes of it.
    pub(crate) fn stop(mut self) -> Result<()> {
        signal("TERM", &[self.child.id()])?;
        let begun = Instant::now();
        while self.child.try_wait()?.is_none() {
            ensure!(begun.elapsed() < START, "hilum does not end:\n{}", self.log());
            sleep(Duration::from_millis(5));
        }
        Ok(())
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

pub(crate) fn signal(name: &str, processes: &[u32]) -> Result<()> {
    let numbers = processes.iter().map(u32::to_string);
    let status = Command::new("kill").arg(format!("-{name}")).args(numbers).status()?;
    ensure!(status.success(), "kill -{name} {processes:?} failed");
    Ok(())
}

/// A port nobody listens at now.
pub(crate) fn free_port() -> Result<u16> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}

/// Waits for a condition, not for a time: the limit is there to end what never comes.
pub(crate) fn eventually(
    what: &str,
    limit: Duration,
    mut condition: impl FnMut() -> Result<bool>,
) -> Result<Duration> {
    let begun = Instant::now();
    while !condition().with_context(|| what.to_owned())? {
        ensure!(begun.elapsed() < limit, "not within {limit:?}: {what}");
        sleep(Duration::from_millis(20));
    }
    Ok(begun.elapsed())
}
