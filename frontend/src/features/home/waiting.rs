use hilum_api_types::page::Page;
use hilum_api_types::paths;
use hilum_domain::policy::Capability;
use leptos::prelude::*;
use serde::de::IgnoredAny;

use crate::api::{self, Load, with_query};
use crate::session::session;
use crate::ui::{Notice, NoticeKind};
use crate::words::t_args;

/// How much waits for a coordinator or the helpdesk; nothing for everybody else, and nothing when nothing waits.
#[component]
pub(super) fn Waiting() -> impl IntoView {
    let session = session();
    view! {
        {untrack(|| session.can(Capability::Decide)).then(|| {
            count(paths::ACCESS_REQUESTS, ("view", "to_decide"), "home-waiting-decide", "/decide")
        })}
        {untrack(|| session.can(Capability::Activate)).then(|| {
            count(paths::GRANTS, ("status", "awaiting_activation"), "home-waiting-activate", "/activate")
        })}
    }
}

fn count(path: &str, filter: (&str, &str), key: &'static str, href: &'static str) -> impl IntoView {
    let path = with_query(path, &[filter, ("limit", "1")]);
    let load = Load::new(move || {
        let path = path.clone();
        async move { api::get::<Page<IgnoredAny>>(&path).await.map(|page| page.total) }
    });
    move || {
        load.value().filter(|total| *total > 0).map(|total| {
            let text = t_args(key, &[("count", &total.to_string())]);
            view! {
                <Notice kind=NoticeKind::Info>
                    <a class="ecl-link" href=href>{text}</a>
                </Notice>
            }
        })
    }
}
