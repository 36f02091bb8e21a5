//! The access that came of a request.

use hilum_api_types::grants::GrantView;
use hilum_domain::grant::GrantStatus;
use leptos::prelude::*;

use crate::features::stage::GrantBadge;
use crate::ui::Table;
use crate::words::{date_time, t};

pub(super) fn grants(grants: &[GrantView]) -> Option<AnyView> {
    if grants.is_empty() {
        return None;
    }
    let headings = ["request-item-name", "request-item-status", "request-grant-from", "request-grant-until"];
    let row = |grant: &GrantView| {
        let from = match (grant.valid_from, grant.status) {
            (Some(from), _) => date_time(from),
            (None, GrantStatus::AwaitingActivation) => t("request-grant-awaiting"),
            (None, GrantStatus::Active | GrantStatus::Suspended | GrantStatus::Ended) => String::new(),
        };
        vec![
            view! { <strong>{grant.profile.name.clone()}</strong> }.into_any(),
            view! { <GrantBadge status=grant.status /> }.into_any(),
            from.into_any(),
            grant.valid_until.map_or_else(|| t("request-grant-no-end"), date_time).into_any(),
        ]
    };
    let rows = grants.iter().map(row).collect();
    let section = view! {
        <section aria-labelledby="request-grants">
            <h2 class="hilum-heading" id="request-grants">{t("request-grants")}</h2>
            <Table caption=t("request-grants") headings=headings.map(t).to_vec() rows />
        </section>
    };
    Some(section.into_any())
}
