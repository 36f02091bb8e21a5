//! The data-protection notice: short, and nothing but what is so.

use leptos::prelude::*;

use crate::session::session;
use crate::ui::{Breadcrumb, PageTitle};
use crate::words::t;

#[component]
pub(crate) fn Privacy() -> impl IntoView {
    let part = |title: &str, text: &str| {
        view! {
            <h2 class="hilum-heading">{t(title)}</h2>
            <p>{t(text)}</p>
        }
    };
    view! {
        <Breadcrumb trail=vec![(t("shell-home"), "/".into())] current=t("shell-privacy") />
        <PageTitle text=t("shell-privacy") />
        <div class="hilum-prose">
            <p class="hilum-lead">{t("privacy-lead")}</p>
            {move || session().is_training().then(|| view! { <p>{t("privacy-training")}</p> })}
            {part("privacy-what", "privacy-what-text")}
            {part("privacy-why", "privacy-why-text")}
            {part("privacy-who", "privacy-who-text")}
            {part("privacy-browser", "privacy-browser-text")}
            {part("privacy-rights", "privacy-rights-text")}
            <p><a class="ecl-link" href="/support">{t("shell-support")}</a></p>
        </div>
    }
}
