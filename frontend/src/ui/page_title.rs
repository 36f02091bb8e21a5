use std::cell::RefCell;

use leptos::html::H1;
use leptos::prelude::*;

use crate::words::t;

thread_local! {
    /// The address whose heading had the focus last.
    static ANNOUNCED: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// The heading of the page and the title of the window. At a new address it takes the focus, so that screen readers
/// announce the page; at the very first page the browser does that itself.
#[component]
pub(crate) fn PageTitle(#[prop(into)] text: Signal<String>) -> impl IntoView {
    let heading = NodeRef::<H1>::new();
    Effect::new(move |_| document().set_title(&format!("{} | {}", text.get(), t("hilum"))));
    Effect::new(move |_| {
        let Some(heading) = heading.get() else { return };
        let here = window().location().pathname().ok();
        let before = ANNOUNCED.replace(here.clone());
        if before.is_some() && before != here {
            let options = web_sys::FocusOptions::new();
            options.set_prevent_scroll(true);
            let _ = heading.focus_with_options(&options); // fails for no element that is in the document
        }
    });
    view! { <h1 class="hilum-title" tabindex="-1" node_ref=heading>{text}</h1> }
}
