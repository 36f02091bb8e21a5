//! What time brings. Ends of grants are written down at once; everything else is a [`Job`], done once for each occasion by
//! one of the nodes, and again where that one died over it.

use std::pin::Pin;
use std::time::Duration;

use chrono::TimeDelta;
use hilum_domain::Moment;
use hilum_domain::verification::SKEW;
use hilum_store::{
    Author, StoreError, clocks, factors, idempotency, jobs, secrets, sessions, sign_in_failures, training,
};

use crate::auth::throttle;
use crate::context::Context;
use crate::error::{ApiError, ApiResult};
use crate::features::grants::service::end_overdue;
use crate::retention::{self, Overdue};

/// Looks at the clock at least this often.
const PATROL: Duration = Duration::from_millis(500);
/// A repeated POST is recognised for a day.
const KEYS_KEPT: TimeDelta = TimeDelta::hours(24);
/// A factor that was begun and not confirmed is forgotten after a day.
const UNCONFIRMED_KEPT: TimeDelta = TimeDelta::hours(24);
/// Occasions are known for longer than any job's period.
const OCCASIONS_KEPT: TimeDelta = TimeDelta::days(7);
/// A log of SQLite's larger than that stands beside a reader that does not end.
const LARGE_LOG: u64 = 256 * 1024 * 1024;

type Work<'c> = Pin<Box<dyn Future<Output = ApiResult<()>> + Send + 'c>>;

/// Something to be done in every period.
struct Job {
    name: &'static str,
    every: TimeDelta,
    /// Whoever takes longer is taken for dead.
    lease: TimeDelta,
    work: fn(&Context) -> Work<'_>,
}

const JOBS: [Job; 2] = [
    Job {
        name: "sweep",
        every: TimeDelta::minutes(10),
        lease: TimeDelta::minutes(5),
        work: |context| Box::pin(sweep(context)),
    },
    Job {
        name: "retention",
        every: TimeDelta::days(1),
        lease: TimeDelta::hours(2),
        work: |context| Box::pin(retain(context)),
    },
];

impl Job {
    /// The same for every node and for the whole period.
    fn key(&self, now: Moment) -> String {
        format!("{}:{}", self.name, now.timestamp().div_euclid(self.every.num_seconds()))
    }
}

/// Runs until the process ends.
pub(crate) async fn run(context: Context) {
    tokio::join!(end_what_is_over(&context), keep_house(&context));
}

async fn end_what_is_over(context: &Context) {
    let mut news = context.store.listen();
    loop {
        if let Err(error) = look_at_the_clock(context).await {
            tracing::error!(error = format!("{error:#}"), "what is over was not ended");
            tokio::time::sleep(Duration::from_secs(2)).await;
        }
        news.rung(PATROL).await;
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

/// Every job whose occasion has come; all of them anew when the clock was set back.
async fn keep_house(context: &Context) {
    let mut last = context.now();
    loop {
        let now = context.now();
        let set_back = now + SKEW < last;
        last = now;
        for job in &JOBS {
            if let Err(error) = attend(context, job, set_back, now).await {
                tracing::warn!(error = format!("{error:#}"), job = job.name, "a job was not done");
                tokio::time::sleep(Duration::from_secs(2)).await;
            }
        }
        tokio::time::sleep(PATROL).await;
    }
}

async fn attend(context: &Context, job: &Job, anew: bool, now: Moment) -> ApiResult<()> {
    let key = job.key(now);
    if !anew && !take(context, key.clone(), now + job.lease, now).await? {
        return Ok(());
    }
    (job.work)(context).await?;

    let node = context.node.clone();
    let now = context.now();
    let work = context
        .store
        .write(Author::System, async move |tx| Ok::<_, ApiError>(jobs::done(tx, &key, &node, now).await?));
    work.await
}

async fn take(context: &Context, key: String, lease_end: Moment, now: Moment) -> Result<bool, StoreError> {
    if jobs::is_taken(&context.store.db(), &key, now).await? {
        return Ok(false);
    }

    let node = context.node.clone();
    let work = context
        .store
        .write(Author::System, async move |tx| jobs::take(tx, &key, &node, lease_end, now).await);
    work.await
}

/// Forgets what is of no use any more, and what a clock that ran ahead has left.
async fn sweep(context: &Context) -> ApiResult<()> {
    let ours = context.clone();
    context
        .store
        .write(Author::Maintenance, async move |tx| {
            // In this very transaction: what another node wrote after it moved the clock does not lie ahead.
            if ours.settings.training.enabled {
                ours.clock.catch_up(training::advanced_seconds(tx).await?);
            }
            let now = ours.now();
            clocks::bring_back(tx, now).await?;
            sessions::delete_expired(tx, now).await?;
            sign_in_failures::delete_before(tx, now - throttle::WINDOW).await?;
            idempotency::delete_before(tx, now - KEYS_KEPT).await?;
            secrets::delete_expired(tx, now).await?;
            factors::delete_unconfirmed(tx, now - UNCONFIRMED_KEPT).await?;
            jobs::forget_before(tx, now - OCCASIONS_KEPT).await?;
            Ok::<_, ApiError>(())
        })
        .await?;
    let log = context.store.truncate_log().await?;
    if log > LARGE_LOG {
        tracing::warn!(bytes = log, "SQLite's log grows: something reads this database and does not end");
    }
    Ok(())
}

async fn retain(context: &Context) -> ApiResult<()> {
    for Overdue { kind, since, rows } in retention::apply(context).await? {
        if rows > 0 {
            tracing::info!(kind = kind.as_str(), %since, rows, "past its time");
        }
    }
    Ok(())
}
