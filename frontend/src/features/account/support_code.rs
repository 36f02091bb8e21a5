use hilum_api_types::accounts::SupportCodeView;
use hilum_api_types::paths;
use leptos::prelude::*;

use crate::api::{self, ApiError, Method, Options};
use crate::ui::{Button, ProblemNotice};
use crate::words::{t, t_args, time};

/// Read aloud to the helpdesk, which then knows whom it speaks to.
#[component]
pub(super) fn SupportCode() -> impl IntoView {
    let code = RwSignal::new(None::<SupportCodeView>);
    let problem = RwSignal::new(None::<ApiError>);
    let busy = RwSignal::new(false);
    let make = move |_| {
        problem.set(None);
        api::run(busy, async move {
            let made = api::send(Method::Post, paths::MY_SUPPORT_CODE, None::<&()>, Options::default()).await;
            match made {
                Ok(view) => drop(code.try_set(Some(view))),
                Err(error) => drop(problem.try_set(Some(error))),
            }
        });
    };
    let shown = move || {
        code.get().map(|view| {
            let spelled: Vec<String> =
                view.code.chars().filter(|c| c.is_alphanumeric()).map(String::from).collect();
            view! {
                <p>{t("account-support-read")}</p>
                <p class="hilum-support-code">{spelled.join(" ")}</p>
                <p>{t_args("account-support-until", &[("time", &time(view.expires_at))])}</p>
            }
            .into_any()
        })
    };
    view! {
        <section aria-labelledby="account-support">
            <h2 class="hilum-heading" id="account-support">{t("account-support")}</h2>
            <p>{t("account-support-text")}</p>
            <ProblemNotice problem />
            <div role="status">{shown}</div>
            <Button busy on_click=make>{t("account-support-make")}</Button>
        </section>
    }
}
