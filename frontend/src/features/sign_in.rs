use leptos::prelude::*;

#[component]
pub(crate) fn SignIn() -> impl IntoView {}
