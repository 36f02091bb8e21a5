use leptos::prelude::*;

#[component]
pub(crate) fn MyAccess() -> impl IntoView {}
