use hilum_api_types::paths;
use hilum_api_types::problem::ErrorCode;
use hilum_domain::account::EmailAddress;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

use crate::api::{self, ApiError, Method, Options, with_query};
use crate::session::{self, session};
use crate::ui::{Button, Checkbox, Details, ProblemNotice, TextField, Variant, focus};
use crate::words::{t, t_args};

const FIELD: &str = "close-confirmation";

/// Closes the account and erases the person (R11). Their address is typed: this cannot be taken back.
#[component]
pub(super) fn CloseAccount() -> impl IntoView {
    let typed = RwSignal::new(String::new());
    let redact = RwSignal::new(false);
    let fault = RwSignal::new(None::<String>);
    let problem = RwSignal::new(None::<ApiError>);
    let busy = RwSignal::new(false);
    let navigate = use_navigate();
    let close = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        let Some(user) = untrack(|| session().view()).map(|view| view.user) else { return };
        let right = EmailAddress::parse(&typed.get_untracked()) == EmailAddress::parse(&user.email);
        problem.set(None);
        fault.set((!right).then(|| t("user-data-close-mismatch")));
        if !right {
            return focus(FIELD);
        }
        let navigate = navigate.clone();
        api::run(busy, async move {
            let options = Options::if_match(user.version);
            let wish: &[(&str, &str)] = if redact.get_untracked() { &[("redact", "true")] } else { &[] };
            match api::send_text(Method::Delete, &with_query(paths::ME, wish), None, options).await {
                Ok(_) => {
                    navigate("/account/closed", NavigateOptions::default());
                    session::left();
                }
                Err(error) => drop(problem.try_set(Some(error))),
            }
        });
    };
    // R8: which network it is about.
    let network = move || {
        let blocked = problem.get().filter(|error| error.code() == Some(ErrorCode::LastCoordinator));
        blocked.and_then(|error| error.problem?.detail).map(|network| view! { <p>{network}</p> }.into_any())
    };
    let label = move || {
        let email = session().view().map(|view| view.user.email).unwrap_or_default();
        t_args("user-data-close-type", &[("email", &email)])
    };
    // The address of this part: by the time it is drawn, the browser has looked for it in vain.
    if window().location().hash().is_ok_and(|hash| hash == "#close") {
        request_animation_frame(|| focus("close"));
    }
    view! {
        <section aria-labelledby="close">
            <h2 class="hilum-heading" id="close" tabindex="-1">{t("user-data-close")}</h2>
            <p>{t("user-data-close-erased")}</p>
            <p>{t("user-data-close-kept")}</p>
            <p>{t("user-data-close-ends")}</p>
            <Details summary=t("user-data-close-open")>
                <ProblemNotice problem />
                {network}
                <form novalidate on:submit=close>
                    <TextField
                        id=FIELD
                        label=untrack(label)
                        value=typed
                        input_type="email"
                        autocomplete="off"
                        required=true
                        error=Signal::derive(move || fault.get())
                    />
                    <Checkbox
                        id="close-redact"
                        label=t("user-data-close-redact")
                        help=t("user-data-close-redact-help")
                        checked=redact
                        on_change=move |on: bool| redact.set(on)
                    />
                    <Button variant=Variant::Danger submit=true busy>{t("user-data-close-do")}</Button>
                </form>
            </Details>
        </section>
    }
}
