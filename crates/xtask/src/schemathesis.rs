//! Schemathesis: requests made up from the OpenAPI document, valid and invalid, sent to the running server.

use crate::python;
use crate::step::{program, root, run as carry_out, target_folder};
use anyhow::{Result, bail};
use std::fs;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

const VERSION: &str = "4.32.5";

/// Runs Schemathesis as a training coordinator against a fresh server. What is asked and for how long is written in
/// api-spec/schemathesis.toml; the session is made in api-spec/schemathesis_session.py.
///
/// # Errors
/// When an answer is a 5xx or is not what the OpenAPI document promises.
pub(crate) fn check(binary: &Path) -> Result<()> {
    let name = format!("schemathesis-{VERSION}");
    let python = python::environment(&name, &format!("schemathesis=={VERSION}"))?;
    let schemathesis = python.with_file_name("schemathesis");
    let server = Server::start(binary)?;
    let instructions = root().join("api-spec");
    carry_out(
        program(schemathesis)
            // It leaves notes where it stands.
            .current_dir(&server.folder)
            .arg("--config-file")
            .arg(instructions.join("schemathesis.toml"))
            .arg("run")
            .arg(instructions.join("openapi.json"))
            .args(["--url", &format!("http://{}", server.address)])
            .env("HILUM_ADDRESS", format!("http://{}", server.address))
            .env("PYTHONPATH", &instructions)
            .env("PYTHONDONTWRITEBYTECODE", "1"),
    )
}

/// A Hilum in training mode with an empty database of its own; it ends when this is dropped.
struct Server {
    address: SocketAddr,
    process: Child,
    folder: PathBuf,
}

impl Server {
    fn start(binary: &Path) -> Result<Self> {
        let address = TcpListener::bind("127.0.0.1:0")?.local_addr()?;
        let folder = target_folder().join("schemathesis-data");
        let _ = fs::remove_dir_all(&folder); // absent the first time
        fs::create_dir_all(&folder)?;
        let log = folder.join("server.log");
        let process = program(binary)
            // Only what went wrong: a line per request would bury the findings.
            .env("HILUM_LOG", "warn")
            .args(["serve", "--training", "--listen", &address.to_string(), "--data-dir"])
            .arg(&folder)
            .stdin(Stdio::null())
            .stdout(fs::File::create(&log)?)
            .stderr(Stdio::inherit())
            .spawn()?;
        let mut server = Self { address, process, folder };
        let started = Instant::now();
        while !server.is_ready() {
            if server.process.try_wait()?.is_some() || started.elapsed() > Duration::from_secs(60) {
                bail!("the server did not become ready:\n{}", fs::read_to_string(log)?);
            }
            sleep(Duration::from_millis(50));
        }
        Ok(server)
    }

    fn is_ready(&self) -> bool {
        let ask = || -> std::io::Result<String> {
            let mut connection = TcpStream::connect(self.address)?;
            connection.set_read_timeout(Some(Duration::from_secs(5)))?;
            connection.write_all(b"GET /health/ready HTTP/1.0\r\n\r\n")?;
            let mut answer = String::new();
            connection.read_to_string(&mut answer)?;
            Ok(answer)
        };
        ask().is_ok_and(|answer| answer.split(' ').nth(1) == Some("200"))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Killed outright: what it wrote is thrown away, and it must survive that anyway.
        let _ = self.process.kill();
        let _ = self.process.wait();
        let _ = fs::remove_dir_all(&self.folder);
    }
}
