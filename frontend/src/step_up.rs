//! Being verified again before a sensitive act: the page asks in one place, whatever act was meant.

use hilum_api_types::paths;
use hilum_api_types::problem::ErrorCode;
use leptos::prelude::untrack;

use crate::error::ApiError;
use crate::session::{self, Demand, session};

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
    session::demanded(demand).await
}
