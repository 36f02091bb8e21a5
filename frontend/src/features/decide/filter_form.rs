//! The filters as a form; what it says is put into the address.

use hilum_domain::access_request::RequestStatus;
use leptos::prelude::*;
use leptos_router::hooks::use_navigate;

use super::choices::{self, Choice};
use super::filter::{DASHBOARD, Filter};
use crate::api::Load;
use crate::ui::{Button, LinkButton, ProblemNotice, SelectField, TextField, Variant};
use crate::words::{t, t_args, t_code};

/// Days of waiting one may ask for.
const AGES: [&str; 5] = ["1", "3", "7", "14", "30"];

#[component]
pub(super) fn FilterForm(filter: Memo<Filter>) -> impl IntoView {
    let [status, country, organisation, profile, age, text] = [(); 6].map(|()| RwSignal::new(String::new()));
    // Also when one goes back: the form always says what the list shows.
    Effect::new(move |_| {
        let filter = filter.get();
        status.set(filter.status);
        country.set(filter.country);
        organisation.set(filter.organisation);
        profile.set(filter.profile);
        age.set(filter.older_than_days);
        text.set(filter.q);
    });
    let known = Load::new(choices::load);
    let places = Load::new(move || {
        let (known, country) = (known.value().unwrap_or_default(), country.get());
        async move { known.places(&country).await }
    });
    let problem = Signal::derive(move || known.problem().or_else(|| places.problem()));

    let navigate = use_navigate();
    let apply = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let place = organisation.get_untracked();
        // A place of another country would fit nothing.
        let offered = places.value().is_some_and(|places| places.iter().any(|(id, _)| *id == place));
        let chosen = Filter {
            status: status.get_untracked(),
            country: country.get_untracked(),
            organisation: if offered { place } else { String::new() },
            profile: profile.get_untracked(),
            older_than_days: age.get_untracked(),
            q: text.get_untracked().trim().to_owned(),
            cursor: String::new(),
        };
        navigate(&chosen.address(""), Default::default());
    };
    view! {
        <form class="hilum-filters" role="search" aria-label=t("decide-filters") on:submit=apply>
            <TextField id="q" label=t("decide-filter-text") value=text input_type="search" />
            <div class="hilum-filters__row">
                <SelectField id="status" label=t("decide-filter-status") options=statuses() value=status />
                <SelectField
                    id="country"
                    label=t("decide-filter-country")
                    options=Signal::derive(move || any_of(known.value().unwrap_or_default().countries))
                    value=country
                />
                <SelectField
                    id="organisation"
                    label=t("decide-filter-organisation")
                    hint=t("decide-filter-organisation-hint")
                    options=Signal::derive(move || any_of(places.value().unwrap_or_default()))
                    value=organisation
                    disabled=Signal::derive(move || country.with(String::is_empty))
                />
                <SelectField
                    id="profile"
                    label=t("decide-filter-profile")
                    options=Signal::derive(move || any_of(known.value().unwrap_or_default().profiles))
                    value=profile
                />
                <SelectField id="age" label=t("decide-filter-age") options=ages() value=age />
            </div>
            <ProblemNotice problem />
            <div class="hilum-actions">
                <Button submit=true variant=Variant::Primary>
                    {t("decide-apply")}
                </Button>
                <LinkButton href=DASHBOARD variant=Variant::Ghost>
                    {t("decide-clear")}
                </LinkButton>
            </div>
        </form>
    }
}

fn any_of(mut choices: Vec<Choice>) -> Vec<Choice> {
    choices.insert(0, (String::new(), t("decide-any")));
    choices
}

/// The first is what the API lists unasked: what awaits a decision.
fn statuses() -> Vec<Choice> {
    let mut statuses = vec![(String::new(), t("decide-status-open"))];
    for status in [RequestStatus::Returned, RequestStatus::Decided, RequestStatus::Withdrawn] {
        statuses.push((status.to_string(), t_code("request-status", status.as_str())));
    }
    statuses
}

fn ages() -> Vec<Choice> {
    let age = |days: &str| (days.to_owned(), t_args("decide-age-days", &[("days", days)]));
    any_of(AGES.map(age).into())
}
