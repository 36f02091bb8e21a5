//! `cargo xtask`: everything one does with this project, in one command each.
#![allow(clippy::print_stdout, reason = "this program talks to a person")]

mod browser;
mod circles;
mod compose;
mod debian;
mod faults;
mod licences;
mod nginx;
mod node;
mod page;
mod postgres;
mod python;
mod run;
mod schemathesis;
mod step;
mod test;
mod tidy;
mod wasm;

use anyhow::Result;
use clap::{Parser, Subcommand};
use std::process::ExitCode;
use step::{cargo, output, program, root, step};

#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", about = "The project's own commands")]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Debug, Subcommand)]
enum Task {
    /// Build and serve in training mode, with the database in target/hilum-data
    Run {
        /// The production build: slower to build, small and fast afterwards
        #[arg(long)]
        release: bool,
        /// Passed on to `hilum serve`
        #[arg(last = true)]
        arguments: Vec<String>,
    },
    /// Like `run`, and build and start again whenever a source changes
    Dev {
        /// Passed on to `hilum serve`
        #[arg(last = true)]
        arguments: Vec<String>,
    },
    /// Build target/release/hilum with the page inside
    Build,
    /// Everything CI runs
    Test {
        /// Only this check; may be given several times
        #[arg(long)]
        only: Vec<String>,
        /// Go on after a failure
        #[arg(long)]
        keep_going: bool,
    },
    /// Build the page alone, into target/page
    Page {
        #[arg(long, value_enum, default_value = "page")]
        profile: page::Effort,
    },
    /// Write api-spec/openapi.json
    Openapi,
    /// Write docs/permissions.md
    Permissions,
    /// Measure; everything after `bench` goes to the benchmark, but `bench faults`: what Hilum does when things break
    Bench {
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<String>,
    },
}

fn main() -> ExitCode {
    match carry_out(Arguments::parse().task) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn carry_out(task: Task) -> Result<()> {
    match task {
        Task::Run { release, arguments } => run::serve(release, &arguments),
        Task::Dev { arguments } => run::develop(&arguments),
        Task::Build => run::build().map(|binary| println!("{}", binary.display())),
        Task::Test { only, keep_going } => test::check(&only, keep_going),
        Task::Page { profile } => page::build(profile),
        Task::Openapi => write_openapi(),
        Task::Permissions => step("permissions: docs/permissions.md", || {
            step::run(cargo(["test", "--quiet", "--package", "hilum-domain"]).env("HILUM_WRITE_DOCS", "1"))
        }),
        Task::Bench { arguments } if arguments.first().is_some_and(|name| name == "faults") => {
            faults::figures()
        }
        Task::Bench { arguments } => {
            // What is weighed by itself runs in a process of its own.
            step::run(&mut cargo([
                "build",
                "--release",
                "--package",
                "hilum-server",
                "--package",
                "hilum-bench",
            ]))?;
            step::run(cargo(["run", "--release", "--package", "hilum-bench", "--"]).args(arguments))
        }
    }
}

fn write_openapi() -> Result<()> {
    let hilum = run::build_debug()?;
    step("openapi: api-spec/openapi.json", || {
        let document = output(program(hilum).arg("openapi"))?;
        Ok(std::fs::write(root().join("api-spec/openapi.json"), format!("{}\n", document.trim_end()))?)
    })
}
