use leptos::prelude::*;

/// An icon of `styles/icons.txt`; decoration only, the text beside it says it.
#[component]
pub(crate) fn Icon(
    name: &'static str,
    #[prop(default = "ecl-icon ecl-icon--s")] class: &'static str,
) -> impl IntoView {
    let href = ["/assets/icons.svg#", name].concat();
    view! {
        <svg class=class focusable="false" aria-hidden="true">
            <use href=href></use>
        </svg>
    }
}
