//! The helpdesk finds a person by the support code that they read aloud.

use hilum_api_types::accounts::AccountView;
use hilum_api_types::paths;
use hilum_domain::AccountId;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

use crate::api::{self, ApiError};
use crate::ui::{Breadcrumb, FieldKind, Form, FormField, PageTitle};
use crate::words::t;

mod person;

pub(crate) use person::AccountPage;

const ACCOUNTS: &str = "/accounts";

/// The page of an account.
pub(crate) fn address(id: AccountId) -> String {
    format!("{ACCOUNTS}/{id}")
}

#[component]
pub(crate) fn Accounts() -> impl IntoView {
    let problem = RwSignal::new(None::<ApiError>);
    let navigate = use_navigate();
    let open = move |answer: String| match api::read::<AccountView>(answer) {
        Ok(account) => navigate(&address(account.id), NavigateOptions::default()),
        Err(error) => drop(problem.try_set(Some(error))),
    };
    let code = FormField::new("code", t("accounts-code"), FieldKind::Text("off"));
    view! {
        <Breadcrumb trail=vec![(t("shell-home"), "/".to_owned())] current=t("accounts-title") />
        <PageTitle text=t("accounts-title") />
        <p class="hilum-lead">{t("accounts-lead")}</p>
        <Form
            fields=vec![code.hint(t("accounts-code-hint"))]
            path=paths::SUPPORT_CODE_LOOKUPS
            submit=t("accounts-find")
            on_done=open
            problem
        />
        <p>{t("accounts-without")}</p>
    }
}
