//! The first page: what I may use, where my requests are, what waits for me.

use hilum_api_types::access_requests::AccessRequestSummary;
use hilum_api_types::applications::ApplicationView;
use hilum_api_types::grants::GrantView;
use hilum_api_types::page::Page;
use hilum_api_types::paths;
use leptos::prelude::*;

use crate::api::{self, Load, with_query};
use crate::features::sign_in::SignInError;
use crate::features::verification::SecondFactorDue;
use crate::session::session;
use crate::ui::{Notice, NoticeKind, PageTitle, load_state};
use crate::words::{t, t_args};

mod access;
mod choose_application;
mod requests;
mod waiting;

use access::access;
use choose_application::ChooseApplication;
use requests::requests;
use waiting::Waiting;

#[component]
pub(crate) fn Home() -> impl IntoView {
    let name = Memo::new(|_| {
        session()
            .view()
            .map(|view| format!("{} {}", view.user.first_name, view.user.last_name))
            .unwrap_or_default()
    });
    let grants = Load::new(|| api::get::<Page<GrantView>>(paths::MY_GRANTS));
    let mine = Load::new(|| async {
        api::get::<Page<AccessRequestSummary>>(&with_query(
            paths::ACCESS_REQUESTS,
            &[("view", "mine"), ("limit", "10")],
        ))
        .await
    });
    let applications = Load::new(|| api::get::<Page<ApplicationView>>(paths::APPLICATIONS));
    let title = Signal::derive(move || t_args("home-title", &[("name", &name.get())]));
    view! {
        <PageTitle text=title />
        <SignInError />
        <SecondFactorDue />
        <PreferencesDue />
        <Waiting />
        <section aria-labelledby="home-access">
            <h2 class="hilum-heading" id="home-access">{t("home-access")}</h2>
            {load_state(grants, |page| access(page.items))}
        </section>
        <section aria-labelledby="home-requests">
            <h2 class="hilum-heading" id="home-requests">{t("home-requests")}</h2>
            {load_state(mine, |page| requests(page.items))}
        </section>
        <section aria-labelledby="home-applications">
            <h2 class="hilum-heading" id="home-applications">{t("home-applications")}</h2>
            {load_state(applications, move |page| view! { <ChooseApplication applications=page.items grants /> })}
        </section>
    }
}

/// Colleagues find an expert by role and thematic areas: ask for them where they are missing.
#[component]
fn PreferencesDue() -> impl IntoView {
    move || {
        let due = session().view().map(|view| view.preferences_due).unwrap_or_default();
        let line = |network: &hilum_api_types::organisations::NodeRef| {
            let href = format!("/preferences/{}", network.id);
            let text = t_args("home-preferences-link", &[("network", &network.label)]);
            view! { <li><a class="ecl-link" href=href>{text}</a></li> }
        };
        (!due.is_empty()).then(|| {
            view! {
                <Notice kind=NoticeKind::Warning title=t("home-preferences-due")>
                    <ul class="hilum-plain-list">{due.iter().map(line).collect_view()}</ul>
                </Notice>
            }
        })
    }
}
