//! The helpdesk's queue: what was approved and is not access yet (R7).

use hilum_api_types::grants::GrantView;
use hilum_api_types::page::Page;
use hilum_api_types::paths;
use hilum_domain::GrantId;
use hilum_domain::grant::{Action, GrantStatus};
use leptos::prelude::*;
use leptos_router::hooks::{use_navigate, use_query_map};

use crate::api::{self, Load, with_query};
use crate::features::accounts::address;
use crate::features::deliveries::DELIVERIES;
use crate::ui::{
    Breadcrumb, Button, Checkbox, Empty, LinkButton, PageTitle, Pagination, Table, TextField, Variant, focus,
    load_state,
};
use crate::words::{date, t, t_args};

mod batch;

use batch::Batch;

const QUEUE: &str = "/activate";
/// The list: takes the focus when one turns its pages.
const LIST: &str = "activate-list";

#[component]
pub(crate) fn ActivationQueue() -> impl IntoView {
    let query = use_query_map();
    let asked = Memo::new(move |_| {
        query.with(|query| (query.get("q").unwrap_or_default(), query.get("cursor").unwrap_or_default()))
    });
    let waiting = Load::new(move || {
        let (q, cursor) = asked.get();
        let status = GrantStatus::AwaitingActivation.as_str();
        let path = with_query(paths::GRANTS, &[("status", status), ("q", &q), ("cursor", &cursor)]);
        async move { api::get::<Page<GrantView>>(&path).await }
    });
    let chosen = RwSignal::new(Vec::new());
    let batch = Batch::new();
    // What was chosen while another list was on its way stays chosen as far as that one shows it.
    Effect::new(move |_| {
        let shown: Vec<GrantId> =
            waiting.value().map(|page| page.items.iter().map(|grant| grant.id).collect()).unwrap_or_default();
        chosen.update(|chosen: &mut Vec<GrantId>| chosen.retain(|id| shown.contains(id)));
        batch.forget();
    });
    let navigate = use_navigate();
    let go = Callback::new(move |cursor: String| {
        let q = asked.get_untracked().0;
        navigate(&with_query(QUEUE, &[("q", &q), ("cursor", &cursor)]), Default::default());
        focus(LIST);
    });
    view! {
        <Breadcrumb trail=vec![(t("shell-home"), "/".to_owned())] current=t("activate-title") />
        <PageTitle text=t("activate-title") />
        <p class="hilum-lead">{t("activate-intro")}</p>
        <SearchForm text=Signal::derive(move || asked.get().0) />
        <section id=LIST tabindex="-1" aria-label=t("activate-title")>
            {load_state(waiting, move |page| queue(page, asked.get_untracked().0, chosen, batch, waiting, go))}
        </section>
        <p><a class="ecl-link" href=DELIVERIES>{t("deliveries-title")}</a></p>
    }
}

#[component]
fn SearchForm(text: Signal<String>) -> impl IntoView {
    let value = RwSignal::new(String::new());
    Effect::new(move |_| value.set(text.get()));
    let navigate = use_navigate();
    let search = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        navigate(&with_query(QUEUE, &[("q", value.get_untracked().trim())]), Default::default());
    };
    view! {
        <form class="hilum-filters" role="search" aria-label=t("activate-search-do") on:submit=search>
            <TextField id="q" label=t("activate-search") value input_type="search" />
            <div class="hilum-actions">
                <Button submit=true>{t("activate-search-do")}</Button>
                <LinkButton href=QUEUE variant=Variant::Ghost>
                    {t("activate-search-clear")}
                </LinkButton>
            </div>
        </form>
    }
}

fn queue(
    page: Page<GrantView>,
    searched: String,
    chosen: RwSignal<Vec<GrantId>>,
    batch: Batch,
    waiting: Load<Page<GrantView>>,
    go: Callback<String>,
) -> AnyView {
    if page.items.is_empty() {
        return if searched.is_empty() {
            view! { <Empty text=t("activate-empty")><p>{t("activate-empty-text")}</p></Empty> }.into_any()
        } else {
            view! { <Empty text=t("activate-empty-found") /> }.into_any()
        };
    }
    let possible: Vec<GrantId> = page
        .items
        .iter()
        .filter(|grant| grant.allowed_actions.contains(&Action::Activate))
        .map(|g| g.id)
        .collect();
    let shown = page.items.len();
    let headings = vec![
        t("activate-select"),
        t("activate-person"),
        t("activate-organisation"),
        t("activate-profile"),
        t("activate-approved"),
        t("activate-until"),
        t("activate-result"),
    ];
    let rows = page.items.into_iter().map(|grant| row(grant, chosen, batch)).collect();
    view! {
        <Selection possible chosen batch waiting />
        <Table caption=t("activate-title") headings rows />
        <Pagination from=page.from shown total=page.total prev=page.prev next=page.next go />
    }
    .into_any()
}

/// All of this page, how many are chosen, and the act itself with its progress.
#[component]
fn Selection(
    possible: Vec<GrantId>,
    chosen: RwSignal<Vec<GrantId>>,
    batch: Batch,
    waiting: Load<Page<GrantView>>,
) -> impl IntoView {
    let possible = StoredValue::new(possible);
    let left = move || {
        possible.with_value(|possible| {
            possible.iter().copied().filter(|id| !batch.is_done(*id)).collect::<Vec<_>>()
        })
    };
    let all = Signal::derive(move || {
        let left = left();
        !left.is_empty() && chosen.with(|chosen| left.iter().all(|id| chosen.contains(id)))
    });
    let count = move || chosen.with(Vec::len).to_string();
    let refresh = move || {
        (batch.is_finished())
            .then(|| view! { <Button on_click=move |_| waiting.reload()>{t("activate-refresh")}</Button> })
    };
    view! {
        <div class="hilum-selection">
            <Checkbox
                id="select-all"
                label=t("activate-select-all")
                checked=all
                on_change=move |on: bool| chosen.set(if on { left() } else { Vec::new() })
                disabled=batch.running
            />
            <p class="hilum-selection__count">{move || t_args("activate-selected", &[("count", &count())])}</p>
            <Button
                variant=Variant::Primary
                busy=batch.running
                disabled=Signal::derive(move || !batch.running.get() && chosen.with(Vec::is_empty))
                on_click=move |_| batch.activate(chosen)
            >
                {t("activate-do")}
            </Button>
            {refresh}
        </div>
        <div role="status" class="hilum-selection__progress">{move || batch.told()}</div>
    }
}

fn row(grant: GrantView, chosen: RwSignal<Vec<GrantId>>, batch: Batch) -> Vec<AnyView> {
    let id = grant.id;
    let may = grant.allowed_actions.contains(&Action::Activate);
    let label = t_args(
        "activate-select-one",
        &[
            ("profile", grant.profile.name.as_str()),
            ("name", &grant.person.name),
            ("organisation", &grant.organisation.label),
        ],
    );
    let tick = move |on: bool| {
        chosen.update(|chosen| {
            chosen.retain(|other| *other != id);
            if on {
                chosen.push(id);
            }
        });
    };
    let network = grant.organisation.path.first().map(|node| node.label.clone());
    let name = grant.person.name;
    let person = match grant.request {
        Some(request) => {
            let label = t_args("activate-request-of", &[("name", &name)]);
            view! { <a class="ecl-link" href=format!("/requests/{request}") aria-label=label>{name}</a> }
                .into_any()
        }
        None => name.into_any(),
    };
    vec![
        view! {
            <Checkbox
                id=format!("select-{id}")
                label
                bare=true
                checked=Signal::derive(move || chosen.with(|chosen| chosen.contains(&id)))
                on_change=tick
                disabled=Signal::derive(move || !may || batch.running.get() || batch.is_done(id))
            />
        }
        .into_any(),
        view! {
            {person}
            <a class="ecl-link hilum-list-minor" href=address(grant.person.id)>{grant.person.email}</a>
        }
        .into_any(),
        view! {
            <span>{grant.organisation.label}</span>
            <span class="hilum-list-minor">{network}</span>
        }
        .into_any(),
        view! {
            <span>{grant.profile.name}</span>
            <span class="hilum-list-minor">{grant.application.name}</span>
        }
        .into_any(),
        date(grant.created_at).into_any(),
        grant.valid_until.map_or_else(|| t("activate-open-ended"), date).into_any(),
        view! { {move || batch.outcome(id).map(|outcome| outcome.show())} }.into_any(),
    ]
}
