//! Delivers what was written down: at least once, with backoff up to 12 h for a day and a half, then parked with its last
//! error. Several nodes may run it at once: each leases what it takes.

use std::time::Duration;

use chrono::TimeDelta;
use hilum_domain::Moment;
use hilum_domain::verification::SKEW;
use hilum_store::outbox::{self, Lane, Message};
use hilum_store::{Author, clocks, factors, idempotency, secrets, sessions, sign_in_failures, training};

use tokio::sync::Notify;

use super::mail::{self, Mail};
use super::{Outlets, account_mail, sms};
use crate::auth::throttle;
use crate::context::Context;
use crate::error::{ApiError, ApiResult};
use crate::features::grants::service::end_overdue;
use crate::retention::{self, Overdue};

/// How long a message is ours; longer than one try may take.
const LEASE: TimeDelta = TimeDelta::seconds(60);
const BATCH: u64 = 20;
/// Given up after that time.
const GIVE_UP: TimeDelta = TimeDelta::hours(36);
/// A repeated POST is recognised for a day.
const KEYS_KEPT: TimeDelta = TimeDelta::hours(24);
/// A factor that was begun and not confirmed is forgotten after a day.
const UNCONFIRMED_KEPT: TimeDelta = TimeDelta::hours(24);
/// Looks around at least this often: time passes, and other nodes write too.
const PATROL: Duration = Duration::from_millis(500);

/// Old sessions, failures and keys are swept this often.
const SWEEP: TimeDelta = TimeDelta::minutes(10);
/// What is past its time is removed this often.
const RETENTION: TimeDelta = TimeDelta::days(1);

/// What is delivered side by side: a target that hangs delays nothing but its own.
const LANES: [Lane; 2] = [Lane::AllBut(sms::KIND), Lane::Of(sms::KIND)];
/// A log of SQLite's larger than that stands beside a reader that does not end.
const LARGE_LOG: u64 = 256 * 1024 * 1024;

/// Runs until the process ends.
pub async fn run(context: Context, outlets: Outlets) {
    let bells = LANES.map(|_| Notify::new());
    let [mails, texts] = LANES;
    tokio::join!(
        patrol(&context, &bells),
        keep_house(&context),
        lane(&context, &outlets, mails, &bells[0]),
        lane(&context, &outlets, texts, &bells[1]),
    );
}

/// Looks after what time brings, and rings for the lanes.
async fn patrol(context: &Context, bells: &[Notify]) {
    let mut news = context.store.listen();
    loop {
        if let Err(error) = look_at_the_clock(context).await {
            tracing::error!(error = format!("{error:#}"), "what is over was not ended");
            tokio::time::sleep(Duration::from_secs(2)).await;
        }
        bells.iter().for_each(Notify::notify_one);
        // Woken at once by this node's own writes.
        news.rung(PATROL).await;
    }
}

/// Removes what is of no use any more, in its own time; at once when the clock was set back.
async fn keep_house(context: &Context) {
    let (mut swept, mut tidied): (Option<Moment>, Option<Moment>) = (None, None);
    let mut last = context.now();
    loop {
        let now = context.now();
        let set_back = now + SKEW < last;
        last = now;
        if set_back || tidied.is_none_or(|at| at + RETENTION <= now) {
            tidied = Some(now);
            tidy(context).await;
        }
        if set_back || swept.is_none_or(|at| at + SWEEP <= now) {
            swept = Some(now);
            if let Err(error) = sweep(context).await {
                tracing::warn!(error = format!("{error:#}"), "sweeping failed");
            }
        }
        tokio::time::sleep(PATROL).await;
    }
}

async fn look_at_the_clock(context: &Context) -> ApiResult<()> {
    if context.settings.training.enabled {
        // Another node may have moved the clock.
        context.clock.catch_up(training::advanced_seconds(&context.store.db()).await?);
    }
    while end_overdue(context).await? > 0 {}
    Ok(())
}

async fn lane(context: &Context, outlets: &Outlets, lane: Lane, bell: &Notify) {
    loop {
        match tick(context, outlets, lane).await {
            Ok(0) => bell.notified().await,
            Ok(_) => {}
            Err(error) => {
                tracing::error!(error = format!("{error:#}"), "the outbox rests for a moment");
                tokio::time::sleep(Duration::from_secs(2)).await;
            }
        }
    }
}

/// Forgets what is of no use any more, and what a clock that ran ahead has left.
async fn sweep(context: &Context) -> ApiResult<()> {
    context
        .store
        .write(Author::System, context.clone(), |tx, context| {
            Box::pin(async move {
                // In this very transaction: what another node wrote after it moved the clock does not lie ahead.
                if context.settings.training.enabled {
                    context.clock.catch_up(training::advanced_seconds(tx).await?);
                }
                let now = context.now();
                clocks::bring_back(tx, now).await?;
                sessions::delete_expired(tx, now).await?;
                sign_in_failures::delete_before(tx, now - throttle::WINDOW).await?;
                idempotency::delete_before(tx, now - KEYS_KEPT).await?;
                secrets::delete_expired(tx, now).await?;
                factors::delete_unconfirmed(tx, now - UNCONFIRMED_KEPT).await?;
                Ok::<_, ApiError>(())
            })
        })
        .await?;
    let log = context.store.truncate_log().await?;
    if log > LARGE_LOG {
        tracing::warn!(bytes = log, "SQLite's log grows: something reads this database and does not end");
    }
    Ok(())
}

async fn tidy(context: &Context) {
    match retention::apply(context).await {
        Ok(overdue) => {
            for Overdue { kind, since, rows } in overdue.into_iter().filter(|kind| kind.rows > 0) {
                tracing::info!(kind = kind.as_str(), %since, rows, "past its time");
            }
        }
        Err(error) => tracing::warn!(error = format!("{error:#}"), "what is past its time was not removed"),
    }
}

/// One round of a lane: delivers what is due. Returns how much was done.
async fn tick(context: &Context, outlets: &Outlets, lane: Lane) -> ApiResult<usize> {
    let now = context.now();
    // Looking is a read; only when something is due the write lock is taken.
    if outbox::next_due(&context.store.db(), lane).await?.is_none_or(|due| due > now) {
        return Ok(0);
    }
    let messages = context
        .store
        .write(Author::System, (lane, now), |tx, (lane, now)| {
            Box::pin(
                async move { Ok::<_, ApiError>(outbox::claim(tx, lane, BATCH, now + LEASE, now).await?) },
            )
        })
        .await?;
    let count = messages.len();
    let deliveries = messages.into_iter().map(|message| deliver(context, outlets, message));
    // One slow target never delays another.
    futures_util::future::try_join_all(deliveries).await?;
    Ok(count)
}

async fn deliver(context: &Context, outlets: &Outlets, message: Message) -> ApiResult<()> {
    let result = send(context, outlets, &message).await;
    let now = context.now();
    let fate = match result {
        Ok(()) => Fate::Sent,
        Err(error) => {
            tracing::warn!(message = %message.id, attempt = message.attempts, error = format!("{error:#}"), "a delivery failed");
            Fate::Failed(format!("{error:#}"))
        }
    };
    context
        .store
        .write(Author::System, (message, fate, now), |tx, (message, fate, now)| {
            Box::pin(async move {
                match fate {
                    Fate::Sent => {
                        outbox::mark_sent(tx, message.id, now).await?;
                        if message.kind == account_mail::KIND {
                            outbox::forget(tx, message.id).await?;
                        }
                    }
                    Fate::Failed(error) if message.created_at + patience(&message) <= now => {
                        outbox::park(tx, message.id, error, now).await?
                    }
                    Fate::Failed(error) => {
                        outbox::postpone(tx, message.id, error, backoff(message.attempts), now).await?
                    }
                }
                Ok(())
            })
        })
        .await
}

#[derive(Clone, Debug)]
enum Fate {
    Sent,
    Failed(String),
}

async fn send(context: &Context, outlets: &Outlets, message: &Message) -> anyhow::Result<()> {
    let settings = &context.settings;
    let now: Moment = context.now();
    let payload = message.payload.clone();
    let rendered = match message.kind.as_str() {
        mail::KIND => {
            let mail: Mail = serde_json::from_value(payload)?;
            let (url, support) = (settings.public_url(), &settings.support_email);
            mail::render(&context.store.db(), &mail, &url, support).await?
        }
        account_mail::KIND => account_mail::prepare(context, &serde_json::from_value(payload)?, now).await?,
        sms::KIND => {
            anyhow::ensure!(now < message.created_at + sms::GIVE_UP, "too late for a code");
            let Some(text) = sms::prepare(context, &serde_json::from_value(payload)?, now).await? else {
                return Ok(());
            };
            return outlets.sms.send(message.id, text, now).await;
        }
        other => anyhow::bail!("no way out for a message of kind {other}"),
    };
    match rendered {
        Some(rendered) => outlets.mail.send(message.id, rendered, now).await,
        None => Ok(()),
    }
}

fn patience(message: &Message) -> TimeDelta {
    if message.kind == sms::KIND { sms::GIVE_UP } else { GIVE_UP }
}

/// 5 s, 10 s, 20 s … 12 h.
fn backoff(attempts: i64) -> TimeDelta {
    let doubled = 5_i64 << attempts.clamp(1, 20).saturating_sub(1);
    TimeDelta::seconds(doubled.min(12 * 3600))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pause_doubles_up_to_twelve_hours() {
        let pauses: Vec<i64> = [1, 2, 3, 13, 14, 15, 99].iter().map(|n| backoff(*n).num_seconds()).collect();
        assert_eq!(pauses, [5, 10, 20, 20480, 40960, 43200, 43200]);
    }
}
