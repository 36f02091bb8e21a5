//! For the helpdesk: messages that could not be delivered, to be sent again.

use hilum_api_types::deliveries::DeliveryView;
use hilum_api_types::page::Page;
use hilum_api_types::paths;
use leptos::prelude::*;
use leptos_router::hooks::{use_navigate, use_query_map};

use crate::api::{self, ApiError, Load, Method, Options, with_query};
use crate::features::accounts::address;
use crate::ui::{Breadcrumb, Button, Empty, PageTitle, Pagination, ProblemNotice, Table, focus, load_state};
use crate::words::{date_time, t, t_args, t_code};

pub(crate) const DELIVERIES: &str = "/deliveries";
/// The list: takes the focus when one turns its pages, and when a line has left it.
const LIST: &str = "deliveries-list";

/// What the lines share.
#[derive(Clone, Copy)]
struct Desk {
    load: Load<Page<DeliveryView>>,
    busy: RwSignal<bool>,
    problem: RwSignal<Option<ApiError>>,
    told: RwSignal<String>,
}

#[component]
pub(crate) fn Deliveries() -> impl IntoView {
    let query = use_query_map();
    let cursor = Memo::new(move |_| query.with(|query| query.get("cursor").unwrap_or_default()));
    let load = Load::new(move || {
        let path = with_query(paths::DELIVERIES, &[("status", "given_up"), ("cursor", &cursor.get())]);
        async move { api::get::<Page<DeliveryView>>(&path).await }
    });
    let navigate = use_navigate();
    let go = Callback::new(move |cursor: String| {
        navigate(&with_query(DELIVERIES, &[("cursor", &cursor)]), Default::default());
        focus(LIST);
    });
    let desk = Desk {
        load,
        busy: RwSignal::new(false),
        problem: RwSignal::new(None),
        told: RwSignal::new(String::new()),
    };
    view! {
        <Breadcrumb
            trail=vec![(t("shell-home"), "/".to_owned()), (t("activate-title"), "/activate".to_owned())]
            current=t("deliveries-title")
        />
        <PageTitle text=t("deliveries-title") />
        <p class="hilum-lead">{t("deliveries-lead")}</p>
        <ProblemNotice problem=desk.problem />
        <p role="status">{desk.told}</p>
        <section id=LIST tabindex="-1" aria-label=t("deliveries-title")>
            {load_state(load, move |page| list(page, desk, go))}
        </section>
    }
}

fn list(page: Page<DeliveryView>, desk: Desk, go: Callback<String>) -> AnyView {
    if page.items.is_empty() {
        return view! { <Empty text=t("deliveries-none") /> }.into_any();
    }
    let shown = page.items.len();
    let headings = ["when", "what", "whom", "tries", "error", "act"];
    let headings = headings.map(|column| t_code("deliveries", column)).to_vec();
    let rows = page.items.into_iter().map(|message| row(message, desk)).collect();
    view! {
        <Table caption=t("deliveries-title") headings rows />
        <Pagination from=page.from shown total=page.total prev=page.prev next=page.next go />
    }
    .into_any()
}

fn row(message: DeliveryView, desk: Desk) -> Vec<AnyView> {
    let when = date_time(message.created_at);
    let whom = match message.account {
        Some(account) => {
            let label = t_args("deliveries-person-of", &[("time", &when)]);
            view! { <a class="ecl-link" href=address(account) aria-label=label>{t("deliveries-person")}</a> }
                .into_any()
        }
        None => t("deliveries-nobody").into_any(),
    };
    let label = t_args("deliveries-again-of", &[("time", &when)]);
    let path = [paths::DELIVERIES, "/", &message.id.to_string(), "/retry"].concat();
    let again = move |_| desk.send_again(path.clone());
    vec![
        when.into_any(),
        t_code("deliveries-kind", &message.kind).into_any(),
        whom,
        message.attempts.into_any(),
        message.last_error.unwrap_or_default().into_any(),
        view! { <Button label busy=desk.busy on_click=again>{t("deliveries-again")}</Button> }.into_any(),
    ]
}

impl Desk {
    fn send_again(self, path: String) {
        self.problem.set(None);
        api::run(self.busy, async move {
            let answer = api::send::<(), ()>(Method::Post, &path, None, Options::default()).await;
            match answer {
                Ok(()) => {
                    self.told.try_set(t("deliveries-done"));
                    self.load.reload();
                    focus(LIST);
                }
                Err(error) => drop(self.problem.try_set(Some(error))),
            }
        });
    }
}
