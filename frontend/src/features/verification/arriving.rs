//! The second step of signing in.

use leptos::prelude::*;
use leptos_router::hooks::use_navigate;

use super::super::sign_in::lead_to_preferences;
use super::ways::Verification;
use crate::api::{self, ApiError};
use crate::entry;
use crate::session::session;
use crate::ui::{Button, PageTitle, ProblemNotice, Variant};
use crate::words::{t, t_args};

/// Shown at whatever address was opened, which then shows its own page.
#[component]
pub(crate) fn Arriving() -> impl IntoView {
    let problem = RwSignal::new(None::<ApiError>);
    let busy = RwSignal::new(false);
    let navigate = use_navigate();
    let start_again = move |_| {
        api::run(busy, async move {
            problem.try_set(entry::sign_out().await.err());
        })
    };
    let view = untrack(|| session().arriving());
    let methods = view.as_ref().and_then(|view| view.verification.clone()).map(|owed| owed.methods);
    let name = view.map(|view| view.user.email).unwrap_or_default();
    view! {
        <PageTitle text=t("verification-title") />
        <p class="hilum-lead">{t_args("verification-welcome", &[("email", &name)])}</p>
        <ProblemNotice problem />
        <section class="hilum-card hilum-verification" aria-labelledby="verification-heading">
            <h2 class="hilum-heading" id="verification-heading">{t("verification-heading")}</h2>
            <Verification
                methods=methods.unwrap_or_default()
                on_done=move |()| lead_to_preferences(navigate.clone())
            />
        </section>
        <p>{t("verification-lost")} " " <a class="ecl-link" href="/support">{t("shell-support")}</a></p>
        <p>
            {t("verification-somebody-else")} " "
            <Button variant=Variant::Ghost busy on_click=start_again>{t("verification-start-again")}</Button>
        </p>
    }
}
