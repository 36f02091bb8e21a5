//! A sign-in costs an argon2id on purpose: how many fit into a second, beside bare argon2id on the same cores, and what a
//! flood of them does to those who are signed in.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context as _, anyhow, ensure};
use argon2::password_hash::PasswordHasher as _;
use argon2::{Algorithm, Argon2, Params, Version};
use clap::Args;
use hilum_api_types::paths;
use hilum_server::config::{Passwords, Settings};
use serde_json::json;

use crate::client::{Client, Person};
use crate::load::measure;
use crate::{seed, serve};

const PASSWORD: &str = "a sentence of somebody";

#[derive(Args, Debug)]
pub(crate) struct Options {
    /// Sign-ins that are measured, each of another person
    #[arg(long, default_value_t = 400)]
    sign_ins: usize,
    /// Sign-ins under way at once
    #[arg(long, default_value_t = 64)]
    at_once: usize,
    /// Calls of somebody who is signed in, before and during the flood
    #[arg(long, default_value_t = 1000)]
    calls: usize,
    /// `postgres://…` of an empty database; SQLite otherwise
    #[arg(long)]
    database_url: Option<String>,
}

pub(crate) fn print(options: &Options) -> anyhow::Result<()> {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    println!("| what | calls/s | p50 ms | p99 ms |\n|---|---:|---:|---:|");
    println!("| bare argon2id, one thread | {:.0} | | |", bare(1)?);
    println!("| bare argon2id, {cores} threads | {:.0} | | |", bare(cores)?);
    let settings = serve::training(options.database_url.clone());
    let hilum = serve::hilum(Settings { behind_proxy: true, ..settings })?;
    tokio::runtime::Runtime::new()?.block_on(run(options, &hilum))
}

/// Hashes per second with nothing around them.
#[expect(clippy::cast_precision_loss, reason = "a few hundred hashes")]
fn bare(threads: usize) -> anyhow::Result<f64> {
    let Passwords { memory_kib, iterations } = Passwords::default();
    let params = Params::new(memory_kib, iterations, 1, None).map_err(|error| anyhow!("{error}"))?;
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    let done = AtomicUsize::new(0);
    let started = Instant::now();
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                while started.elapsed() < Duration::from_secs(3) {
                    let hashed = argon2.hash_password(PASSWORD.as_bytes()).is_ok();
                    done.fetch_add(usize::from(hashed), Ordering::Relaxed);
                }
            });
        }
    });
    Ok(done.load(Ordering::Relaxed) as f64 / started.elapsed().as_secs_f64())
}

async fn run(options: &Options, hilum: &serve::Served) -> anyhow::Result<()> {
    let client = Arc::new(Client::new(&hilum.base));
    // Enough people that nobody signs in twice at the same moment while the flood goes on.
    let crowd = options.sign_ins.max(1000);
    seed::people(&hilum.context, (0..crowd).map(address).collect(), PASSWORD).await?;
    seed::fill(&hilum.context, 2000).await?;
    let person = client.sign_in("newcomer1").await?;

    let ask = |_| client.get(&person, paths::ACCESS_REQUESTS);
    println!("| own requests, nothing else | {} |", measure(options.calls, 1, ask).await?);
    let sign_ins = measure(options.sign_ins, options.at_once, |i| sign_in(&client, i)).await?;
    println!("| sign-in, {} at once | {sign_ins} |", options.at_once);

    let (stop, done) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicUsize::new(0)));
    let flood: Vec<_> = (0..options.at_once)
        .map(|first| {
            let (client, stop, done) = (Arc::clone(&client), Arc::clone(&stop), Arc::clone(&done));
            let step = options.at_once;
            tokio::spawn(async move {
                for i in (first..crowd).step_by(step).cycle() {
                    if stop.load(Ordering::Relaxed) {
                        break;
                    }
                    sign_in(&client, i).await?;
                    done.fetch_add(1, Ordering::Relaxed);
                }
                anyhow::Ok(())
            })
        })
        .collect();
    tokio::time::sleep(Duration::from_secs(1)).await;
    let (before, started) = (done.load(Ordering::Relaxed), Instant::now());
    let during = in_the_flood(options, &client, &person).await?;
    let (after, took) = (done.load(Ordering::Relaxed), started.elapsed());
    stop.store(true, Ordering::Relaxed);
    for sign_ins in flood {
        sign_ins.await??;
    }
    println!("| own requests, during a flood of sign-ins | {during} |");
    #[expect(clippy::cast_precision_loss, reason = "a few hundred sign-ins")]
    let rate = (after - before) as f64 / took.as_secs_f64();
    println!("| sign-in, {} at once, meanwhile | {rate:.0} | | |", options.at_once);
    Ok(())
}

async fn in_the_flood(
    options: &Options,
    client: &Client,
    person: &Person,
) -> anyhow::Result<crate::load::Measured> {
    measure(options.calls, 1, |_| client.get(person, paths::ACCESS_REQUESTS)).await
}

fn address(number: usize) -> String {
    format!("crowd{number}@klinik.example")
}

async fn sign_in(client: &Client, number: usize) -> anyhow::Result<()> {
    let body = json!({ "email": address(number), "password": PASSWORD });
    let answer = client.stranger(number, paths::SESSIONS, &body).await.context("a sign-in")?;
    ensure!(answer.status() == 201, "{}: {}", answer.status(), answer.text().await?);
    Ok(())
}
