//! Addresses and what is shown there.

use leptos::prelude::*;
use leptos_router::components::{FlatRoutes, Route, Router};
use leptos_router::path;

use crate::features::{
    activate::ActivationQueue,
    decide::Dashboard,
    home::Home,
    my_access::MyAccess,
    preferences::{Preferences, PreferencesOfNetwork},
    privacy::Privacy,
    request::RequestPage,
    shell::{NotFound, Shell},
    support::Support,
    training::Mailbox,
    user_data::UserData,
    wizard::{Receipt, RequestAccess, StepApplication, StepOrganisation, StepProfile, StepRecap},
};
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
            <Route path=path!("/request-access") view=RequestAccess />
            <Route path=path!("/requests/:id/application") view=StepApplication />
            <Route path=path!("/requests/:id/organisation") view=StepOrganisation />
            <Route path=path!("/requests/:id/profile") view=StepProfile />
            <Route path=path!("/requests/:id/recap") view=StepRecap />
            <Route path=path!("/requests/:id/receipt") view=Receipt />
            <Route path=path!("/requests/:id") view=RequestPage />
            <Route path=path!("/my-access") view=MyAccess />
            <Route path=path!("/decide") view=Dashboard />
            <Route path=path!("/activate") view=ActivationQueue />
            <Route path=path!("/preferences") view=Preferences />
            <Route path=path!("/preferences/:network") view=PreferencesOfNetwork />
            <Route path=path!("/user-data") view=UserData />
            <Route path=path!("/training/mailbox") view=Mailbox />
            <Route path=path!("/privacy") view=Privacy />
            <Route path=path!("/support") view=Support />
        </FlatRoutes>
    }
}
