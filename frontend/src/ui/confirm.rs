use leptos::html::Dialog;
use leptos::prelude::*;

use super::{Button, Variant};
use crate::words::t;

/// Shows the dialog over the page while `open`. The browser keeps the focus inside and gives it back.
pub(crate) fn follow(dialog: NodeRef<Dialog>, open: Signal<bool>) {
    Effect::new(move |_| {
        let Some(dialog) = dialog.get() else { return };
        match (open.get(), dialog.open()) {
            // Fails only for a dialog that has left the document.
            (true, false) => drop(dialog.show_modal()),
            (false, true) => dialog.close(),
            _ => {}
        }
    });
}

/// Asks before something that matters: the browser's own modal dialog. Set `open` to ask; the confirming side closes
/// it by setting `open` to false.
#[component]
pub(crate) fn Confirm(
    open: RwSignal<bool>,
    #[prop(into)] title: String,
    /// What the confirming button says: the act, not "OK".
    #[prop(into)]
    confirm: String,
    #[prop(optional)] variant: Option<Variant>,
    #[prop(into, optional)] busy: Signal<bool>,
    #[prop(into)] on_confirm: Callback<()>,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    let dialog = NodeRef::<Dialog>::new();
    follow(dialog, open.into());
    let heading = title.clone();
    view! {
        // `close` also comes from the Escape key.
        <dialog class="hilum-dialog" node_ref=dialog aria-label=heading on:close=move |_| open.set(false)>
            <h2 class="hilum-dialog__title">{title}</h2>
            <div class="hilum-dialog__body">{children.map(|children| children())}</div>
            <div class="hilum-actions">
                <Button variant=variant.unwrap_or(Variant::Primary) busy on_click=move |_| on_confirm.run(())>
                    {confirm}
                </Button>
                <Button variant=Variant::Ghost on_click=move |_| open.set(false)>
                    {t("cancel")}
                </Button>
            </div>
        </dialog>
    }
}
