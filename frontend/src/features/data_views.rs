//! For the auditor: who looked at whose data.

use hilum_api_types::accounts::DataViewView;
use hilum_api_types::page::Page;
use hilum_api_types::paths;
use hilum_api_types::sessions::PersonRef;
use leptos::prelude::*;
use leptos_router::hooks::{use_navigate, use_query_map};

use crate::api::{self, Load, with_query};
use crate::ui::{Breadcrumb, Empty, PageTitle, Pagination, Table, focus, load_state};
use crate::words::{date_time, t, t_args, t_code};

const DATA_VIEWS: &str = "/data-views";
/// The list: takes the focus when one turns its pages.
const LIST: &str = "data-views-list";

/// What the address asks for.
#[derive(Clone, Default, PartialEq)]
struct Asked {
    viewer: String,
    subject: String,
    cursor: String,
}

impl Asked {
    fn at(&self, path: &str) -> String {
        let pairs = [("viewer", &*self.viewer), ("subject", &*self.subject), ("cursor", &*self.cursor)];
        with_query(path, &pairs)
    }
}

#[component]
pub(crate) fn DataViews() -> impl IntoView {
    let query = use_query_map();
    let asked = Memo::new(move |_| {
        query.with(|query| {
            let of = |name: &str| query.get(name).unwrap_or_default();
            Asked { viewer: of("viewer"), subject: of("subject"), cursor: of("cursor") }
        })
    });
    let load = Load::new(move || {
        let path = asked.get().at(paths::DATA_VIEWS);
        async move { api::get::<Page<DataViewView>>(&path).await }
    });
    let navigate = use_navigate();
    let go = Callback::new(move |cursor: String| {
        navigate(&Asked { cursor, ..asked.get_untracked() }.at(DATA_VIEWS), Default::default());
        focus(LIST);
    });
    let narrowed = move || {
        let asked = asked.get();
        (!asked.viewer.is_empty() || !asked.subject.is_empty()).then(|| {
            view! {
                <p>
                    {t("data-views-narrowed")} " "
                    <a class="ecl-link" href=DATA_VIEWS>{t("data-views-all")}</a>
                </p>
            }
            .into_any()
        })
    };
    view! {
        <Breadcrumb trail=vec![(t("shell-home"), "/".to_owned())] current=t("data-views-title") />
        <PageTitle text=t("data-views-title") />
        <p class="hilum-lead">{t("data-views-lead")}</p>
        {narrowed}
        <section id=LIST tabindex="-1" aria-label=t("data-views-title")>
            {load_state(load, move |page| looks(page, &asked.get_untracked(), go))}
        </section>
    }
}

fn looks(page: Page<DataViewView>, asked: &Asked, go: Callback<String>) -> AnyView {
    if page.items.is_empty() {
        return view! { <Empty text=t("data-views-none") /> }.into_any();
    }
    let shown = page.items.len();
    let headings =
        vec![t("data-views-when"), t("data-views-viewer"), t("data-views-subject"), t("data-views-what")];
    let rows = page.items.into_iter().map(|look| row(look, asked)).collect();
    view! {
        <Table caption=t("data-views-title") headings rows />
        <Pagination from=page.from shown total=page.total prev=page.prev next=page.next go />
    }
    .into_any()
}

fn row(look: DataViewView, asked: &Asked) -> Vec<AnyView> {
    let first = Asked { cursor: String::new(), ..asked.clone() };
    let by_viewer = Asked { viewer: look.viewer.id.to_string(), ..first.clone() };
    let of_subject = Asked { subject: look.subject.id.to_string(), ..first };
    let what = t_code("data-views-what", &look.what);
    let what = match (look.what.as_str(), look.object) {
        ("request" | "history", Some(id)) => {
            view! { <a class="ecl-link" href=format!("/requests/{id}")>{what}</a> }.into_any()
        }
        (_, _) => what.into_any(),
    };
    vec![
        date_time(look.at).into_any(),
        person(look.viewer, "data-views-by", &by_viewer),
        person(look.subject, "data-views-of", &of_subject),
        what,
    ]
}

/// A name that narrows the list to this person.
fn person(person: PersonRef, label: &str, narrowed: &Asked) -> AnyView {
    let label = t_args(label, &[("name", &person.name)]);
    view! {
        <a class="ecl-link" href=narrowed.at(DATA_VIEWS) aria-label=label>{person.name}</a>
        <span class="hilum-list-minor">{person.email}</span>
    }
    .into_any()
}
