//! Step 2: the organisation. One level of the tree is shown at a time; where one is stands in the address.

mod level;
mod place;

use hilum_api_types::organisations::OrganisationView;
use hilum_api_types::page::Page;
use hilum_api_types::paths;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_navigate, use_query_map};

use super::draft::Draft;
use super::step::{Errors, Foot, Step, earlier_first, error_summary};
use crate::api::{self, Load};
use crate::ui::{Details, SelectField, TextField};
use crate::words::{t, t_args};

use level::level;
use place::{Place, Scope};

/// Pause after the last key before searching.
const TYPING: std::time::Duration = std::time::Duration::from_millis(300);

pub(super) fn choose(draft: Draft) -> AnyView {
    let Some(application) = draft.content.with_untracked(|content| content.application.clone()) else {
        let (text, link) =
            (t("wizard-organisation-first-application"), t("wizard-organisation-to-application"));
        return earlier_first(text, link, Step::Application, draft.id());
    };
    let query = use_query_map();
    // Without an address of its own the step opens where the chosen organisation is.
    let parent = draft.view.with_untracked(|view| {
        let path =
            view.organisation.as_ref().map(|organisation| organisation.path.as_slice()).unwrap_or_default();
        path.iter().rev().nth(1).map(|node| node.id)
    });
    let place = Memo::new(move |_| query.with(|query| Place::read(|name| query.get(name), parent)));
    let here = Load::new(move || {
        let at = place.get().at;
        async move {
            match at {
                Some(id) => api::get::<OrganisationView>(&paths::organisation(id)).await.map(Some),
                None => Ok(None),
            }
        }
    });
    let rows = Load::new(move || {
        let path = place.get().question(&application);
        async move { api::get::<Page<OrganisationView>>(&path).await }
    });
    let errors: Errors = RwSignal::new(Vec::new());
    view! {
        {error_summary(errors)}
        <p class="hilum-lead">{t("wizard-organisation-lead")}</p>
        <Details summary=t("wizard-organisation-guest-title")>
            <p>{t("wizard-organisation-guest-text")}</p>
        </Details>
        <Search place here />
        {level(draft, place, here, rows, errors)}
        <Chosen draft rows />
        <Foot draft step=Step::Organisation next=Step::Profile text=t("wizard-next-profile") errors />
    }
    .into_any()
}

/// Goes to another place of the tree without leaving the page.
fn go() -> impl Fn(&Place, bool) + Clone + Send + Sync + 'static {
    let navigate = use_navigate();
    move |place: &Place, replace: bool| {
        let here = window().location().pathname().unwrap_or_default();
        let options = NavigateOptions { replace, scroll: false, ..NavigateOptions::default() };
        navigate(&place.address(&here), options);
    }
}

/// Searches while one types, in the level or in the whole tree.
#[component]
fn Search(place: Memo<Place>, here: Load<Option<OrganisationView>>) -> impl IntoView {
    let go = go();
    let first = place.get_untracked();
    let text = RwSignal::new(first.text.clone());
    let scope = RwSignal::new(first.scope.as_str().to_owned());
    // What this search put into the address itself; anything else there came from outside.
    let sent = StoredValue::new(first.text);
    let search = {
        let go = go.clone();
        move || {
            let (Some(text), Some(scope)) = (text.try_get_untracked(), scope.try_get_untracked()) else {
                return;
            };
            let text = text.trim().to_owned();
            sent.set_value(text.clone());
            let next = Place { text, scope: Scope::parse(&scope), cursor: None, ..place.get_untracked() };
            if next != place.get_untracked() {
                go(&next, true);
            }
        }
    };
    let now = search.clone();
    let mut later = debounce(TYPING, move |()| search());
    Effect::new(move |before: Option<(String, String)>| {
        let typed = (text.get(), scope.get());
        if before.is_some_and(|before| before != typed) {
            later(());
        }
        typed
    });
    Effect::new(move |_| {
        let Place { text: asked, scope: asked_in, .. } = place.get();
        if sent.with_value(|sent| *sent != asked) {
            sent.set_value(asked.clone());
            text.set(asked);
        }
        scope.set(asked_in.as_str().to_owned());
    });
    let scopes = Signal::derive(move || {
        let name = here.value().flatten().map(|view| view.label).unwrap_or_default();
        vec![
            (Scope::Here.as_str().to_owned(), t_args("wizard-organisation-search-here", &[("name", &name)])),
            (Scope::Everywhere.as_str().to_owned(), t("wizard-organisation-search-everywhere")),
        ]
    });
    let deeper = Memo::new(move |_| place.get().at.is_some());
    let choice = move || {
        deeper.get().then(|| {
            view! {
                <SelectField
                    id="organisation-scope"
                    label=t("wizard-organisation-search-in")
                    options=scopes
                    value=scope
                />
            }
        })
    };
    view! {
        <form
            role="search"
            class="wizard-search"
            on:submit=move |event| {
                event.prevent_default();
                now();
            }
        >
            <TextField
                id="organisation-search"
                label=t("wizard-organisation-search")
                hint=t("wizard-organisation-search-hint")
                input_type="search"
                value=text
            />
            {choice}
        </form>
    }
}

/// What is chosen, wherever one looks around meanwhile.
#[component]
fn Chosen(draft: Draft, rows: Load<Page<OrganisationView>>) -> impl IntoView {
    let label = Memo::new(move |before: Option<&Option<String>>| {
        let id = draft.content.with(|content| content.organisation)?;
        let saved = draft.view.with(|view| {
            let saved = view.organisation.as_ref().filter(|organisation| organisation.id == id)?;
            let path: Vec<&str> = saved.path.iter().map(|node| &*node.label).collect();
            Some(path.join(" › "))
        });
        let shown = || {
            let row = rows.value()?.items.into_iter().find(|row| row.id == id)?;
            Some(row.path.iter().map(|node| &*node.label).collect::<Vec<_>>().join(" › "))
        };
        saved.or_else(shown).or_else(|| before.cloned().flatten())
    });
    view! {
        <p class="wizard-chosen" role="status">
            {t("wizard-organisation-chosen")} ": "
            <strong>{move || label.get().unwrap_or_else(|| t("wizard-organisation-chosen-nothing"))}</strong>
        </p>
    }
}
