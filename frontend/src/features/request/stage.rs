//! Where the request stands: with whom, since when, how long that usually takes.

use hilum_api_types::access_requests::{AccessRequestView, StageCode};
use leptos::prelude::*;

use crate::features::stage::StageBadge;
use crate::session::session;
use crate::ui::{Notice, NoticeKind};
use crate::words::{ago, date_time, t, t_args, working_days};

pub(super) fn stage(request: &AccessRequestView, mine: bool) -> AnyView {
    let stage = &request.stage;
    let code = stage.code.as_str();
    let office = stage.with.as_deref().unwrap_or_default();
    let whose = if mine { "yes" } else { "no" };
    let text = t_args(&["request-stage-", code].concat(), &[("office", office), ("mine", whose)]);
    let since =
        t_args("request-stage-since", &[("moment", &date_time(stage.since)), ("ago", &ago(stage.since))]);
    let usual =
        stage.usual_days.as_ref().map(|days| t_args("request-stage-usual", &[("time", &working_days(days))]));
    let people = stage.people.filter(|people| *people > 0);
    let people = people.map(|people| t_args("request-stage-people", &[("people", &people.to_string())]));
    let waits = matches!(stage.code, StageCode::WithCoordinator | StageCode::WithHelpdesk);
    view! {
        <section class="request-stage" aria-labelledby="request-stage">
            <h2 class="hilum-heading" id="request-stage">{t("request-stage")}</h2>
            <p class="request-stage__text">
                <StageBadge code=stage.code />
                " "
                {text}
            </p>
            <p>{[Some(since), usual, people].into_iter().flatten().collect::<Vec<_>>().join(" ")}</p>
            {(waits && stage.people == Some(0)).then(nobody)}
        </section>
    }
    .into_any()
}

/// R8: an alarm, never a silence.
fn nobody() -> AnyView {
    let support = session().portal.with(|portal| portal.as_ref().map(|portal| portal.support.clone()));
    let text = t_args("request-stage-nobody-text", &[("support", &support.unwrap_or_default())]);
    view! {
        <Notice kind=NoticeKind::Error title=t("request-stage-nobody-title")>
            <p>{text}</p>
        </Notice>
    }
    .into_any()
}
