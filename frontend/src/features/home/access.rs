use std::collections::BTreeMap;

use hilum_api_types::grants::GrantView;
use hilum_domain::grant::GrantStatus;
use leptos::prelude::*;

use crate::features::stage::GrantBadge;
use crate::ui::{Empty, LinkButton, Variant};
use crate::words::{date, t, t_args};

/// What I hold or shall hold, one card per application. What has ended is on "My access".
pub(super) fn access(grants: Vec<GrantView>) -> AnyView {
    let mut applications: BTreeMap<String, Vec<GrantView>> = BTreeMap::new();
    for grant in grants.into_iter().filter(|grant| grant.status != GrantStatus::Ended) {
        applications.entry(grant.application.name.clone()).or_default().push(grant);
    }
    if applications.is_empty() {
        return view! {
            <Empty text=t("home-access-none")>
                <LinkButton href="/request-access" variant=Variant::Primary>{t("home-request")}</LinkButton>
            </Empty>
        }
        .into_any();
    }
    let card = |(name, grants): (String, Vec<GrantView>)| {
        view! {
            <article class="hilum-card">
                <h3 class="hilum-card__title">{name}</h3>
                <ul class="hilum-rows">{grants.into_iter().map(row).collect_view()}</ul>
            </article>
        }
    };
    view! { <div class="hilum-cards">{applications.into_iter().map(card).collect_view()}</div> }.into_any()
}

fn row(grant: GrantView) -> impl IntoView {
    let network = grant.organisation.path.first().map(|node| node.label.clone());
    let network = network.filter(|label| *label != grant.organisation.label);
    let until = grant.valid_until.map(|until| t_args("home-access-until", &[("date", &date(until))]));
    view! {
        <li class="hilum-rows__row">
            <div class="hilum-rows__main">
                <strong>{grant.profile.name}</strong>
                " "
                {grant.organisation.label}
                <div class="hilum-quiet">{network} {until.map(|until| [" · ", &until].concat())}</div>
            </div>
            <GrantBadge status=grant.status />
        </li>
    }
}
