//! The page of one request: where it stands, what it asks for, what happened, and what the reader may do with it.

mod act;
mod decide;
mod grants;
mod history;
mod reason;
mod stage;
mod summary;

use hilum_api_types::access_requests::{AccessRequestView, EventView};
use hilum_api_types::page::Page;
use hilum_api_types::paths;
use hilum_domain::RequestId;
use hilum_domain::access_request::{Action, RequestStatus};
use hilum_domain::policy::Capability;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use crate::api::{self, ApiError, Load};
use crate::features::returned::{self, events};
use crate::session::session;
use crate::ui::{Breadcrumb, Notice, NoticeKind, PageTitle, focus, load_state};
use crate::words::{t, t_args};

/// Where it is said what an act has done.
const DONE: &str = "request-done";

/// A request with its history.
#[derive(Clone)]
struct Story {
    request: AccessRequestView,
    events: Page<EventView>,
}

async fn story(id: RequestId) -> Result<Story, ApiError> {
    let request = api::get(&paths::access_request(id)).await?;
    Ok(Story { request, events: events(id).await? })
}

/// `/requests/{id}`, for applicants, coordinators, helpdesk and auditors alike: `allowed_actions` makes the difference.
#[component]
pub(crate) fn RequestPage() -> impl IntoView {
    let params = use_params_map();
    // The nil id, which nobody has, where the address names none.
    let id = Memo::new(move |_| {
        let id = params.with(|params| params.get("id"));
        RequestId(id.and_then(|id| uuid::Uuid::parse_str(&id).ok()).unwrap_or_default())
    });
    let load = Load::new(move || story(id.get()));
    let title = Signal::derive(move || {
        load.value().map_or_else(|| t("request-crumb"), |story| title(&story.request))
    });
    let done = RwSignal::new(None::<String>);
    // After an act the newest state is shown, and said what was done.
    let after = Callback::new(move |text: Option<String>| {
        done.set(text);
        load.reload();
        focus(DONE);
    });
    let trail = move || {
        let mut trail = vec![(t("shell-home"), "/".to_owned())];
        if session().can(Capability::Decide) {
            trail.push((t("shell-decide"), "/decide".to_owned()));
        }
        trail
    };
    let done_text =
        move || done.get().map(|text| view! { <Notice kind=NoticeKind::Success title=text live=true /> });
    view! {
        {move || view! { <Breadcrumb trail=trail() current=t("request-crumb") /> }}
        <PageTitle text=title />
        <div id=DONE tabindex="-1">{done_text}</div>
        {load_state(load, move |story| page(story, after))}
    }
}

fn title(request: &AccessRequestView) -> String {
    match &request.application {
        _ if request.status == RequestStatus::Draft => t("request-title-draft"),
        Some(application) => t_args("request-title", &[("application", &application.name)]),
        None => t("request-crumb"),
    }
}

/// Whether the reader is the applicant.
fn is_mine(request: &AccessRequestView) -> bool {
    session().view().is_some_and(|view| view.user.id == request.applicant.id)
}

fn page(story: Story, after: Callback<Option<String>>) -> AnyView {
    let Story { request, events } = story;
    let mine = is_mine(&request);
    let decides = request.allowed_actions.contains(&Action::Decide);
    // R5: said where a coordinator might look for the buttons in vain.
    let own = (mine && request.status == RequestStatus::Submitted && session().can(Capability::Decide)).then(
        || {
            view! {
                <Notice title=t("request-own-title")>
                    <p>{t("request-own-text")}</p>
                </Notice>
            }
        },
    );
    let returned = (request.status == RequestStatus::Returned).then(|| returned::of_return(&events.items));
    let grants = grants::grants(&request.grants);
    view! {
        {stage::stage(&request, mine)}
        {returned}
        {own}
        {act::acts(&request, after)}
        {summary::summary(&request, mine)}
        {decides.then(|| view! { <decide::Decide request=request.clone() after /> })}
        {grants}
        {history::history(&events)}
    }
    .into_any()
}
