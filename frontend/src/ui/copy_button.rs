use leptos::prelude::*;

use super::{Button, Variant};
use crate::words::t;
use crate::{api, keep};

/// Copies `content` and says so.
#[component]
pub(crate) fn CopyButton(
    #[prop(into)] content: String,
    /// What the button says.
    #[prop(into)]
    text: String,
) -> impl IntoView {
    let said = RwSignal::new(String::new());
    let busy = RwSignal::new(false);
    let copy = move |_| {
        let content = content.clone();
        said.set(String::new()); // said again, it is read aloud again
        api::run(busy, async move {
            let copied = keep::copy(&content).await;
            said.try_set(t(if copied { "copied" } else { "copy-failed" }));
        });
    };
    view! {
        <Button variant=Variant::Secondary busy on_click=copy>{text}</Button>
        <span class="hilum-quiet" role="status">{said}</span>
    }
}
