//! What surrounds every page: header, tabs, banner, footer; and who sees a page at all.

use hilum_domain::AccountId;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_location, use_navigate};

use crate::api::{self, ApiError, with_query};
use crate::features::sign_in::SignIn;
use crate::features::two_step::TWO_STEP;
use crate::features::verification::{Arriving, VerificationDialog};
use crate::session::{Who, session};
use crate::ui::{Button, Loading, PageTitle, ProblemNotice};
use crate::words::t;

mod footer;
mod header;
mod navigation;
mod session_end;

use footer::Footer;
use header::{Header, TrainingBanner};
use navigation::Navigation;
use session_end::SessionEnd;

/// Pages for everybody, signed in or not.
const OPEN_TO_ALL: [&str; 11] = [
    "/account/closed",
    "/account/locked",
    "/privacy",
    "/support",
    "/training/mailbox",
    "/register",
    "/register/confirm",
    "/reset",
    "/reset/confirm",
    "/email/confirm",
    "/link",
];

/// What may be read between the two steps of signing in.
const LEGAL: [&str; 3] = ["/privacy", "/support", "/training/mailbox"];

/// What stands in the middle. A page is drawn anew only when this changes, not whenever the session is asked again.
#[derive(Clone, PartialEq)]
enum Middle {
    Waiting,
    Unreachable(ApiError),
    SignIn,
    /// The second step of signing in.
    Arriving,
    /// On the way to setting up a second factor, before which nothing is open (R15).
    Enrolment,
    /// The page of the address, for this person.
    Page(Option<AccountId>),
}

#[component]
pub(crate) fn Shell(children: ChildrenFn) -> impl IntoView {
    let location = use_location();
    let (path, search) = (location.pathname, location.search);
    let middle = Memo::new(move |_| match session().who.get() {
        Who::Unknown => Middle::Waiting,
        Who::Unreachable(error) => Middle::Unreachable(error),
        Who::Nobody if path.with(|path| OPEN_TO_ALL.contains(&path.as_str())) => Middle::Page(None),
        Who::Nobody => Middle::SignIn,
        Who::Arriving(_) if path.with(|path| LEGAL.contains(&path.as_str())) => Middle::Page(None),
        Who::Arriving(_) => Middle::Arriving,
        Who::Somebody(view) if view.enrolment_due && !path.with(|path| open_before_enrolment(path)) => {
            Middle::Enrolment
        }
        Who::Somebody(view) => Middle::Page(Some(view.user.id)),
    });
    // The router writes a new address into the window when it draws the page, which it does not do here.
    Effect::new(move |_| {
        let (path, search) = (path.get(), search.get());
        let address =
            if search.is_empty() { path } else { format!("{path}?{}", search.trim_start_matches('?')) };
        match middle.get() {
            Middle::SignIn | Middle::Arriving => write_address(&address),
            Middle::Waiting | Middle::Unreachable(_) | Middle::Enrolment | Middle::Page(_) => {}
        }
    });
    let content = move || match middle.get() {
        Middle::Waiting => view! { <Loading /> }.into_any(),
        Middle::Unreachable(error) => view! {
            <PageTitle text=t("shell-unreachable") />
            <ProblemNotice problem=Some(error) />
            <Button on_click=|_| api::reload()>{t("try-again")}</Button>
        }
        .into_any(),
        Middle::SignIn => view! { <SignIn /> }.into_any(),
        Middle::Arriving => view! { <Arriving /> }.into_any(),
        Middle::Enrolment => view! { <Enrolment /> }.into_any(),
        Middle::Page(_) => children().into_any(),
    };
    view! {
        <a class="ecl-link ecl-skip-link" href="#main" on:click=skip>
            {t("shell-skip")}
        </a>
        <TrainingBanner />
        <Header />
        <Navigation />
        <main id="main" class="ecl-container hilum-main" tabindex="-1">
            {content}
        </main>
        <Footer />
        <VerificationDialog />
        <SessionEnd />
    }
}

fn open_before_enrolment(path: &str) -> bool {
    path.starts_with(TWO_STEP) || OPEN_TO_ALL.contains(&path)
}

/// Leads to the setting-up, and keeps in the address what was wanted.
#[component]
fn Enrolment() -> impl IntoView {
    let location = use_location();
    let (path, search) = (location.pathname.get_untracked(), location.search.get_untracked());
    let wanted = if search.is_empty() { path } else { format!("{path}?{}", search.trim_start_matches('?')) };
    let navigate = use_navigate();
    Effect::new(move |_| {
        let options = NavigateOptions { replace: true, ..NavigateOptions::default() };
        navigate(&with_query(TWO_STEP, &[("return_to", &wanted)]), options);
    });
    view! { <Loading /> }
}

/// Adds a place to the browser's history, unless it is there already.
fn write_address(address: &str) {
    let window = window();
    let shown = window.location();
    let shown = shown.pathname().and_then(|path| Ok(path + &shown.search()?)).unwrap_or_default();
    if shown != address
        && let Ok(history) = window.history()
    {
        // Fails only for addresses of other sites.
        let _ = history.push_state_with_url(&wasm_bindgen::JsValue::NULL, "", Some(address));
    }
}

/// The router would take the fragment for a new address.
fn skip(event: web_sys::MouseEvent) {
    event.prevent_default();
    crate::ui::focus("main");
}
