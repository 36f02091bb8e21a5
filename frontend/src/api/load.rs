//! Something the page shows after asking for it.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use leptos::prelude::*;

use super::{ApiError, Pending, spawn};

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
        Self::asking(Box::new(move || Box::pin(ask())))
    }

    fn asking(ask: Box<dyn Fn() -> Pending<Result<T, ApiError>>>) -> Self {
        let load = Self { answer: RwSignal::new(None), busy: RwSignal::new(true), asked: RwSignal::new(0) };
        keep_asking(
            load.asked,
            load.busy,
            Box::new(move || {
                let question = ask();
                Box::pin(async move {
                    let answer = question.await;
                    Box::new(move || drop(load.answer.try_set(Some(answer)))) as Deed
                })
            }),
        );
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

type Deed = Box<dyn FnOnce()>;

/// Asks at every change of what `ask` reads; an answer is something to do.
fn keep_asking(asked: RwSignal<u64>, busy: RwSignal<bool>, ask: Box<dyn Fn() -> Pending<Deed>>) {
    let latest = Arc::new(AtomicU64::new(0));
    Effect::new(move |_| {
        asked.track();
        let question = ask();
        let number = latest.fetch_add(1, Ordering::Relaxed) + 1;
        let latest = latest.clone();
        busy.set(true);
        spawn(Box::pin(async move {
            let answer = question.await;
            // A slow answer to an older question must not replace a newer one.
            if latest.load(Ordering::Relaxed) == number {
                answer();
                busy.try_set(false);
            }
        }));
    });
}
