//! A compiler that can build for the browser.
//!
//! The pinned toolchain with rustup's wasm32 library where that can be downloaded; otherwise Debian's newer compiler,
//! whose library for wasm32 is built once from the packaged source.

use crate::debian;
use crate::step::{output, program, root, run, succeeds_within};
use anyhow::{Context, Result, bail};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

pub(crate) const TARGET: &str = "wasm32-unknown-unknown";

const DEBIAN_RUSTC: &str = "/usr/bin/rustc";
const DEBIAN_CARGO: &str = "/usr/bin/cargo";
const DEBIAN_LINKER: &str = "/usr/bin/lld-19";
const DEBIAN_PACKAGES: [&str; 4] = ["rustc-web", "cargo-web", "rust-web-src", "lld-19"];

/// Who compiles the page.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Compiler {
    /// The toolchain of rust-toolchain.toml.
    Pinned,
    /// Debian's packages rustc-web and cargo-web, called by their paths so that rustup does not intervene.
    Debian,
}

impl Compiler {
    /// This compiler's cargo.
    pub(crate) fn cargo(self) -> Command {
        match self {
            Self::Pinned => program("cargo"),
            Self::Debian => {
                let mut command = program(DEBIAN_CARGO);
                command.env("RUSTC", DEBIAN_RUSTC).env_remove("RUSTUP_TOOLCHAIN");
                command
            }
        }
    }

    fn rustc(self) -> Command {
        program(match self {
            Self::Pinned => "rustc",
            Self::Debian => DEBIAN_RUSTC,
        })
    }

    /// Where this compiler looks for the wasm32 library.
    fn library(self) -> Result<PathBuf> {
        Ok(output(self.rustc().args(["--print", "target-libdir", "--target", TARGET]))?.trim().into())
    }

    fn is_ready(self) -> bool {
        let Ok(library) = self.library() else { return false };
        let has_std = fs::read_dir(&library).is_ok_and(|files| {
            files.flatten().any(|file| file.file_name().to_string_lossy().starts_with("libstd-"))
        });
        match self {
            Self::Pinned => has_std,
            Self::Debian => has_std && stamp_matches(&library) && Path::new(DEBIAN_LINKER).exists(),
        }
    }
}

/// Finds a compiler for wasm32, or installs one.
///
/// `XTASK_PAGE_COMPILER=debian` leaves the pinned one out, to try the way of a machine without rustup's downloads.
///
/// # Errors
/// When nothing can be installed unasked; the message says what to type.
pub(crate) fn compiler() -> Result<Compiler> {
    let debian_wanted = std::env::var("XTASK_PAGE_COMPILER").is_ok_and(|wish| wish == "debian");
    if !debian_wanted && Compiler::Pinned.is_ready() {
        return Ok(Compiler::Pinned);
    }
    if Compiler::Debian.is_ready() {
        return Ok(Compiler::Debian);
    }
    if !debian_wanted {
        println!("  asking rustup for {TARGET}, at most 20 s");
        // Where the network is closed this hangs instead of failing.
        let added =
            succeeds_within(Duration::from_secs(20), program("rustup").args(["target", "add", TARGET]));
        if added && Compiler::Pinned.is_ready() {
            return Ok(Compiler::Pinned);
        }
    }
    if !has_debian_packages() {
        debian::install(&DEBIAN_PACKAGES).with_context(|| {
            format!("neither `rustup target add {TARGET}` nor Debian's compiler is to be had")
        })?;
    }
    build_debian_library()?;
    Ok(Compiler::Debian)
}

fn has_debian_packages() -> bool {
    [DEBIAN_RUSTC, DEBIAN_CARGO, DEBIAN_LINKER].iter().all(|path| Path::new(path).exists())
        && debian_source().is_ok_and(|source| source.exists())
        && [DEBIAN_CARGO, DEBIAN_RUSTC].iter().all(|path| is_recent(path))
}

/// Debian's plain `rustc` occupies the same path and is too old for the workspace.
fn is_recent(path: &str) -> bool {
    let Ok(version) = output(program(path).arg("--version")) else { return false };
    let minor = version.split('.').nth(1).and_then(|minor| minor.parse::<u32>().ok());
    minor.is_some_and(|minor| minor >= 95)
}

fn debian_source() -> Result<PathBuf> {
    let sysroot = output(Compiler::Debian.rustc().args(["--print", "sysroot"]))?;
    Ok(Path::new(sysroot.trim()).join("lib/rustlib/src/rust/library/std"))
}

/// Builds std for wasm32 from Debian's source and puts it where Debian's compiler looks for it.
fn build_debian_library() -> Result<()> {
    println!("  building the standard library for {TARGET}, once, about 40 s");
    link_debian_linker()?;
    let folder = root().join("target/wasm-std");
    let _ = fs::remove_dir_all(&folder); // absent the first time
    fs::create_dir_all(folder.join("src"))?;
    fs::write(folder.join("src/lib.rs"), "#![no_std]\n")?;
    fs::write(
        folder.join("Cargo.toml"),
        "[package]\nname = \"empty\"\nedition = \"2021\"\n\n[workspace]\n\n[profile.release]\ndebug = false\n",
    )?;
    run(Compiler::Debian
        .cargo()
        .current_dir(&folder)
        .args(["build", "--quiet", "--release", "-Z", "build-std=std,panic_abort", "--target", TARGET])
        .args(["--target-dir", "target"])
        // Without bitcode in the library the page cannot be optimised as a whole.
        .env("RUSTFLAGS", "-Cembed-bitcode=yes")
        .env("RUSTC_BOOTSTRAP", "1"))?;

    let library = Compiler::Debian.library()?;
    let _ = fs::remove_dir_all(&library);
    fs::create_dir_all(&library)
        .with_context(|| format!("cannot write {}; run once as root", library.display()))?;
    for file in fs::read_dir(folder.join("target").join(TARGET).join("release/deps"))? {
        let file = file?;
        let name = file.file_name().to_string_lossy().into_owned();
        if name.ends_with(".rlib") && !name.starts_with("libempty") {
            fs::copy(file.path(), library.join(name))?;
        }
    }
    fs::write(library.join(STAMP), compiler_version()?)?;
    // What was compiled against another std is of no use: "can't find crate".
    let _ = fs::remove_dir_all(root().join("target/web").join(TARGET));
    if !Compiler::Debian.is_ready() {
        bail!("the standard library did not arrive in {}", library.display());
    }
    Ok(())
}

/// Debian's compiler looks for a linker of its own under a name that Debian does not install.
fn link_debian_linker() -> Result<()> {
    let host = compiler_version()?
        .lines()
        .find_map(|line| line.strip_prefix("host: ").map(str::to_owned))
        .context("rustc does not say what it runs on")?;
    let folder = Path::new("/usr/lib/rustlib").join(host).join("bin");
    let linker = folder.join("rust-lld");
    if !linker.exists() {
        fs::create_dir_all(&folder)
            .with_context(|| format!("cannot write {}; run once as root", folder.display()))?;
        std::os::unix::fs::symlink(DEBIAN_LINKER, linker)?;
    }
    Ok(())
}

/// Names the compiler that the library was built with: another one cannot read it.
const STAMP: &str = "built-with";

fn stamp_matches(library: &Path) -> bool {
    match (fs::read_to_string(library.join(STAMP)), compiler_version()) {
        (Ok(stamp), Ok(version)) => stamp == version,
        _ => false,
    }
}

fn compiler_version() -> Result<String> {
    output(Compiler::Debian.rustc().arg("-vV"))
}
