//! `cargo xtask bench`: requests per second and latency of what people do most (a Markdown table; docs/benchmarks.md keeps
//! the figures with the machine they come from), what a flood of sign-ins does, and whether answers tell who is known.
#![allow(clippy::print_stdout, reason = "a command line talks to a person")]

mod client;
mod enumeration;
mod flushes;
mod load;
mod seed;
mod serve;
mod sign_in;
mod table;

use clap::{Parser, Subcommand};

#[derive(Debug, Parser)]
#[command(args_conflicts_with_subcommands = true)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    table: table::Options,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Sign-ins per second beside bare argon2id, and what a flood of them does to everybody else
    SignIn(sign_in::Options),
    /// Whether sign-in, registration and reset tell known addresses from unknown ones, by text, status or time
    Enumeration(enumeration::Options),
}

fn main() -> anyhow::Result<()> {
    let cli = Cli::parse();
    match cli.command {
        None => table::print(&cli.table),
        Some(Command::SignIn(options)) => sign_in::print(&options),
        Some(Command::Enumeration(options)) => enumeration::check(&options),
    }
}
