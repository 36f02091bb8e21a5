//! One account, as far as the helpdesk needs it.

use hilum_api_types::accounts::{AccountAction, AccountEventView, AccountView};
use hilum_api_types::paths;
use hilum_domain::AccountId;
use hilum_domain::account::AccountStatus;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::ACCOUNTS;
use crate::api::{self, Load};
use crate::features::not_found::NotFound;
use crate::ui::{
    Badge, BadgeKind, Breadcrumb, FieldKind, Form, FormField, PageTitle, SummaryList, SummaryRow, TITLE,
    Timeline, TimelineEntry, Variant, focus, load_state,
};
use crate::words::{date_time, t, t_args, t_code};

#[component]
pub(crate) fn AccountPage() -> impl IntoView {
    let params = use_params_map();
    let id = params.with_untracked(|params| params.get("id").unwrap_or_default());
    match id.parse() {
        Ok(id) => view! { <Person id=AccountId(id) /> }.into_any(),
        Err(_) => view! { <NotFound /> }.into_any(),
    }
}

#[component]
fn Person(id: AccountId) -> impl IntoView {
    let load = Load::new(move || async move { api::get::<AccountView>(&paths::account(id)).await });
    let name = move || load.value().map(|account| format!("{} {}", account.first_name, account.last_name));
    let title = Signal::derive(move || name().unwrap_or_else(|| t("accounts-person")));
    view! {
        <Breadcrumb
            trail=vec![(t("shell-home"), "/".to_owned()), (t("accounts-title"), ACCOUNTS.to_owned())]
            current=t("accounts-person")
        />
        <PageTitle text=title />
        {load_state(load, move |account| person(account, load))}
    }
}

fn person(account: AccountView, load: Load<AccountView>) -> AnyView {
    let acts: Vec<AnyView> =
        account.allowed_actions.iter().map(|action| act(*action, &account, load)).collect();
    let history = if account.events.is_empty() {
        view! { <p>{t("accounts-history-none")}</p> }.into_any()
    } else {
        view! { <Timeline entries=account.events.iter().map(entry).collect() /> }.into_any()
    };
    view! {
        {facts(account)}
        {acts}
        <section aria-labelledby="account-history">
            <h2 class="hilum-heading" id="account-history">{t("accounts-history")}</h2>
            {history}
        </section>
    }
    .into_any()
}

fn facts(account: AccountView) -> AnyView {
    let tone = match account.status {
        AccountStatus::Active => BadgeKind::Success,
        AccountStatus::Suspended | AccountStatus::Locked => BadgeKind::Warning,
        AccountStatus::Closed => BadgeKind::Neutral,
    };
    let status = t_code("account-status", account.status.as_str());
    let factors: Vec<String> = account.factors.iter().map(|kind| t_code("factor", kind.as_str())).collect();
    let listed = |words: Vec<String>| if words.is_empty() { t("none") } else { words.join(", ") };
    let never = || t("accounts-never");
    let rows = vec![
        SummaryRow::new(t("accounts-status"), view! { <Badge kind=tone text=status /> }),
        SummaryRow::new(t("accounts-email"), account.email),
        SummaryRow::new(t("accounts-language"), account.language),
        SummaryRow::new(t("accounts-created"), date_time(account.created_at)),
        SummaryRow::new(t("accounts-last-sign-in"), account.last_sign_in_at.map_or_else(never, date_time)),
        SummaryRow::new(t("accounts-password"), t(if account.has_password { "yes" } else { "no" })),
        SummaryRow::new(t("accounts-factors"), listed(factors)),
        SummaryRow::new(t("accounts-providers"), listed(account.providers)),
    ];
    view! { <SummaryList rows /> }.into_any()
}

/// What may be done now (R19), with its reason.
fn act(action: AccountAction, account: &AccountView, load: Load<AccountView>) -> AnyView {
    let (code, variant) = match action {
        AccountAction::Suspend => ("suspend", Variant::Danger),
        AccountAction::Unlock => ("unlock", Variant::Primary),
    };
    let reason = FormField::new("reason", t("accounts-reason"), FieldKind::Text("off"));
    let done = move |_| {
        load.reload();
        focus(TITLE);
    };
    let heading = ["account-", code].concat();
    view! {
        <section class="hilum-card" aria-labelledby=heading.clone()>
            <h2 class="hilum-card__title" id=heading.clone()>{t_code("accounts-act", code)}</h2>
            <p>{t_code("accounts-act-told", code)}</p>
            <Form
                fields=vec![reason.hint(t("accounts-reason-hint"))]
                path=paths::account_action(account.id, code)
                if_match=Some(account.version)
                submit=t_code("accounts-act", code)
                variant
                on_done=done
            />
        </section>
    }
    .into_any()
}

fn entry(event: &AccountEventView) -> TimelineEntry {
    let office = t_code("accounts-office", &event.office);
    let reason = event
        .reason
        .as_ref()
        .map(|reason| view! { <p>{t_args("accounts-event-reason", &[("reason", reason)])}</p> });
    TimelineEntry {
        when: date_time(event.at),
        title: t_code("account-event", &event.kind),
        content: view! {
            <p class="hilum-quiet">{office}</p>
            {reason}
        }
        .into_any(),
    }
}
