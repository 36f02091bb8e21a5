//! How many statements an operation asks of the database: what it costs, told by counting and not by a clock.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

tokio::task_local! { static COUNT: Count; }

/// Of one operation, wherever its parts are carried out.
#[derive(Clone, Debug, Default)]
pub(crate) struct Count(Arc<AtomicU64>);

impl Count {
    /// Of the operation under way, where somebody counts.
    pub(crate) fn current() -> Option<Self> {
        COUNT.try_with(Clone::clone).ok()
    }

    pub(crate) fn add(&self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }
}

/// Does it, and says how many statements were made for it; what begins and ends a transaction is not counted.
pub async fn counted<T>(work: impl Future<Output = T>) -> (T, u64) {
    let count = Count::default();
    let done = COUNT.scope(count.clone(), work).await;
    (done, count.0.load(Ordering::Relaxed))
}
