//! Asks over whatever is shown, and leaves it as it was.

use leptos::html::Dialog;
use leptos::prelude::*;
use leptos_router::hooks::use_location;

use super::ways::Verification;
use crate::api::with_query;
use crate::session::session;
use crate::session::{self, Demand};
use crate::ui::{Button, LinkButton, Variant, dynamic, focus, follow};
use crate::words::t;

/// The list of ways where it is shown, otherwise the field.
fn focus_first() {
    let first = ["verification-method", "verification-code"];
    if let Some(id) = first.into_iter().find(|id| document().get_element_by_id(id).is_some()) {
        focus(id);
    }
}

#[component]
pub(crate) fn VerificationDialog() -> impl IntoView {
    let dialog = NodeRef::<Dialog>::new();
    let demand = session().demand;
    follow(dialog, Signal::derive(move || demand.get().is_some()));
    // Drawn after the browser has looked for what to give the focus.
    Effect::new(move |_| {
        if demand.get().is_some() {
            set_timeout(focus_first, std::time::Duration::ZERO);
        }
    });
    let path = use_location().pathname;
    let content = dynamic(move || match demand.get() {
        None => ().into_any(),
        Some(Demand::Verify) => {
            let methods = untrack(|| session().view()).map(|view| view.step_up).unwrap_or_default();
            view! {
                <h2 class="hilum-dialog__title" id="step-up-title">{t("step-up-title")}</h2>
                <p>{t("step-up-text")}</p>
                <Verification methods on_done=|()| session::settle(true) />
            }
            .into_any()
        }
        Some(Demand::SetUp) => {
            let address = with_query("/account/two-step", &[("return_to", &path.get_untracked())]);
            view! {
                <h2 class="hilum-dialog__title" id="step-up-title">{t("step-up-missing-title")}</h2>
                <p>{t("step-up-missing-text")}</p>
                <div class="hilum-actions" on:click=|_| session::settle(false)>
                    <LinkButton href=address variant=Variant::Primary>{t("second-factor-set-up")}</LinkButton>
                </div>
            }
            .into_any()
        }
    });
    let shut = move || demand.get().is_none();
    view! {
        // `close` also comes from the Escape key.
        <dialog class="hilum-dialog" node_ref=dialog aria-labelledby="step-up-title" on:close=|_| session::settle(false)>
            {content}
            <div class="hilum-actions" hidden=shut>
                <Button variant=Variant::Ghost on_click=|_| session::settle(false)>{t("cancel")}</Button>
            </div>
        </dialog>
    }
}
