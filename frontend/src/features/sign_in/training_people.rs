//! The people one may be in training (R18). Their passwords are public; there is nothing behind them.

use std::collections::BTreeMap;

use hilum_api_types::page::Page;
use hilum_api_types::paths;
use hilum_api_types::training::TrainingAccountView;
use leptos::prelude::*;
use leptos_router::hooks::use_navigate;

use super::form::lead_to_preferences;
use crate::api::{self, ApiError, Load};
use crate::entry;
use crate::ui::{Button, Empty, ProblemNotice, TextField, Variant, load_state};
use crate::words::{t, t_args, t_code};

#[component]
pub(super) fn TrainingPeople() -> impl IntoView {
    let filter = RwSignal::new(String::new());
    let problem = RwSignal::new(None::<ApiError>);
    let accounts = Load::new(|| api::get::<Page<TrainingAccountView>>(paths::TRAINING_ACCOUNTS));
    view! {
        <section aria-labelledby="training-people">
            <h2 class="hilum-heading" id="training-people">{t("sign-in-training")}</h2>
            <p>{t("sign-in-training-text")}</p>
            <ProblemNotice problem />
            <TextField
                id="training-filter"
                label=t("sign-in-training-filter")
                hint=t("sign-in-training-filter-hint")
                value=filter
                input_type="search"
                autocomplete="off"
            />
            {load_state(accounts, move |page| people(page.items, filter, problem))}
        </section>
    }
}

fn people(
    accounts: Vec<TrainingAccountView>,
    filter: RwSignal<String>,
    problem: RwSignal<Option<ApiError>>,
) -> impl IntoView {
    move || {
        let wanted = filter.get().trim().to_lowercase();
        let fits = |account: &&TrainingAccountView| {
            let network = account.network.as_deref().unwrap_or_default();
            let role = t_code("training-role", &account.role);
            [&account.email, &*role, network].iter().any(|text| text.to_lowercase().contains(&wanted))
        };
        // Those of no network come first: an absent name sorts before every other.
        let mut groups: BTreeMap<Option<String>, Vec<TrainingAccountView>> = BTreeMap::new();
        for account in accounts.iter().filter(fits) {
            groups.entry(account.network.clone()).or_default().push(account.clone());
        }
        if groups.is_empty() {
            return view! { <Empty text=t("sign-in-training-nobody") /> }.into_any();
        }
        let open = !wanted.is_empty();
        let groups = groups.into_iter().map(|(network, accounts)| group(network, accounts, open, problem));
        view! { <div class="hilum-people">{groups.collect_view()}</div> }.into_any()
    }
}

fn group(
    network: Option<String>,
    accounts: Vec<TrainingAccountView>,
    open: bool,
    problem: RwSignal<Option<ApiError>>,
) -> impl IntoView {
    let count = accounts.len().to_string();
    let open = open || network.is_none();
    let title = network.unwrap_or_else(|| t("sign-in-training-portal"));
    view! {
        <details class="hilum-details" open=open>
            <summary class="hilum-details__summary">
                {title} " " <span class="hilum-quiet">{t_args("sign-in-training-count", &[("count", &count)])}</span>
            </summary>
            <ul class="hilum-people__list">
                {accounts.into_iter().map(|account| view! { <Person account problem /> }).collect_view()}
            </ul>
        </details>
    }
}

#[component]
fn Person(account: TrainingAccountView, problem: RwSignal<Option<ApiError>>) -> impl IntoView {
    let busy = RwSignal::new(false);
    let navigate = use_navigate();
    let name = account.email.split('@').next().unwrap_or_default().to_owned();
    let label = t_args("sign-in-training-as", &[("name", &name)]);
    let role = t_code("training-role", &account.role);
    let sign_in = move |_| {
        let (email, password, navigate) = (account.email.clone(), account.password.clone(), navigate.clone());
        api::run(busy, async move {
            match entry::sign_in(email, password).await {
                Ok(()) => lead_to_preferences(navigate),
                Err(error) => drop(problem.try_set(Some(error))),
            }
        });
    };
    view! {
        <li class="hilum-people__person">
            <span class="hilum-people__name">{name}</span>
            <span class="hilum-quiet">{role}</span>
            <Button variant=Variant::Secondary busy label on_click=sign_in>
                {t("sign-in-training-sign-in")}
            </Button>
        </li>
    }
}
