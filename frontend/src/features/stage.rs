//! Where a request is, as a badge and as a sentence.

use hilum_api_types::access_requests::{Stage, StageCode};
use hilum_domain::grant::GrantStatus;
use leptos::prelude::*;

use crate::ui::{Badge, BadgeKind};
use crate::words::{ago, date, t, t_args, t_code, working_days};

/// The stage in two or three words.
#[component]
pub(crate) fn StageBadge(code: StageCode) -> impl IntoView {
    let kind = match code {
        StageCode::Draft | StageCode::Withdrawn | StageCode::Ended => BadgeKind::Neutral,
        StageCode::WithCoordinator | StageCode::WithHelpdesk => BadgeKind::Info,
        StageCode::Returned => BadgeKind::Warning,
        StageCode::Active => BadgeKind::Success,
        StageCode::Rejected => BadgeKind::Error,
    };
    view! { <Badge kind text=t_code("stage", code.as_str()) /> }
}

/// The status of a grant in one or two words.
#[component]
pub(crate) fn GrantBadge(status: GrantStatus) -> impl IntoView {
    let kind = match status {
        GrantStatus::AwaitingActivation => BadgeKind::Info,
        GrantStatus::Active => BadgeKind::Success,
        GrantStatus::Suspended => BadgeKind::Warning,
        GrantStatus::Ended => BadgeKind::Neutral,
    };
    view! { <Badge kind text=t_code("grant-status", status.as_str()) /> }
}

/// "Coordinators of ERN-RND, since 14 March 2026 (2 days ago). This usually takes 1 to 3 working days."
pub(crate) fn stage_text(stage: &Stage) -> String {
    let (date, ago) = (date(stage.since), ago(stage.since));
    let mut text = match &stage.with {
        Some(with) => t_args("stage-with", &[("with", with), ("date", &date), ("ago", &ago)]),
        None => t_args("stage-since", &[("date", &date), ("ago", &ago)]),
    };
    if stage.people == Some(0) {
        text = [text, t("stage-nobody")].join(" ");
    }
    if let Some(days) = &stage.usual_days {
        text = [text, t_args("stage-usually", &[("days", &working_days(days))])].join(" ");
    }
    text
}
