//! What the applicant can do: go on, mend, withdraw, throw away.

use hilum_api_types::access_requests::AccessRequestView;
use hilum_api_types::paths;
use hilum_domain::RequestId;
use hilum_domain::access_request::{Action, RequestStatus};
use leptos::prelude::*;
use leptos_router::hooks::use_navigate;

use crate::api::{self, ApiError, Method, Options};
use crate::features::wizard::resume;
use crate::ui::{Button, Confirm, LinkButton, ProblemNotice, Variant};
use crate::words::t;

/// `after` is called when something was done, with what to say about it.
pub(super) fn acts(request: &AccessRequestView, after: Callback<Option<String>>) -> Option<AnyView> {
    let may = |action| request.allowed_actions.contains(&action);
    if ![Action::Edit, Action::Withdraw, Action::Discard].into_iter().any(may) {
        return None;
    }
    let (id, version) = (request.id, request.version);
    let go_on = may(Action::Edit).then(|| {
        let text = match request.status {
            RequestStatus::Returned => t("request-mend"),
            RequestStatus::Draft
            | RequestStatus::Submitted
            | RequestStatus::Decided
            | RequestStatus::Withdrawn => t("request-continue"),
        };
        let chosen =
            (request.application.is_some(), request.organisation.is_some(), !request.items.is_empty());
        view! {
            <LinkButton href=resume(id, chosen) variant=Variant::Primary>
                {text}
            </LinkButton>
        }
    });
    let acts = view! {
        <section aria-labelledby="request-acts">
            <h2 class="hilum-heading" id="request-acts">{t("request-actions")}</h2>
            <div class="hilum-actions">
                {go_on} {may(Action::Withdraw).then(|| view! { <Withdraw id version after /> })}
                {may(Action::Discard).then(|| view! { <Discard id version /> })}
            </div>
        </section>
    };
    Some(acts.into_any())
}

#[component]
fn Withdraw(id: RequestId, version: i64, after: Callback<Option<String>>) -> impl IntoView {
    let open = RwSignal::new(false);
    let busy = RwSignal::new(false);
    let problem = RwSignal::new(None::<ApiError>);
    let withdraw = move || {
        api::run(busy, async move {
            let path = paths::access_request_action(id, "withdraw");
            let options = Options {
                if_match: Some(version),
                idempotency_key: Some(format!("withdraw-{id}-{version}")),
            };
            match api::send::<(), AccessRequestView>(Method::Post, &path, None, options).await {
                Ok(_) => {
                    open.try_set(false);
                    after.run(Some(t("request-withdrawn-done")));
                }
                Err(error) => drop(problem.try_set(Some(error))),
            }
        });
    };
    view! {
        <Button on_click=move |_| open.set(true)>{t("request-withdraw")}</Button>
        <Confirm
            open
            title=t("request-withdraw-title")
            confirm=t("request-withdraw-confirm")
            variant=Variant::Danger
            busy
            on_confirm=withdraw
        >
            <p>{t("request-withdraw-text")}</p>
            <ProblemNotice problem />
        </Confirm>
    }
}

#[component]
fn Discard(id: RequestId, version: i64) -> impl IntoView {
    let navigate = use_navigate();
    let open = RwSignal::new(false);
    let busy = RwSignal::new(false);
    let problem = RwSignal::new(None::<ApiError>);
    let discard = move || {
        let navigate = navigate.clone();
        api::run(busy, async move {
            let path = paths::access_request(id);
            match api::send::<(), ()>(Method::Delete, &path, None, Options::if_match(version)).await {
                Ok(()) => navigate("/", Default::default()),
                Err(error) => drop(problem.try_set(Some(error))),
            }
        });
    };
    view! {
        <Button on_click=move |_| open.set(true)>{t("request-discard")}</Button>
        <Confirm
            open
            title=t("request-discard-title")
            confirm=t("request-discard-confirm")
            variant=Variant::Danger
            busy
            on_confirm=discard
        >
            <p>{t("request-discard-text")}</p>
            <ProblemNotice problem />
        </Confirm>
    }
}
