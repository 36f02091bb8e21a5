//! Access requests: their state, their lists.

use std::collections::HashMap;

use hilum_domain::access_request::{AccessRequest, Draft, Item, ItemStatus, RequestStatus};
use hilum_domain::{AccountId, Moment, OrganisationId, RequestId};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, EntityTrait, JoinType, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    Select, Set,
};
use uuid::Uuid;

use crate::entity::{access_request, grant, request_item};
use crate::page::Listing;
use crate::{Cursor, Db, Rows, StoreError, Tx, catalogue, contains, from_json, parsed, to_json};

mod forgetting;
mod holdings;

pub use forgetting::{count_forgotten_drafts, delete_forgotten_drafts, erase_words, places_of};
pub use holdings::holdings;

/// A request with what the database adds to it.
#[derive(Clone, Debug, PartialEq)]
pub struct StoredRequest {
    pub request: AccessRequest,
    pub created_at: Moment,
    pub submitted_at: Option<Moment>,
    /// When its status last changed.
    pub stage_since: Moment,
    pub version: i64,
}

pub async fn find(db: &Db<'_>, id: RequestId) -> Result<Option<StoredRequest>, StoreError> {
    let items = access_request::Entity::belongs_to(request_item::Entity)
        .from(access_request::Column::Id)
        .to(request_item::Column::RequestId);
    let rows = access_request::Entity::find_by_id(Uuid::from(id))
        .join(JoinType::LeftJoin, items.into())
        .select_also(request_item::Entity)
        .order_by_asc(request_item::Column::Position)
        .all(db.connection())
        .await?;
    let (mut requests, items): (Vec<_>, Vec<Option<_>>) = rows.into_iter().unzip();
    requests.truncate(1);
    Ok(join(requests, items.into_iter().flatten().collect())?.pop())
}

async fn with_items(db: &Db<'_>, rows: Vec<access_request::Model>) -> Result<Vec<StoredRequest>, StoreError> {
    use request_item::Column;
    let items = request_item::Entity::find()
        .filter(Column::RequestId.is_in(rows.iter().map(|r| r.id)))
        .order_by_asc(Column::Position)
        .all(db.connection())
        .await?;
    join(rows, items)
}

/// Everything one person ever asked for, drafts included, oldest first: two queries, however many there are.
pub async fn of_applicant(db: &Db<'_>, applicant: AccountId) -> Result<Vec<StoredRequest>, StoreError> {
    use access_request::Column;
    let theirs = access_request::Entity::find().filter(Column::ApplicantId.eq(Uuid::from(applicant)));
    let ids = theirs.clone().select_only().column(Column::Id).into_query();
    let items = request_item::Entity::find()
        .filter(request_item::Column::RequestId.in_subquery(ids))
        .order_by_asc(request_item::Column::Position)
        .all(db.connection())
        .await?;
    let rows = theirs.order_by_asc(Column::CreatedAt).order_by_asc(Column::Id).all(db.connection()).await?;
    join(rows, items)
}

/// Drafts that somebody has not submitted yet.
pub async fn count_drafts(db: &Db<'_>, applicant: AccountId) -> Result<u64, StoreError> {
    use access_request::Column;
    let theirs = access_request::Entity::find().filter(Column::ApplicantId.eq(Uuid::from(applicant)));
    Ok(theirs.filter(Column::Status.eq(RequestStatus::Draft.as_str())).count(db.connection()).await?)
}

fn join(
    rows: Vec<access_request::Model>,
    items: Vec<request_item::Model>,
) -> Result<Vec<StoredRequest>, StoreError> {
    let mut by_request: HashMap<Uuid, Vec<Item>> = HashMap::new();
    for row in items {
        by_request.entry(row.request_id).or_default().push(Item {
            id: row.id.into(),
            profile: row.profile,
            level: catalogue::level(&row.level)?,
            requires: from_json(row.requires, "request_items.requires")?,
            status: parsed(ItemStatus::parse(&row.status), "request_items.status")?,
        });
    }
    rows.into_iter().map(|row| stored(by_request.remove(&row.id).unwrap_or_default(), row)).collect()
}

fn stored(items: Vec<Item>, row: access_request::Model) -> Result<StoredRequest, StoreError> {
    let draft = Draft {
        application: row.application,
        organisation: row.organisation_id.map(OrganisationId),
        profiles: from_json(row.profiles, "access_requests.profiles")?,
        comment: row.comment,
        requested_until: row.requested_until,
    };
    let request = AccessRequest {
        id: row.id.into(),
        applicant: row.applicant_id.into(),
        status: parsed(RequestStatus::parse(&row.status), "access_requests.status")?,
        draft,
        network: row.network_id.map(OrganisationId),
        items,
    };
    Ok(StoredRequest {
        request,
        created_at: row.created_at,
        submitted_at: row.submitted_at,
        stage_since: row.stage_since,
        version: row.version,
    })
}

fn columns(request: &AccessRequest) -> access_request::ActiveModel {
    let draft = &request.draft;
    access_request::ActiveModel {
        status: Set(request.status.as_str().to_owned()),
        application: Set(draft.application.clone()),
        organisation_id: Set(draft.organisation.map(Uuid::from)),
        profiles: Set(to_json(&draft.profiles)),
        comment: Set(draft.comment.clone()),
        requested_until: Set(draft.requested_until),
        network_id: Set(request.network.map(Uuid::from)),
        ..Default::default()
    }
}

/// A new draft.
pub async fn insert(tx: &Tx<'_>, request: AccessRequest, now: Moment) -> Result<StoredRequest, StoreError> {
    let row = access_request::ActiveModel {
        id: Set(request.id.into()),
        applicant_id: Set(request.applicant.into()),
        country: Set(None),
        search_text: Set(String::new()),
        created_at: Set(now),
        submitted_at: Set(None),
        stage_since: Set(now),
        updated_at: Set(Some(now)),
        version: Set(1),
        ..columns(&request)
    };
    tx.later(access_request::Entity::insert(row)).await?;
    Ok(StoredRequest { request, created_at: now, submitted_at: None, stage_since: now, version: 1 })
}

/// What is copied into the request when it is submitted, for the lists.
#[derive(Clone, Debug)]
pub struct SubmissionDetails {
    pub country: Option<String>,
    /// Folded: applicant, organisation.
    pub search_text: String,
    /// Where each item counts as held, by profile code (R4).
    pub scopes: HashMap<String, OrganisationId>,
}

/// Writes the changed state over version `before.version`, and returns it as it is stored now; `Conflict` when that is no
/// longer the current one (R12).
pub async fn update(
    tx: &Tx<'_>,
    before: &StoredRequest,
    after: AccessRequest,
    submission: Option<&SubmissionDetails>,
    now: Moment,
) -> Result<StoredRequest, StoreError> {
    use access_request::Column;
    let mut row = columns(&after);
    row.version = Set(before.version + 1);
    row.updated_at = Set(Some(now));
    if before.request.status != after.status {
        row.stage_since = Set(now);
    }
    if let Some(details) = submission {
        row.submitted_at = Set(Some(now));
        row.country = Set(details.country.clone());
        row.search_text = Set(details.search_text.clone());
    }
    let id = Uuid::from(after.id);
    let changed = access_request::Entity::update_many()
        .set(row)
        .filter(Column::Id.eq(id))
        .filter(Column::Version.eq(before.version));
    tx.later_over(changed).await?;
    match submission {
        Some(details) => replace_items(tx, &before.request, &after, details).await?,
        None => update_item_statuses(tx, &before.request.items, &after.items).await?,
    }
    Ok(StoredRequest {
        stage_since: if before.request.status == after.status { before.stage_since } else { now },
        submitted_at: if submission.is_some() { Some(now) } else { before.submitted_at },
        created_at: before.created_at,
        version: before.version + 1,
        request: after,
    })
}

async fn replace_items(
    tx: &Tx<'_>,
    before: &AccessRequest,
    request: &AccessRequest,
    details: &SubmissionDetails,
) -> Result<(), StoreError> {
    use request_item::Column;
    let id = Uuid::from(request.id);
    if !before.items.is_empty() {
        tx.later(request_item::Entity::delete_many().filter(Column::RequestId.eq(id))).await?;
    }
    let (Some(application), Some(organisation), Some(network)) =
        (&request.draft.application, request.draft.organisation, request.network)
    else {
        return Err(StoreError::Corrupt("a submitted request without application, organisation or network"));
    };
    let rows = request.items.iter().zip(0_i64..).map(|(item, position)| request_item::ActiveModel {
        id: Set(item.id.into()),
        request_id: Set(id),
        applicant_id: Set(request.applicant.into()),
        application: Set(application.clone()),
        organisation_id: Set(organisation.into()),
        network_id: Set(network.into()),
        scope_id: Set(details.scopes.get(&item.profile).copied().unwrap_or(organisation).into()),
        profile: Set(item.profile.clone()),
        level: Set(item.level.as_str().to_owned()),
        requires: Set(to_json(&item.requires)),
        status: Set(item.status.as_str().to_owned()),
        position: Set(position),
    });
    tx.later(request_item::Entity::insert_many(rows)).await?;
    Ok(())
}

async fn update_item_statuses(tx: &Tx<'_>, before: &[Item], after: &[Item]) -> Result<(), StoreError> {
    use request_item::Column;
    for (_, item) in before.iter().zip(after).filter(|(old, new)| old.status != new.status) {
        let decided = request_item::Entity::update_many()
            .col_expr(Column::Status, Expr::value(item.status.as_str()))
            .filter(Column::Id.eq(Uuid::from(item.id)));
        tx.later(decided).await?;
    }
    Ok(())
}

/// A discarded draft leaves no trace.
pub async fn delete(tx: &Tx<'_>, before: &StoredRequest) -> Result<(), StoreError> {
    use access_request::Column;
    let deleted = access_request::Entity::delete_many()
        .filter(Column::Id.eq(Uuid::from(before.request.id)))
        .filter(Column::Version.eq(before.version));
    tx.later_over(deleted).await
}

/// Whose requests to list.
#[derive(Clone, Debug, PartialEq)]
pub enum Scope {
    /// One person's own, drafts included.
    Applicant(AccountId),
    /// Those of some networks, once submitted.
    Networks(Vec<OrganisationId>),
    /// Those with a grant that awaits activation.
    AwaitingActivation,
    All,
}

/// Which of them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Filter {
    pub statuses: Vec<RequestStatus>,
    /// ISO 3166-1 alpha-2.
    pub country: Option<String>,
    pub organisation: Option<OrganisationId>,
    pub profile: Option<String>,
    /// Submitted at that moment or before.
    pub submitted_until: Option<Moment>,
    /// Folded words, all of which must occur.
    pub words: Vec<String>,
}

pub async fn list(
    db: &Db<'_>,
    scope: &Scope,
    filter: &Filter,
    newest_first: bool,
    limit: u64,
    cursor: Option<Cursor>,
) -> Result<Rows<StoredRequest>, StoreError> {
    use access_request::Column;
    let query = filtered(scoped(scope), filter);
    let own = matches!(scope, Scope::Applicant(_));
    let at = if own { Column::CreatedAt } else { Column::SubmittedAt };
    let listing = Listing { query, at, id: Column::Id, newest_first };
    let place = |row: &access_request::Model| {
        (if own { row.created_at } else { row.submitted_at.unwrap_or(row.created_at) }, row.id)
    };
    let rows = listing.page(db, limit, cursor, place).await?;
    let items = with_items(db, rows.items).await?;
    Ok(Rows { items, total: rows.total, next: rows.next, prev: rows.prev })
}

fn scoped(scope: &Scope) -> Select<access_request::Entity> {
    use access_request::Column;
    let query = access_request::Entity::find();
    match scope {
        Scope::Applicant(account) => query.filter(Column::ApplicantId.eq(Uuid::from(*account))),
        Scope::Networks(networks) => {
            let theirs = Column::NetworkId.is_in(networks.iter().map(|n| n.0));
            query.filter(theirs).filter(Column::SubmittedAt.is_not_null())
        }
        Scope::AwaitingActivation => {
            let waiting = grant::Entity::find()
                .select_only()
                .column(grant::Column::RequestId)
                .filter(grant::Column::Status.eq("awaiting_activation"))
                .filter(grant::Column::RequestId.is_not_null())
                .into_query();
            query.filter(Column::Id.in_subquery(waiting))
        }
        Scope::All => query.filter(Column::SubmittedAt.is_not_null()),
    }
}

fn filtered(mut query: Select<access_request::Entity>, filter: &Filter) -> Select<access_request::Entity> {
    use access_request::Column;
    if !filter.statuses.is_empty() {
        query = query.filter(Column::Status.is_in(filter.statuses.iter().map(|s| s.as_str())));
    }
    if let Some(country) = &filter.country {
        query = query.filter(Column::Country.eq(country));
    }
    if let Some(organisation) = filter.organisation {
        query = query.filter(Column::OrganisationId.eq(organisation.0));
    }
    if let Some(until) = filter.submitted_until {
        query = query.filter(Column::SubmittedAt.lte(until));
    }
    if let Some(profile) = &filter.profile {
        let having = request_item::Entity::find()
            .select_only()
            .column(request_item::Column::RequestId)
            .filter(request_item::Column::Profile.eq(profile))
            .into_query();
        query = query.filter(Column::Id.in_subquery(having));
    }
    for word in &filter.words {
        query = query.filter(contains(Column::SearchText, word));
    }
    query
}
