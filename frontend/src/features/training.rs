use leptos::prelude::*;

#[component]
pub(crate) fn Mailbox() -> impl IntoView {}
