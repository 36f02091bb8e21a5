//! Step 4: what will be asked for, a comment, and the submission.

use hilum_api_types::access_requests::{AccessRequestView, PatchAccessRequest};
use hilum_api_types::paths;
use hilum_api_types::problem::ErrorCode;
use hilum_domain::access_request::{self as domain, RequestStatus};
use hilum_domain::bounds::Comment;
use hilum_domain::catalogue::Assurance;
use hilum_domain::check::check_for_submit;
use hilum_domain::{FieldError, RequestId};
use leptos::prelude::*;
use leptos_router::hooks::use_navigate;

use super::draft::{Draft, TYPING};
use super::facts::Known;
use super::faults::{Fault, Faults};
use super::step::{FootBar, Step};
use crate::api::{self, ApiError, Load, Method, Options};
use crate::clock;
use crate::features::verification::SecondFactorDue;
use crate::ui::{
    Button, DateField, Notice, ProblemNotice, SummaryList, SummaryRow, TextArea, Variant, date_input_value,
    end_of_day, load_state,
};
use crate::words::{t, t_args, working_days};

pub(super) fn check(draft: Draft) -> AnyView {
    let known = Load::new(move || Known::about(draft.content.get_untracked()));
    let faults = RwSignal::new(Vec::<Fault>::new());
    view! {
        <Faults id=draft.id() faults />
        <SecondFactorDue />
        <p class="hilum-lead">{t("wizard-recap-lead")}</p>
        {load_state(known, move |known| view! { <Summary draft known /> })}
        <Remarks draft faults />
        {load_state(known, move |known| view! { <Submit draft known faults /> })}
    }
    .into_any()
}

#[component]
fn Summary(draft: Draft, known: Known) -> impl IntoView {
    let id = draft.id();
    let nothing = || view! { <span class="wizard-nothing">{t("wizard-recap-nothing")}</span> }.into_any();
    let application = known.application.as_ref().map(|view| view! { {view.name.clone()} }.into_any());
    let organisation = known.organisation.as_ref().map(|view| {
        let above: Vec<&str> =
            view.path.iter().filter(|node| node.id != view.id).map(|node| &*node.label).collect();
        view! {
            {view.label.clone()}
            <br />
            <span class="wizard-path">{above.join(" › ")}</span>
        }
        .into_any()
    });
    let chosen = draft.content.with_untracked(|content| content.profiles.clone());
    let profiles = (!chosen.is_empty()).then(|| {
        let items = known.profiles.as_ref().map(|profiles| profiles.items.as_slice()).unwrap_or_default();
        let one = |code: &String| {
            let item = items.iter().find(|item| item.code == *code);
            let description = item.map(|item| format!(": {}", item.description));
            view! {
                <li>
                    <strong>{known.profile_name(code)}</strong>
                    {description}
                </li>
            }
        };
        view! { <ul class="hilum-plain-list">{chosen.iter().map(one).collect_view()}</ul> }.into_any()
    });
    let row = |term: &str, content: Option<AnyView>, step: Step| {
        SummaryRow::new(t(term), content.unwrap_or_else(nothing))
            .with_change(step.address(id), t("wizard-recap-change"))
    };
    let rows = vec![
        row("wizard-recap-application", application, Step::Application),
        row("wizard-recap-organisation", organisation, Step::Organisation),
        row("wizard-recap-profiles", profiles, Step::Profile),
    ];
    view! {
        <h2 class="hilum-heading">{t("wizard-recap-summary")}</h2>
        <SummaryList rows />
    }
}

/// Comment and end date, saved while they are typed.
#[component]
fn Remarks(draft: Draft, faults: RwSignal<Vec<Fault>>) -> impl IntoView {
    let content = draft.content.get_untracked();
    let comment = RwSignal::new(content.comment.unwrap_or_default());
    let until = RwSignal::new(content.requested_until.map(date_input_value).unwrap_or_default());
    on_typed(comment, move |text| {
        let comment = Some(Some(text).filter(|text| !text.is_empty()));
        draft.change(PatchAccessRequest { comment, ..PatchAccessRequest::default() }, TYPING);
    });
    on_typed(until, move |day| {
        let requested_until = Some(end_of_day(&day));
        draft.change(PatchAccessRequest { requested_until, ..PatchAccessRequest::default() }, TYPING);
    });
    let fault = move |field: &'static str| {
        Signal::derive(move || {
            faults
                .with(|faults| faults.iter().find(|fault| fault.is_of(field)).map(|fault| fault.text.clone()))
        })
    };
    view! {
        <TextArea
            id="comment"
            label=t("wizard-recap-comment")
            hint=t("wizard-recap-comment-hint")
            value=comment
            max=Comment::MAX
            error=fault("comment")
        />
        <DateField
            id="requested_until"
            label=t("wizard-recap-until")
            hint=t("wizard-recap-until-hint")
            value=until
            min=date_input_value(clock::now())
            error=fault("requested_until")
        />
    }
}

/// Calls when the value changes, not for what it was at first.
fn on_typed(value: RwSignal<String>, changed: impl Fn(String) + 'static) {
    Effect::new(move |before: Option<String>| {
        let now = value.get();
        if before.is_some_and(|before| before != now) {
            changed(now.clone());
        }
        now
    });
}

#[component]
fn Submit(draft: Draft, known: Known, faults: RwSignal<Vec<Fault>>) -> impl IntoView {
    let navigate = use_navigate();
    let busy = RwSignal::new(false);
    let problem = RwSignal::new(None::<ApiError>);
    let days = known.application.as_ref().map(|application| working_days(&application.usual_days));
    let assurance =
        known.application.as_ref().filter(|a| a.required_assurance > Assurance::Password).map(|a| {
            let text = t_args("wizard-recap-before-assurance", &[("application", &a.name)]);
            view! { <p>{text}</p> }
        });
    let known = StoredValue::new(known);
    let id = draft.id();
    let show = move |content: &domain::Draft, errors: &[FieldError]| {
        let of = |error| known.with_value(|known| Fault::of(error, &content.profiles, known));
        faults.try_set(errors.iter().map(of).collect());
    };
    let submit = move |_| {
        problem.set(None);
        let content = draft.content.get_untracked();
        let facts = known.with_value(|known| known.facts(id));
        let errors = check_for_submit(&content, &facts, clock::now()).err().unwrap_or_default();
        show(&content, &errors);
        if !errors.is_empty() {
            return;
        }
        let navigate = navigate.clone();
        api::run(busy, async move {
            if !draft.saved().await {
                return;
            }
            match send(draft).await {
                Ok(()) => navigate(&format!("/requests/{id}/receipt"), Default::default()),
                Err(error) if !error.fields().is_empty() => show(&content, error.fields()),
                Err(error) => drop(problem.try_set(Some(error))),
            }
        });
    };
    view! {
        <Notice title=t("wizard-recap-before")>
            <p>{t_args("wizard-recap-before-text", &[("time", &days.unwrap_or_default())])}</p>
            {assurance}
        </Notice>
        <ProblemNotice problem />
        <FootBar draft step=Step::Recap>
            <Button variant=Variant::Primary busy on_click=submit>
                {move || if busy.get() { t("wizard-recap-submitting") } else { t("wizard-recap-submit") }}
            </Button>
        </FootBar>
    }
}

/// Submits the saved draft. The key belongs to this version of it, so that neither a double click nor a reload nor a
/// lost answer submits twice.
async fn send(draft: Draft) -> Result<(), ApiError> {
    let Some((id, version)) = draft.view.try_with_untracked(|view| (view.id, view.version)) else {
        return Ok(());
    };
    let options =
        Options { if_match: Some(version), idempotency_key: Some(format!("submit-{id}-{version}")) };
    let path = paths::access_request_action(id, "submit");
    let answer = api::send::<(), AccessRequestView>(Method::Post, &path, None, options).await;
    match answer {
        Ok(_) => Ok(()),
        Err(error) if matches!(error.code(), Some(ErrorCode::Stale | ErrorCode::WrongState)) => {
            match newest(id).await {
                // It was submitted before, and the answer got lost.
                Some(view) if view.status == RequestStatus::Submitted => Ok(()),
                Some(view) => {
                    draft.take(view);
                    Err(error)
                }
                None => Err(error),
            }
        }
        Err(error) => Err(error),
    }
}

async fn newest(id: RequestId) -> Option<AccessRequestView> {
    api::get(&paths::access_request(id)).await.ok()
}
