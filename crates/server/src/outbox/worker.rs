//! Delivers what was written down: at least once, with backoff up to 12 h for a day and a half, then parked with its last
//! error. Several nodes may run it at once: each leases what it takes.

use std::time::Duration;

use chrono::TimeDelta;
use hilum_domain::Moment;
use hilum_store::outbox::{self, Message};
use hilum_store::{Author, factors, idempotency, secrets, sessions, sign_in_failures, training};

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

/// Runs until the process ends.
pub async fn run(context: Context, outlets: Outlets) {
    let (mut swept, mut tidied): (Option<Moment>, Option<Moment>) = (None, None);
    loop {
        let now = context.now();
        if swept.is_none_or(|at| at + SWEEP <= now) {
            swept = Some(now);
            if let Err(error) = sweep(&context, now).await {
                tracing::warn!(error = format!("{error:#}"), "sweeping failed");
            }
            if tidied.is_none_or(|at| at + RETENTION <= now) {
                tidied = Some(now);
                tidy(&context).await;
            }
        }
        match tick(&context, &outlets).await {
            Ok(0) => {
                // Woken at once by this node's own writes.
                let _ = tokio::time::timeout(PATROL, context.outbox.notified()).await;
            }
            Ok(_) => {}
            Err(error) => {
                tracing::error!(error = format!("{error:#}"), "the outbox rests for a moment");
                tokio::time::sleep(Duration::from_secs(2)).await;
            }
        }
    }
}

/// Forgets what is of no use any more.
async fn sweep(context: &Context, now: Moment) -> ApiResult<()> {
    context
        .store
        .write(Author::System, now, |tx, now| {
            Box::pin(async move {
                sessions::delete_expired(tx, now).await?;
                sign_in_failures::delete_before(tx, now - throttle::WINDOW).await?;
                idempotency::delete_before(tx, now - KEYS_KEPT).await?;
                secrets::delete_expired(tx, now).await?;
                factors::delete_unconfirmed(tx, now - UNCONFIRMED_KEPT).await?;
                Ok(())
            })
        })
        .await
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

/// One round: ends what is over, delivers what is due. Returns how much was done.
pub async fn tick(context: &Context, outlets: &Outlets) -> ApiResult<usize> {
    if context.settings.training.enabled {
        // Another node may have moved the clock.
        context.clock.catch_up(training::advanced_seconds(&context.store.db()).await?);
    }
    let ended = end_overdue(context).await?;
    let now = context.now();
    // Looking is a read; only when something is due the write lock is taken.
    if outbox::next_due(&context.store.db()).await?.is_none_or(|due| due > now) {
        return Ok(ended);
    }
    let messages = context
        .store
        .write(Author::System, now, |tx, now| {
            Box::pin(async move { Ok::<_, ApiError>(outbox::claim(tx, BATCH, now + LEASE, now).await?) })
        })
        .await?;
    let count = messages.len();
    let deliveries = messages.into_iter().map(|message| deliver(context, outlets, message));
    // One slow target never delays another.
    futures_util::future::try_join_all(deliveries).await?;
    Ok(ended + count)
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
