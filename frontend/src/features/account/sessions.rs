use hilum_api_types::page::Page;
use hilum_api_types::paths;
use hilum_api_types::sessions::OwnSessionView;
use leptos::prelude::*;

use super::browser;
use crate::api::{self, Load};
use crate::ui::{Badge, BadgeKind, ConfirmedChange, Table, focus, load_state};
use crate::words::{ago, date_time, t, t_args, t_code};

const HEADING: &str = "account-sessions";

/// Where one is signed in.
#[component]
pub(super) fn Sessions() -> impl IntoView {
    let load = Load::new(|| api::get::<Page<OwnSessionView>>(paths::MY_SESSIONS));
    let changed = Callback::new(move |()| {
        load.reload();
        focus(HEADING);
    });
    view! {
        <section aria-labelledby=HEADING>
            <h2 class="hilum-heading" id=HEADING tabindex="-1">{t("account-sessions")}</h2>
            <p>{t("account-sessions-text")}</p>
            {load_state(load, move |list| sessions(list.items, changed))}
        </section>
    }
}

fn sessions(items: Vec<OwnSessionView>, changed: Callback<()>) -> AnyView {
    let others = items.len() > 1;
    let headings = vec![
        t("account-session-browser"),
        t("account-session-since"),
        t("account-session-used"),
        t("account-session-end"),
    ];
    let rows = items.into_iter().map(|session| row(session, changed)).collect();
    let all = others.then(|| {
        view! {
            <ConfirmedChange
                text=t("account-sessions-end")
                title=t("account-sessions-end-title")
                told=t("account-sessions-end-told")
                confirm=t("account-sessions-end")
                path=paths::MY_SESSIONS
                on_done=move |_| changed.run(())
            />
        }
    });
    view! {
        <Table caption=t("account-sessions") headings rows />
        {all}
    }
    .into_any()
}

fn row(session: OwnSessionView, changed: Callback<()>) -> Vec<AnyView> {
    let name = browser::name(&session.user_agent);
    let end = if session.current {
        view! { <Badge kind=BadgeKind::Info text=t("account-session-this") /> }.into_any()
    } else {
        let told = [("browser", name.as_str()), ("address", &session.address)];
        view! {
            <ConfirmedChange
                text=t("account-session-end-do")
                label=t_args("account-session-end-name", &told)
                title=t_args("account-session-end-name", &told)
                told=t("account-session-end-told")
                confirm=t("account-session-end-do")
                path=paths::my_session(session.id)
                on_done=move |_| changed.run(())
            />
        }
        .into_any()
    };
    vec![
        view! {
            <strong>{name}</strong>
            <span class="hilum-list-minor">{session.address}</span>
            <span class="hilum-list-minor">{t_code("assurance", session.assurance.as_str())}</span>
        }
        .into_any(),
        date_time(session.created_at).into_any(),
        ago(session.last_seen_at).into_any(),
        end,
    ]
}
