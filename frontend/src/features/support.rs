use leptos::prelude::*;

#[component]
pub(crate) fn Support() -> impl IntoView {}
