//! Whether docker-compose.yml and the proxy's configuration are valid, without an engine to run them.

use crate::step::{program, root, run};
use crate::{nginx, node};
use anyhow::Result;
use std::fs;
use std::process::Stdio;

pub(crate) fn check() -> Result<()> {
    node::modules("deploy")?;
    // Refuses what the compose specification does not know, and warns of habits that bite later.
    run(program("deploy/node_modules/.bin/dclint").args([
        "--config",
        "deploy/dclint.json",
        "docker-compose.yml",
    ]))?;
    check_proxy()
}

/// Fills the proxy's template in as the nginx image does and lets nginx read it.
fn check_proxy() -> Result<()> {
    nginx::ensure()?;
    let server = fs::read_to_string(root().join("deploy/nginx.conf"))?
        .replace("${HILUM_LISTEN}", "127.0.0.1:8080")
        .replace("${HILUM_NODE_1}", "127.0.0.1:8081")
        .replace("${HILUM_NODE_2}", "127.0.0.1:8082");
    let folder = root().join("target/nginx");
    fs::create_dir_all(&folder)?;
    let whole = folder.join("nginx.conf");
    fs::write(&whole, format!("pid nginx.pid;\nevents {{}}\nhttp {{\naccess_log off;\n{server}}}\n"))?;
    run(program("/usr/sbin/nginx")
        .args(["-t", "-q", "-e", "stderr", "-p"])
        .arg(&folder)
        .arg("-c")
        .arg(&whole)
        .stdin(Stdio::null()))
}
