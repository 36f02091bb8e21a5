//! The coordinator's dashboard: who waits for a decision, the longest waiting first.

use hilum_api_types::access_requests::{AccessRequestSummary, StageCode};
use hilum_api_types::page::Page;
use hilum_domain::AccountId;
use hilum_domain::access_request::ItemStatus;
use hilum_domain::catalogue::OrganisationKind;
use leptos::prelude::*;
use leptos_router::hooks::{use_navigate, use_query_map};

use super::my_access::stage_tone;
use crate::api::{self, Load};
use crate::clock::now;
use crate::session::session;
use crate::ui::{Badge, BadgeKind, Breadcrumb, Empty, PageTitle, Pagination, Table, focus, load_state};
use crate::words::{date, t, t_args, t_code};

mod choices;
mod filter;
mod filter_form;
mod waiting;

use filter::Filter;
use filter_form::FilterForm;

/// The list: takes the focus when one turns its pages.
const LIST: &str = "decide-list";

#[component]
pub(crate) fn Dashboard() -> impl IntoView {
    let query = use_query_map();
    let filter = Memo::new(move |_| query.with(|query| Filter::of(|name| query.get(name))));
    let requests = Load::new(move || {
        let path = filter.with(Filter::api_path);
        async move { api::get::<Page<AccessRequestSummary>>(&path).await }
    });
    let navigate = use_navigate();
    let go = Callback::new(move |cursor: String| {
        let address = filter.with_untracked(|filter| filter.address(&cursor));
        navigate(&address, Default::default());
        focus(LIST);
    });
    view! {
        <Breadcrumb trail=vec![(t("shell-home"), "/".to_owned())] current=t("decide-title") />
        <PageTitle text=t("decide-title") />
        <p class="hilum-lead">{t("decide-intro")}</p>
        <FilterForm filter />
        <section id=LIST tabindex="-1" aria-label=t("decide-title")>
            <p class="hilum-list-count" role="status">{move || requests.value().map(|page| summary(&page))}</p>
            {load_state(requests, move |page| list(page, filter, go))}
        </section>
    }
}

/// How many there are, and how many of those shown have waited too long.
fn summary(page: &Page<AccessRequestSummary>) -> String {
    let mut text = t_args("decide-count", &[("total", &page.total.to_string())]);
    let overdue = page.items.iter().filter(|request| is_overdue(request)).count();
    if overdue > 0 {
        text.push_str(". ");
        text.push_str(&t_args("decide-overdue-count", &[("count", &overdue.to_string())]));
    }
    text
}

fn list(page: Page<AccessRequestSummary>, filter: Memo<Filter>, go: Callback<String>) -> AnyView {
    if page.items.is_empty() {
        let (text, more) = if filter.with(Filter::is_empty) {
            (t("decide-empty"), t("decide-empty-text"))
        } else {
            (t("decide-empty-filtered"), t("decide-empty-filtered-text"))
        };
        return view! { <Empty text><p>{more}</p></Empty> }.into_any();
    }
    let shown = page.items.len();
    let headings = vec![
        t("decide-applicant"),
        t("decide-organisation"),
        t("decide-profiles"),
        t("decide-waiting"),
        t("decide-status"),
    ];
    let me = session().view().map(|view| view.user.id);
    let rows = page.items.into_iter().map(|request| row(request, me)).collect();
    view! {
        <Table caption=t("decide-title") headings rows />
        <Pagination from=page.from shown total=page.total prev=page.prev next=page.next go />
    }
    .into_any()
}

fn row(request: AccessRequestSummary, me: Option<AccountId>) -> Vec<AnyView> {
    let overdue = is_overdue(&request);
    let own = (me == Some(request.applicant.id)).then(|| {
        view! {
            <span class="hilum-list-minor">
                <Badge kind=BadgeKind::Warning text=t("decide-own") />
                " "
                {t("decide-own-text")}
            </span>
        }
    });
    let name = request.applicant.name;
    let label = t_args("decide-open", &[("name", &name)]);
    vec![
        view! {
            <a class="ecl-link" href=format!("/requests/{}", request.id) aria-label=label>{name}</a>
            <span class="hilum-list-minor">{request.applicant.email}</span>
            {own}
        }
        .into_any(),
        request
            .organisation
            .map(|place| {
                // The place itself is the last of its path.
                let above: Vec<String> = place
                    .path
                    .iter()
                    .filter(|node| matches!(node.kind, OrganisationKind::Network | OrganisationKind::Country))
                    .map(|node| node.label.clone())
                    .collect();
                view! {
                    <span>{place.label}</span>
                    <span class="hilum-list-minor">{above.join(" › ")}</span>
                }
            })
            .into_any(),
        request
            .items
            .into_iter()
            .map(|item| profile(item.profile.name, item.status))
            .collect_view()
            .into_any(),
        request
            .submitted_at
            .map(|since| {
                let days = waiting::days(since, now()).to_string();
                let too_long =
                    overdue.then(|| view! { <Badge kind=BadgeKind::Warning text=t("decide-overdue") /> });
                view! {
                    <span>{t_args("decide-age", &[("days", &days)])}</span>
                    <span class="hilum-list-minor">{date(since)}</span>
                    {too_long}
                }
            })
            .into_any(),
        view! { <Badge kind=stage_tone(request.stage.code) text=stage(request.stage.code) /> }.into_any(),
    ]
}

/// To a coordinator, what is with the coordinators is work.
fn stage(code: StageCode) -> String {
    if code == StageCode::WithCoordinator { t("decide-status-open") } else { t_code("stage", code.as_str()) }
}

/// A profile; how it was decided is told where the request is only partly done.
fn profile(name: String, status: ItemStatus) -> AnyView {
    let decided = match status {
        ItemStatus::Pending => None,
        ItemStatus::Approved | ItemStatus::Rejected | ItemStatus::Withdrawn => {
            Some(t_code("item-status", status.as_str()))
        }
    };
    view! { <span class="hilum-list-item">{name} {decided.map(|text| [" (", &text, ")"].concat())}</span> }
        .into_any()
}

/// The coordinators have had it for longer than this application usually takes.
fn is_overdue(request: &AccessRequestSummary) -> bool {
    let stage = &request.stage;
    stage.code == StageCode::WithCoordinator
        && stage.usual_days.as_ref().is_some_and(|usual| waiting::is_overdue(stage.since, now(), usual))
}
