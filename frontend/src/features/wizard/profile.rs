//! Step 3: the access profiles, several at once, with their rules said where they bite (R2, R3, R4).

use hilum_api_types::access_profiles::AccessProfileView;
use hilum_api_types::access_requests::PatchAccessRequest;
use hilum_domain::access_request::GUEST_DAYS;
use hilum_domain::catalogue::OrganisationKind;
use hilum_domain::check::{Facts, ProfileFacts, combination_faults, obstacle};
use hilum_domain::{FieldCode, FieldError};
use leptos::prelude::*;

use super::draft::Draft;
use super::facts::Known;
use super::step::{Errors, Foot, Step, earlier_first, error_summary};
use crate::api::Load;
use crate::ui::{
    Badge, BadgeKind, Button, Checkbox, ChoiceGroup, Details, Empty, Table, error_of, load_state,
};
use crate::words::{t, t_args, t_code};

pub(super) fn choose(draft: Draft) -> AnyView {
    if draft.content.with_untracked(|content| content.organisation.is_none()) {
        let (text, link) = (t("wizard-profile-first-organisation"), t("wizard-profile-to-organisation"));
        return earlier_first(text, link, Step::Organisation, draft.id());
    }
    let known = Load::new(move || Known::about(draft.content.get_untracked()));
    let errors: Errors = RwSignal::new(Vec::new());
    view! {
        {error_summary(errors)}
        {load_state(known, move |known| view! { <Offer draft known errors /> })}
        <Foot draft step=Step::Profile next=Step::Recap text=t("wizard-next-recap") errors />
    }
    .into_any()
}

/// What every row needs to know.
#[derive(Clone, Copy)]
struct Desk {
    draft: Draft,
    known: StoredValue<Known>,
    facts: StoredValue<Facts>,
}

impl Desk {
    fn name(self, code: &str) -> String {
        self.known.with_value(|known| known.profile_name(code))
    }

    fn is_chosen(self, code: &str) -> bool {
        self.draft.content.with(|content| content.profiles.iter().any(|chosen| chosen == code))
    }

    fn set(self, code: &str, on: bool) {
        let mut profiles = self.draft.content.with_untracked(|content| content.profiles.clone());
        profiles.retain(|chosen| chosen != code);
        if on {
            profiles.push(code.to_owned());
        }
        let profiles = Some(Some(profiles));
        self.draft.choose(PatchAccessRequest { profiles, ..PatchAccessRequest::default() });
    }

    /// Why this profile cannot be asked for here, whatever else is chosen.
    fn obstacle(self, profile: &ProfileFacts) -> Option<FieldError> {
        self.facts.with_value(|facts| {
            facts
                .organisation
                .as_ref()
                .and_then(|organisation| obstacle(profile, organisation, &facts.holdings))
        })
    }

    /// What this profile lacks or clashes with among the present choices.
    fn faults(self, profile: &ProfileFacts) -> Vec<FieldError> {
        let chosen = self.draft.content.with(|content| content.profiles.clone());
        self.facts.with_value(|facts| {
            let organisation = facts.organisation.as_ref();
            let faults = |place| combination_faults("profiles", profile, &chosen, place, &facts.holdings);
            organisation.map(faults).unwrap_or_default()
        })
    }
}

#[component]
fn Offer(draft: Draft, known: Known, errors: Errors) -> impl IntoView {
    let items = known.profiles.as_ref().map(|profiles| profiles.items.clone()).unwrap_or_default();
    let path = known
        .organisation
        .as_ref()
        .map(|place| place.path.iter().map(|node| &*node.label).collect::<Vec<_>>());
    let place = path.unwrap_or_default().join(" › ");
    let guest = known.organisation.as_ref().is_some_and(|place| place.kind == OrganisationKind::Guest);
    let facts = known.facts(draft.id());
    let desk = Desk { draft, known: StoredValue::new(known), facts: StoredValue::new(facts) };
    let chosen = draft.content.with_untracked(|content| content.profiles.clone());
    let (mut shown, mut unavailable) = (Vec::new(), Vec::new());
    for item in items {
        let obstacle = desk.obstacle(&item.facts());
        let never = matches!(
            obstacle.as_ref().map(|obstacle| obstacle.code),
            Some(FieldCode::WrongLevel | FieldCode::NotRequestable)
        );
        if never && !chosen.contains(&item.code) {
            unavailable.push((item, obstacle));
        } else {
            shown.push((item, obstacle));
        }
    }
    let usual = shown.iter().find(|(item, obstacle)| item.recommended && obstacle.is_none());
    let usual = usual.map(|(item, _)| {
        let key = if guest { "wizard-profile-guest-hint" } else { "wizard-profile-recommended-hint" };
        t_args(key, &[("profile", &item.name), ("days", &GUEST_DAYS.to_string())])
    });
    let nothing = shown.iter().all(|(_, obstacle)| obstacle.is_some()).then(|| {
        view! {
            <Empty text=t("wizard-profile-empty-title")>
                <p>{t("wizard-profile-empty-text")}</p>
            </Empty>
        }
    });
    let rows = shown.into_iter().map(|(item, obstacle)| row(desk, item, obstacle)).collect();
    let headings =
        ["wizard-profile-name", "wizard-profile-status", "wizard-profile-description"].map(t).to_vec();
    let others = (!unavailable.is_empty()).then(|| {
        let count = unavailable.len().to_string();
        let one = move |(item, obstacle): (AccessProfileView, Option<FieldError>)| {
            view! {
                <li>
                    <strong>{item.name}</strong>
                    ": "
                    {item.description}
                    " "
                    {obstacle.map(|obstacle| why_not(&obstacle, guest))}
                </li>
            }
        };
        view! {
            <Details summary=t_args("wizard-profile-unavailable", &[("count", &count)])>
                <ul>{unavailable.into_iter().map(one).collect_view()}</ul>
            </Details>
        }
    });
    view! {
        <p class="hilum-lead">{t_args("wizard-profile-lead", &[("organisation", &place)])}</p>
        {usual.map(|text| view! { <p>{text}</p> })}
        {nothing}
        <ChoiceGroup id="profiles" legend=t("wizard-profile-label") required=true error=error_of(errors, "profiles")>
            <Table caption=t("wizard-profile-label") headings rows />
        </ChoiceGroup>
        {others}
    }
}

fn row(desk: Desk, item: AccessProfileView, obstacle: Option<FieldError>) -> Vec<AnyView> {
    let code = item.code.clone();
    let facts = item.facts();
    let checked = {
        let code = code.clone();
        Signal::derive(move || desk.is_chosen(&code))
    };
    // What was chosen before it became impossible can still be cleared.
    let disabled = obstacle.is_some() && !checked.get_untracked();
    let recommended = (item.recommended && obstacle.is_none())
        .then(|| view! { <Badge kind=BadgeKind::Info text=t("wizard-profile-recommended") /> });
    let set = code.clone();
    let name = view! {
        <Checkbox
            id=format!("profile-{code}")
            label=item.name.clone()
            checked
            disabled
            on_change=move |on: bool| desk.set(&set, on)
        />
        {recommended}
    };
    let needs: Vec<String> = item.requires.iter().map(|code| desk.name(code)).collect();
    let needs = (!needs.is_empty()).then(|| {
        view! { <p class="wizard-note">{t_args("wizard-profile-needs", &[("profile", &needs.join(", "))])}</p> }
    });
    let why_not = obstacle.map(|obstacle| why_not(&obstacle, false));
    let others: Vec<String> = item.requires.iter().chain(&item.excludes).cloned().collect();
    let faults = Memo::new(move |_| if desk.is_chosen(&code) { desk.faults(&facts) } else { Vec::new() });
    let bites = others.into_iter().map(|other| bite(desk, &item.name, other, faults)).collect_view();
    let description = view! {
        <p class="wizard-profile__description">{item.description}</p>
        {needs}
        {why_not}
        <div role="status">{bites}</div>
    };
    vec![name.into_any(), t_code("node-status", item.status.as_str()).into_any(), description.into_any()]
}

/// Why a profile cannot be asked for, with the way to what stands against it (R4).
fn why_not(obstacle: &FieldError, guest_place: bool) -> AnyView {
    let request = obstacle.params.get("request").cloned();
    let link = move |href: Option<String>, text: &str| {
        href.map(|href| view! { <a class="ecl-link" href=href>{t(text)}</a> })
    };
    let (text, link) = if obstacle.code == FieldCode::AlreadyHeld {
        ("wizard-profile-held", link(Some("/my-access".to_owned()), "wizard-profile-see-access"))
    } else if obstacle.code == FieldCode::AlreadyPending {
        let href = request.map(|id| format!("/requests/{id}"));
        ("wizard-profile-pending", link(href, "wizard-profile-see-request"))
    } else if obstacle.code != FieldCode::WrongLevel {
        ("wizard-profile-not-requestable", None)
    } else if guest_place {
        ("wizard-profile-not-for-guests", None)
    } else {
        ("wizard-profile-guests-only", None)
    };
    view! { <p class="wizard-profile__obstacle">{t(text)} " " {link}</p> }.into_any()
}

/// The rules between this profile and another one, hidden until they bite, and how to heed them.
fn bite(desk: Desk, name: &str, other: String, faults: Memo<Vec<FieldError>>) -> AnyView {
    let other_name = desk.name(&other);
    let bites = {
        let other = other.clone();
        move |code: FieldCode| {
            let is = |fault: &FieldError| fault.code == code && fault.params.get("profile") == Some(&other);
            faults.with(|faults| faults.iter().any(is))
        }
    };
    let clashes = bites.clone();
    let items =
        desk.known.with_value(|known| known.profiles.as_ref().map(|p| p.items.clone()).unwrap_or_default());
    let against = items.iter().find(|item| item.code == other).and_then(|item| desk.obstacle(&item.facts()));
    let key = match &against {
        None => "wizard-profile-missing",
        Some(_) => "wizard-profile-missing-pending",
    };
    let missing = t_args(key, &[("profile", name), ("needed", &other_name)]);
    let excluded = t_args("wizard-profile-excluded", &[("profile", name), ("other", &other_name)]);
    let add_text = t_args("wizard-profile-add", &[("profile", &other_name)]);
    let add = against.is_none().then(|| {
        view! { <Button on_click=move |_| desk.set(&other, true)>{add_text}</Button> }
    });
    let see = against.map(|against| why_not(&against, false));
    view! {
        <div class="wizard-profile__bite" hidden=move || !bites(FieldCode::Requires)>
            <p>{missing}</p>
            {add}
            {see}
        </div>
        <p class="wizard-profile__bite" hidden=move || !clashes(FieldCode::Excludes)>
            {excluded}
        </p>
    }
    .into_any()
}
