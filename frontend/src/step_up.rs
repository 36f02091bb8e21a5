//! Being verified again before a sensitive act: the page asks in one place, whatever act was meant.

use std::cell::RefCell;

use hilum_api_types::paths;
use hilum_api_types::problem::ErrorCode;
use js_sys::{Function, Promise};
use leptos::prelude::*;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;

use crate::api::ApiError;
use crate::session::session;

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

/// Asks the person for what an error demands; `true` when the same act may now be tried once more.
pub(crate) async fn settles(error: &ApiError, path: &str) -> bool {
    // Signing in and being verified are what the dialog itself does.
    if path.starts_with(paths::SESSION) {
        return false;
    }
    let code = error.code();
    let demand = if code == Some(ErrorCode::StepUpRequired) {
        Demand::Verify
    } else if code == Some(ErrorCode::SecondFactorMissing) {
        Demand::SetUp
    } else {
        return false;
    };
    // Whoever has to set it up before anything else is led there by the frame of the page.
    let enrolling = untrack(|| session().view()).is_none_or(|view| view.enrolment_due);
    if enrolling && demand == Demand::SetUp {
        return false;
    }
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
