//! `cargo xtask`: everything one does with this project, in one command each.
#![allow(clippy::print_stdout, reason = "this program talks to a person")]

mod debian;
mod node;
mod page;
mod step;
mod wasm;

use anyhow::Result;
use clap::{Parser, Subcommand};

#[derive(Debug, Parser)]
#[command(name = "cargo xtask", about = "The project's own commands")]
struct Arguments {
    #[command(subcommand)]
    command: Task,
}

#[derive(Debug, Subcommand)]
enum Task {
    /// Build the page alone, into target/page
    Page {
        #[arg(long, value_enum, default_value = "page")]
        profile: page::Effort,
    },
}

fn main() -> Result<()> {
    match Arguments::parse().command {
        Task::Page { profile } => page::build(profile),
    }
}
