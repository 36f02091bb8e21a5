use hilum_api_types::access_requests::{AccessRequestSummary, StageCode};
use leptos::prelude::*;

use crate::features::stage::{StageBadge, stage_text};
use crate::features::wizard::resume;
use crate::ui::{Empty, LinkButton};
use crate::words::t;

/// My newest requests with where they are.
pub(super) fn requests(requests: Vec<AccessRequestSummary>) -> AnyView {
    if requests.is_empty() {
        return view! {
            <Empty text=t("home-requests-none")>
                <LinkButton href="/request-access">{t("home-request")}</LinkButton>
            </Empty>
        }
        .into_any();
    }
    view! { <ul class="hilum-rows hilum-card">{requests.into_iter().map(row).collect_view()}</ul> }.into_any()
}

fn row(request: AccessRequestSummary) -> impl IntoView {
    let draft = request.stage.code == StageCode::Draft;
    // A draft is continued where it was left: the recap says what is missing.
    let has = (request.application.is_some(), request.organisation.is_some(), !request.items.is_empty());
    let href = if draft { resume(request.id, has) } else { format!("/requests/{}", request.id) };
    let place = request.organisation.map(|organisation| organisation.label);
    let application = request.application.map(|application| application.name);
    let title = [application, place].into_iter().flatten().collect::<Vec<_>>().join(" · ");
    let title = if title.is_empty() { t("home-request-empty") } else { title };
    let profiles = request.items.into_iter().map(|item| item.profile.name).collect::<Vec<_>>().join(", ");
    view! {
        <li class="hilum-rows__row">
            <div class="hilum-rows__main">
                <a class="ecl-link" href=href>{title}</a>
                " "
                {profiles}
                <div class="hilum-quiet">{stage_text(&request.stage)}</div>
            </div>
            <StageBadge code=request.stage.code />
        </li>
    }
}
