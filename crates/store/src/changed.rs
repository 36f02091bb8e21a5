//! What a transaction has changed of what is kept in memory, as its statements show.

use std::ops::BitOr;
use std::sync::atomic::{AtomicU8, Ordering};

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
    /// Grants that nobody may act by yet.
    pub(crate) const PROMISES: Self = Self(64);
    pub(crate) const ALL: Self = Self(31 | 64);
    /// Who is there, and what they may: what a profile lets people do is in the catalogue.
    pub(crate) const CALLERS: Self = Self(1 | 2 | 4 | 16);
    /// Who may what.
    pub(crate) const RIGHTS: Self = Self(1 | 2 | 4);
    /// What somebody has, and has asked for.
    pub(crate) const HOLDINGS: Self = Self(4 | 8 | 64);

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

pub(crate) const KINDS: [(Changed, &[&str]); 6] = [
    (
        Changed::CATALOGUE,
        &["applications", "countries", "organisations", "profiles", "thematic_areas", "professional_roles"],
    ),
    (Changed::ACCOUNTS, &["accounts"]),
    (Changed::GRANTS, &["grants"]),
    (Changed::REQUESTS, &["access_requests", "request_items"]),
    (Changed::ENTRY, &["sessions", "factors", "secrets", "preferences"]),
    (Changed::PROMISES, &[]),
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

    /// Where it is known better than by the table.
    pub(crate) fn note_as(&self, changed: Changed) {
        self.0.fetch_or(changed.0, Ordering::Relaxed);
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
