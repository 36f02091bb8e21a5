//! Step 1: the application.

use hilum_api_types::access_requests::PatchAccessRequest;
use hilum_api_types::applications::ApplicationView;
use hilum_api_types::page::Page;
use hilum_api_types::paths;
use hilum_domain::catalogue::{NodeStatus, PORTAL};
use leptos::prelude::*;

use super::draft::Draft;
use super::step::{Errors, Foot, Step, error_summary};
use crate::api::{self, ApiError, Load, with_query};
use crate::features::verification::SecondFactorDue;
use crate::ui::{Button, ChoiceGroup, Radio, TextField, error_of, load_state};
use crate::words::{t, t_args};

/// Every application; all of them fit on one page.
pub(super) async fn all() -> Result<Page<ApplicationView>, ApiError> {
    api::get(&with_query(paths::APPLICATIONS, &[("limit", "100")])).await
}

pub(super) fn choose(draft: Draft) -> AnyView {
    let load = Load::new(all);
    let errors: Errors = RwSignal::new(Vec::new());
    view! {
        {error_summary(errors)}
        <SecondFactorDue />
        <p class="hilum-lead">{t("wizard-application-lead")}</p>
        {load_state(load, move |page| {
            let open = |a: &ApplicationView| a.status == NodeStatus::Active && a.code != PORTAL;
            let applications: Vec<_> = page.items.into_iter().filter(open).collect();
            view! { <List draft applications errors /> }
        })}
        <Foot draft step=Step::Application next=Step::Organisation text=t("wizard-next-organisation") errors />
    }
    .into_any()
}

#[component]
fn List(draft: Draft, applications: Vec<ApplicationView>, errors: Errors) -> impl IntoView {
    let search = RwSignal::new(String::new());
    let applications = StoredValue::new(applications);
    let matching = Memo::new(move |_| {
        let text = search.get().trim().to_ascii_lowercase();
        applications.with_value(|all| {
            all.iter().filter(|a| matches(a, &text)).map(|a| a.code.clone()).collect::<Vec<_>>()
        })
    });
    let rows = applications.with_value(|all| all.iter().map(|a| row(draft, a, matching)).collect_view());
    let count =
        move || t_args("wizard-application-found", &[("count", &matching.with(Vec::len).to_string())]);
    let nothing = move || t_args("wizard-application-none-text", &[("text", search.get().trim())]);
    view! {
        <div role="search" class="wizard-search">
            <TextField
                id="application-search"
                label=t("wizard-application-search")
                hint=t("wizard-application-search-hint")
                input_type="search"
                value=search
            />
        </div>
        <p class="wizard-count" role="status">{count}</p>
        <div hidden=move || !matching.with(Vec::is_empty)>
            <p>{nothing}</p>
            <Button on_click=move |_| search.set(String::new())>{t("wizard-application-clear")}</Button>
        </div>
        <ChoiceGroup
            id="application"
            legend=t("wizard-application-label")
            required=true
            error=error_of(errors, "application")
        >
            {rows}
        </ChoiceGroup>
    }
}

fn matches(application: &ApplicationView, text: &str) -> bool {
    [&application.code, &application.name, &application.description]
        .iter()
        .any(|words| words.to_ascii_lowercase().contains(text))
}

fn row(draft: Draft, application: &ApplicationView, matching: Memo<Vec<String>>) -> impl IntoView + use<> {
    let code = application.code.clone();
    let (chosen, shown, selected) = (code.clone(), code.clone(), code.clone());
    let help = if application.configured {
        application.description.clone()
    } else {
        [&application.description, &t("wizard-application-not-configured")]
            .iter()
            .filter(|text| !text.is_empty())
            .map(|text| text.as_str())
            .collect::<Vec<_>>()
            .join(" · ")
    };
    let select = move || {
        if draft.content.with_untracked(|content| content.application.as_deref() == Some(&*selected)) {
            return;
        }
        // Organisations and profiles belong to an application.
        draft.choose(PatchAccessRequest {
            application: Some(Some(selected.clone())),
            organisation_id: Some(None),
            profiles: Some(Some(Vec::new())),
            ..PatchAccessRequest::default()
        });
    };
    let checked = Signal::derive(move || {
        draft.content.with(|content| content.application.as_deref() == Some(&*chosen))
    });
    view! {
        <div class="wizard-option" hidden=move || matching.with(|codes| !codes.contains(&shown))>
            <Radio
                id=format!("application-{code}")
                name="application"
                label=application.name.clone()
                help=help
                checked
                on_select=select
                disabled=!application.configured
            />
        </div>
    }
}
