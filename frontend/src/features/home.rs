use leptos::prelude::*;

#[component]
pub(crate) fn Home() -> impl IntoView {}
