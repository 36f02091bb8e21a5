use leptos::prelude::*;

use crate::words::t;

/// What this gate is for, and what one needs to pass it.
#[component]
pub(super) fn About() -> impl IntoView {
    view! {
        <div class="hilum-about">
            <p>{t("sign-in-about-purpose")}</p>
            <ol class="hilum-way">
                <li>{t("sign-in-about-request")}</li>
                <li>{t("sign-in-about-decide")}</li>
                <li>{t("sign-in-about-activate")}</li>
            </ol>
            <p>{t("sign-in-about-guests")}</p>
            <h2 class="hilum-heading">{t("sign-in-browsers")}</h2>
            <p>{t("sign-in-browsers-text")}</p>
        </div>
    }
}
