use hilum_api_types::applications::ApplicationView;
use hilum_api_types::grants::GrantView;
use hilum_api_types::page::Page;
use hilum_domain::catalogue::NodeStatus;
use hilum_domain::grant::GrantStatus;
use leptos::prelude::*;

use crate::api::Load;
use crate::ui::{LinkButton, SelectField, Variant};
use crate::words::{t, t_args};

/// Choose an application and see whether one has access to it, and how to get it.
#[component]
pub(super) fn ChooseApplication(
    applications: Vec<ApplicationView>,
    grants: Load<Page<GrantView>>,
) -> impl IntoView {
    let open: Vec<ApplicationView> = applications
        .into_iter()
        .filter(|a| a.status == NodeStatus::Active && a.code != hilum_domain::catalogue::PORTAL)
        .collect();
    let first = open.iter().find(|a| a.configured).map(|a| a.code.clone()).unwrap_or_default();
    let chosen = RwSignal::new(first);
    let options: Vec<(String, String)> = open.iter().map(|a| (a.code.clone(), a.name.clone())).collect();
    let said = move || {
        let application = open.iter().find(|a| chosen.with(|code| *code == a.code))?;
        let grants = grants.value()?.items;
        let has =
            |status| grants.iter().any(|g| g.application.code == application.code && g.status == status);
        Some(state(application, has(GrantStatus::Active), has(GrantStatus::AwaitingActivation)))
    };
    view! {
        <SelectField id="application" label=t("home-select-application") options value=chosen />
        <div role="status">{said}</div>
    }
}

fn state(application: &ApplicationView, active: bool, awaiting: bool) -> AnyView {
    let key = match (application.configured, active, awaiting) {
        (false, _, _) => "home-application-not-configured",
        (true, true, _) => "home-application-active",
        (true, false, true) => "home-application-awaiting",
        (true, false, false) => "home-application-none",
    };
    let name = [("name", application.name.as_str())];
    let href = format!("/request-access?application={}", application.code);
    let variant = if active || awaiting { Variant::Secondary } else { Variant::Primary };
    let more = if active || awaiting { "home-application-more" } else { "home-application-request" };
    let more = t_args(more, &name);
    view! {
        <p>{t_args(key, &name)}</p>
        {application.configured.then(|| view! { <LinkButton href variant>{more}</LinkButton> })}
    }
    .into_any()
}
