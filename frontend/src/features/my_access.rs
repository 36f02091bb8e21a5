//! My access: what I hold, and below it what I have asked for.

use hilum_api_types::access_requests::AccessRequestSummary;
use hilum_api_types::grants::GrantView;
use hilum_api_types::page::Page;
use hilum_api_types::paths;
use hilum_domain::access_request::RequestStatus;
use leptos::prelude::*;

use crate::api::{self, Load, with_query};
use crate::features::wizard::resume;
use crate::ui::{
    Badge, Breadcrumb, Empty, LinkButton, PageTitle, Pagination, Table, Variant, focus, load_state,
};
use crate::words::{date, t, t_args, t_code};

mod tone;

pub(crate) use tone::{grant_tone, stage_tone};

/// Grants are few: one page has them all.
const MOST_GRANTS: &str = "100";

#[component]
pub(crate) fn MyAccess() -> impl IntoView {
    let grants = Load::new(|| {
        let path = with_query(paths::MY_GRANTS, &[("limit", MOST_GRANTS)]);
        async move { api::get::<Page<GrantView>>(&path).await }
    });
    let cursor = RwSignal::new(String::new());
    let requests = Load::new(move || {
        let path = with_query(paths::ACCESS_REQUESTS, &[("view", "mine"), ("cursor", &cursor.get())]);
        async move { api::get::<Page<AccessRequestSummary>>(&path).await }
    });
    view! {
        <Breadcrumb trail=vec![(t("shell-home"), "/".to_owned())] current=t("my-access-title") />
        <PageTitle text=t("my-access-title") />
        <p class="hilum-lead">{t("my-access-intro")}</p>
        <div class="hilum-actions hilum-list-actions">
            <LinkButton href="/request-access" variant=Variant::Primary>
                {t("my-access-new")}
            </LinkButton>
        </div>
        <section aria-labelledby="my-grants">
            <h2 class="hilum-heading" id="my-grants">{t("my-access-grants")}</h2>
            {load_state(grants, grants_by_application)}
        </section>
        <section aria-labelledby="my-requests">
            <h2 class="hilum-heading" id="my-requests" tabindex="-1">{t("my-access-requests")}</h2>
            {load_state(requests, move |page| my_requests(page, cursor))}
        </section>
    }
}

fn grants_by_application(page: Page<GrantView>) -> AnyView {
    if page.items.is_empty() {
        return view! { <Empty text=t("my-access-grants-empty")><p>{t("my-access-grants-empty-text")}</p></Empty> }
            .into_any();
    }
    let count = page.items.len();
    let shortened = (page.total > count as u64)
        .then(|| view! { <p>{t_args("my-access-grants-more", &[("count", &count.to_string())])}</p> });
    let mut applications: Vec<(String, Vec<GrantView>)> = Vec::new();
    for grant in page.items {
        match applications.iter_mut().find(|(name, _)| *name == grant.application.name) {
            Some((_, grants)) => grants.push(grant),
            None => applications.push((grant.application.name.clone(), vec![grant])),
        }
    }
    let application = |(name, grants): (String, Vec<GrantView>)| {
        let headings = vec![
            t("my-access-profile"),
            t("my-access-organisation"),
            t("my-access-status"),
            t("my-access-period"),
            t("my-access-origin"),
        ];
        view! {
            <h3 class="hilum-list-group">{name.clone()}</h3>
            <Table caption=name headings rows=grants.into_iter().map(grant_row).collect() />
        }
    };
    view! { {applications.into_iter().map(application).collect_view()} {shortened} }.into_any()
}

fn grant_row(grant: GrantView) -> Vec<AnyView> {
    let status = t_code("grant-status", grant.status.as_str());
    let origin = match grant.request {
        Some(request) => {
            let full =
                [("profile", grant.profile.name.as_str()), ("organisation", &grant.organisation.label)];
            let label = t_args("my-access-request-link-full", &full);
            view! { <a class="ecl-link" href=format!("/requests/{request}") aria-label=label>{t("my-access-request-link")}</a> }
                .into_any()
        }
        None => t("my-access-no-request").into_any(),
    };
    let period = period(&grant);
    vec![
        grant.profile.name.into_any(),
        grant.organisation.label.into_any(),
        view! { <Badge kind=grant_tone(grant.status) text=status /> }.into_any(),
        period.into_any(),
        origin,
    ]
}

fn period(grant: &GrantView) -> String {
    let (from, until) = (grant.valid_from.map(date), grant.valid_until.map(date));
    match (&from, &until) {
        (Some(from), Some(until)) => t_args("my-access-from-until", &[("from", from), ("until", until)]),
        (Some(from), None) => t_args("my-access-from", &[("from", from)]),
        (None, Some(until)) => t_args("my-access-until", &[("until", until)]),
        (None, None) => t("my-access-not-yet"),
    }
}

fn my_requests(page: Page<AccessRequestSummary>, cursor: RwSignal<String>) -> AnyView {
    if page.items.is_empty() {
        return view! { <Empty text=t("my-access-requests-empty") /> }.into_any();
    }
    let shown = page.items.len();
    let headings = vec![
        t("my-access-asked-for"),
        t("my-access-organisation"),
        t("my-access-stage"),
        t("my-access-next"),
    ];
    let go = move |to| {
        cursor.set(to);
        focus("my-requests");
    };
    view! {
        <Table caption=t("my-access-requests") headings rows=page.items.into_iter().map(request_row).collect() />
        <Pagination from=page.from shown total=page.total prev=page.prev next=page.next go />
    }
    .into_any()
}

fn request_row(request: AccessRequestSummary) -> Vec<AnyView> {
    let has = (request.application.is_some(), request.organisation.is_some(), !request.items.is_empty());
    let (href, text) = match request.status {
        RequestStatus::Draft => (resume(request.id, has), t("my-access-continue")),
        RequestStatus::Submitted
        | RequestStatus::Returned
        | RequestStatus::Decided
        | RequestStatus::Withdrawn => (format!("/requests/{}", request.id), t("my-access-open")),
    };
    let profiles: Vec<String> = request.items.into_iter().map(|item| item.profile.name).collect();
    let profiles = if profiles.is_empty() { t("my-access-nothing-chosen") } else { profiles.join(", ") };
    let application = request.application.map(|application| application.name).unwrap_or_default();
    let organisation =
        request.organisation.map_or_else(|| t("my-access-nothing-chosen"), |place| place.label);
    let stage = request.stage;
    let since = t_args("my-access-since", &[("date", &date(stage.since))]);
    let with = stage.with.as_deref().map(|office| t_args("my-access-with", &[("office", office)]));
    let name = t_args("my-access-request-name", &[("profiles", &profiles), ("organisation", &organisation)]);
    let label = format!("{text}: {name}");
    vec![
        view! {
            <strong>{profiles}</strong>
            <span class="hilum-list-minor">{application}</span>
        }
        .into_any(),
        organisation.into_any(),
        view! {
            <Badge kind=stage_tone(stage.code) text=t_code("stage", stage.code.as_str()) />
            <span class="hilum-list-minor">{with}</span>
            <span class="hilum-list-minor">{since}</span>
        }
        .into_any(),
        view! { <a class="ecl-link" href=href aria-label=label>{text}</a> }.into_any(),
    ]
}
