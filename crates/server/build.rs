//! Makes sure that there is a page to embed: without one, `cargo check` on a fresh clone would fail.

use std::path::Path;
use std::{env, fs, io};

fn main() -> io::Result<()> {
    println!("cargo:rerun-if-changed=build.rs");
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/page");
    let shell = page.join("index.html");
    if !shell.exists() {
        fs::create_dir_all(&page)?;
        fs::write(
            shell,
            "<!doctype html>\n<title>Hilum</title>\n<p>The page is not built yet: run <code>cargo xtask build</code>.\n",
        )?;
    }
    // A debug build reads the page while it runs; only a release carries it inside.
    if env::var("PROFILE").is_ok_and(|profile| profile == "release") {
        println!("cargo:rerun-if-changed={}", page.display());
    }
    Ok(())
}
