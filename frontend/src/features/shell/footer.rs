use leptos::prelude::*;

use crate::session::session;
use crate::words::{t, t_args};

#[component]
pub(super) fn Footer() -> impl IntoView {
    let version = move || {
        session().portal.get().map(|portal| {
            view! { <p class="hilum-footer__version">{t_args("shell-version", &[("version", &portal.version)])}</p> }
        })
    };
    view! {
        <footer class="hilum-footer">
            <div class="ecl-container hilum-footer__inner">
                <p class="hilum-footer__notice">{t("shell-data-protection")}</p>
                <ul class="hilum-footer__links">
                    <li><a class="hilum-footer__link" href="/privacy">{t("shell-privacy")}</a></li>
                    <li><a class="hilum-footer__link" href="/support">{t("shell-support")}</a></li>
                    <li><a class="hilum-footer__link" href="/api/docs/" rel="external">{t("shell-api")}</a></li>
                </ul>
                {version}
            </div>
        </footer>
    }
}
