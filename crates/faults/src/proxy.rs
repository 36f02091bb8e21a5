//! nginx before two nodes, with the configuration of deploy/.

use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use anyhow::{Context as _, Result};
use tempfile::TempDir;

use crate::http::Client;
use crate::node::eventually;

const TEMPLATE: &str = include_str!("../../../deploy/nginx.conf");
const TEMPORARY: [&str; 5] = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];

/// A proxy that runs; it ends with this.
#[derive(Debug)]
pub(crate) struct Proxy {
    child: Child,
    pub address: SocketAddr,
    _folder: TempDir,
}

impl Proxy {
    pub(crate) fn start(address: SocketAddr, nodes: [SocketAddr; 2]) -> Result<Self> {
        let folder = tempfile::Builder::new().prefix("hilum-faults-nginx-").tempdir()?;
        let configuration = folder.path().join("nginx.conf");
        std::fs::write(&configuration, filled_in(folder.path(), address, nodes))?;
        let log = std::fs::File::create(folder.path().join("log"))?;
        let child = Command::new("/usr/sbin/nginx")
            .args(["-e", "stderr", "-p"])
            .arg(folder.path())
            .arg("-c")
            .arg(&configuration)
            .stdin(Stdio::null())
            .stderr(log)
            .spawn()
            .context("nginx cannot be started")?;
        let proxy = Self { child, address, _folder: folder };
        eventually("the proxy answers", Duration::from_secs(60), || {
            Ok(proxy.client().get("/health/ready").is_ok())
        })?;
        Ok(proxy)
    }

    pub(crate) fn client(&self) -> Client {
        Client::new(self.address)
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        // SIGTERM also ends its workers.
        let _ = crate::node::signal("TERM", &[self.child.id()]);
        let _ = self.child.wait();
    }
}

fn filled_in(folder: &Path, address: SocketAddr, nodes: [SocketAddr; 2]) -> String {
    let values = [("HILUM_LISTEN", address), ("HILUM_NODE_1", nodes[0]), ("HILUM_NODE_2", nodes[1])];
    let server = values.iter().fold(TEMPLATE.to_owned(), |text, (name, value)| {
        text.replace(&format!("${{{name}}}"), &value.to_string())
    });
    let folder = folder.display();
    let temporary: String = TEMPORARY.map(|kind| format!("{kind}_temp_path {folder}/{kind};\n")).concat();
    // Its workers are ours, so that they may read the folder.
    format!(
        "daemon off;\npid {folder}/pid;\nevents {{}}\nhttp {{\naccess_log off;\n{temporary}{server}\n}}\n"
    )
}
