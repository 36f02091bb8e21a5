//! Whether answers tell known addresses from unknown ones (ASVS 6.3.8): known and unknown by turns, in random order; text
//! and status are compared byte for byte, times by the area under the ROC curve: 0.5 where they say nothing.

use std::time::{Duration, Instant};

use anyhow::ensure;
use clap::Args;
use hilum_api_types::paths;
use hilum_server::config::Settings;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::client::Client;
use crate::{seed, serve};

/// What is still chance, for the area under the curve.
const CHANCE: std::ops::RangeInclusive<f64> = 0.45..=0.55;
const PASSWORD: &str = "a sentence of somebody";
/// Calls that nobody looks at, while everything becomes warm.
const WARM_UP: usize = 40;

#[derive(Args, Debug)]
pub(crate) struct Options {
    /// Known addresses, and as many unknown ones, for each way to ask: fewer leave the area to chance
    #[arg(long, default_value_t = 600)]
    addresses: usize,
    /// `postgres://…` of an empty database; SQLite otherwise
    #[arg(long)]
    database_url: Option<String>,
}

/// # Errors
/// Where somebody could tell them apart.
pub(crate) fn check(options: &Options) -> anyhow::Result<()> {
    let settings =
        Settings { database_url: options.database_url.clone(), behind_proxy: true, ..Settings::default() };
    let hilum = serve::hilum(settings)?;
    let told = tokio::runtime::Runtime::new()?.block_on(run(options, &hilum))?;
    ensure!(told.is_empty(), "known and unknown addresses can be told apart:\n{}", told.join("\n"));
    println!("\nKnown and unknown addresses cannot be told apart.");
    Ok(())
}

#[derive(Clone, Copy, Debug)]
enum Way {
    SignIn,
    Reset,
    Registration,
    /// What somebody else waits for right after a reset: the mail is written meanwhile.
    AfterReset,
}

impl Way {
    const ALL: [Self; 4] = [Self::SignIn, Self::Reset, Self::Registration, Self::AfterReset];

    fn name(self) -> &'static str {
        match self {
            Self::SignIn => "sign-in",
            Self::Reset => "reset",
            Self::Registration => "registration",
            Self::AfterReset => "the call after a reset",
        }
    }

    fn path(self) -> &'static str {
        match self {
            Self::SignIn => paths::SESSIONS,
            Self::Reset | Self::AfterReset => "/api/v1/password-resets",
            Self::Registration => "/api/v1/accounts",
        }
    }

    fn body(self, email: &str) -> Value {
        match self {
            Self::SignIn => json!({"email": email, "password": "not the one of anybody"}),
            Self::Reset | Self::AfterReset => json!({"email": email}),
            Self::Registration => json!({"first_name": "Zoë", "last_name": "Müller", "email": email,
                "email_confirmation": email, "language": "en", "privacy_accepted": true}),
        }
    }

    fn address(self, known: bool, number: usize) -> String {
        let kind = if known { "known" } else { "other" };
        format!("{kind}{number:04}.{}@klinik.example", self.path().len())
    }
}

/// What somebody who asks can see.
struct Seen {
    known: bool,
    answer: String,
    took: Duration,
}

async fn run(options: &Options, hilum: &serve::Served) -> anyhow::Result<Vec<String>> {
    let count = options.addresses + WARM_UP;
    let mut told = Vec::new();
    let mut number = 0;
    println!(
        "| way | answers | p50 known, ms | p50 unknown, ms | area under the curve |\n|---|---|---:|---:|---:|"
    );
    let client = Client::new(&hilum.base);
    for way in Way::ALL {
        // No address is asked for twice: the limits of mails and tries must not hide anything.
        let address = |known, i| format!("{}{}", way as u8, way.address(known, i));
        seed::people(&hilum.context, (0..count).map(|i| address(true, i)).collect(), PASSWORD).await?;
        let mut turns: Vec<(Uuid, bool, usize)> = Vec::new();
        for i in 0..count {
            turns.extend([true, false].map(|known| (Uuid::new_v4(), known, i)));
        }
        turns.sort_unstable();
        let mut seen = Vec::new();
        for (_, known, i) in turns {
            number += 1;
            seen.push(ask(&client, way, known, number, &address(known, i)).await?);
        }
        let seen = &seen[2 * WARM_UP..];
        let same = seen.iter().all(|one| one.answer == seen[0].answer);
        let area = area_under_curve(seen);
        println!(
            "| {} | {} | {:.2} | {:.2} | {area:.3} |",
            way.name(),
            if same { "identical" } else { "DIFFERENT" },
            median(seen, true),
            median(seen, false)
        );
        if !same {
            told.extend(seen.iter().find(|one| one.answer != seen[0].answer).map(|other| {
                format!("{}: by the answer: {} / {}", way.name(), seen[0].answer, other.answer)
            }));
        }
        if !CHANCE.contains(&area) {
            told.push(format!("{}: by the time: {area:.3} is not chance (0.45 to 0.55)", way.name()));
        }
    }
    Ok(told)
}

async fn ask(client: &Client, way: Way, known: bool, number: usize, email: &str) -> anyhow::Result<Seen> {
    let body = way.body(email);
    let mut started = Instant::now();
    let mut answer = client.stranger(number, way.path(), &body).await?;
    if matches!(way, Way::AfterReset) {
        ensure!(answer.status() == 202, "{}", answer.text().await?);
        started = Instant::now();
        let other = json!({"email": format!("nobody{number}@klinik.example")});
        answer = client.stranger(number + 1_000_000, way.path(), &other).await?;
    }
    let (status, headers) = (answer.status(), answer.headers().clone());
    let text = answer.text().await?;
    let took = started.elapsed();
    ensure!(matches!(status.as_u16(), 202 | 401), "{status}: {text}");
    // Every request has a number and a moment of its own.
    let id = headers.get("x-request-id").and_then(|id| id.to_str().ok()).unwrap_or("-");
    let mut lines: Vec<String> = headers
        .iter()
        .filter(|(name, _)| !["x-request-id", "date"].contains(&name.as_str()))
        .map(|(name, value)| format!("{name}: {value:?}"))
        .collect();
    lines.sort_unstable();
    let answer = format!("{status} {} {}", lines.join(" "), text.replace(id, "-"));
    // The answer is there; what it set going comes to rest before the next one is timed.
    tokio::time::sleep(Duration::from_millis(15)).await;
    Ok(Seen { known, answer, took })
}

/// How often a known address took longer than an unknown one, of all pairs.
#[expect(clippy::cast_precision_loss, reason = "a few hundred calls")]
fn area_under_curve(seen: &[Seen]) -> f64 {
    let of = |known| seen.iter().filter(move |one| one.known == known).map(|one| one.took);
    let longer: usize = of(true).map(|known| of(false).filter(|other| known > *other).count()).sum();
    longer as f64 / (of(true).count() * of(false).count()) as f64
}

fn median(seen: &[Seen], known: bool) -> f64 {
    let mut times: Vec<f64> =
        seen.iter().filter(|one| one.known == known).map(|one| one.took.as_secs_f64() * 1000.0).collect();
    times.sort_by(f64::total_cmp);
    times.get(times.len() / 2).copied().unwrap_or_default()
}
