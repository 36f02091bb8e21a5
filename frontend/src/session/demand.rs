//! What the person is asked for at the moment, and the acts that wait for it.

use std::cell::RefCell;

use js_sys::{Function, Promise};
use leptos::prelude::*;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;

use super::session;

/// What the person is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Demand {
    /// To be verified again.
    Verify,
    /// To set up two-step verification: there is nothing to be verified with (R15).
    SetUp,
}

thread_local! {
    /// Acts that go on or are given up with the answer.
    static WAITING: RefCell<Vec<Function>> = const { RefCell::new(Vec::new()) };
}

/// Asks the person; `true` once they have done it.
pub(crate) async fn demanded(demand: Demand) -> bool {
    let answer = Promise::new(&mut |resolve, _| WAITING.with_borrow_mut(|waiting| waiting.push(resolve)));
    session().demand.set(Some(demand));
    JsFuture::from(answer).await.is_ok_and(|satisfied| satisfied.is_truthy())
}

/// Closes the question. Without success the acts that wait fail as they did.
pub(crate) fn settle(satisfied: bool) {
    for resolve in WAITING.take() {
        let _ = resolve.call1(&JsValue::UNDEFINED, &satisfied.into()); // resolving a promise does not throw
    }
    session().demand.set(None);
}
