use leptos::prelude::*;

#[component]
pub(crate) fn RequestPage() -> impl IntoView {}
