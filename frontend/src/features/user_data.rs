use leptos::prelude::*;

#[component]
pub(crate) fn UserData() -> impl IntoView {}
