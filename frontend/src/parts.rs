//! The program in parts. The first is what everybody needs: the frame, signing in, the home page. The others are fetched
//! when one of their pages is opened (`wasm_split`: what only they use goes with them), and kept by the browser.

use std::pin::pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, Waker};

use leptos::prelude::*;
use leptos::wasm_split::{SplitLoaderError, wasm_split};

use crate::api::Pending;
use crate::features::{
    account, accounts, activate, data_views, decide, deliveries, link, my_access, preferences, registration,
    request, two_step, user_data, wizard,
};
use crate::ui::{Button, Loading, Notice, NoticeKind, PageTitle, dynamic};
use crate::words::t;

/// A page that is not in the first part.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Later {
    Wizard(Wizard),
    Requests(Requests),
    Own(Own),
    Joining(Joining),
    Account(Account),
    Staff(Staff),
}

/// The four steps.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Wizard {
    RequestAccess,
    Application,
    Organisation,
    Profile,
    Recap,
    Receipt,
}

/// What is done with requests.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Requests {
    Request,
    Dashboard,
    ActivationQueue,
}

/// What one has and says about oneself.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Own {
    MyAccess,
    Preferences,
    PreferencesOfNetwork,
    UserData,
}

/// Getting an account, and back into it.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Joining {
    Register,
    ConfirmRegistration,
    ResetPassword,
    ConfirmReset,
    ConfirmEmail,
    LinkIdentity,
}

/// How one is known, and how that is set up.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Account {
    Overview,
    TwoStep,
    TwoStepKind,
    Locked,
    Closed,
}

/// For those who help and those who check.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Staff {
    Accounts,
    Account,
    DataViews,
    Deliveries,
}

impl Later {
    /// Its place in [`THERE`].
    fn part(self) -> usize {
        match self {
            Self::Wizard(_) => 0,
            Self::Requests(_) => 1,
            Self::Own(_) => 2,
            Self::Joining(_) => 3,
            Self::Account(_) => 4,
            Self::Staff(_) => 5,
        }
    }
}

/// Parts that are there.
static THERE: [AtomicBool; 6] = [const { AtomicBool::new(false) }; 6];

/// What a part gives for a page; nothing where it could not be fetched.
type Drawn = Result<AnyView, SplitLoaderError>;

#[wasm_split(wizard, wasm_split_path = leptos::wasm_split, preload(fetch_wizard), fallible)]
fn draw_wizard(page: Wizard) -> Drawn {
    Ok(match page {
        Wizard::RequestAccess => wizard::RequestAccess().into_any(),
        Wizard::Application => wizard::StepApplication().into_any(),
        Wizard::Organisation => wizard::StepOrganisation().into_any(),
        Wizard::Profile => wizard::StepProfile().into_any(),
        Wizard::Recap => wizard::StepRecap().into_any(),
        Wizard::Receipt => wizard::Receipt().into_any(),
    })
}

#[wasm_split(requests, wasm_split_path = leptos::wasm_split, preload(fetch_requests), fallible)]
fn draw_requests(page: Requests) -> Drawn {
    Ok(match page {
        Requests::Request => request::RequestPage().into_any(),
        Requests::Dashboard => decide::Dashboard().into_any(),
        Requests::ActivationQueue => activate::ActivationQueue().into_any(),
    })
}

#[wasm_split(own, wasm_split_path = leptos::wasm_split, preload(fetch_own), fallible)]
fn draw_own(page: Own) -> Drawn {
    Ok(match page {
        Own::MyAccess => my_access::MyAccess().into_any(),
        Own::Preferences => preferences::Preferences().into_any(),
        Own::PreferencesOfNetwork => preferences::PreferencesOfNetwork().into_any(),
        Own::UserData => user_data::UserData().into_any(),
    })
}

#[wasm_split(joining, wasm_split_path = leptos::wasm_split, preload(fetch_joining), fallible)]
fn draw_joining(page: Joining) -> Drawn {
    Ok(match page {
        Joining::Register => registration::Register().into_any(),
        Joining::ConfirmRegistration => registration::ConfirmRegistration().into_any(),
        Joining::ResetPassword => registration::ResetPassword().into_any(),
        Joining::ConfirmReset => registration::ConfirmReset().into_any(),
        Joining::ConfirmEmail => registration::ConfirmEmail().into_any(),
        Joining::LinkIdentity => link::LinkIdentity().into_any(),
    })
}

#[wasm_split(account, wasm_split_path = leptos::wasm_split, preload(fetch_account), fallible)]
fn draw_account(page: Account) -> Drawn {
    Ok(match page {
        Account::Overview => account::Account().into_any(),
        Account::TwoStep => two_step::TwoStep().into_any(),
        Account::TwoStepKind => two_step::TwoStepKind().into_any(),
        Account::Locked => account::AccountLocked().into_any(),
        Account::Closed => account::AccountClosed().into_any(),
    })
}

#[wasm_split(staff, wasm_split_path = leptos::wasm_split, preload(fetch_staff), fallible)]
fn draw_staff(page: Staff) -> Drawn {
    Ok(match page {
        Staff::Accounts => accounts::Accounts().into_any(),
        Staff::Account => accounts::AccountPage().into_any(),
        Staff::DataViews => data_views::DataViews().into_any(),
        Staff::Deliveries => deliveries::Deliveries().into_any(),
    })
}

fn draw(page: Later) -> Pending<Drawn> {
    match page {
        Later::Wizard(page) => Box::pin(draw_wizard(page)),
        Later::Requests(page) => Box::pin(draw_requests(page)),
        Later::Own(page) => Box::pin(draw_own(page)),
        Later::Joining(page) => Box::pin(draw_joining(page)),
        Later::Account(page) => Box::pin(draw_account(page)),
        Later::Staff(page) => Box::pin(draw_staff(page)),
    }
}

fn fetch(page: Later) -> Pending<Result<(), SplitLoaderError>> {
    match page {
        Later::Wizard(_) => Box::pin(fetch_wizard()),
        Later::Requests(_) => Box::pin(fetch_requests()),
        Later::Own(_) => Box::pin(fetch_own()),
        Later::Joining(_) => Box::pin(fetch_joining()),
        Later::Account(_) => Box::pin(fetch_account()),
        Later::Staff(_) => Box::pin(fetch_staff()),
    }
}

#[derive(Clone, Copy, PartialEq)]
enum State {
    Fetching,
    There,
    Failed,
}

/// The page, as soon as its part is there; meanwhile, that it is being fetched; where that fails, a way to try again.
pub(crate) fn later(page: Later) -> AnyView {
    let there = THERE[page.part()].load(Ordering::Relaxed);
    let state = RwSignal::new(if there { State::There } else { State::Fetching });
    let load = move || {
        crate::api::spawn(Box::pin(async move {
            let fetched = fetch(page).await.is_ok();
            THERE[page.part()].store(fetched, Ordering::Relaxed);
            state.try_set(if fetched { State::There } else { State::Failed }); // the reader may have gone on
        }));
    };
    if !there {
        load();
    }
    let again = Callback::new(move |()| {
        state.set(State::Fetching);
        load();
    });
    dynamic(move || match state.get() {
        State::Fetching => Loading().into_any(),
        State::There => at_once(draw(page)).unwrap_or_else(|| failed(again)),
        State::Failed => failed(again),
    })
}

/// The part is there, so there is nothing to wait for; and what is drawn belongs to whom draws it.
fn at_once(mut drawing: Pending<Drawn>) -> Option<AnyView> {
    match pin!(&mut drawing).as_mut().poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(drawn) => drawn.ok(),
        Poll::Pending => None,
    }
}

fn failed(again: Callback<()>) -> AnyView {
    view! {
        <PageTitle text=t("part-failed") />
        <Notice kind=NoticeKind::Error title=t("error-offline") live=true />
        <div class="hilum-actions">
            <Button on_click=move |_| again.run(())>{t("try-again")}</Button>
            // After an update of the portal the part has another address, which only a fresh page knows.
            <Button on_click=move |_| drop(window().location().reload())>{t("reload")}</Button>
        </div>
    }
    .into_any()
}
