use hilum_api_types::grants::GrantView;
use hilum_api_types::page::Page;
use hilum_api_types::problem::ErrorCode;
use hilum_catalogue::fold;
use hilum_domain::catalogue::PORTAL;
use hilum_domain::fact::{By, Fact, GrantEvent, Office};
use hilum_domain::grant::{self, Action, Grant, GrantStatus, may_read, status_at};
use hilum_domain::policy::PortalRole;
use hilum_domain::{AccountId, GrantId, Moment, OrganisationId};
use hilum_store::grants::{self, Filter, StoredGrant};
use hilum_store::idempotency::IdempotencyKey;
use hilum_store::{Author, Cursor, Db, Rows, Tx};

use super::ListGrants;
use crate::auth::Principal;
use crate::context::Context;
use crate::error::{ApiError, ApiResult};
use crate::facts::record;
use crate::features::data_views::{self, What};
use crate::http::conditions::{IfMatch, repeated};
use crate::http::paging;
use crate::names::Names;

pub(super) async fn list(
    context: &Context,
    principal: &Principal,
    query: ListGrants,
) -> ApiResult<Page<GrantView>> {
    let limit = paging::limit(query.limit);
    let cursor = paging::cursor(query.cursor.as_deref())?;
    let actor = &principal.actor;
    let decided: Vec<OrganisationId> = actor.decided_networks().collect();
    if !actor.reads_all_requests() && decided.is_empty() {
        return Err(ErrorCode::Forbidden.into());
    }
    let filter = Filter {
        account: None,
        networks: (!actor.reads_all_requests()).then_some(decided),
        network: query.network.map(OrganisationId),
        status: paging::choice("status", query.status.as_deref(), GrantStatus::parse)?,
        words: fold(&query.q.unwrap_or_default()).split_whitespace().take(8).map(str::to_owned).collect(),
    };
    page(&context.store.db(), principal, &filter, limit, cursor).await
}

pub(crate) async fn list_own(
    context: &Context,
    principal: &Principal,
    limit: u64,
    cursor: Option<Cursor>,
) -> ApiResult<Page<GrantView>> {
    let filter = Filter { account: Some(principal.id()), ..Filter::default() };
    page(&context.store.db(), principal, &filter, limit, cursor).await
}

async fn page(
    db: &Db<'_>,
    principal: &Principal,
    filter: &Filter,
    limit: u64,
    cursor: Option<Cursor>,
) -> ApiResult<Page<GrantView>> {
    let rows = grants::list(db, filter, limit, cursor, principal.now).await?;
    let names = names(db, &rows.items).await?;
    let views = rows.items.iter().filter_map(|stored| view(&names, principal, stored)).collect();
    Ok(paging::page(Rows { items: views, total: rows.total, next: rows.next, prev: rows.prev }))
}

async fn names<'c>(db: &'c Db<'_>, stored: &[StoredGrant]) -> ApiResult<Names<'c>> {
    Names::load(db, stored.iter().map(|g| g.grant.account)).await
}

async fn readable(db: &Db<'_>, principal: &Principal, id: GrantId) -> ApiResult<StoredGrant> {
    let found = grants::find(db, id).await?;
    found.filter(|stored| may_read(&stored.grant, &principal.actor)).ok_or_else(ApiError::not_found)
}

pub(super) async fn load(context: &Context, principal: &Principal, id: GrantId) -> ApiResult<GrantView> {
    let db = context.store.db();
    let stored = readable(&db, principal, id).await?;
    data_views::note(context, principal, stored.grant.account, What::Grant, id.into()).await?;
    shown(&db, principal, &stored).await
}

async fn shown(db: &Db<'_>, principal: &Principal, stored: &StoredGrant) -> ApiResult<GrantView> {
    let names = names(db, std::slice::from_ref(stored)).await?;
    view(&names, principal, stored).ok_or_else(ApiError::not_found)
}

pub(crate) fn view(names: &Names, principal: &Principal, stored: &StoredGrant) -> Option<GrantView> {
    let grant = &stored.grant;
    Some(GrantView {
        id: grant.id,
        status: status_at(grant, principal.now),
        version: stored.version,
        person: names.person(grant.account, true),
        application: names.application(&grant.application),
        organisation: names.organisation(grant.organisation)?,
        profile: names.profile(&grant.application, &grant.profile),
        valid_from: grant.valid_from,
        valid_until: grant.valid_until,
        created_at: stored.created_at,
        request: stored.request,
        allowed_actions: grant::allowed_actions(grant, &principal.actor, principal.now),
    })
}

pub(super) async fn activate(
    context: &Context,
    principal: &Principal,
    id: GrantId,
    seen: IfMatch,
    key: Option<IdempotencyKey>,
) -> ApiResult<GrantView> {
    let caller = principal.clone();
    let stored = context
        .store
        .write(principal.author(), async move |tx| {
            let principal = caller.with_rights_of(tx);
            let before = readable(tx, &principal, id).await?;
            if repeated(tx, principal.id(), key.as_ref(), id.into(), principal.now).await?.is_some() {
                return Ok(before);
            }
            seen.check(before.version)?;
            grant::permit(&before.grant, Action::Activate, &principal.actor, principal.now)?;
            let application = tx.catalogue().application(&before.grant.application);
            principal.demand(application.ok_or_else(ApiError::not_found)?.required_assurance)?;
            let event = grant::handle(&before.grant, Action::Activate, &principal.actor, principal.now)?;
            let by = By::person(principal.id(), Office::Helpdesk);
            carry_out(tx, &before, event, by, principal.now).await
        })
        .await?;
    shown(&context.store.db(), principal, &stored).await
}

/// State and fact, in the caller's transaction. Returns the grant as it is now.
async fn carry_out(
    tx: &Tx<'_>,
    before: &StoredGrant,
    event: grant::Event,
    by: By,
    now: Moment,
) -> ApiResult<StoredGrant> {
    let mut after: Grant = before.grant.clone();
    grant::apply(&mut after, &event);
    grants::update(tx, before, &after).await?;
    let fact = Fact::of_grant(after.clone(), before.request, by, GrantEvent::Changed(event));
    record(tx, [fact], now).await?;
    Ok(StoredGrant { grant: after, version: before.version + 1, ..before.clone() })
}

/// R7: where the application says so, what is approved is access at once.
pub(crate) async fn activate_by_itself(tx: &Tx<'_>, before: &StoredGrant, now: Moment) -> ApiResult<()> {
    carry_out(tx, before, grant::Event::Activated { valid_from: now }, By::SYSTEM, now).await.map(drop)
}

/// Writes down the end of everything whose time has come (R9). Access itself ended at that very moment: every
/// question about a right looks at the period. Returns how many ends were written.
pub(crate) async fn end_overdue(context: &Context) -> ApiResult<usize> {
    let now = context.now();
    let overdue = grants::overdue(&context.store.db(), now, 100).await?;
    let count = overdue.len();
    for id in overdue.into_iter().map(|stored| stored.grant.id) {
        let result: ApiResult<()> = context
            .store
            .write(Author::System, async move |tx| match grants::find(tx, id).await? {
                Some(before) => end_if_over(tx, &before, now).await,
                None => Ok(()),
            })
            .await;
        // The other node may have been faster; and one that cannot be ended now must not keep the others waiting.
        if let Err(error) = result {
            tracing::warn!(grant = %id, error = format!("{error:#}"), "the end of a grant was not written down");
        }
    }
    Ok(count)
}

/// Writes its end down where its time has come.
pub(crate) async fn end_if_over(tx: &Tx<'_>, before: &StoredGrant, now: Moment) -> ApiResult<()> {
    match grant::expire(&before.grant, now) {
        Some(event) => carry_out(tx, before, event, By::SYSTEM, now).await.map(drop),
        None => Ok(()),
    }
}

/// Ends everything that somebody who is erased holds or awaits.
pub(crate) async fn end_all(tx: &Tx<'_>, account: AccountId, by: By, now: Moment) -> ApiResult<()> {
    for before in grants::current_of(tx, account).await? {
        carry_out(tx, &before, grant::Event::Ended, by, now).await?;
    }
    Ok(())
}

/// R8: whoever is the last to decide for a network is not let go before somebody else can.
pub(crate) async fn refuse_last_coordinator(db: &Db<'_>, account: AccountId, now: Moment) -> ApiResult<()> {
    let actor = grants::actor(db, account, now).await?;
    let networks: Vec<OrganisationId> = actor.decided_networks().collect();
    let deciders = grants::deciders_of(db, &networks, now).await?;
    let Some(alone) =
        networks.into_iter().find(|network| deciders.get(network).is_none_or(|all| *all == [account]))
    else {
        return Ok(());
    };
    let label = db.catalogue().node(alone).map(|network| network.label.clone());
    Err(ApiError::Explained(ErrorCode::LastCoordinator, label.unwrap_or_default()))
}

/// Nor is the last who helps, administers or checks: nobody could let them in again.
pub(crate) async fn refuse_last_holder(db: &Db<'_>, account: AccountId, now: Moment) -> ApiResult<()> {
    let actor = grants::actor(db, account, now).await?;
    for role in PortalRole::ALL.iter().filter(|role| actor.has_role(**role)) {
        let holders = grants::holders(db, PORTAL, role.as_str(), now).await?;
        if holders == [account] {
            return Err(ApiError::Explained(ErrorCode::LastHolder, role.as_str().to_owned()));
        }
    }
    Ok(())
}
