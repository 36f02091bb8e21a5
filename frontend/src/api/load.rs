//! Something the page shows after asking for it.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use leptos::prelude::*;

use super::ApiError;

/// An answer, asked for again whenever a signal read by the question changes, or at `reload`.
/// Show it with `ui::load_state`.
pub(crate) struct Load<T: Send + Sync + 'static> {
    /// `None` until the first answer. What was shown stays while a newer answer is on its way.
    pub(crate) answer: RwSignal<Option<Result<T, ApiError>>>,
    pub(crate) busy: RwSignal<bool>,
    asked: RwSignal<u64>,
}

impl<T: Send + Sync + 'static> Clone for Load<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Send + Sync + 'static> Copy for Load<T> {}

impl<T: Clone + Send + Sync + 'static> Load<T> {
    /// `ask` reads its signals when called, not inside the future:
    /// `Load::new(move || { let path = paths::access_request(id.get()); async move { api::get(&path).await } })`.
    pub(crate) fn new<F: Future<Output = Result<T, ApiError>> + 'static>(
        ask: impl Fn() -> F + 'static,
    ) -> Self {
        let load = Self { answer: RwSignal::new(None), busy: RwSignal::new(true), asked: RwSignal::new(0) };
        let latest = Arc::new(AtomicU64::new(0));
        Effect::new(move |_| {
            load.asked.track();
            let question = ask();
            let number = latest.fetch_add(1, Ordering::Relaxed) + 1;
            let latest = latest.clone();
            load.busy.set(true);
            leptos::task::spawn_local(async move {
                let answer = question.await;
                // A slow answer to an older question must not replace a newer one.
                if latest.load(Ordering::Relaxed) == number {
                    load.answer.try_set(Some(answer));
                    load.busy.try_set(false);
                }
            });
        });
        load
    }

    /// Asks again.
    pub(crate) fn reload(&self) {
        self.asked.try_update(|asked| *asked += 1);
    }

    /// Shows what a change gave back, without asking again.
    pub(crate) fn replace(&self, value: T) {
        self.answer.try_set(Some(Ok(value)));
    }

    /// The value, tracked; `None` while loading or failed.
    pub(crate) fn value(&self) -> Option<T> {
        self.answer.get().and_then(Result::ok)
    }
}
