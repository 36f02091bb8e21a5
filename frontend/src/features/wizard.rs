//! The wizard "New application access": four steps, one address each, saved as one goes, and a receipt.

mod application;
mod draft;
mod facts;
mod faults;
mod organisation;
mod profile;
mod recap;
mod receipt;
mod start;
mod step;

use leptos::prelude::*;

pub(crate) use receipt::Receipt;
pub(crate) use start::{RequestAccess, resume};

use step::{Step, step};

#[component]
pub(crate) fn StepApplication() -> impl IntoView {
    step(Step::Application, application::choose)
}

#[component]
pub(crate) fn StepOrganisation() -> impl IntoView {
    step(Step::Organisation, organisation::choose)
}

#[component]
pub(crate) fn StepProfile() -> impl IntoView {
    step(Step::Profile, profile::choose)
}

#[component]
pub(crate) fn StepRecap() -> impl IntoView {
    step(Step::Recap, recap::check)
}
