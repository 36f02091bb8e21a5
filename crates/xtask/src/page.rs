//! The page: compiled for the browser, given its glue, shrunk, styled, compressed, weighed.
//!
//! It is written to target/page, from where the server embeds it.

use crate::node;
use crate::step::{cargo, program, root, run, step, target_folder};
use crate::wasm::{self, TARGET};
use anyhow::{Result, bail};
use clap::ValueEnum;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// How much work goes into making the page small.
#[derive(Clone, Copy, Debug, PartialEq, ValueEnum)]
pub(crate) enum Effort {
    /// What people download: as small as it can be, and weighed.
    Page,
    /// For development: quickly built, several times as large.
    Fast,
}

impl Effort {
    fn profile(self) -> &'static str {
        match self {
            Self::Page => "page",
            Self::Fast => "page-fast",
        }
    }
}

/// Views of one type: otherwise every combination of elements is compiled again for itself. Relocations tell what belongs to which part when the program is taken apart.
const RUSTFLAGS: &str = "--cfg=erase_components -Clink-args=--emit-relocs";

/// Builds the page unless the one in target/page is the same.
pub(crate) fn build(effort: Effort) -> Result<()> {
    step("page: tools for its styles", || node::modules("frontend"))?;
    let compiler = step("page: compiler for wasm32", wasm::compiler)?;
    step("page: compile", || {
        run(compiler
            .cargo()
            .args(["build", "--package", "hilum-frontend", "--target", TARGET, "--profile", effort.profile()])
            // Two compilers sharing a folder would rebuild each other's macros at every switch.
            .args(["--target-dir", "target/web"])
            .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS", RUSTFLAGS))
    })?;
    let compiled = root().join("target/web").join(TARGET).join(effort.profile()).join("hilum-frontend.wasm");
    if is_fresh(&compiled, effort)? {
        println!("  nothing has changed");
        return Ok(());
    }
    if effort == Effort::Page {
        step("page: nothing heavy inside", || refuse_heavy_crates(&compiled))?;
    }
    let glue = root().join("target/web/glue");
    step("page: glue", || {
        run(&mut cargo([
            "build",
            "--quiet",
            "--package",
            "hilum-xtask",
            "--features",
            "glue",
            "--bin",
            "hilum-glue",
        ]))?;
        let _ = fs::remove_dir_all(&glue); // absent the first time
        run(program(target_folder().join("debug/hilum-glue")).arg(&compiled).arg(&glue))
    })?;
    if effort == Effort::Page {
        step("page: optimise", || parts(&glue)?.iter().try_for_each(|part| optimise(part)))?;
    }
    step("page: styles, icons, compression", || {
        let mut command = program("node");
        command.arg("frontend/build/page.mjs").arg(&glue).arg(output_folder());
        if effort == Effort::Fast {
            command.arg("--unweighed");
        }
        run(&mut command)?;
        Ok(fs::write(made_of(), effort.profile())?)
    })
}

/// Crates of which a single call brings hundreds of kilobytes (invariant 13). The framework depends on them for uses
/// that the linker drops, so it is not the dependency tree that tells but the names inside the program.
const HEAVY: [&str; 4] = ["regex_automata", "regex_syntax", "idna", "icu_normalizer"];

fn refuse_heavy_crates(compiled: &Path) -> Result<()> {
    let program = fs::read(compiled)?;
    for name in HEAVY {
        // Function names are mangled: the length of each part stands before it.
        let mangled = format!("{}{name}", name.len());
        if program.windows(mangled.len()).any(|bytes| bytes == mangled.as_bytes()) {
            bail!("the page contains code of the crate `{name}`; find who calls it and let the server do it");
        }
    }
    Ok(())
}

/// What rustc emits and every supported browser understands. Not `--all-features`: that writes encodings that browsers
/// have not switched on yet.
const FEATURES: [&str; 7] = [
    "bulk-memory",
    "bulk-memory-opt",
    "multivalue",
    "mutable-globals",
    "nontrapping-float-to-int",
    "reference-types",
    "sign-ext",
];

/// The first part and those that are fetched later.
fn parts(glue: &Path) -> Result<Vec<PathBuf>> {
    let all = fs::read_dir(glue)?.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>>>()?;
    Ok(all.into_iter().filter(|path| path.extension().is_some_and(|end| end == "wasm")).collect())
}

fn optimise(wasm: &Path) -> Result<()> {
    let mut command = program("frontend/node_modules/.bin/wasm-opt");
    command.args(["-Oz", "--mvp-features"]).args(FEATURES.map(|feature| format!("--enable-{feature}")));
    run(command.arg("-o").arg(wasm).arg(wasm))
}

/// Where the page is, whatever CARGO_TARGET_DIR says: the server embeds it from here.
fn output_folder() -> PathBuf {
    root().join("target/page")
}

/// A note beside the page about the profile it was built with; its time is the page's time.
fn made_of() -> PathBuf {
    root().join("target/page-profile")
}

/// Whether the page was made with this effort after everything it is made of.
fn is_fresh(compiled: &Path, effort: Effort) -> Result<bool> {
    if fs::read_to_string(made_of()).is_ok_and(|profile| profile == effort.profile())
        && output_folder().join("manifest.json").exists()
    {
        let made = modified(&made_of())?;
        let mut inputs = vec![compiled.to_owned()];
        inputs.extend(
            ["index.html", "keep.js", "start.js", "webauthn.js", "words.js", "package-lock.json"]
                .map(|name| root().join("frontend").join(name)),
        );
        for folder in ["build", "styles", "static", "src", "../crates/words/locales"] {
            collect(&root().join("frontend").join(folder), &mut inputs)?;
        }
        for input in inputs {
            if modified(&input)? > made {
                return Ok(false);
            }
        }
        return Ok(true);
    }
    Ok(false)
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, files)?;
        }
        // A folder's own time tells of files that were removed.
        files.push(path);
    }
    Ok(())
}

fn modified(path: &Path) -> Result<SystemTime> {
    Ok(fs::metadata(path)?.modified()?)
}
