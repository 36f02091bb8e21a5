use leptos::prelude::*;
use leptos_router::hooks::use_navigate;

use crate::api::{self, ApiError};
use crate::clock;
use crate::entry;
use crate::session::session;
use crate::ui::{Button, ErrorSummary, PasswordField, ProblemNotice, TextField, Variant, error_of};
use crate::words::{t, t_args};

#[component]
pub(crate) fn SignInForm() -> impl IntoView {
    let email = RwSignal::new(String::new());
    let password = RwSignal::new(String::new());
    let errors = RwSignal::new(Vec::<(String, String)>::new());
    let problem = RwSignal::new(None::<ApiError>);
    let busy = RwSignal::new(false);
    let navigate = use_navigate();
    let submit = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        problem.set(None);
        errors.set(missing(&email.get_untracked(), &password.get_untracked()));
        if !errors.with_untracked(Vec::is_empty) {
            return;
        }
        let navigate = navigate.clone();
        api::run(busy, async move {
            match entry::sign_in(email.get_untracked(), password.get_untracked()).await {
                Ok(()) => lead_to_preferences(navigate),
                Err(error) => {
                    password.try_set(String::new());
                    problem.try_set(Some(error));
                }
            }
        });
    };
    view! {
        <p>{t("sign-in-form-lead")}</p>
        <ErrorSummary errors />
        <ProblemNotice problem />
        {move || problem.get().and_then(|problem| problem.retry_after).map(again_at)}
        <form novalidate on:submit=submit>
            <TextField
                id="email"
                label=t("sign-in-email")
                value=email
                input_type="email"
                autocomplete="username"
                required=true
                error=error_of(errors, "email")
            />
            <PasswordField
                id="password"
                label=t("sign-in-password")
                value=password
                error=error_of(errors, "password")
            />
            <Button variant=Variant::Primary submit=true busy>{t("sign-in-submit")}</Button>
        </form>
        <ul class="hilum-plain-list hilum-sign-in-links">
            <li><a class="ecl-link" href="/reset">{t("sign-in-lost-password")}</a></li>
            {move || match session().portal.get().is_some_and(|portal| portal.registration) {
                true => view! { <li><a class="ecl-link" href="/register">{t("register-title")}</a></li> }.into_any(),
                false => view! { <li>{t("sign-in-no-account")}</li> }.into_any(),
            }}
        </ul>
    }
}

fn missing(email: &str, password: &str) -> Vec<(String, String)> {
    let mut missing = Vec::new();
    if email.trim().is_empty() {
        missing.push(("email".to_owned(), t("sign-in-email-missing")));
    }
    if password.is_empty() {
        missing.push(("password".to_owned(), t("sign-in-password-missing")));
    }
    missing
}

/// The moment from which another try is taken, so that nobody has to count.
fn again_at(seconds: u32) -> impl IntoView {
    let moment = clock::now() + chrono::TimeDelta::seconds(seconds.into());
    (seconds >= 60).then(|| {
        view! { <p>{t_args("error-retry-after-time", &[("time", &crate::words::time(moment))])}</p> }
    })
}

/// The first sign-in after activation asks for role and thematic areas; who came for a certain page gets that page.
pub(crate) fn lead_to_preferences(navigate: impl Fn(&str, leptos_router::NavigateOptions)) {
    let due = untrack(|| session().view()).and_then(|view| view.preferences_due.into_iter().next());
    let at_home = window().location().pathname().is_ok_and(|path| path == "/");
    if let (Some(network), true) = (due, at_home) {
        navigate(&format!("/preferences/{}", network.id), leptos_router::NavigateOptions::default());
    }
}
