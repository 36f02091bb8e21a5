//! Connecting another identity provider with the account that its address has already.

use hilum_api_types::paths;
use leptos::prelude::*;

use super::registration::{Expired, with_token};
use super::sign_in::SignInForm;
use crate::session::session;
use crate::ui::{Form, LinkButton, NoticeKind, Outcome, PageTitle, Variant};
use crate::words::{t, t_args};

#[component]
pub(crate) fn LinkIdentity() -> impl IntoView {
    let form = |token: String, problem, on_done: Callback<String>| match session().view() {
        None => view! {
            <p class="hilum-lead">{t("link-lead")}</p>
            <section class="hilum-card" aria-labelledby="link-sign-in">
                <h2 class="hilum-heading" id="link-sign-in">{t("link-sign-in")}</h2>
                <SignInForm />
            </section>
        }
        .into_any(),
        Some(view) => view! {
            <p class="hilum-lead">{t_args("link-ask", &[("email", &view.user.email)])}</p>
            <Form
                fields=Vec::new()
                also=vec![("token", token)]
                path=paths::MY_IDENTITIES
                submit=t("link-submit")
                problem
                on_done
            />
        }
        .into_any(),
    };
    let done = || {
        view! {
            <Outcome kind=NoticeKind::Success title=t("link-done") />
            <LinkButton href="/" variant=Variant::Primary>{t("go-on")}</LinkButton>
        }
        .into_any()
    };
    let expired = || {
        view! {
            <Expired text=t("link-expired-text")>
                <LinkButton href="/" variant=Variant::Primary>{t("go-on")}</LinkButton>
            </Expired>
        }
        .into_any()
    };
    view! {
        <PageTitle text=t("link-title") />
        {with_token(form, done, expired)}
    }
}
