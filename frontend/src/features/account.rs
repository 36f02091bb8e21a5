//! My account: how one is verified, what one signs in with, where one is signed in, and help in an emergency.

use leptos::prelude::*;

use crate::ui::{Breadcrumb, LinkButton, PageTitle};
use crate::words::t;

pub(crate) mod browser;
mod credentials;
mod emergency;
mod factors;
mod farewell;
mod identities;
mod sessions;
mod support_code;

use credentials::{EmailChange, PasswordChange};
use emergency::Emergency;
use factors::Factors;
pub(crate) use farewell::{AccountClosed, AccountLocked};
use identities::Identities;
use sessions::Sessions;
use support_code::SupportCode;

#[component]
pub(crate) fn Account() -> impl IntoView {
    view! {
        <Breadcrumb trail=vec![(t("shell-home"), "/".to_owned())] current=t("account-title") />
        <PageTitle text=t("account-title") />
        <p class="hilum-lead">{t("account-lead")}</p>
        <Factors />
        <Identities />
        <section aria-labelledby="account-password">
            <h2 class="hilum-heading" id="account-password">{t("account-password")}</h2>
            <PasswordChange />
        </section>
        <section aria-labelledby="account-email">
            <h2 class="hilum-heading" id="account-email">{t("account-email")}</h2>
            <EmailChange />
        </section>
        <Sessions />
        <SupportCode />
        <Emergency />
        <section aria-labelledby="account-data">
            <h2 class="hilum-heading" id="account-data">{t("account-data")}</h2>
            <p>{t("account-data-text")}</p>
            <p class="hilum-actions">
                <LinkButton href="/user-data">{t("shell-user-data")}</LinkButton>
                <LinkButton href="/user-data#close">{t("account-close")}</LinkButton>
            </p>
        </section>
    }
}
