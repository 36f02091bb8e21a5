use leptos::prelude::*;

#[component]
pub(crate) fn Dashboard() -> impl IntoView {}
