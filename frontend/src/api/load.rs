//! Something the page shows after asking for it.

use std::any::Any;
use std::marker::PhantomData;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use leptos::prelude::*;

use super::{ApiError, Pending, spawn};

/// An answer, asked for again whenever a signal read by the question changes, or at `reload`.
/// Show it with `ui::load_state`.
pub(crate) struct Load<T> {
    kept: Kept,
    of: PhantomData<fn() -> T>,
}

/// The part without a type, so that it is compiled once.
#[derive(Clone, Copy)]
struct Kept {
    /// `None` until the first answer. What was shown stays while a newer answer is on its way.
    answer: RwSignal<Option<Result<Whatever, ApiError>>>,
    busy: RwSignal<bool>,
    asked: RwSignal<u64>,
}

type Whatever = Arc<dyn Any + Send + Sync>;

impl<T> Clone for Load<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Load<T> {}

impl<T: Clone + Send + Sync + 'static> Load<T> {
    /// `ask` reads its signals when called, not inside the future:
    /// `Load::new(move || { let path = paths::access_request(id.get()); async move { api::get(&path).await } })`.
    pub(crate) fn new<F: Future<Output = Result<T, ApiError>> + 'static>(
        ask: impl Fn() -> F + 'static,
    ) -> Self {
        let kept = Kept { answer: RwSignal::new(None), busy: RwSignal::new(true), asked: RwSignal::new(0) };
        kept.keep_asking(Box::new(move || {
            let question = ask();
            Box::pin(async move { question.await.map(|value| Arc::new(value) as Whatever) })
        }));
        Self { kept, of: PhantomData }
    }

    /// Asks again.
    pub(crate) fn reload(&self) {
        self.kept.reload();
    }

    /// Shows what a change gave back, without asking again.
    pub(crate) fn replace(&self, value: T) {
        self.kept.answer.try_set(Some(Ok(Arc::new(value))));
    }

    /// The answer, tracked; `None` while it is awaited.
    #[expect(clippy::expect_used, reason = "only `new` and `replace` put something there, and it is a `T`")]
    pub(crate) fn answer(&self) -> Option<Result<T, ApiError>> {
        Some(self.kept.answer.get()?.map(|value| value.downcast_ref::<T>().expect("a T").clone()))
    }

    /// The value, tracked; `None` while loading or failed.
    pub(crate) fn value(&self) -> Option<T> {
        self.answer().and_then(Result::ok)
    }

    /// Why there is no answer, tracked.
    pub(crate) fn problem(&self) -> Option<ApiError> {
        self.kept.answer.with(|answer| answer.as_ref().and_then(|answer| answer.as_ref().err().cloned()))
    }

    /// Whether an answer is on its way.
    pub(crate) fn busy(&self) -> RwSignal<bool> {
        self.kept.busy
    }
}

impl Kept {
    fn reload(self) {
        self.asked.try_update(|asked| *asked += 1);
    }

    fn keep_asking(self, ask: Box<dyn Fn() -> Pending<Result<Whatever, ApiError>>>) {
        let latest = Arc::new(AtomicU64::new(0));
        Effect::new(move |_| {
            self.asked.track();
            let question = ask();
            let number = latest.fetch_add(1, Ordering::Relaxed) + 1;
            let latest = Arc::clone(&latest);
            self.busy.set(true);
            spawn(Box::pin(async move {
                let answer = question.await;
                // A slow answer to an older question must not replace a newer one.
                if latest.load(Ordering::Relaxed) == number {
                    self.answer.try_set(Some(answer));
                    self.busy.try_set(false);
                }
            }));
        });
    }
}
