//! What surrounds every page.

use leptos::prelude::*;

#[component]
pub(crate) fn Shell(children: ChildrenFn) -> impl IntoView {
    view! { <main>{children()}</main> }
}

#[component]
pub(crate) fn NotFound() -> impl IntoView {}
