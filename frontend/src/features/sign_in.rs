//! Signing in: shown at whatever address a signed-out person opens, which then shows its own page.

use leptos::prelude::*;

use crate::session::session;
use crate::ui::{Notice, NoticeKind, PageTitle};
use crate::words::t;

mod about;
mod form;
mod training_people;

use about::About;
use form::SignInForm;
use training_people::TrainingPeople;

#[component]
pub(crate) fn SignIn() -> impl IntoView {
    let eu_login = move || session().portal.get().is_some_and(|portal| portal.eu_login);
    view! {
        <PageTitle text=t("sign-in-title") />
        {move || session().lost.get().then(|| view! {
            <Notice kind=NoticeKind::Warning title=t("sign-in-lost") live=true />
        }.into_any())}
        <p class="hilum-lead">{t("sign-in-lead")}</p>
        <div class="hilum-columns">
            <About />
            <section class="hilum-card" aria-labelledby="secure-login">
                <h2 class="hilum-heading" id="secure-login">{t("sign-in-secure-login")}</h2>
                <SignInForm />
                {move || (!eu_login()).then(|| view! { <WithoutEuLogin /> })}
                <ul class="ecl-unordered-list">
                    <li class="ecl-unordered-list__item">{t("sign-in-who")}</li>
                    <li class="ecl-unordered-list__item">{t("sign-in-no-account")}</li>
                    <li class="ecl-unordered-list__item">
                        <a class="ecl-link" href="/support">{t("sign-in-help")}</a>
                    </li>
                    <li class="ecl-unordered-list__item">
                        <a class="ecl-link" href="https://health.ec.europa.eu/rare-diseases-and-european-reference-networks_en">
                            {t("sign-in-networks")}
                        </a>
                    </li>
                </ul>
            </section>
        </div>
        {move || session().is_training().then(|| view! { <TrainingPeople /> })}
    }
}

/// People look for this button: say why it does not work rather than leave it out.
#[component]
fn WithoutEuLogin() -> impl IntoView {
    view! {
        <div class="hilum-eu-login">
            <button class="ecl-button ecl-button--secondary" type="button" disabled aria-describedby="eu-login-why">
                {t("sign-in-eu-login")}
            </button>
            <p class="ecl-help-block" id="eu-login-why">{t("sign-in-eu-login-missing")}</p>
        </div>
    }
}
