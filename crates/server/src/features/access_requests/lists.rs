//! Lists of requests, each for those whom its view is for.

use chrono::TimeDelta;
use hilum_api_types::access_requests::{AccessRequestSummary, RequestListView};
use hilum_api_types::page::Page;
use hilum_api_types::problem::ErrorCode;
use hilum_catalogue::fold;
use hilum_domain::OrganisationId;
use hilum_domain::access_request::RequestStatus;
use hilum_domain::policy::Capability;
use hilum_store::access_requests::{self, Filter, Scope};

use super::{ListAccessRequests, views};
use crate::auth::Principal;
use crate::context::Context;
use crate::error::ApiResult;
use crate::http::paging;

pub(super) async fn list(
    context: &Context,
    principal: &Principal,
    query: ListAccessRequests,
) -> ApiResult<Page<AccessRequestSummary>> {
    let limit = paging::limit(query.limit);
    let cursor = paging::cursor(query.cursor.as_deref())?;
    let status = paging::choice("status", query.status.as_deref(), RequestStatus::parse)?;
    let view = query.view;
    let scope = scope(view, principal)?;
    let statuses = match (status, view) {
        (Some(status), _) => vec![status],
        (None, RequestListView::ToDecide) => vec![RequestStatus::Submitted],
        (None, RequestListView::Mine | RequestListView::ToActivate | RequestListView::All) => Vec::new(),
    };
    let filter = Filter {
        statuses,
        country: query.country.filter(|c| !c.is_empty()),
        organisation: query.organisation.map(OrganisationId),
        profile: query.profile.filter(|p| !p.is_empty()),
        submitted_until: query.older_than_days.map(|days| principal.now - TimeDelta::days(days.into())),
        words: fold(&query.q.unwrap_or_default()).split_whitespace().take(8).map(str::to_owned).collect(),
    };
    let newest_first = match view {
        RequestListView::Mine | RequestListView::All => true,
        RequestListView::ToDecide | RequestListView::ToActivate => false,
    };
    let db = context.store.db();
    let rows = access_requests::list(&db, &scope, &filter, newest_first, limit, cursor).await?;
    let (items, page) = (rows.items.clone(), paging::page(rows));
    let items = views::summaries(&db, principal, items).await?;
    Ok(Page { items, total: page.total, from: None, next: page.next, prev: page.prev })
}

/// The same rule as for single requests, said once more for lists (invariant 10).
fn scope(view: RequestListView, principal: &Principal) -> ApiResult<Scope> {
    let actor = &principal.actor;
    match view {
        RequestListView::Mine => Ok(Scope::Applicant(principal.id())),
        RequestListView::ToDecide if actor.can(Capability::Decide) => {
            Ok(Scope::Networks(actor.decided_networks().collect()))
        }
        RequestListView::ToActivate if actor.can(Capability::Activate) => Ok(Scope::AwaitingActivation),
        RequestListView::All if actor.reads_all_requests() => Ok(Scope::All),
        RequestListView::ToDecide | RequestListView::ToActivate | RequestListView::All => {
            Err(ErrorCode::Forbidden.into())
        }
    }
}
