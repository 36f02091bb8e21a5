//! What Hilum holds about the person at the screen, and what they may do with it: correct, take along, erase.

use hilum_api_types::paths;
use leptos::prelude::*;

use crate::api::{self, ApiError, Method, Options, with_query};
use crate::session::session;
use crate::ui::{Breadcrumb, LinkButton, PageTitle, ProblemNotice, SummaryList, SummaryRow, Table};
use crate::words::{date_time, t, t_args, t_code};

mod close;
mod correct;

use close::CloseAccount;
use correct::Correct;

#[component]
pub(crate) fn UserData() -> impl IntoView {
    let facts = move || {
        session().view().map(|view| {
            let rows = vec![
                SummaryRow::new(t("user-data-first-name"), view.user.first_name),
                SummaryRow::new(t("user-data-last-name"), view.user.last_name),
                SummaryRow::new(t("user-data-email"), view.user.email)
                    .with_change("/account", t("user-data-change")),
                SummaryRow::new(t("user-data-phone"), view.user.phone.unwrap_or_else(|| t("none"))),
                SummaryRow::new(t("user-data-assurance"), t_code("assurance", view.assurance.as_str())),
                SummaryRow::new(t("user-data-session"), session_end(view.idle_at, view.expires_at)),
            ];
            view! { <SummaryList rows /> }
        })
    };
    view! {
        <Breadcrumb trail=vec![(t("shell-home"), "/".into())] current=t("shell-user-data") />
        <PageTitle text=t("user-data-title") />
        {facts}
        <section aria-labelledby="user-data-correct">
            <h2 class="hilum-heading" id="user-data-correct">{t("user-data-correct")}</h2>
            <Correct />
        </section>
        <section aria-labelledby="user-data-preferences">
            <h2 class="hilum-heading" id="user-data-preferences">{t("user-data-preferences")}</h2>
            <p>{t("user-data-preferences-text")}</p>
            <LinkButton href="/preferences">{t("user-data-preferences-link")}</LinkButton>
        </section>
        <section aria-labelledby="user-data-held">
            <h2 class="hilum-heading" id="user-data-held">{t("user-data-held")}</h2>
            {held()}
            <p><a class="ecl-link" href="/privacy">{t("shell-privacy")}</a></p>
        </section>
        <section aria-labelledby="user-data-export">
            <h2 class="hilum-heading" id="user-data-export">{t("user-data-export")}</h2>
            <p>{t("user-data-export-text")}</p>
            <Export />
        </section>
        <CloseAccount />
    }
}

/// A link cannot be verified again in between: the data are asked for first, and given when they may be.
#[component]
fn Export() -> impl IntoView {
    let problem = RwSignal::new(None::<ApiError>);
    let busy = RwSignal::new(false);
    let link = move |address: String, text: &str| {
        let href = address.clone();
        let get = move |event: web_sys::MouseEvent| {
            event.prevent_default();
            problem.set(None);
            let address = address.clone();
            api::run(busy, async move {
                match api::send_text(Method::Get, &address, None, Options::default()).await {
                    Ok(_) => drop(window().location().set_href(&address)),
                    Err(error) => drop(problem.try_set(Some(error))),
                }
            });
        };
        view! { <li><a class="ecl-link" href=href rel="external" on:click=get>{t(text)}</a></li> }
    };
    view! {
        <ProblemNotice problem />
        <ul class="hilum-plain-list" aria-busy=move || busy.get().to_string()>
            {link(with_query(paths::MY_DATA, &[("format", "html")]), "user-data-export-read")}
            {link(paths::MY_DATA.to_owned(), "user-data-export-file")}
        </ul>
    }
}

fn session_end(idle_at: chrono::DateTime<chrono::Utc>, expires_at: chrono::DateTime<chrono::Utc>) -> String {
    t_args("user-data-session-end", &[("idle", &date_time(idle_at)), ("end", &date_time(expires_at))])
}

/// What, why, how long.
fn held() -> AnyView {
    let row = |what: &str, why: &str, until: &str| {
        vec![view! { <strong>{t(what)}</strong> }.into_any(), t(why).into_any(), t(until).into_any()]
    };
    let rows = vec![
        row("user-data-who", "user-data-who-why", "user-data-who-until"),
        row("user-data-keys", "user-data-keys-why", "user-data-keys-until"),
        row("user-data-sessions", "user-data-sessions-why", "user-data-sessions-until"),
        row("user-data-requests", "user-data-requests-why", "user-data-requests-until"),
        row("user-data-expertise", "user-data-expertise-why", "user-data-expertise-until"),
        row("user-data-mails", "user-data-mails-why", "user-data-mails-until"),
        row("user-data-history", "user-data-history-why", "user-data-history-until"),
        row("user-data-looks", "user-data-looks-why", "user-data-looks-until"),
    ];
    let headings = vec![t("user-data-what"), t("user-data-why"), t("user-data-until")];
    view! { <Table caption=t("user-data-held") headings rows /> }.into_any()
}
