//! `hilum`: one binary to serve, migrate, import, export and administer.
#![allow(clippy::print_stdout, reason = "a command line talks to a person")]

use std::io::IsTerminal as _;
use std::path::PathBuf;

use anyhow::{Context as _, bail};
use clap::{Args, Parser, Subcommand};
use hilum_domain::policy::PortalRole;
use hilum_server::app::Application;
use hilum_server::clock::Clock;
use hilum_server::config::{Overrides, Settings};
use hilum_server::context::Context;
use hilum_server::drain::{self, Signals};
use hilum_server::facts::sequencer;
use hilum_server::retention::{self, Kind, Overdue};
use hilum_server::{exchange, files, openapi, people, setup, training};
use hilum_store::Store;
use hilum_store::chain::{self, Fault, Head, Verdict};
use tracing_subscriber::EnvFilter;

/// The gate of a clinical network.
#[derive(Debug, Parser)]
#[command(version, about)]
struct Cli {
    #[command(flatten)]
    settings: SettingFlags,
    #[command(subcommand)]
    command: Command,
}

#[derive(Args, Debug)]
struct SettingFlags {
    /// Settings file; `hilum.toml` in the current folder is read when there is one
    #[arg(long, global = true)]
    config: Option<PathBuf>,
    /// Folder of the database and the mail spool
    #[arg(long, global = true)]
    data_dir: Option<String>,
    /// `sqlite:///path` or `postgres://…`
    #[arg(long, global = true)]
    database_url: Option<String>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the API and the page
    Serve {
        /// Address and port, e.g. 127.0.0.1:8080
        #[arg(long)]
        listen: Option<String>,
        /// The address people reach Hilum at
        #[arg(long)]
        public_url: Option<String>,
        /// Training mode: training people, mailbox, movable clock, no real data
        #[arg(long)]
        training: bool,
    },
    /// Bring the database's schema up to date
    Migrate,
    /// Read a catalogue folder into the database: all of it or nothing
    Import {
        dir: PathBuf,
        /// Check every row and write nothing
        #[arg(long)]
        dry_run: bool,
    },
    /// Write the database's catalogue into a folder
    Export {
        dir: PathBuf,
        /// Also people and the rights in force
        #[arg(long)]
        people: bool,
    },
    /// Make people
    Admin {
        #[command(subcommand)]
        command: Admin,
    },
    /// Examine history
    Audit {
        #[command(subcommand)]
        command: Audit,
    },
    /// Remove what is past its time: the same as the server does once a day
    Retention {
        /// Count, and change nothing
        #[arg(long)]
        dry_run: bool,
    },
    /// Print the OpenAPI document
    Openapi,
}

#[derive(Debug, Subcommand)]
enum Audit {
    /// Find out whether any fact was changed, taken out or put in since it was recorded; prints where the chain ends, to be
    /// noted down where nobody who can change the database can change it
    Verify {
        /// What an earlier examination printed: POSITION:LINK
        #[arg(long, value_parser = noted)]
        noted: Option<Head>,
    },
}

#[derive(Debug, Subcommand)]
enum Admin {
    /// Make somebody with a portal role; prints a password unless one comes on standard input
    Create {
        #[arg(long)]
        email: String,
        #[arg(long)]
        first_name: String,
        #[arg(long)]
        last_name: String,
        /// administrator, helpdesk or auditor
        #[arg(long, default_value = "administrator")]
        role: String,
        #[arg(long)]
        password_stdin: bool,
    },
    /// Set somebody's password; prints one unless it comes on standard input
    Password {
        #[arg(long)]
        email: String,
        #[arg(long)]
        password_stdin: bool,
    },
}

fn main() -> anyhow::Result<()> {
    files::make_private_from_now_on();
    let cli = Cli::parse();
    if matches!(cli.command, Command::Openapi) {
        println!("{}", openapi::document().to_pretty_json()?);
        return Ok(());
    }
    let settings = load(&cli)?;
    start_log(&settings)?;
    actix_web::rt::System::new().block_on(run(cli.command, settings))
}

fn load(cli: &Cli) -> anyhow::Result<Settings> {
    let mut flags: Overrides = Vec::new();
    let mut add = |path: &str, value: &Option<String>| {
        flags.extend(value.as_ref().map(|value| (path.to_owned(), value.clone())));
    };
    add("data_dir", &cli.settings.data_dir);
    add("database_url", &cli.settings.database_url);
    if let Command::Serve { listen, public_url, training } = &cli.command {
        add("listen", listen);
        add("public_url", public_url);
        add("training.enabled", &training.then(|| "true".to_owned()));
    }
    let default = PathBuf::from("hilum.toml");
    let file = cli.settings.config.clone().or_else(|| default.exists().then_some(default));
    Settings::load(file.as_deref(), std::env::vars(), flags)
}

fn start_log(settings: &Settings) -> anyhow::Result<()> {
    let filter = EnvFilter::try_new(&settings.log).context("the setting `log` cannot be read")?;
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(std::io::stderr().is_terminal())
        .with_writer(std::io::stderr);
    if settings.log_format == "json" {
        log.json().init()
    } else {
        log.init()
    }
    Ok(())
}

async fn run(command: Command, settings: Settings) -> anyhow::Result<()> {
    match command {
        Command::Serve { .. } => serve(settings).await,
        Command::Migrate => {
            open(settings).await?;
            println!("The database is up to date.");
            Ok(())
        }
        Command::Import { dir, dry_run } => {
            println!("Checking {} …", dir.display());
            let catalogue = exchange::read(&dir)?;
            let (organisations, people) = (catalogue.organisations.len(), catalogue.accounts.len());
            println!("No faults: {organisations} organisations, {people} people.");
            if dry_run {
                println!("Dry run: nothing was written.");
                return Ok(());
            }
            println!("Writing …");
            let context = open(settings).await?;
            let report = exchange::import(&context.store, catalogue, false, context.now()).await?;
            println!(
                "Imported: {} organisations new, {} changed; {} people new; {} grants new.",
                report.organisations_new,
                report.organisations_changed,
                report.accounts_new,
                report.grants_new
            );
            Ok(())
        }
        Command::Export { dir, people } => {
            let context = open(settings).await?;
            let files = exchange::export(&context.store, &dir, people, context.now()).await?;
            println!("Wrote {files} files into {}.", dir.display());
            Ok(())
        }
        Command::Admin { command } => admin(command, settings).await,
        Command::Audit { command: Audit::Verify { noted } } => verify(&open(settings).await?, noted).await,
        Command::Retention { dry_run } => keep(open(settings).await?, dry_run).await,
        Command::Openapi => Ok(()),
    }
}

/// The database with its schema up to date, without serving.
async fn open(settings: Settings) -> anyhow::Result<Context> {
    std::fs::create_dir_all(&settings.data_dir)?;
    let store = Store::open(&settings.database_url(), settings.database_connections).await?;
    Context::new(store, settings, Clock::default())
}

async fn serve(settings: Settings) -> anyhow::Result<()> {
    let in_training = settings.training.enabled;
    let public_url = settings.public_url();
    let application = Application::build(settings).await?;
    let context = application.context.clone();
    let signals = Signals::listen()?;
    let (server, beside) = application.run()?;
    println!("Hilum answers at {public_url}");
    if in_training {
        println!("Training mode. Everybody's password: {}", training::PASSWORD);
        for person in training::people(&context.store.catalogue()).iter().take(16) {
            println!("  {:<45} {:<22} {}", person.email(), person.role, person.network().unwrap_or_default());
        }
        println!("  … and the same eight for each other network (all of them on the sign-in page)");
    }
    let (drain, seconds) = (context.drain.clone(), context.settings.drain_seconds);
    let told_twice = drain::leave(signals, drain, seconds, server.handle());
    tokio::select! {
        ended = server => ended?,
        () = told_twice => {}
    }
    beside.abort();
    context.store.close().await?;
    Ok(())
}

fn noted(text: &str) -> Result<Head, String> {
    let parts = text.split_once(':').and_then(|(position, link)| Some((position.parse().ok()?, link)));
    let (position, link) = parts.ok_or("it looks like 1234:9f86d081…")?;
    Ok(Head { position, link: link.to_owned() })
}

/// Ends with an error where something is not as it was.
async fn verify(context: &Context, noted: Option<Head>) -> anyhow::Result<()> {
    sequencer::catch_up(&context.store).await?;
    match chain::verify(&context.store.unhurried(), noted.as_ref()).await? {
        Verdict::Sound { head, waiting } => {
            println!("History is as it was recorded: {} facts.", head.position);
            if waiting > 0 {
                println!("{waiting} more have no position yet.");
            }
            println!("It ends at {}:{}", head.position, head.link);
            Ok(())
        }
        Verdict::Tampered(Fault { position, event, what }) => {
            let event = event.map(|id| format!(" (fact {id})")).unwrap_or_default();
            bail!("history was tampered with, first at position {position}{event}: {}", what.explained());
        }
    }
}

async fn keep(context: Context, dry_run: bool) -> anyhow::Result<()> {
    let overdue =
        if dry_run { retention::count(&context).await? } else { retention::apply(&context).await? };
    for Overdue { kind, since, rows } in overdue {
        let fate = match (kind, dry_run) {
            (Kind::History, _) => "stay: history is append-only",
            (Kind::DataViews | Kind::Drafts | Kind::SentMails | Kind::UnusedAccounts, true) => "would go",
            (Kind::DataViews | Kind::Drafts | Kind::SentMails | Kind::UnusedAccounts, false) => "went",
        };
        println!("{:<16} before {}: {rows} {fate}", kind.as_str(), since.format("%Y-%m-%d"));
    }
    Ok(())
}

async fn admin(command: Admin, settings: Settings) -> anyhow::Result<()> {
    let context = open(settings).await?;
    setup::prepare(&context).await?;
    let password = |from_stdin: bool| -> anyhow::Result<String> {
        if !from_stdin {
            return people::random_password();
        }
        let mut line = String::new();
        std::io::stdin().read_line(&mut line)?;
        Ok(line.trim_end_matches(['\r', '\n']).to_owned())
    };
    match command {
        Admin::Create { email, first_name, last_name, role, password_stdin } => {
            let role =
                PortalRole::parse(&role).context("the role must be administrator, helpdesk or auditor")?;
            let chosen = password(password_stdin)?;
            let person = people::Person { email: email.clone(), first_name, last_name };
            people::create(&context, person, role, chosen.clone()).await?;
            println!("{email} is {role} now.");
            if !password_stdin {
                println!("Password (shown once): {chosen}");
            }
        }
        Admin::Password { email, password_stdin } => {
            let chosen = password(password_stdin)?;
            people::set_password(&context, &email, chosen.clone()).await?;
            println!("The password of {email} is set.");
            if !password_stdin {
                println!("Password (shown once): {chosen}");
            }
        }
    }
    Ok(())
}
