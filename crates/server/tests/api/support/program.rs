//! The built program, as an operator runs it.

use std::fs::File;
use std::io::Write;
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::time::Duration;

use super::client::Client;
use super::database::{Database, SECRET_KEY};
use super::eventually;

impl Database {
    /// `hilum` on this database, with nothing from our own environment.
    pub fn hilum(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_hilum"));
        for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("HILUM_")) {
            command.env_remove(name);
        }
        let folder = self.folder.path();
        command
            .current_dir(folder)
            .env("HILUM_LOG", "warn")
            .env("HILUM_SECRET_KEY", SECRET_KEY)
            .arg("--data-dir")
            .arg(folder);
        if let Some(url) = self.url() {
            command.args(["--database-url", &url]);
        }
        command.args(arguments);
        command
    }
}

/// Runs to its end with something on standard input.
pub fn with_input(mut command: Command, input: &str) -> Output {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    child.stdin.take().expect("its input").write_all(input.as_bytes()).expect("it reads");
    child.wait_with_output().expect("its end")
}

/// A serving `hilum`; killed when dropped.
#[derive(Debug)]
pub struct Program {
    child: Child,
    address: String,
}

impl Program {
    /// Starts serving and waits until it can work.
    pub async fn serve(database: &Database, arguments: &[&str]) -> Self {
        Self::start(database, |command| command.args(arguments).stdout(Stdio::null())).await
    }

    /// In training mode, under a name of its own, as it is after every restart.
    pub async fn serve_as(database: &Database, node: &str) -> Self {
        Self::start(database, |command| {
            command.arg("--training").env("HILUM_NODE", node).stdout(Stdio::null())
        })
        .await
    }

    /// The same with a setting of its own.
    pub async fn serve_with(database: &Database, name: &str, value: &str) -> Self {
        Self::start(database, |command| command.env(name, value).stdout(Stdio::null())).await
    }

    /// The same, with so talkative a log in a file.
    pub async fn serve_logging(database: &Database, level: &str, log: &Path) -> Self {
        let file = File::create(log).expect("a log");
        let same = file.try_clone().expect("the same log");
        Self::start(database, |command| command.env("HILUM_LOG", level).stdout(file).stderr(same)).await
    }

    /// In training mode, with its log in a file.
    pub async fn serve_training_logging(database: &Database, log: &Path) -> Self {
        let file = File::create(log).expect("a log");
        Self::start(database, |command| {
            command.arg("--training").env("HILUM_LOG", "info").stdout(Stdio::null()).stderr(file)
        })
        .await
    }

    async fn start(database: &Database, change: impl FnOnce(&mut Command) -> &mut Command) -> Self {
        let port =
            TcpListener::bind("127.0.0.1:0").and_then(|socket| socket.local_addr()).expect("a port").port();
        let address = format!("127.0.0.1:{port}");
        let mut command = database.hilum(&["serve", "--listen", &address]);
        command.env("HILUM_DRAIN_SECONDS", "0");
        let child = change(&mut command).spawn().expect("the program starts");
        let program = Self { child, address };
        hilum_server::tls::prepare();
        let http = reqwest::Client::new();
        eventually("hilum serves", || async {
            let ready = http.get(format!("http://{}/health/ready", program.address)).send().await;
            ready.is_ok_and(|answer| answer.status() == 200).then_some(())
        })
        .await;
        program
    }

    pub fn address(&self) -> &str {
        &self.address
    }

    /// SIGTERM, SIGINT, as an operator sends them.
    pub fn signal(&self, name: &str) {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args(["-s", name, &id]).status().expect("kill").success());
    }

    /// The exit code, once it has ended.
    pub async fn ended(mut self) -> Option<i32> {
        loop {
            if let Some(status) = self.child.try_wait().expect("a child") {
                return status.code();
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    pub fn client(&self, secret: Option<&str>) -> Client {
        Client::new(reqwest::Client::new(), format!("http://{}", self.address), secret.map(str::to_owned))
    }

    /// SIGKILL: no chance to tidy up.
    pub fn kill(mut self) {
        self.child.kill().expect("it dies");
        self.child.wait().expect("its end");
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
