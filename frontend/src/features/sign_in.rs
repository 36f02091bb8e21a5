//! Signing in: shown at whatever address a signed-out person opens, which then shows its own page.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::session::{Ending, session};
use crate::ui::{Notice, NoticeKind, PageTitle};
use crate::words::{t, t_code};

mod about;
mod form;
mod other_ways;
mod training_people;

use about::About;
pub(crate) use form::{SignInForm, lead_to_preferences};
use other_ways::PasskeySignIn;
pub(crate) use other_ways::{ProviderLinks, elsewhere};
use training_people::TrainingPeople;

/// Under which a provider's sign-in that failed says why in the address.
const ERROR: &str = "sign_in_error";

#[component]
pub(crate) fn SignIn() -> impl IntoView {
    view! {
        <PageTitle text=t("sign-in-title") />
        {move || session().lost.get().map(|ending| view! {
            <Notice kind=NoticeKind::Warning title=lost(ending) live=true />
        }.into_any())}
        <SignInError />
        <p class="hilum-lead">{t("sign-in-lead")}</p>
        <div class="hilum-columns">
            <About />
            <section class="hilum-card" aria-labelledby="secure-login">
                <h2 class="hilum-heading" id="secure-login">{t("sign-in-secure-login")}</h2>
                <SignInForm />
                <div class="hilum-eu-login">
                    <PasskeySignIn />
                    <ProviderLinks />
                </div>
                <ul class="ecl-unordered-list">
                    <li class="ecl-unordered-list__item">{t("sign-in-who")}</li>
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

fn lost(ending: Ending) -> String {
    match ending {
        Ending::Lost => t("sign-in-lost"),
        Ending::VerificationTooLate => t("sign-in-too-late"),
        Ending::TriesUsedUp => t("sign-in-tries-used-up"),
    }
}

/// What the server may say in the address of the page.
const KNOWN: [&str; 9] = [
    "provider_failed",
    "provider_unavailable",
    "provider_refused",
    "assurance_too_low",
    "account_exists",
    "account_suspended",
    "account_locked",
    "proof_required",
    "too_many_attempts",
];

/// Why a sign-in through another identity provider failed.
#[component]
pub(crate) fn SignInError() -> impl IntoView {
    let query = use_query_map();
    move || {
        let code = query.with(|query| query.get(ERROR))?;
        let known = KNOWN.iter().find(|known| **known == code).unwrap_or(&KNOWN[0]);
        let text = t_code("sign-in-error", known);
        Some(view! { <Notice kind=NoticeKind::Error title=text live=true /> }.into_any())
    }
}
