//! The beginning: a new draft, or one that was begun before. Many half-filled drafts help nobody.

use hilum_api_types::access_requests::{
    AccessRequestSummary, AccessRequestView, CreateAccessRequest, PatchAccessRequest,
};
use hilum_api_types::page::Page;
use hilum_api_types::paths;
use hilum_domain::RequestId;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_navigate, use_query_map};

use super::step::Step;
use crate::api::{self, ApiError, Load, Method, Options, with_query};
use crate::ui::{
    Breadcrumb, Button, LinkButton, Loading, PageTitle, ProblemNotice, SummaryList, SummaryRow, Variant,
    load_state,
};
use crate::words::{date_time, t, t_args};

/// `/request-access?application=CPMS`
#[component]
pub(crate) fn RequestAccess() -> impl IntoView {
    let wanted =
        use_query_map().with_untracked(|query| query.get("application")).filter(|code| !code.is_empty());
    let navigate = use_navigate();
    let busy = RwSignal::new(false);
    let problem = RwSignal::new(None::<ApiError>);
    let key = StoredValue::new(api::new_key());
    let load = Load::new(|| async {
        let mine = [("view", "mine"), ("status", "draft"), ("limit", "100")];
        api::get::<Page<AccessRequestSummary>>(&with_query(paths::ACCESS_REQUESTS, &mine)).await
    });
    let begin = {
        let wanted = wanted.clone();
        move |untouched: Option<AccessRequestSummary>| {
            let (navigate, wanted) = (navigate.clone(), wanted.clone());
            api::run(busy, async move {
                match prepare(untouched, wanted, key.get_value()).await {
                    Ok(view) => {
                        let options = NavigateOptions { replace: true, ..NavigateOptions::default() };
                        navigate(&Step::Application.address(view.id), options);
                    }
                    Err(error) => drop(problem.try_set(Some(error))),
                }
            });
        }
    };
    let at_once = begin.clone();
    let for_whom = wanted.clone();
    Effect::new(move |_| {
        // A draft without any choice is as good as a new one.
        if let Some(drafts) = load.value()
            && worth_resuming(&drafts.items, for_whom.as_deref()).next().is_none()
        {
            at_once(drafts.items.into_iter().find(|draft| is_blank(draft, for_whom.as_deref())));
        }
    });
    let new_text = match &wanted {
        Some(application) => t_args("wizard-resume-new-for", &[("application", application)]),
        None => t("wizard-resume-new"),
    };
    view! {
        <Breadcrumb trail=vec![(t("shell-home"), "/".into())] current=t("wizard-title") />
        <PageTitle text=t("wizard-start-title") />
        <ProblemNotice problem />
        {load_state(load, move |drafts| {
            let begun: Vec<_> = worth_resuming(&drafts.items, wanted.as_deref()).map(begun).collect();
            let begin = begin.clone();
            let new_text = new_text.clone();
            if begun.is_empty() {
                let begin_again = move || {
                    let begin = begin.clone();
                    if problem.with(Option::is_none) {
                        view! { <Loading /> }.into_any()
                    } else {
                        view! { <Button variant=Variant::Primary busy on_click=move |_| begin(None)>{t("try-again")}</Button> }
                            .into_any()
                    }
                };
                begin_again.into_any()
            } else {
                view! {
                    <h2 class="hilum-heading">{t("wizard-resume-title")}</h2>
                    <p>{t("wizard-resume-text")}</p>
                    {begun}
                    <h2 class="hilum-heading">{t("wizard-resume-other-title")}</h2>
                    <div class="hilum-actions">
                        <Button busy on_click=move |_| begin(None)>{new_text}</Button>
                    </div>
                }
                    .into_any()
            }
        })}
    }
}

fn is_blank(draft: &AccessRequestSummary, wanted: Option<&str>) -> bool {
    let chosen = draft.application.as_ref().map(|application| application.code.as_str());
    draft.organisation.is_none()
        && draft.items.is_empty()
        && (chosen.is_none() || wanted.is_none() || chosen == wanted)
}

fn worth_resuming<'d>(
    drafts: &'d [AccessRequestSummary],
    wanted: Option<&'d str>,
) -> impl Iterator<Item = &'d AccessRequestSummary> {
    drafts.iter().filter(move |draft| !is_blank(draft, wanted))
}

/// The untouched draft or a new one, with the application of the deep link if there is such an application.
async fn prepare(
    untouched: Option<AccessRequestSummary>,
    application: Option<String>,
    key: String,
) -> Result<AccessRequestView, ApiError> {
    if let Some(draft) = untouched {
        let patch =
            PatchAccessRequest { application: application.map(Some), ..PatchAccessRequest::default() };
        let path = paths::access_request(draft.id);
        return api::send(Method::Patch, &path, Some(&patch), Options::if_match(draft.version)).await;
    }
    let create = async |application: Option<String>, key: String| {
        let body = CreateAccessRequest { application, ..CreateAccessRequest::default() };
        let options = Options { idempotency_key: Some(key), ..Options::default() };
        api::send(Method::Post, paths::ACCESS_REQUESTS, Some(&body), options).await
    };
    match create(application.clone(), key).await {
        // An outdated link must not keep anybody from choosing by hand.
        Err(error) if application.is_some() && !error.fields().is_empty() => {
            create(None, api::new_key()).await
        }
        answer => answer,
    }
}

/// Where to go on with a draft that has (an application, an organisation, profiles).
pub(crate) fn resume(id: RequestId, has: (bool, bool, bool)) -> String {
    let step = match has {
        (false, _, _) => Step::Application,
        (true, false, _) => Step::Organisation,
        (true, true, false) => Step::Profile,
        (true, true, true) => Step::Recap,
    };
    step.address(id)
}

/// A draft that was begun before.
fn begun(draft: &AccessRequestSummary) -> AnyView {
    let chosen = |text: Option<String>| text.unwrap_or_else(|| t("wizard-resume-nothing"));
    let place = draft.organisation.as_ref().map(|organisation| {
        let labels: Vec<&str> = organisation.path.iter().map(|node| node.label.as_str()).collect();
        labels.join(" › ")
    });
    let has = (draft.application.is_some(), draft.organisation.is_some(), !draft.items.is_empty());
    let rows = vec![
        SummaryRow::new(
            t("wizard-resume-application"),
            chosen(draft.application.as_ref().map(|application| application.name.clone())),
        ),
        SummaryRow::new(t("wizard-resume-organisation"), chosen(place)),
        SummaryRow::new(t("wizard-resume-since"), date_time(draft.created_at)),
    ];
    view! {
        <section class="wizard-begun">
            <SummaryList rows />
            <LinkButton href=resume(draft.id, has) variant=Variant::Primary>
                {t("wizard-resume-continue")}
            </LinkButton>
        </section>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use hilum_domain::access_request::RequestStatus;
    use serde_json::json;

    use super::*;

    fn draft(application: Option<&str>, profiles: usize) -> AccessRequestSummary {
        let id = "019d3c5e-8a00-7000-8000-000000000001";
        let item = json!({"profile": {"code": "hp", "name": "HP", "description": ""}, "status": "pending"});
        serde_json::from_value(json!({
            "id": id, "status": RequestStatus::Draft, "version": 1,
            "applicant": {"id": id, "name": "Ana", "email": "ana@klinik.example"},
            "application": application.map(|code| json!({"code": code, "name": code})),
            "items": vec![item; profiles],
            "created_at": "2026-11-20T10:00:00Z",
            "allowed_actions": ["edit"],
            "stage": {"code": "draft", "since": "2026-11-20T10:00:00Z"},
        }))
        .unwrap()
    }

    #[test]
    fn an_untouched_draft_is_used_again_and_one_with_choices_is_offered() {
        let drafts = [draft(None, 0), draft(Some("CPMS"), 0), draft(Some("CPMS"), 1)];
        let offered = |wanted| worth_resuming(&drafts, wanted).count();
        assert_eq!(offered(None), 1);
        assert_eq!(offered(Some("CPMS")), 1);
        assert_eq!(offered(Some("ERDRI")), 2, "one for another application is not taken over");
    }

    #[test]
    fn one_goes_on_at_the_first_step_that_is_not_done() {
        let id = RequestId(uuid::Uuid::nil());
        let step = |has| resume(id, has).rsplit('/').next().unwrap().to_owned();
        assert_eq!(step((false, false, false)), "application");
        assert_eq!(step((false, true, true)), "application");
        assert_eq!(step((true, false, true)), "organisation");
        assert_eq!(step((true, true, false)), "profile");
        assert_eq!(step((true, true, true)), "recap");
    }
}
