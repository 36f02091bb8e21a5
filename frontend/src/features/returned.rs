//! Why something was rejected or returned (R6), as it is shown.

use hilum_api_types::access_requests::EventView;
use hilum_api_types::page::Page;
use hilum_api_types::paths;
use hilum_domain::RequestId;
use hilum_domain::access_request::Reason;
use leptos::prelude::*;

use crate::api::{self, ApiError, Load, with_query};
use crate::ui::{Notice, NoticeKind, load_state};
use crate::words::{t, t_args, t_code};

/// The history of a request.
pub(crate) async fn events(id: RequestId) -> Result<Page<EventView>, ApiError> {
    api::get(&with_query(&paths::access_request_events(id), &[("limit", "100")])).await
}

/// A code in words, and the text as its author typed it.
pub(crate) fn reason(reason: &Reason) -> AnyView {
    let code = t_code("reason", reason.code.as_str());
    let text = reason.text.clone().filter(|text| !text.is_empty());
    view! {
        <p>{t_args("request-event-reason", &[("reason", &code)])}</p>
        {text.map(|text| view! { <blockquote class="request-quote">{text}</blockquote> })}
    }
    .into_any()
}

fn last_return(events: &[EventView]) -> Option<&Reason> {
    let returns = events.iter().filter(|event| event.kind == "returned");
    returns.max_by_key(|event| event.at).and_then(|event| event.reason.as_ref())
}

/// Why a returned request came back.
pub(crate) fn of_return(events: &[EventView]) -> Option<AnyView> {
    let given = reason(last_return(events)?);
    let notice = view! { <Notice kind=NoticeKind::Warning title=t("request-reason-title")>{given}</Notice> };
    Some(notice.into_any())
}

/// The same for pages that do not have the history at hand.
#[component]
pub(crate) fn ReturnReason(id: RequestId) -> impl IntoView {
    let load = Load::new(move || events(id));
    load_state(load, |page| last_return(&page.items).map(reason))
}
