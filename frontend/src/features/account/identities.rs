use hilum_api_types::accounts::IdentityView;
use hilum_api_types::page::Page;
use hilum_api_types::paths;
use hilum_api_types::portal::ProviderRef;
use leptos::prelude::*;

use crate::api::{self, Load, with_query};
use crate::session::session;
use crate::ui::{ConfirmedChange, Table, focus, load_state};
use crate::words::{ago, date, t, t_args};

const HEADING: &str = "account-identities";

/// Other providers that know the person; nothing where this portal has none.
#[component]
pub(super) fn Identities() -> impl IntoView {
    let providers = Memo::new(|_| session().portal.get().map(|portal| portal.providers).unwrap_or_default());
    move || {
        let providers = providers.get();
        (!providers.is_empty()).then(|| view! { <Connected providers /> }.into_any())
    }
}

#[component]
fn Connected(providers: Vec<ProviderRef>) -> impl IntoView {
    let load = Load::new(|| api::get::<Page<IdentityView>>(paths::MY_IDENTITIES));
    let changed = Callback::new(move |()| {
        load.reload();
        focus(HEADING);
    });
    view! {
        <section aria-labelledby=HEADING>
            <h2 class="hilum-heading" id=HEADING tabindex="-1">{t("account-identities")}</h2>
            <p>{t("account-identities-text")}</p>
            {load_state(load, move |list| connected(list.items, &providers, changed))}
        </section>
    }
}

fn connected(items: Vec<IdentityView>, providers: &[ProviderRef], changed: Callback<()>) -> AnyView {
    let missing = providers.iter().filter(|provider| items.iter().all(|known| known.provider != provider.id));
    let connect = |provider: &ProviderRef| {
        let href = with_query(&paths::provider_sign_in(&provider.id), &[("return_to", "/account")]);
        let text = t_args("account-identity-connect", &[("name", &provider.name)]);
        view! { <p><a class="ecl-link" href=href rel="external">{text}</a></p> }.into_any()
    };
    let connects = missing.map(connect).collect_view();
    let headings = vec![
        t("account-identity-name"),
        t("account-identity-since"),
        t("account-identity-used"),
        t("account-identity-remove"),
    ];
    let table = (!items.is_empty()).then(|| {
        let rows = items.into_iter().map(|identity| row(identity, changed)).collect();
        view! { <Table caption=t("account-identities") headings rows /> }
    });
    view! {
        {table}
        {connects}
    }
    .into_any()
}

fn row(identity: IdentityView, changed: Callback<()>) -> Vec<AnyView> {
    let named = |key: &str| t_args(key, &[("name", &identity.name)]);
    let remove = if identity.removable {
        view! {
            <ConfirmedChange
                text=t("account-identity-remove")
                label=named("account-identity-remove-name")
                title=named("account-identity-remove-name")
                told=named("account-identity-remove-told")
                confirm=t("account-identity-remove")
                path=paths::my_identity(identity.id)
                on_done=move |_| changed.run(())
            />
        }
        .into_any()
    } else {
        view! { <span class="hilum-list-minor">{t("account-identity-only")}</span> }.into_any()
    };
    vec![
        identity.name.into_any(),
        date(identity.created_at).into_any(),
        ago(identity.last_used_at).into_any(),
        remove,
    ]
}
