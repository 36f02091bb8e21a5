//! What is said after an account was shut: nobody is signed in any more.

use leptos::prelude::*;

use crate::ui::PageTitle;
use crate::words::t;

#[component]
pub(crate) fn AccountLocked() -> impl IntoView {
    view! {
        <PageTitle text=t("account-locked") />
        <p class="hilum-lead">{t("account-locked-text")}</p>
        <p>{t("account-locked-next")} " " <a class="ecl-link" href="/support">{t("shell-support")}</a></p>
    }
}

#[component]
pub(crate) fn AccountClosed() -> impl IntoView {
    view! {
        <PageTitle text=t("account-closed") />
        <p class="hilum-lead">{t("account-closed-text")}</p>
        <p><a class="ecl-link" href="/">{t("shell-home")}</a></p>
    }
}
