use hilum_api_types::paths;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

use crate::api::Method;
use crate::session;
use crate::ui::{ConfirmedChange, Variant};
use crate::words::t;

/// Shuts everything at once, for whoever fears that somebody else is in.
#[component]
pub(super) fn Emergency() -> impl IntoView {
    let navigate = use_navigate();
    let locked = Callback::new(move |_: String| {
        navigate("/account/locked", NavigateOptions::default());
        session::left();
    });
    view! {
        <section aria-labelledby="account-panic">
            <h2 class="hilum-heading" id="account-panic">{t("account-panic")}</h2>
            <p>{t("account-panic-text")}</p>
            <ConfirmedChange
                text=t("account-panic-do")
                variant=Variant::Danger
                title=t("account-panic-title")
                told=t("account-panic-told")
                confirm=t("account-panic-confirm")
                method=Method::Post
                path=paths::MY_PANIC
                on_done=locked
            />
        </section>
    }
}
