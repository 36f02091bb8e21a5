//! What is kept in memory of the database, and how it hears of changes. Every statement of a transaction passes
//! [`crate::Db`], which sees what is written: nobody who writes has to think of who keeps it.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use hilum_catalogue::Snapshot;
use hilum_domain::check::Holding;
use hilum_domain::{AccountId, Moment, OrganisationId};
use tokio::sync::watch;
use tokio::time::Instant;
use uuid::Uuid;

use crate::accounts::Account;
use crate::callers::Caller;
use crate::changed::{Changed, KINDS};
use crate::memo::{AskedAt, Memo};

/// Shared by all who use one [`crate::Store`].
#[derive(Debug, Default)]
pub(crate) struct Kept {
    catalogue: RwLock<Arc<Snapshot>>,
    /// One reads the catalogue anew at a time.
    pub(crate) reading: tokio::sync::Mutex<()>,
    /// Grows with every change that this node makes, and with those of others that it hears of.
    changes: AtomicU64,
    /// Rings when there is news.
    pub(crate) bell: watch::Sender<u64>,
    /// The same, for each of [`KINDS`].
    of_kind: [AtomicU64; KINDS.len()],
    /// By the hash of their secret; with the moment at which a right begins or ends (R9).
    pub(crate) callers: Memo<String, (Caller, Option<Moment>)>,
    pub(crate) people: Memo<Uuid, Arc<Account>>,
    pub(crate) deciders: Memo<OrganisationId, Vec<AccountId>>,
    /// By application and profile.
    pub(crate) holders: Memo<(String, String), Vec<AccountId>>,
    /// By person and application.
    pub(crate) holdings: Memo<(AccountId, String), Arc<[Holding]>>,
}

impl Kept {
    pub(crate) fn catalogue(&self) -> Arc<Snapshot> {
        Arc::clone(&self.catalogue.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Never goes back: whoever read more slowly comes too late.
    pub(crate) fn publish(&self, newer: Arc<Snapshot>) {
        let mut current = self.catalogue.write().unwrap_or_else(PoisonError::into_inner);
        if newer.revision() > current.revision() {
            *current = newer;
        }
    }

    pub(crate) fn changes(&self) -> u64 {
        self.changes.load(Ordering::SeqCst)
    }

    /// After a commit, before anybody is told of it.
    pub(crate) fn count_change(&self, changed: Changed) {
        self.changes.fetch_add(1, Ordering::SeqCst);
        for ((kind, _), count) in KINDS.iter().zip(&self.of_kind) {
            count.fetch_add(u64::from(changed.any(*kind)), Ordering::SeqCst);
        }
        if changed.any(Changed::NEWS) {
            self.bell.send_modify(|rings| *rings += 1);
        }
    }

    /// How often this node has changed anything of these kinds.
    pub(crate) fn changes_of(&self, what: Changed) -> u64 {
        let kinds = KINDS.iter().zip(&self.of_kind).filter(|((kind, _), _)| what.any(*kind));
        kinds.map(|(_, count)| count.load(Ordering::SeqCst)).sum()
    }

    /// To be asked before anything is read. `now`: where the answer depends on it.
    pub(crate) fn asked_at(&self, now: Option<Moment>, of: Changed) -> AskedAt {
        AskedAt { now, changes: self.changes_of(of), instant: Instant::now() }
    }
}
