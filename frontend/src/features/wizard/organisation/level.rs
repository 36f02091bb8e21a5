//! One level of the tree, or what a search found: the way here, the entries, the pages.

use hilum_api_types::access_requests::PatchAccessRequest;
use hilum_api_types::organisations::{NodeRef, OrganisationDetails, OrganisationMark, OrganisationView};
use hilum_api_types::page::Page;
use hilum_domain::RequestId;
use hilum_domain::catalogue::{MemberType, NodeStatus, OrganisationKind};
use hilum_domain::check::HoldingState;
use leptos::prelude::*;

use super::place::{Place, Scope};
use super::{Draft, Errors, go};
use crate::api::Load;
use crate::ui::{
    Button, ChoiceGroup, Empty, Pagination, Radio, SummaryList, SummaryRow, error_of, focus, load_state,
};
use crate::words::{country, t, t_args, t_code};

const HEADING: &str = "organisation-level";

pub(super) fn level(
    draft: Draft,
    place: Memo<Place>,
    here: Load<Option<OrganisationView>>,
    rows: Load<Page<OrganisationView>>,
    errors: Errors,
) -> AnyView {
    let go = go();
    let heading = move || heading(&place.get(), here.value().flatten().as_ref());
    // After Open, Up and turning a page what had the focus is gone: the heading of the level takes over.
    Effect::new(move |before: Option<Option<_>>| {
        let shown = here.value().map(|view| (view.map(|view| view.id), place.get().cursor));
        let before = before.flatten();
        if before.is_some() && shown.is_some() && before != shown {
            focus(HEADING);
        }
        shown.or(before)
    });
    let own = draft.id();
    view! {
        {move || way(here.value().flatten().as_ref())}
        <h2 class="hilum-heading" id=HEADING tabindex="-1">{heading}</h2>
        {load_state(rows, move |page| {
            let place = place.get_untracked();
            if page.items.is_empty() {
                return nothing(&place, go.clone());
            }
            let (shown, searched) = (page.items.len(), place.is_search());
            let entries = page.items.into_iter().map(|row| entry(draft, row, searched, own)).collect_view();
            let go = go.clone();
            let turn = move |cursor: String| go(&Place { cursor: Some(cursor), ..place.clone() }, false);
            view! {
                <ChoiceGroup
                    id="organisation"
                    legend=t("wizard-organisation-label")
                    required=true
                    error=error_of(errors, "organisation")
                >
                    <ul class="wizard-places">{entries}</ul>
                </ChoiceGroup>
                <Pagination from=page.from shown total=page.total prev=page.prev next=page.next go=turn />
            }
                .into_any()
        })}
        <p class="wizard-note">{t("wizard-organisation-note")}</p>
    }
    .into_any()
}

fn heading(place: &Place, here: Option<&OrganisationView>) -> String {
    let Some(here) = here else {
        return t(if place.is_search() {
            "wizard-organisation-results"
        } else {
            "wizard-organisation-networks"
        });
    };
    let key = match (place.is_search(), place.scope, here.kind) {
        (true, Scope::Everywhere, _) => "wizard-organisation-results",
        (true, Scope::Here, _) => "wizard-organisation-beneath",
        (false, _, OrganisationKind::Network) => "wizard-organisation-countries",
        (false, _, OrganisationKind::Country | OrganisationKind::Provider | OrganisationKind::Guest) => {
            "wizard-organisation-places"
        }
    };
    t_args(key, &[("name", &here.label)])
}

fn address(at: Option<hilum_domain::OrganisationId>) -> String {
    Place::level(at).address("")
}

/// Up, and the nodes above.
fn way(here: Option<&OrganisationView>) -> Option<AnyView> {
    let here = here?;
    let above = here.path.iter().rev().nth(1).map(|node| node.id);
    let node = |node: &NodeRef| {
        let current = node.id == here.id;
        let label = node.label.clone();
        let content = if current {
            view! { <span aria-current="location">{label}</span> }.into_any()
        } else {
            view! { <a class="ecl-link" href=address(Some(node.id))>{label}</a> }.into_any()
        };
        view! { <li class="wizard-way__node">{content}</li> }
    };
    let way = view! {
        <nav class="wizard-way" aria-label=t("wizard-organisation-where")>
            <a class="ecl-link wizard-way__up" href=address(above)>
                <span aria-hidden="true">"← "</span>
                {t("wizard-organisation-up")}
            </a>
            <ol class="wizard-way__path">
                <li class="wizard-way__node">
                    <a class="ecl-link" href=address(None)>{t("wizard-organisation-top")}</a>
                </li>
                {here.path.iter().map(node).collect_view()}
            </ol>
        </nav>
    };
    Some(way.into_any())
}

fn nothing(place: &Place, go: impl Fn(&Place, bool) + Clone + Send + Sync + 'static) -> AnyView {
    if !place.is_search() {
        return view! { <Empty text=t("wizard-organisation-empty") /> }.into_any();
    }
    let level = Place::level(place.at);
    let everywhere = Place { scope: Scope::Everywhere, cursor: None, ..place.clone() };
    let wider = (place.at.is_some() && place.scope == Scope::Here).then(|| {
        let go = go.clone();
        view! {
            <Button on_click=move |_| go(&everywhere, true)>{t("wizard-organisation-search-wider")}</Button>
        }
    });
    view! {
        <Empty text=t_args("wizard-organisation-none-title", &[("text", &place.text)])>
            <p>{t("wizard-organisation-none-text")}</p>
            <div class="hilum-actions">
                {wider} <Button on_click=move |_| go(&level, true)>{t("wizard-organisation-clear")}</Button>
            </div>
        </Empty>
    }
    .into_any()
}

/// A node: to be opened, or to be chosen (R1).
fn entry(draft: Draft, row: OrganisationView, searched: bool, own: RequestId) -> impl IntoView {
    let id = row.id;
    let above: Vec<&str> = row.path.iter().filter(|node| node.id != id).map(|node| &*node.label).collect();
    let path = if searched { above.join(" › ") } else { String::new() };
    let head = if row.requestable {
        let checked = Signal::derive(move || draft.content.with(|content| content.organisation == Some(id)));
        let select = move || {
            let organisation_id = Some(Some(id));
            draft.choose(PatchAccessRequest { organisation_id, ..PatchAccessRequest::default() });
        };
        let help = match row.kind {
            OrganisationKind::Guest => {
                [&path, " ", &t("wizard-organisation-guest-help")].concat().trim().to_owned()
            }
            OrganisationKind::Network | OrganisationKind::Country | OrganisationKind::Provider => path,
        };
        let help = Some(help).filter(|help| !help.is_empty());
        view! {
            <Radio
                id=format!("organisation-{id}")
                name="organisation"
                label=row.label.clone()
                help=help.unwrap_or_default()
                checked
                on_select=select
            />
        }
        .into_any()
    } else {
        let open = row.has_children.then(|| {
            let label = t_args("wizard-organisation-open-name", &[("name", &row.label)]);
            view! {
                <a class="ecl-link ecl-link--secondary hilum-link-button" href=address(Some(id)) aria-label=label>
                    {t("wizard-organisation-open")}
                </a>
            }
        });
        let retired = (row.status == NodeStatus::Retired)
            .then(|| view! { <span class="wizard-place__retired">{t("wizard-organisation-retired")}</span> });
        view! {
            {open}
            <span class="wizard-place__name">
                {row.label.clone()} <span class="wizard-path">{path}</span> {retired}
            </span>
        }
        .into_any()
    };
    let details = details(&row);
    view! {
        <li class="wizard-place">
            <div class="wizard-place__head">{head} {marks(&row.marks, own)}</div>
            {details}
        </li>
    }
}

/// What the reader holds or waits for here (R4); the request that is being written does not count.
fn marks(marks: &[OrganisationMark], own: RequestId) -> AnyView {
    let mut seen = Vec::new();
    for mark in marks.iter().filter(|mark| mark.request != Some(own)) {
        let what = (mark.state, mark.request.filter(|_| mark.state == HoldingState::Pending));
        if !seen.contains(&what) {
            seen.push(what);
        }
    }
    let one = |(state, request): (HoldingState, Option<RequestId>)| {
        let (text, href) = match state {
            HoldingState::Pending => {
                ("wizard-organisation-request-submitted", request.map(|id| format!("/requests/{id}")))
            }
            HoldingState::Held => ("wizard-organisation-have-access", Some("/my-access".to_owned())),
        };
        view! { <a class="ecl-link wizard-place__mark" href=href>{t(text)}</a> }
    };
    seen.into_iter().map(one).collect_view().into_any()
}

/// Everything a person needs to recognise a node; nothing where nothing is known.
fn details(row: &OrganisationView) -> Option<AnyView> {
    let OrganisationDetails {
        official_name,
        disease_area,
        coordinating_institution,
        website,
        contact,
        city,
        country: in_country,
        member_type,
    } = row.details.clone();
    let mut rows = Vec::new();
    let mut text = |term: &str, value: Option<String>| {
        rows.extend(value.filter(|value| !value.is_empty()).map(|value| SummaryRow::new(t(term), value)));
    };
    text("wizard-organisation-official-name", official_name);
    text("wizard-organisation-disease-area", disease_area);
    text("wizard-organisation-coordinating-institution", coordinating_institution);
    text("wizard-organisation-city", city);
    let is_country = row.kind == OrganisationKind::Country;
    text("wizard-organisation-country", in_country.filter(|_| !is_country).map(|code| country(&code)));
    let member = member_type.filter(|kind| *kind != MemberType::Unspecified);
    text("wizard-organisation-member-type", member.map(|kind| t_code("member-type", kind.as_str())));
    let mut link = |term: &str, address: Option<(String, String)>| {
        rows.extend(address.map(|(href, text)| {
            SummaryRow::new(t(term), view! { <a class="ecl-link" href=href rel="noreferrer">{text}</a> })
        }));
    };
    link(
        "wizard-organisation-website",
        website.filter(|site| site.starts_with("http")).map(|site| (site.clone(), site)),
    );
    link(
        "wizard-organisation-contact",
        contact.filter(|contact| contact.contains('@')).map(|mail| (format!("mailto:{mail}"), mail)),
    );
    if rows.is_empty() {
        return None;
    }
    let name = row.label.clone();
    let details = view! {
        <details class="hilum-details wizard-place__details">
            <summary class="hilum-details__summary">
                {t("wizard-organisation-details")} <span class="hilum-hidden">" "{name}</span>
            </summary>
            <div class="hilum-details__content">
                <SummaryList rows />
            </div>
        </details>
    };
    Some(details.into_any())
}
