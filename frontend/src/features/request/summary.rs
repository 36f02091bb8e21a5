//! What is asked for, by whom, and how far each profile has come.

use hilum_api_types::access_requests::AccessRequestView;
use hilum_domain::access_request::{ItemStatus, RequestStatus};
use leptos::prelude::*;

use crate::ui::{Badge, BadgeKind, SummaryList, SummaryRow, Table};
use crate::words::{date, date_time, t, t_code};

pub(super) fn summary(request: &AccessRequestView, mine: bool) -> AnyView {
    let chosen = |text: Option<String>| text.unwrap_or_else(|| t("request-nothing"));
    let mut rows = Vec::new();
    if !mine {
        let mail = request.applicant.email.clone().map(|mail| {
            let href = format!("mailto:{mail}");
            view! {
                <br />
                <a class="ecl-link" href=href>{mail}</a>
            }
        });
        let applicant = view! { {request.applicant.name.clone()} {mail} };
        rows.push(SummaryRow::new(t("request-applicant"), applicant));
    }
    let application = request.application.as_ref().map(|application| application.name.clone());
    rows.push(SummaryRow::new(t("request-application"), chosen(application)));
    let organisation = request.organisation.as_ref();
    let label = chosen(organisation.map(|organisation| organisation.label.clone()));
    let above = organisation.map(|organisation| {
        let above = organisation.path.iter().filter(|node| node.id != organisation.id);
        above.map(|node| node.label.as_str()).collect::<Vec<_>>().join(" › ")
    });
    let place = view! {
        {label}
        {above.map(|above| view! { <br /><span class="request-path">{above}</span> })}
    };
    rows.push(SummaryRow::new(t("request-organisation"), place));
    let comment = request.comment.clone().unwrap_or_else(|| t("request-comment-none"));
    rows.push(SummaryRow::new(
        t("request-comment"),
        view! { <span class="request-comment">{comment}</span> },
    ));
    let until = request.requested_until.map_or_else(|| t("request-until-none"), date);
    rows.push(SummaryRow::new(t("request-until"), until));
    rows.push(match request.submitted_at {
        Some(at) => SummaryRow::new(t("request-submitted-at"), date_time(at)),
        None => SummaryRow::new(t("request-created-at"), date_time(request.created_at)),
    });
    view! {
        <section aria-labelledby="request-summary">
            <h2 class="hilum-heading" id="request-summary">{t("request-summary")}</h2>
            <SummaryList rows />
            {items(request)}
        </section>
    }
    .into_any()
}

fn items(request: &AccessRequestView) -> AnyView {
    if request.items.is_empty() {
        return ().into_any();
    }
    let being_written = matches!(request.status, RequestStatus::Draft | RequestStatus::Returned);
    let mut headings = vec![t("request-item-name"), t("request-item-description")];
    if !being_written {
        headings.push(t("request-item-status"));
    }
    let row = |item: &hilum_api_types::access_requests::ItemView| {
        let status = t_code("item-status", item.status.as_str());
        vec![
            view! { <strong>{item.profile.name.clone()}</strong> }.into_any(),
            item.profile.description.clone().into_any(),
            view! { <Badge kind=tone(item.status) text=status /> }.into_any(),
        ]
    };
    let rows = request.items.iter().map(row).collect();
    view! {
        <h3 class="hilum-heading">{t("request-items")}</h3>
        <Table caption=t("request-items") headings rows />
    }
    .into_any()
}

fn tone(status: ItemStatus) -> BadgeKind {
    match status {
        ItemStatus::Pending => BadgeKind::Info,
        ItemStatus::Approved => BadgeKind::Success,
        ItemStatus::Rejected => BadgeKind::Error,
        ItemStatus::Withdrawn => BadgeKind::Neutral,
    }
}
