//! Whom to ask, and what to try first.

use leptos::prelude::*;

use crate::session::session;
use crate::ui::{Breadcrumb, Details, PageTitle};
use crate::words::t;

#[component]
pub(crate) fn Support() -> impl IntoView {
    let helpdesk = move || {
        session().portal.get().map(|portal| {
            let href = format!("mailto:{}", portal.support);
            view! { <p><a class="ecl-link" href=href>{portal.support}</a></p> }
        })
    };
    view! {
        <Breadcrumb trail=vec![(t("shell-home"), "/".into())] current=t("shell-support") />
        <PageTitle text=t("shell-support") />
        <div class="hilum-prose">
            <h2 class="hilum-heading">{t("support-questions")}</h2>
            <Details summary=t("support-where")><p>{t("support-where-text")}</p></Details>
            <Details summary=t("support-place")><p>{t("support-place-text")}</p></Details>
            <Details summary=t("support-profile")><p>{t("support-profile-text")}</p></Details>
            <Details summary=t("support-guest")><p>{t("support-guest-text")}</p></Details>
            <Details summary=t("support-approved")><p>{t("support-approved-text")}</p></Details>
            <Details summary=t("support-password")><p>{t("support-password-text")}</p></Details>
            <h2 class="hilum-heading">{t("support-helpdesk")}</h2>
            <p>{t("support-helpdesk-text")}</p>
            {helpdesk}
        </div>
    }
}
