use hilum_domain::policy::Capability;
use leptos::prelude::*;
use leptos_router::hooks::use_location;

use crate::session::session;
use crate::words::t;

/// The tabs; those that need a capability only for who has it.
#[component]
pub(super) fn Navigation() -> impl IntoView {
    let path = use_location().pathname;
    let tab = move |address: &'static str, text: String| {
        let current = move || path.with(|path| belongs(path, address)).then_some("page");
        view! {
            <li class="hilum-tabs__item">
                <a class="hilum-tabs__link" href=address aria-current=current>{text}</a>
            </li>
        }
    };
    let signed_in = Memo::new(|_| session().view().is_some() && !session().must_enrol());
    let decides = Memo::new(|_| session().can(Capability::Decide));
    let activates = Memo::new(|_| session().can(Capability::Activate));
    let audits = Memo::new(|_| session().can(Capability::Audit));
    move || {
        signed_in.get().then(|| {
            view! {
                <nav class="hilum-tabs" aria-label=t("shell-navigation")>
                    <ul class="ecl-container hilum-tabs__list">
                        {tab("/", t("shell-home"))}
                        {tab("/request-access", t("shell-request-access"))}
                        {tab("/my-access", t("shell-my-access"))}
                        {move || decides.get().then(|| tab("/decide", t("shell-decide")))}
                        {move || activates.get().then(|| tab("/activate", t("shell-activate")))}
                        {move || activates.get().then(|| tab("/accounts", t("accounts-title")))}
                        {move || audits.get().then(|| tab("/data-views", t("shell-data-views")))}
                        {tab("/user-data", t("shell-user-data"))}
                    </ul>
                </nav>
            }
        })
    }
}

/// Whether a page stands under a tab. The steps of a request belong to "Request access".
fn belongs(path: &str, tab: &str) -> bool {
    const STEPS: [&str; 5] = ["/application", "/organisation", "/profile", "/recap", "/receipt"];
    match tab {
        "/request-access" => {
            path == tab || path.starts_with("/requests/") && STEPS.iter().any(|step| path.ends_with(step))
        }
        "/user-data" => path == tab || path.starts_with("/preferences"),
        "/accounts" => path.starts_with(tab),
        _ => path == tab,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_steps_of_a_request_stand_under_asking_and_reading_one_does_not() {
        for (path, tab, stands) in [
            ("/requests/1/profile", "/request-access", true),
            ("/requests/1", "/request-access", false),
            ("/request-access", "/request-access", true),
            ("/preferences/ERN-RND", "/user-data", true),
            ("/accounts/1", "/accounts", true),
            ("/decide", "/", false),
        ] {
            assert_eq!(belongs(path, tab), stands, "{path} under {tab}");
        }
    }
}
