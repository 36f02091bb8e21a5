//! Ways in without Hilum's own password.

use hilum_api_types::paths;
use leptos::prelude::*;
use leptos_router::hooks::{use_location, use_navigate};

use super::form::lead_to_preferences;
use crate::api::{self, ApiError, with_query};
use crate::entry::{self, PasskeyError};
use crate::session::session;
use crate::ui::{Button, Notice, NoticeKind, ProblemNotice};
use crate::webauthn::{self, Here};
use crate::words::{t, t_args};

/// Nothing where the portal has no passkeys.
#[component]
pub(super) fn PasskeySignIn() -> impl IntoView {
    move || match webauthn::here() {
        Here::NotConfigured => ().into_any(),
        Here::NotSupported => view! { <p class="ecl-help-block">{t("passkey-not-supported")}</p> }.into_any(),
        Here::WrongAddress => elsewhere(),
        Here::Yes => view! { <PasskeyButton /> }.into_any(),
    }
}

#[component]
fn PasskeyButton() -> impl IntoView {
    let problem = RwSignal::new(None::<ApiError>);
    let refused = RwSignal::new(None::<String>);
    let busy = RwSignal::new(false);
    let navigate = use_navigate();
    let sign_in = move |_| {
        let navigate = navigate.clone();
        problem.set(None);
        refused.set(None);
        api::run(busy, async move {
            match entry::sign_in_with_passkey().await {
                Ok(()) => lead_to_preferences(navigate),
                Err(PasskeyError::Refused(refusal)) => drop(refused.try_set(Some(refusal.text()))),
                Err(PasskeyError::Api(error)) => drop(problem.try_set(Some(error))),
            }
        });
    };
    view! {
        <ProblemNotice problem />
        {move || refused.get().map(|text| view! {
            <Notice kind=NoticeKind::Warning title=text live=true />
        }.into_any())}
        <p><Button busy on_click=sign_in>{t("sign-in-passkey")}</Button></p>
    }
}

/// Passkeys are bound to a name: at another address of the same portal, such as an IP address, there are none.
pub(crate) fn elsewhere() -> AnyView {
    let name = session().portal.get().and_then(|portal| portal.passkeys).unwrap_or_default();
    let location = window().location();
    let port = location.port().ok().filter(|port| !port.is_empty()).map(|port| format!(":{port}"));
    let protocol = location.protocol().unwrap_or_default();
    let address = format!("{protocol}//{name}{}/", port.unwrap_or_default());
    view! {
        <p class="ecl-help-block">
            {t_args("sign-in-passkey-address", &[("name", &name)])} " "
            <a class="ecl-link" rel="external" href=address.clone()>{address.clone()}</a>
        </p>
    }
    .into_any()
}

/// The other identity providers of this portal. People look for EU Login: say why it is not there rather than leave it
/// out.
#[component]
pub(crate) fn ProviderLinks() -> impl IntoView {
    let location = use_location();
    move || {
        let providers = session().portal.get().map(|portal| portal.providers).unwrap_or_default();
        if providers.is_empty() {
            return view! {
                <button class="ecl-button ecl-button--secondary" type="button" disabled aria-describedby="eu-login-why">
                    {t_args("sign-in-provider", &[("name", "EU Login")])}
                </button>
                <p class="ecl-help-block" id="eu-login-why">{t("sign-in-eu-login-missing")}</p>
            }
            .into_any();
        }
        let here = [location.pathname.get(), without_error(&location.search.get())].concat();
        let link = |provider: hilum_api_types::portal::ProviderRef| {
            let address = with_query(&paths::provider_sign_in(&provider.id), &[("return_to", &here)]);
            // Not a page of ours: the router leaves external links alone.
            view! {
                <a class="ecl-link ecl-link--secondary hilum-link-button" rel="external" href=address>
                    {t_args("sign-in-provider", &[("name", &provider.name)])}
                </a>
            }
        };
        view! { <div class="hilum-providers">{providers.into_iter().map(link).collect_view()}</div> }
            .into_any()
    }
}

/// The query of an address that a failed sign-in came back to.
fn without_error(search: &str) -> String {
    let search = search.trim_start_matches('?');
    let pairs: Vec<&str> =
        search.split('&').filter(|pair| !pair.is_empty() && !pair.starts_with(super::ERROR)).collect();
    if pairs.is_empty() { String::new() } else { format!("?{}", pairs.join("&")) }
}
