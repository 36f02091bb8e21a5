//! Servers: Hilum in a thread or, to weigh it by itself, in a process of its own; and a bare handler to compare with.

use std::fs;
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use actix_web::{App, HttpResponse, HttpServer, web};
use anyhow::Context as _;
use hilum_server::app::Application;
use hilum_server::config::{Settings, Training};
use hilum_server::context::Context;
use tempfile::TempDir;

/// A running Hilum; its data goes with it.
#[derive(Debug)]
pub(crate) struct Served {
    pub base: String,
    pub context: Context,
    _data: TempDir,
}

/// With training people, who can sign in at once.
pub(crate) fn training(database_url: Option<String>) -> Settings {
    Settings {
        database_url,
        training: Training { enabled: true, ..Training::default() },
        ..Settings::default()
    }
}

pub(crate) fn hilum(settings: Settings) -> anyhow::Result<Served> {
    let data = tempfile::tempdir()?;
    let settings = Settings { listen: "127.0.0.1:0".into(), data_dir: data.path().to_owned(), ..settings };
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        actix_web::rt::System::new().block_on(async move {
            let started = async {
                let application = Application::build(settings).await?;
                let (port, context) = (application.port(), application.context.clone());
                let (server, _worker) = application.run()?;
                anyhow::Ok((port, context, server))
            };
            match started.await {
                Ok((port, context, server)) => {
                    let _ = sender.send(Ok((port, context)));
                    let _ = server.await;
                }
                Err(error) => {
                    let _ = sender.send(Err(error));
                }
            }
        });
    });
    let (port, context) = receiver.recv().context("Hilum did not start")??;
    Ok(Served { base: format!("http://127.0.0.1:{port}"), context, _data: data })
}

/// The least a handler can do: the same bytes, from memory.
pub(crate) fn bare(bytes: String) -> anyhow::Result<String> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let base = format!("http://127.0.0.1:{}", listener.local_addr()?.port());
    thread::spawn(move || {
        actix_web::rt::System::new().block_on(async move {
            let bytes = web::Data::new(bytes);
            let answer = |bytes: web::Data<String>| async move {
                HttpResponse::Ok().content_type("application/json").body(bytes.as_str().to_owned())
            };
            let app = move || App::new().app_data(bytes.clone()).route("/", web::get().to(answer));
            if let Ok(server) = HttpServer::new(app).listen(listener) {
                let _ = server.run().await;
            }
        });
    });
    Ok(base)
}

/// A program that runs for less than [`IDLE`] of this time has nothing left to do but look around.
const QUIET: Duration = Duration::from_millis(600);
const IDLE: Duration = Duration::from_millis(12);

/// The program itself, `hilum`, beside this one.
#[derive(Debug)]
pub(crate) struct Program {
    pub base: String,
    child: Child,
}

impl Program {
    /// On a database that is there already.
    pub(crate) fn start(data_dir: &Path, database_url: Option<&str>) -> anyhow::Result<Self> {
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let binary = std::env::current_exe()?.with_file_name("hilum");
        let mut command = Command::new(&binary);
        command.args(["serve", "--training", "--listen", &format!("127.0.0.1:{port}"), "--data-dir"]);
        command.arg(data_dir).env("HILUM_LOG", "warn").stdout(Stdio::null());
        if let Some(url) = database_url {
            command.args(["--database-url", url]);
        }
        let child = command.spawn().with_context(|| format!("{} does not start", binary.display()))?;
        let program = Self { base: format!("http://127.0.0.1:{port}"), child };
        for _ in 0..600 {
            if std::net::TcpStream::connect(("127.0.0.1", port)).is_ok() {
                return Ok(program);
            }
            thread::sleep(Duration::from_millis(50));
        }
        anyhow::bail!("Hilum did not start within 30 s")
    }

    /// How long its threads have run so far, by the scheduler's own count (nanoseconds, not ticks).
    pub(crate) fn cpu(&self) -> anyhow::Result<Duration> {
        let mut all = 0;
        for thread in fs::read_dir(format!("/proc/{}/task", self.child.id()))? {
            let count = fs::read_to_string(thread?.path().join("schedstat")).unwrap_or_default();
            all += count.split(' ').next().and_then(|spent| spent.parse::<u64>().ok()).unwrap_or_default();
        }
        Ok(Duration::from_nanos(all))
    }

    /// The same, once everything that follows from what was asked is done too: positions, mails.
    pub(crate) async fn settled(&self) -> anyhow::Result<Duration> {
        let mut known = self.cpu()?;
        loop {
            tokio::time::sleep(QUIET).await;
            let now = self.cpu()?;
            if now.saturating_sub(known) < IDLE {
                return Ok(now);
            }
            known = now;
        }
    }

    /// Resident memory in MiB.
    pub(crate) fn memory(&self) -> anyhow::Result<u64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).context("no VmRSS")?;
        Ok(line.trim().trim_end_matches(" kB").parse::<u64>()? / 1024)
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
