//! Professional role and thematic areas per network: how colleagues find an expert (R16).

use hilum_api_types::page::Page;
use hilum_api_types::paths;
use hilum_api_types::preferences::PreferencesView;
use hilum_domain::OrganisationId;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use crate::api::{self, Load};
use crate::features::not_found::NotFound;
use crate::ui::{Badge, BadgeKind, Breadcrumb, Empty, LinkButton, PageTitle, load_state};
use crate::words::{t, t_args};

mod form;

use form::PreferencesForm;

/// The networks where one has access; with a single one, its form at once.
#[component]
pub(crate) fn Preferences() -> impl IntoView {
    let load = Load::new(|| api::get::<Page<PreferencesView>>(paths::MY_PREFERENCES));
    let single = Memo::new(move |_| match load.value()?.items.as_slice() {
        [only] => Some(only.network.id),
        _ => None,
    });
    move || match single.get() {
        Some(network) => view! { <PreferencesForm network /> }.into_any(),
        None => view! {
            <PageTitle text=t("preferences-title") />
            {load_state(load, |page| networks(page.items))}
        }
        .into_any(),
    }
}

fn networks(preferences: Vec<PreferencesView>) -> AnyView {
    if preferences.is_empty() {
        return view! {
            <Empty text=t("preferences-no-network")>
                <LinkButton href="/request-access">{t("shell-request-access")}</LinkButton>
            </Empty>
        }
        .into_any();
    }
    view! {
        <p>{t("preferences-lead")}</p>
        <ul class="hilum-rows hilum-card">{preferences.iter().map(network).collect_view()}</ul>
    }
    .into_any()
}

fn network(preferences: &PreferencesView) -> impl IntoView {
    let href = format!("/preferences/{}", preferences.network.id);
    let (kind, text) = match preferences.version {
        0 => (BadgeKind::Warning, t("preferences-missing")),
        _ => (BadgeKind::Success, t("preferences-given")),
    };
    view! {
        <li class="hilum-rows__row">
            <div class="hilum-rows__main">
                <a class="ecl-link" href=href>{preferences.network.label.clone()}</a>
                <div class="hilum-quiet">{preferences.professional_role.clone()}</div>
            </div>
            <Badge kind text />
        </li>
    }
}

/// The form of the network in the address.
#[component]
pub(crate) fn PreferencesOfNetwork() -> impl IntoView {
    let params = use_params_map();
    let network = Memo::new(move |_| params.with(|params| params.get("network")?.parse::<uuid::Uuid>().ok()));
    move || match network.get() {
        Some(network) => view! {
            <Breadcrumb
                trail=vec![(t("shell-home"), "/".into()), (t("shell-user-data"), "/user-data".into())]
                current=t("preferences-title")
            />
            <PreferencesForm network=OrganisationId::from(network) />
        }
        .into_any(),
        None => view! { <NotFound /> }.into_any(),
    }
}

/// The heading with the network's name.
fn title(network: &str) -> String {
    t_args("preferences-title-of", &[("network", network)])
}
