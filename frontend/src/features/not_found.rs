//! Where there is nothing, or nothing for this person.

use leptos::prelude::*;

use crate::ui::PageTitle;
use crate::words::t;

#[component]
pub(crate) fn NotFound() -> impl IntoView {
    view! {
        <PageTitle text=t("shell-not-found") />
        <p>{t("shell-not-found-text")}</p>
        <p><a class="ecl-link" href="/">{t("shell-home")}</a></p>
    }
}
