//! What is kept in memory of the database, and how it hears of changes. Every statement of a transaction passes
//! [`crate::Db`], which sees what is written: nobody who writes has to think of who keeps it.

use std::sync::atomic::{AtomicU8, AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use hilum_catalogue::Snapshot;

use crate::callers::Callers;

/// Shared by all who use one [`crate::Store`].
#[derive(Debug, Default)]
pub(crate) struct Kept {
    catalogue: RwLock<Arc<Snapshot>>,
    /// One reads the catalogue anew at a time.
    pub(crate) reading: tokio::sync::Mutex<()>,
    /// Grows with every change that this node makes to who is there and what they may.
    people: AtomicU64,
    /// Grows with every change, of whatever.
    changes: AtomicU64,
    pub(crate) callers: Callers,
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

    pub(crate) fn people(&self) -> u64 {
        self.people.load(Ordering::SeqCst)
    }

    pub(crate) fn changes(&self) -> u64 {
        self.changes.load(Ordering::SeqCst)
    }

    pub(crate) fn count_change(&self) {
        self.changes.fetch_add(1, Ordering::SeqCst);
    }

    /// After a commit, before anybody is told of it.
    pub(crate) fn forget_people(&self) {
        self.people.fetch_add(1, Ordering::SeqCst);
    }
}

/// What a transaction has written of what is kept.
#[derive(Debug, Default)]
pub(crate) struct Written(AtomicU8);

const CATALOGUE: u8 = 1;
const PEOPLE: u8 = 2;

impl Written {
    pub(crate) fn note(&self, sql: &str) {
        let kept = match written_table(sql) {
            Some(
                "applications" | "countries" | "organisations" | "profiles" | "thematic_areas"
                | "professional_roles",
            ) => CATALOGUE,
            Some("sessions" | "accounts" | "grants" | "factors" | "secrets" | "preferences") => PEOPLE,
            _ => return,
        };
        self.0.fetch_or(kept, Ordering::Relaxed);
    }

    pub(crate) fn changed(&self) -> Changed {
        let written = self.0.load(Ordering::Relaxed);
        Changed { catalogue: written & CATALOGUE != 0, people: written & PEOPLE != 0 }
    }
}

/// What a transaction has changed of what is kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Changed {
    pub(crate) catalogue: bool,
    pub(crate) people: bool,
}

impl Changed {
    pub(crate) fn and(self, other: Self) -> Self {
        Self { catalogue: self.catalogue || other.catalogue, people: self.people || other.people }
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
