//! Addresses and what is shown there.

use leptos::prelude::*;
use leptos_router::components::{FlatRoutes, Route, Router};
use leptos_router::path;

use crate::features::{
    home::Home, not_found::NotFound, privacy::Privacy, shell::Shell, support::Support, training::Mailbox,
};
use crate::parts::{Account, Joining, Later, Own, Requests, Staff, Wizard, later};
use crate::words;

/// The whole page; drawn anew when the language changes.
#[component]
pub(crate) fn App() -> impl IntoView {
    let drawn = move || {
        words::language().track();
        view! {
            <Shell>
                <Pages />
            </Shell>
        }
    };
    view! { <Router>{drawn}</Router> }
}

/// Every address of the page. Who may be there is decided by the server and, for signed-out people, by the shell.
#[component]
fn Pages() -> impl IntoView {
    view! {
        <FlatRoutes fallback=NotFound>
            <Route path=path!("/") view=Home />
            <Route path=path!("/request-access") view=|| later(Later::Wizard(Wizard::RequestAccess)) />
            <Route path=path!("/requests/:id/application") view=|| later(Later::Wizard(Wizard::Application)) />
            <Route path=path!("/requests/:id/organisation") view=|| later(Later::Wizard(Wizard::Organisation)) />
            <Route path=path!("/requests/:id/profile") view=|| later(Later::Wizard(Wizard::Profile)) />
            <Route path=path!("/requests/:id/recap") view=|| later(Later::Wizard(Wizard::Recap)) />
            <Route path=path!("/requests/:id/receipt") view=|| later(Later::Wizard(Wizard::Receipt)) />
            <Route path=path!("/requests/:id") view=|| later(Later::Requests(Requests::Request)) />
            <Route path=path!("/my-access") view=|| later(Later::Own(Own::MyAccess)) />
            <Route path=path!("/decide") view=|| later(Later::Requests(Requests::Dashboard)) />
            <Route path=path!("/activate") view=|| later(Later::Requests(Requests::ActivationQueue)) />
            <Route path=path!("/preferences") view=|| later(Later::Own(Own::Preferences)) />
            <Route path=path!("/preferences/:network") view=|| later(Later::Own(Own::PreferencesOfNetwork)) />
            <Route path=path!("/user-data") view=|| later(Later::Own(Own::UserData)) />
            <Route path=path!("/account") view=|| later(Later::Account(Account::Overview)) />
            <Route path=path!("/account/two-step") view=|| later(Later::Account(Account::TwoStep)) />
            <Route path=path!("/account/two-step/:kind") view=|| later(Later::Account(Account::TwoStepKind)) />
            <Route path=path!("/account/locked") view=|| later(Later::Account(Account::Locked)) />
            <Route path=path!("/account/closed") view=|| later(Later::Account(Account::Closed)) />
            <Route path=path!("/accounts") view=|| later(Later::Staff(Staff::Accounts)) />
            <Route path=path!("/accounts/:id") view=|| later(Later::Staff(Staff::Account)) />
            <Route path=path!("/deliveries") view=|| later(Later::Staff(Staff::Deliveries)) />
            <Route path=path!("/data-views") view=|| later(Later::Staff(Staff::DataViews)) />
            <Route path=path!("/training/mailbox") view=Mailbox />
            <Route path=path!("/register") view=|| later(Later::Joining(Joining::Register)) />
            <Route path=path!("/register/confirm") view=|| later(Later::Joining(Joining::ConfirmRegistration)) />
            <Route path=path!("/reset") view=|| later(Later::Joining(Joining::ResetPassword)) />
            <Route path=path!("/reset/confirm") view=|| later(Later::Joining(Joining::ConfirmReset)) />
            <Route path=path!("/email/confirm") view=|| later(Later::Joining(Joining::ConfirmEmail)) />
            <Route path=path!("/link") view=|| later(Later::Joining(Joining::LinkIdentity)) />
            <Route path=path!("/privacy") view=Privacy />
            <Route path=path!("/support") view=Support />
        </FlatRoutes>
    }
}
