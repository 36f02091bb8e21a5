//! What is kept in memory of the database, and how it hears of changes. Every statement of a transaction passes
//! [`crate::Db`], which sees what is written: nobody who writes has to think of who keeps it.

use std::ops::BitOr;
use std::sync::atomic::{AtomicU8, AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use hilum_catalogue::Snapshot;
use hilum_domain::check::Holding;
use hilum_domain::{AccountId, Moment, OrganisationId};
use tokio::sync::watch;
use tokio::time::Instant;
use uuid::Uuid;

use crate::accounts::Account;
use crate::callers::Caller;
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

/// What a transaction has changed of what is kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Changed(u8);

impl Changed {
    pub(crate) const CATALOGUE: Self = Self(1);
    pub(crate) const ACCOUNTS: Self = Self(2);
    pub(crate) const GRANTS: Self = Self(4);
    pub(crate) const REQUESTS: Self = Self(8);
    /// What says who is there, and what they have told of themselves.
    pub(crate) const ENTRY: Self = Self(16);
    /// Facts, and messages to be sent.
    pub(crate) const NEWS: Self = Self(32);
    pub(crate) const ALL: Self = Self(31);
    /// Who is there, and what they may: what a profile lets people do is in the catalogue.
    pub(crate) const CALLERS: Self = Self(1 | 2 | 4 | 16);
    /// Who may what.
    pub(crate) const RIGHTS: Self = Self(1 | 2 | 4);
    /// What somebody has, and has asked for.
    pub(crate) const HOLDINGS: Self = Self(4 | 8);

    pub(crate) fn any(self, of: Self) -> bool {
        self.0 & of.0 != 0
    }
}

impl BitOr for Changed {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

const KINDS: [(Changed, &[&str]); 5] = [
    (
        Changed::CATALOGUE,
        &["applications", "countries", "organisations", "profiles", "thematic_areas", "professional_roles"],
    ),
    (Changed::ACCOUNTS, &["accounts"]),
    (Changed::GRANTS, &["grants"]),
    (Changed::REQUESTS, &["access_requests", "request_items"]),
    (Changed::ENTRY, &["sessions", "factors", "secrets", "preferences"]),
];

/// What a transaction has written of what is kept.
#[derive(Debug, Default)]
pub(crate) struct Written(AtomicU8);

impl Written {
    pub(crate) fn note(&self, sql: &str) {
        let Some(table) = written_table(sql) else { return };
        // What is done with a message afterwards is news to nobody.
        let inserted = sql.trim_start().get(..6).is_some_and(|verb| verb.eq_ignore_ascii_case("insert"));
        if inserted && ["events", "outbox"].contains(&table) {
            self.0.fetch_or(Changed::NEWS.0, Ordering::Relaxed);
        }
        if let Some((kind, _)) = KINDS.iter().find(|(_, tables)| tables.contains(&table)) {
            self.0.fetch_or(kind.0, Ordering::Relaxed);
        }
    }

    pub(crate) fn changed(&self) -> Changed {
        Changed(self.0.load(Ordering::Relaxed))
    }
}

/// The table that a statement writes.
fn written_table(sql: &str) -> Option<&str> {
    let mut words = sql.split_ascii_whitespace();
    let verb = words.next()?;
    let is = |word: &str, expected: &str| word.eq_ignore_ascii_case(expected);
    let table = if is(verb, "update") {
        words.next()
    } else if is(verb, "insert") || is(verb, "delete") {
        words.find(|word| is(word, "into") || is(word, "from"))?;
        words.next()
    } else {
        None
    };
    let table = table?.trim_start_matches('"');
    Some(table.split(['"', '(', ';']).next().unwrap_or(table))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_that_a_statement_writes_is_seen() {
        for (sql, table) in [
            (r#"INSERT INTO "sessions" ("id") VALUES (?)"#, Some("sessions")),
            (r#"UPDATE "accounts" SET "status" = $1"#, Some("accounts")),
            (r#"DELETE FROM "grants" WHERE "id" = ?"#, Some("grants")),
            ("insert or replace into profiles(code) values (1)", Some("profiles")),
            (r#"SELECT "id" FROM "sessions""#, None),
            ("", None),
        ] {
            assert_eq!(written_table(sql), table, "{sql}");
        }
    }
}
