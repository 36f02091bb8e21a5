use std::cell::RefCell;

use leptos::html::H1;
use leptos::prelude::*;
use leptos_router::hooks::use_location;

use crate::session::{Who, session};
use crate::words::t;

/// For `focus`, where a page moves on without a new address.
pub(crate) const TITLE: &str = "page-title";

thread_local! {
    /// The place whose heading had the focus last.
    static ANNOUNCED: RefCell<Option<Place>> = const { RefCell::new(None) };
}

/// An address, for somebody or for nobody: at the same address stand the sign-in form, the verification and the page
/// itself.
type Place = (String, std::mem::Discriminant<Who>);

/// The heading of the page and the title of the window. At a new address it takes the focus, so that screen readers
/// announce the page; at the very first page the browser does that itself.
#[component]
pub(crate) fn PageTitle(#[prop(into)] text: Signal<String>) -> impl IntoView {
    let heading = NodeRef::<H1>::new();
    let path = use_location().pathname;
    Effect::new(move |_| document().set_title(&format!("{} | {}", text.get(), t("hilum"))));
    Effect::new(move |_| {
        let Some(heading) = heading.get() else { return };
        // The router's address: the window's follows only when the page is drawn.
        let here = (path.get_untracked(), session().who.with_untracked(std::mem::discriminant));
        let before = ANNOUNCED.replace(Some(here.clone()));
        if before.is_some_and(|before| before != here) {
            let options = web_sys::FocusOptions::new();
            options.set_prevent_scroll(true);
            let _ = heading.focus_with_options(&options); // fails for no element that is in the document
        }
    });
    view! { <h1 class="hilum-title" id=TITLE tabindex="-1" node_ref=heading>{text}</h1> }
}
