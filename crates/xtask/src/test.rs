//! Everything CI runs, cheapest first.

use crate::page::Effort;
use crate::step::{cargo, output, program, root, run, step};
use crate::{
    browser, compose, faults, licences, nginx, node, page, postgres, python, run as server, schemathesis,
    tidy, wasm,
};
use anyhow::{Result, bail};
use std::time::{Duration, Instant};

struct Check {
    name: &'static str,
    proves: &'static str,
    run: fn() -> Result<()>,
}

const CHECKS: [Check; 14] = [
    Check { name: "fmt", proves: "sources are formatted", run: formatting },
    Check { name: "tidy", proves: "every word is in its room", run: tidy::check },
    Check { name: "licences", proves: "only allowed licences and sources", run: licences::check },
    Check {
        name: "compose",
        proves: "docker-compose.yml and the proxy's configuration are valid",
        run: compose::check,
    },
    Check { name: "clippy", proves: "no warnings", run: clippy },
    Check {
        name: "shared",
        proves: "domain and api-types compile alone for the browser",
        run: shared_crates,
    },
    Check { name: "logic", proves: "the page's own logic, without a browser", run: logic_of_the_page },
    Check { name: "sqlite", proves: "all tests on SQLite", run: tests_on_sqlite },
    Check { name: "postgres", proves: "all tests on PostgreSQL", run: tests_on_postgres },
    Check { name: "page", proves: "the page builds, is clean and light", run: the_page },
    Check { name: "openapi", proves: "api-spec/openapi.json is fresh", run: openapi_is_fresh },
    Check {
        name: "schemathesis",
        proves: "the API keeps what its document promises",
        run: invented_requests,
    },
    Check { name: "faults", proves: "nothing acknowledged is lost, whatever breaks", run: faults::check },
    Check { name: "e2e", proves: "the journeys, in a browser", run: journeys },
];

/// Runs the checks named in `only`, or all, and prints a table. Stops at the first failure unless `keep_going`.
///
/// # Errors
/// When a check failed or a name is unknown.
pub(crate) fn check(only: &[String], keep_going: bool) -> Result<()> {
    if let Some(unknown) = only.iter().find(|name| CHECKS.iter().all(|check| check.name != **name)) {
        bail!("no check is called {unknown}; there are {}", CHECKS.map(|check| check.name).join(", "));
    }
    let started = Instant::now();
    let mut rows: Vec<(&Check, &str, Duration)> = Vec::new();
    for wanted in CHECKS.iter().filter(|check| only.is_empty() || only.iter().any(|name| name == check.name))
    {
        if rows.iter().any(|(_, verdict, _)| *verdict == "FAILED") && !keep_going {
            rows.push((wanted, "not run", Duration::ZERO));
            continue;
        }
        let begun = Instant::now();
        let verdict = match step(&format!("{}: {}", wanted.name, wanted.proves), wanted.run) {
            Ok(()) => "passed",
            Err(error) => {
                eprintln!("error: {error:#}");
                "FAILED"
            }
        };
        rows.push((wanted, verdict, begun.elapsed()));
    }
    println!();
    for (check, verdict, took) in &rows {
        println!("{verdict:>8}  {:>7.1} s  {:<13} {}", took.as_secs_f32(), check.name, check.proves);
    }
    let count = |wanted| rows.iter().filter(|(_, verdict, _)| *verdict == wanted).count();
    println!("          {:>7.1} s  in all", started.elapsed().as_secs_f32());
    println!("{} passed, {} failed, {} skipped", count("passed"), count("FAILED"), count("not run"));
    if count("FAILED") > 0 {
        bail!("not everything passed");
    }
    Ok(())
}

fn formatting() -> Result<()> {
    run(&mut cargo(["fmt", "--all", "--check"]))
}

fn logic_of_the_page() -> Result<()> {
    run(&mut cargo(["test", "--package", "hilum-frontend"]))
}

fn clippy() -> Result<()> {
    run(&mut cargo(["clippy", "--all-targets", "--", "--deny", "warnings"]))?;
    match wasm::compiler()? {
        wasm::Compiler::Pinned => run(&mut cargo([
            "clippy",
            "--package",
            "hilum-frontend",
            "--target",
            wasm::TARGET,
            "--target-dir",
            "target/web",
            "--",
            "--deny",
            "warnings",
        ])),
        // Debian's compiler has no clippy of its own version beside it; the lints still run where rustup has the target.
        wasm::Compiler::Debian => {
            println!(
                "  the page's own sources are not looked at: clippy cannot use this machine's wasm32 compiler"
            );
            Ok(())
        }
    }
}

/// The crates that server and browser share have neither a database nor anything else a browser lacks.
fn shared_crates() -> Result<()> {
    let shared = ["--package", "hilum-domain", "--package", "hilum-api-types"];
    run(wasm::compiler()?.cargo().arg("check").args(shared).args([
        "--target",
        wasm::TARGET,
        "--target-dir",
        "target/web",
    ]))?;
    let tree = output(
        cargo(["tree", "--edges", "normal", "--prefix", "none", "--target", wasm::TARGET]).args(shared),
    )?;
    for line in tree.lines() {
        if ["sea-orm", "sqlx", "tokio", "actix"].iter().any(|unwanted| line.starts_with(unwanted)) {
            bail!("a crate shared with the browser depends on {line}");
        }
    }
    Ok(())
}

/// The same selection of packages as on PostgreSQL: another one would unify features differently and build all again.
fn tests() -> std::process::Command {
    cargo(["test", "--workspace", "--exclude", "hilum-frontend"])
}

fn tests_on_sqlite() -> Result<()> {
    run(tests().env_remove(postgres::URL_VARIABLE))
}

fn tests_on_postgres() -> Result<()> {
    let cluster = postgres::Cluster::start()?;
    run(tests().env(postgres::URL_VARIABLE, cluster.url()))
}

fn the_page() -> Result<()> {
    page::build(Effort::Page)
}

fn openapi_is_fresh() -> Result<()> {
    let written = std::fs::read_to_string(root().join("api-spec/openapi.json"))?;
    if written.trim() != output(program(server::build_debug()?).arg("openapi"))?.trim() {
        bail!("api-spec/openapi.json is stale; run `cargo xtask openapi`");
    }
    Ok(())
}

fn invented_requests() -> Result<()> {
    schemathesis::check(&server::build_debug()?)
}

/// The browser tests start Hilum themselves: alone on SQLite, twice on PostgreSQL behind the proxy, and beside identity
/// providers.
fn journeys() -> Result<()> {
    page::build(Effort::Page)?;
    let hilum = server::build_debug()?;
    let chromium = browser::chromium()?;
    nginx::ensure()?;
    node::modules("e2e")?;
    let cas_server = python::with_cas_server()?;
    let cluster = postgres::Cluster::start()?;
    run(program("npm").current_dir(root().join("e2e")).args(["run", "--silent", "check"]))?;
    run(program("node_modules/.bin/playwright")
        .current_dir(root().join("e2e"))
        .arg("test")
        .env("HILUM_BIN", hilum)
        .env(browser::VARIABLE, chromium)
        .env(python::CAS_VARIABLE, cas_server)
        .env(postgres::URL_VARIABLE, cluster.url()))
}
