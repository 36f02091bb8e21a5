use leptos::prelude::*;

#[component]
pub(crate) fn Privacy() -> impl IntoView {}
