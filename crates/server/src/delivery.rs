//! How what was written down leaves the process (R14, invariant 8): at least once, with backoff up to 12 h for a day and a
//! half, then given up with its last error. One lane for each target: what hangs or is down delays nothing but its own, and
//! within a lane nothing waits for what was taken together with it. Several nodes may deliver: each claims what it takes.

pub(crate) mod gateway;
pub(crate) mod sms;
pub(crate) mod transport;

use std::sync::Arc;
use std::time::Duration;

use chrono::TimeDelta;
use futures_util::future::join_all;
use hilum_domain::Moment;
use hilum_store::outbox::{self, Fate, Lane, Message};
use hilum_store::{Author, Store, StoreError};
use tokio::task::JoinSet;
use uuid::Uuid;

use crate::config::Settings;
use crate::context::Context;
use crate::letters::account_mail;
use crate::letters::mail::{self, Mail};
use gateway::Gateway;
use transport::Transport;

/// How long a message is ours; longer than one try may take.
const LEASE: TimeDelta = TimeDelta::seconds(60);
/// On their way at once, in each lane.
const AT_ONCE: usize = 20;
/// Given up after that time.
const GIVE_UP: TimeDelta = TimeDelta::hours(36);
/// Looks around at least this often: time passes, and other nodes write too.
const PATROL: Duration = Duration::from_millis(500);
/// The database gets a rest where it takes nothing.
const REST: Duration = Duration::from_secs(2);

/// All the ways out. Nothing but the lanes has them.
#[derive(Debug)]
pub(crate) struct Outlets {
    mail: Transport,
    sms: Gateway,
}

impl Outlets {
    pub(crate) fn new(settings: &Settings, store: &Store) -> anyhow::Result<Self> {
        Ok(Self { mail: Transport::new(settings, store)?, sms: Gateway::new(settings, store)? })
    }
}

/// Runs until the process ends.
pub(crate) async fn run(context: Context, outlets: Outlets) {
    // What this node had taken before it was killed is nobody's now.
    while let Err(error) = take_back(&context).await {
        tracing::warn!(error = format!("{error:#}"), "what was taken to be delivered before waits");
        tokio::time::sleep(REST).await;
    }
    let outlets = Arc::new(outlets);
    join_all(Lane::ALL.map(|lane| run_lane(&context, &outlets, lane))).await;
}

async fn take_back(context: &Context) -> Result<u64, StoreError> {
    let node = context.node.clone();
    let now = context.now();
    let work = context.store.write(Author::System, async move |tx| outbox::take_back(tx, &node, now).await);
    work.await
}

async fn run_lane(context: &Context, outlets: &Arc<Outlets>, lane: Lane) {
    let mut news = context.store.listen();
    // Each on its own: what is in the middle of something must not wait for this lane to look at it.
    let mut under_way = JoinSet::new();
    let mut fates: Vec<(Uuid, Fate)> = Vec::new();
    loop {
        let room = AT_ONCE.saturating_sub(under_way.len());
        let round = async {
            mark(context, &mut fates).await?;
            claim(context, lane, room).await
        };
        match round.await {
            Ok(taken) => {
                for message in taken {
                    under_way.spawn(deliver(context.clone(), Arc::clone(outlets), message));
                }
            }
            Err(error) => {
                tracing::error!(
                    error = format!("{error:#}"),
                    lane = lane.as_str(),
                    "a lane rests for a moment"
                );
                tokio::time::sleep(REST).await;
            }
        }
        tokio::select! {
            Some(first) = under_way.join_next() => {
                // Whatever has arrived by now is written down with it. One that panicked is tried again after its lease.
                let others = std::iter::from_fn(|| under_way.try_join_next());
                fates.extend([first].into_iter().chain(others).flatten());
            }
            () = news.rung(PATROL) => {}
        }
    }
}

/// What is due, as far as there is room for it.
async fn claim(context: &Context, lane: Lane, room: usize) -> Result<Vec<Message>, StoreError> {
    let now = context.now();
    // Looking is a read; only when something is due the write lock is taken.
    let due = room > 0 && outbox::next_due(&context.store.db(), lane).await?.is_some_and(|due| due <= now);
    if !due {
        return Ok(Vec::new());
    }
    let node = context.node.clone();
    let work = context.store.write(Author::System, async move |tx| {
        outbox::claim(tx, lane, &node, room as u64, now + LEASE, now).await
    });
    work.await
}

/// All that is known by now, in one transaction; kept until the database takes it.
async fn mark(context: &Context, fates: &mut Vec<(Uuid, Fate)>) -> Result<(), StoreError> {
    if fates.is_empty() {
        return Ok(());
    }
    let (known, now) = (fates.clone(), context.now());
    let work = context.store.write(Author::System, async move |tx| outbox::mark(tx, &known, now).await);
    work.await?;
    fates.clear();
    Ok(())
}

async fn deliver(context: Context, outlets: Arc<Outlets>, message: Message) -> (Uuid, Fate) {
    let result = send(&context, &outlets, &message).await;
    let now = context.now();
    let fate = match result {
        Ok(()) if message.kind == account_mail::KIND => Fate::SentAndForgotten,
        Ok(()) => Fate::Sent,
        Err(error) => {
            let error = format!("{error:#}");
            tracing::warn!(message = %message.id, attempt = message.attempts, error, "a delivery failed");
            if message.created_at + patience(&message) <= now {
                Fate::GivenUp { error }
            } else {
                Fate::Postponed { until: now + backoff(message.attempts), error }
            }
        }
    };
    (message.id, fate)
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
