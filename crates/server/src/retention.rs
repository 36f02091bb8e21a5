//! How long things are kept. What is past its time is removed once a day by a job, or by
//! `hilum retention`.

use chrono::{Months, TimeDelta};
use hilum_domain::Moment;
use hilum_domain::fact::By;
use hilum_store::{Author, access_requests, accounts, data_views, events, outbox};

use crate::context::Context;
use crate::error::{ApiError, ApiResult};
use crate::features::accounts::erasure::{self, Texts};

/// Accounts that are erased in one go; the others wait for the next day.
const ACCOUNTS_AT_ONCE: u64 = 1000;

/// What is kept for a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Facts that are older are counted and stay: history is append-only, and the database refuses to delete from it
    /// (invariant 9). No program can make it forget, this one included; an operator who has to does so with the
    /// database's own tools, after a decision that somebody answers for. Of erased people it has nothing but ids (R11).
    History,
    DataViews,
    Drafts,
    SentMails,
    UnusedAccounts,
}

impl Kind {
    pub const ALL: [Self; 5] =
        [Self::History, Self::DataViews, Self::Drafts, Self::SentMails, Self::UnusedAccounts];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::History => "history",
            Self::DataViews => "data views",
            Self::Drafts => "drafts",
            Self::SentMails => "sent mails",
            Self::UnusedAccounts => "unused accounts",
        }
    }

    /// What is older is past its time; `None`: it is kept for ever.
    fn limit(self, context: &Context, now: Moment) -> Option<Moment> {
        let kept = &context.settings.retention;
        let days = |days: u32| (days > 0).then(|| now - TimeDelta::days(days.into()));
        match self {
            Self::History if kept.history_years == 0 => None,
            Self::History => now.checked_sub_months(Months::new(kept.history_years.saturating_mul(12))),
            Self::DataViews => days(kept.data_views_days),
            Self::Drafts => days(kept.drafts_days),
            Self::SentMails => days(kept.sent_mails_days),
            Self::UnusedAccounts => days(kept.unused_accounts_days),
        }
    }
}

/// How many rows of a kind are past their time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Overdue {
    pub kind: Kind,
    pub since: Moment,
    pub rows: u64,
}

/// Counts, and changes nothing.
pub async fn count(context: &Context) -> ApiResult<Vec<Overdue>> {
    let (db, now) = (context.store.unhurried(), context.now());
    let mut found = Vec::new();
    for kind in Kind::ALL {
        let Some(since) = kind.limit(context, now) else { continue };
        let rows = match kind {
            Kind::History => events::count_before(&db, since).await?,
            Kind::DataViews => data_views::count_before(&db, since).await?,
            Kind::Drafts => access_requests::count_forgotten_drafts(&db, since).await?,
            Kind::SentMails => outbox::count_finished(&db, since).await?,
            Kind::UnusedAccounts => accounts::unused(&db, since, ACCOUNTS_AT_ONCE).await?.len() as u64,
        };
        found.push(Overdue { kind, since, rows });
    }
    Ok(found)
}

/// Removes what is past its time; returns what there was.
pub async fn apply(context: &Context) -> ApiResult<Vec<Overdue>> {
    let overdue = count(context).await?;
    for Overdue { kind, since, .. } in overdue.iter().copied().filter(|kind| kind.rows > 0) {
        match kind {
            Kind::History => {}
            Kind::DataViews | Kind::Drafts | Kind::SentMails => remove(context, kind, since).await?,
            Kind::UnusedAccounts => erase_unused(context, since).await?,
        }
    }
    Ok(overdue)
}

async fn remove(context: &Context, kind: Kind, since: Moment) -> ApiResult<()> {
    context
        .store
        .write(Author::Maintenance, async move |tx| {
            match kind {
                Kind::DataViews => data_views::delete_before(tx, since).await?,
                Kind::Drafts => access_requests::delete_forgotten_drafts(tx, since).await?,
                Kind::SentMails => outbox::delete_finished(tx, since).await?,
                Kind::History | Kind::UnusedAccounts => 0,
            };
            Ok::<_, ApiError>(())
        })
        .await
}

/// One by one: somebody who signs in at this moment is used again.
async fn erase_unused(context: &Context, since: Moment) -> ApiResult<()> {
    for account in accounts::unused(&context.store.unhurried(), since, ACCOUNTS_AT_ONCE).await? {
        let id = account.id();
        let now = context.now();
        context
            .store
            .write(Author::Maintenance, async move |tx| match accounts::unused_one(tx, id, since).await? {
                Some(account) => erasure::erase(tx, &account, By::SYSTEM, Texts::Unnamed, now).await,
                None => Ok(()),
            })
            .await?;
    }
    // What was erased is in the log until that is emptied.
    context.store.truncate_log().await?;
    Ok(())
}
