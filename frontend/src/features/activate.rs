use leptos::prelude::*;

#[component]
pub(crate) fn ActivationQueue() -> impl IntoView {}
