use leptos::prelude::*;

#[component]
pub(crate) fn RequestAccess() -> impl IntoView {}

#[component]
pub(crate) fn StepApplication() -> impl IntoView {}

#[component]
pub(crate) fn StepOrganisation() -> impl IntoView {}

#[component]
pub(crate) fn StepProfile() -> impl IntoView {}

#[component]
pub(crate) fn StepRecap() -> impl IntoView {}

#[component]
pub(crate) fn Receipt() -> impl IntoView {}
