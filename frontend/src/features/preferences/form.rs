use std::collections::BTreeSet;

use hilum_api_types::page::Page;
use hilum_api_types::paths;
use hilum_api_types::preferences::{
    PreferencesView, ProfessionalRoleView, ThematicAreaView, UpdatePreferences,
};
use hilum_domain::preferences::{NONE, Preferences, check, toggle};
use hilum_domain::{FieldCode, FieldError, OrganisationId};
use leptos::prelude::*;

use super::title;
use crate::api::{self, ApiError, Load, Method, Options, with_query};
use crate::ui::{
    Button, Checkbox, ErrorSummary, Notice, NoticeKind, PageTitle, ProblemNotice, TextField, Variant,
    error_of, field_errors, load_state,
};
use crate::words::{t, t_args};

/// Everything the form needs.
#[derive(Clone)]
struct Needed {
    preferences: PreferencesView,
    areas: Vec<ThematicAreaView>,
    roles: Vec<ProfessionalRoleView>,
}

async fn needed(network: OrganisationId) -> Result<Needed, ApiError> {
    let preferences = api::get(&paths::my_preferences(network)).await?;
    let of_network = with_query(paths::THEMATIC_AREAS, &[("network", &network.to_string())]);
    let areas = api::get::<Page<_>>(&of_network).await?.items;
    let roles = api::get::<Page<_>>(paths::PROFESSIONAL_ROLES).await?.items;
    Ok(Needed { preferences, areas, roles })
}

/// The faults as texts; an empty field is told what belongs there.
fn said(faults: &[FieldError]) -> Vec<(String, String)> {
    let mut errors = field_errors(faults);
    for (fault, (field, text)) in faults.iter().zip(&mut errors) {
        match (field.as_str(), fault.code) {
            ("professional_role", FieldCode::Required) => *text = t("preferences-role-missing"),
            ("areas", FieldCode::Required) => *text = t("preferences-areas-missing"),
            _ => {}
        }
    }
    errors
}

#[component]
pub(super) fn PreferencesForm(network: OrganisationId) -> impl IntoView {
    let load = Load::new(move || needed(network));
    let heading = Signal::derive(move || match load.value() {
        Some(needed) => title(&needed.preferences.network.label),
        None => t("preferences-title"),
    });
    view! {
        <PageTitle text=heading />
        {load_state(load, move |needed| view! { <Form needed /> })}
    }
}

#[component]
fn Form(needed: Needed) -> impl IntoView {
    let Needed { preferences, areas, roles } = needed;
    let network = preferences.network.id;
    let role = RwSignal::new(preferences.professional_role);
    let chosen = RwSignal::new(preferences.areas);
    let version = RwSignal::new(preferences.version);
    let first_time = preferences.version == 0;
    let errors = RwSignal::new(Vec::<(String, String)>::new());
    let problem = RwSignal::new(None::<ApiError>);
    let saved = RwSignal::new(false);
    let busy = RwSignal::new(false);
    let known: BTreeSet<String> = areas.iter().map(|area| area.code.clone()).collect();
    let save = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        saved.set(false);
        problem.set(None);
        let wish = Preferences {
            professional_role: role.get_untracked().trim().to_owned(),
            areas: chosen.get_untracked(),
        };
        let faults = check(&wish, &known).err().unwrap_or_default();
        errors.set(said(&faults));
        if !faults.is_empty() {
            return;
        }
        let body = UpdatePreferences { professional_role: wish.professional_role, areas: wish.areas };
        api::run(busy, async move {
            let path = paths::my_preferences(network);
            let options = Options::if_match(version.get_untracked());
            match api::send::<_, PreferencesView>(Method::Put, &path, Some(&body), options).await {
                Ok(view) => {
                    version.try_set(view.version);
                    saved.try_set(true);
                    api::reload(); // preferences_due
                }
                Err(error) => {
                    errors.try_set(said(error.fields()));
                    problem.try_set(Some(error).filter(|error| error.fields().is_empty()));
                }
            }
        });
    };
    let label = preferences.network.label;
    view! {
        {first_time.then(|| view! { <p class="hilum-lead">{t("preferences-first-time")}</p> })}
        <p>{t("preferences-lead")}</p>
        <ErrorSummary errors />
        <ProblemNotice problem />
        {move || saved.get().then(|| view! {
            <Notice kind=NoticeKind::Success title=t("preferences-saved") live=true>
                <a class="ecl-link" href="/">{t("preferences-continue")}</a>
            </Notice>
        })}
        <form novalidate on:submit=save>
            <TextField
                id="professional_role"
                label=t("preferences-role")
                hint=t("preferences-role-hint")
                value=role
                required=true
                list="professional-roles"
                error=error_of(errors, "professional_role")
            />
            <datalist id="professional-roles">
                {roles.into_iter().map(|role| view! { <option value=role.name></option> }).collect_view()}
            </datalist>
            <Areas areas chosen error=error_of(errors, "areas") network=label />
            <Button variant=Variant::Primary submit=true busy>{t("preferences-update")}</Button>
        </form>
    }
}

/// The table of the original: area, and a box under "I'm a specialist in:". The first row is *None* (R16).
#[component]
fn Areas(
    areas: Vec<ThematicAreaView>,
    chosen: RwSignal<Vec<String>>,
    #[prop(into)] error: Signal<Option<String>>,
    network: String,
) -> impl IntoView {
    let row = move |code: String, name: String| {
        let id = format!("area-{code}");
        let label = t_args("preferences-specialist-in", &[("area", &name)]);
        let (wanted, toggled) = (code.clone(), code);
        let checked = Signal::derive(move || chosen.with(|chosen| chosen.contains(&wanted)));
        let change = move |on: bool| chosen.update(|chosen| *chosen = toggle(chosen, &toggled, on));
        view! {
            <tr class="ecl-table__row">
                <th class="hilum-areas__name" scope="row">{name}</th>
                <td class="hilum-areas__box"><Checkbox id label checked on_change=change bare=true /></td>
            </tr>
        }
    };
    view! {
        <div class="ecl-form-group" id="areas" tabindex="-1">
            {move || error.get().map(|text| view! { <div class="ecl-feedback-message">{text}</div> })}
            <table class="ecl-table hilum-areas">
                <caption class="hilum-hidden">{t_args("preferences-areas-of", &[("network", &network)])}</caption>
                <thead class="ecl-table__head">
                    <tr class="ecl-table__row">
                        <th class="hilum-areas__name" scope="col">{t("preferences-areas")}</th>
                        <th class="hilum-areas__box" scope="col">{t("preferences-specialist")}</th>
                    </tr>
                </thead>
                <tbody class="ecl-table__body">
                    {row(NONE.to_owned(), t("none"))}
                    {areas.into_iter().map(|area| row(area.code, area.name)).collect_view()}
                </tbody>
            </table>
        </div>
    }
}
