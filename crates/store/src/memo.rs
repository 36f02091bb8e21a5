//! What is asked again and again, and remembered for less than the second that R10 allows others' changes to go unnoticed.

use std::collections::HashMap;
use std::fmt;
use std::hash::Hash;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use hilum_domain::Moment;
use tokio::time::Instant;

const KEPT: Duration = Duration::from_millis(800);
/// More than these are not remembered.
const MOST: usize = 10_000;

/// Answers by their questions.
pub(crate) struct Memo<K, V>(Mutex<HashMap<K, Known<V>>>);

struct Known<V> {
    answer: V,
    found_at: Instant,
    /// For which moment it was asked, where that matters: the clock of training can be moved.
    now: Option<Moment>,
    /// What this node had changed by then ([`crate::kept::Kept::changes_of`]).
    changes: u64,
}

/// When a question was asked: before anything is read for it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct AskedAt {
    pub(crate) now: Option<Moment>,
    pub(crate) changes: u64,
    pub(crate) instant: Instant,
}

impl<K: Eq + Hash, V: Clone> Memo<K, V> {
    pub(crate) fn find(&self, question: &K, asked: AskedAt) -> Option<V> {
        let known = self.known();
        let known = known.get(question).filter(|known| known.is_true(asked))?;
        Some(known.answer.clone())
    }

    pub(crate) fn remember(&self, question: K, answer: V, asked: AskedAt) {
        let AskedAt { now, changes, instant } = asked;
        let mut known = self.known();
        if known.len() >= MOST {
            known.retain(|_, known| known.found_at.elapsed() < KEPT);
        }
        if known.len() < MOST {
            known.insert(question, Known { answer, found_at: instant, now, changes });
        }
    }

    fn known(&self) -> MutexGuard<'_, HashMap<K, Known<V>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<V> Known<V> {
    fn is_true(&self, asked: AskedAt) -> bool {
        let same_moment = match (self.now, asked.now) {
            (Some(then), Some(now)) => (now - then).to_std().is_ok_and(|past| past < KEPT),
            (then, now) => then == now,
        };
        self.changes == asked.changes && same_moment && self.found_at.elapsed() < KEPT
    }
}

impl<K, V> Default for Memo<K, V> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<K, V> fmt::Debug for Memo<K, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Memo")
    }
}
