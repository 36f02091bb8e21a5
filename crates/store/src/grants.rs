//! Grants: who may do what, where, until when.

use std::collections::HashMap;

use hilum_domain::access_request::RequestStatus;
use hilum_domain::grant::{Grant, GrantStatus};
use hilum_domain::policy::{Actor, Right};
use hilum_domain::{AccountId, GrantId, ItemId, Moment, OrganisationId, RequestId};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    Select, Set,
};
use uuid::Uuid;

use crate::changed::Changed;
use crate::entity::grant::{ActiveModel, Column, Entity, Model};
use crate::entity::{access_request, account};
use crate::page::Listing;
use crate::{Cursor, Db, Rows, StoreError, Tx, accounts, contains, parsed};

/// A grant with what the database adds to it.
#[derive(Clone, Debug, PartialEq)]
pub struct StoredGrant {
    pub grant: Grant,
    /// Where it counts as held (R4): its network or its organisation.
    pub scope: OrganisationId,
    pub request: Option<RequestId>,
    pub item: Option<ItemId>,
    pub created_at: Moment,
    pub version: i64,
}

impl TryFrom<Model> for StoredGrant {
    type Error = StoreError;

    fn try_from(row: Model) -> Result<Self, StoreError> {
        let grant = Grant {
            id: row.id.into(),
            account: row.account_id.into(),
            application: row.application,
            organisation: row.organisation_id.into(),
            network: row.network_id.into(),
            profile: row.profile,
            status: parsed(GrantStatus::parse(&row.status), "grants.status")?,
            valid_from: row.valid_from,
            valid_until: row.valid_until,
        };
        Ok(Self {
            grant,
            scope: row.scope_id.into(),
            request: row.request_id.map(RequestId),
            item: row.item_id.map(ItemId),
            created_at: row.created_at,
            version: row.version,
        })
    }
}

/// Whether the person holds, awaits or asks for something in an application that demands more than a password (R15).
pub async fn demand_second_factor(db: &Db<'_>, account: AccountId) -> Result<bool, StoreError> {
    let demanding: Vec<String> = db.catalogue().demanding_applications().map(str::to_owned).collect();
    let held = Entity::find()
        .filter(Column::AccountId.eq(Uuid::from(account)))
        .filter(Entity::not_ended())
        .filter(Column::Application.is_in(demanding.iter().cloned()))
        .count(db.connection())
        .await?;
    let open = [RequestStatus::Draft, RequestStatus::Submitted, RequestStatus::Returned];
    let asked = access_request::Entity::find()
        .filter(access_request::Column::ApplicantId.eq(Uuid::from(account)))
        .filter(access_request::Column::Status.is_in(open.map(RequestStatus::as_str)))
        .filter(access_request::Column::Application.is_in(demanding))
        .count(db.connection())
        .await?;
    Ok(held + asked > 0)
}

pub async fn find(db: &Db<'_>, id: GrantId) -> Result<Option<StoredGrant>, StoreError> {
    Entity::find_by_id(Uuid::from(id)).one(db.connection()).await?.map(StoredGrant::try_from).transpose()
}

/// Refused as `Duplicate` when the person already has this right at that scope, or the item was granted before (R12).
pub async fn insert(tx: &Tx<'_>, stored: &StoredGrant) -> Result<(), StoreError> {
    let grant = &stored.grant;
    let row = ActiveModel {
        id: Set(grant.id.into()),
        account_id: Set(grant.account.into()),
        application: Set(grant.application.clone()),
        organisation_id: Set(grant.organisation.into()),
        network_id: Set(grant.network.into()),
        scope_id: Set(stored.scope.into()),
        profile: Set(grant.profile.clone()),
        status: Set(grant.status.as_str().to_owned()),
        valid_from: Set(grant.valid_from),
        valid_until: Set(grant.valid_until),
        request_id: Set(stored.request.map(Uuid::from)),
        item_id: Set(stored.item.map(Uuid::from)),
        created_at: Set(stored.created_at),
        version: Set(1),
    };
    match grant.status {
        // It changes nobody's rights.
        GrantStatus::AwaitingActivation => tx.later_as(Changed::PROMISES, Entity::insert(row)).await,
        GrantStatus::Active | GrantStatus::Suspended | GrantStatus::Ended => {
            tx.later(Entity::insert(row)).await
        }
    }
}

/// Writes the changed state over version `before.version`; `Conflict` when that is no longer the current one (R12).
pub async fn update(tx: &Tx<'_>, before: &StoredGrant, after: &Grant) -> Result<(), StoreError> {
    let change = ActiveModel {
        status: Set(after.status.as_str().to_owned()),
        valid_from: Set(after.valid_from),
        valid_until: Set(after.valid_until),
        version: Set(before.version + 1),
        ..Default::default()
    };
    let changed = Entity::update_many()
        .set(change)
        .filter(Column::Id.eq(Uuid::from(after.id)))
        .filter(Column::Version.eq(before.version));
    tx.later_over(changed).await
}

/// In force at `now`: active and within the period, of somebody who can come in: who is suspended or has locked
/// themselves out decides nothing (R8). The one place that says so in SQL (R7, R9).
fn in_force(now: Moment) -> Condition {
    Condition::all()
        .add(accounts::is_active((Entity, Column::AccountId)))
        .add(Column::Status.eq(GrantStatus::Active.as_str()))
        .add(Condition::any().add(Column::ValidFrom.is_null()).add(Column::ValidFrom.lte(now)))
        .add(not_over(now))
}

/// Of those that were not ended, what still lasts at `now` (R9).
pub(crate) fn not_over(now: Moment) -> Condition {
    Condition::any().add(Column::ValidUntil.is_null()).add(Column::ValidUntil.gt(now))
}

/// The person with everything they hold at `now` (R10: read at every request).
pub async fn actor(db: &Db<'_>, account: AccountId, now: Moment) -> Result<Actor, StoreError> {
    let rows: Vec<(String, Uuid, String)> = Entity::find()
        .filter(Column::AccountId.eq(Uuid::from(account)))
        .filter(in_force(now))
        .select_only()
        .column(Column::Application)
        .column(Column::NetworkId)
        .column(Column::Profile)
        .into_tuple()
        .all(db.connection())
        .await?;
    let rights = rows.into_iter().map(|(application, network, profile)| Right {
        decides: db.catalogue().decides(&application, &profile),
        application,
        network: network.into(),
        profile,
    });
    Ok(Actor { account, rights: rights.collect() })
}

/// Accounts that decide for a network at `now`, without repetition.
pub async fn deciders(
    db: &Db<'_>,
    network: OrganisationId,
    now: Moment,
) -> Result<Vec<AccountId>, StoreError> {
    Ok(deciders_of(db, &[network], now).await?.remove(&network).unwrap_or_default())
}

/// The same for several networks at once.
pub async fn deciders_of(
    db: &Db<'_>,
    networks: &[OrganisationId],
    now: Moment,
) -> Result<HashMap<OrganisationId, Vec<AccountId>>, StoreError> {
    let memory = db.kept().map(|kept| (&kept.deciders, kept.asked_at(Some(now), Changed::RIGHTS)));
    let known =
        |id: &OrganisationId| memory.and_then(|(deciders, asked)| Some((*id, deciders.find(id, asked)?)));
    let mut all: HashMap<_, _> = networks.iter().filter_map(known).collect();
    let missing: Vec<OrganisationId> = networks.iter().copied().filter(|id| !all.contains_key(id)).collect();
    if missing.is_empty() {
        return Ok(all);
    }
    let mut found = read_deciders(db, &missing, now).await?;
    for network in missing {
        let people = found.remove(&network).unwrap_or_default();
        if let Some((deciders, asked)) = memory {
            deciders.remember(network, people.clone(), asked);
        }
        all.insert(network, people);
    }
    Ok(all)
}

async fn read_deciders(
    db: &Db<'_>,
    networks: &[OrganisationId],
    now: Moment,
) -> Result<HashMap<OrganisationId, Vec<AccountId>>, StoreError> {
    let deciding: Vec<_> =
        db.catalogue().deciding_profiles().map(|p| (p.application.as_str(), p.code.as_str())).collect();
    let mut rows: Vec<(String, Uuid, Uuid, String)> = Entity::find()
        .filter(Column::NetworkId.is_in(networks.iter().map(|n| n.0)))
        .filter(Column::Profile.is_in(deciding.iter().map(|(_, profile)| *profile)))
        .filter(in_force(now))
        .select_only()
        .column(Column::Application)
        .column(Column::NetworkId)
        .column(Column::AccountId)
        .column(Column::Profile)
        .into_tuple()
        .all(db.connection())
        .await?;
    rows.retain(|(application, _, _, profile)| deciding.contains(&(application.as_str(), profile.as_str())));
    let mut people: Vec<_> = rows.into_iter().map(|(_, network, account, _)| (network, account)).collect();
    people.sort();
    people.dedup();
    let mut found: HashMap<OrganisationId, Vec<AccountId>> = HashMap::new();
    for (network, account) in people {
        found.entry(network.into()).or_default().push(account.into());
    }
    Ok(found)
}

/// People who hold a profile of an application at `now`, without repetition.
pub async fn holders(
    db: &Db<'_>,
    application: &str,
    profile: &str,
    now: Moment,
) -> Result<Vec<AccountId>, StoreError> {
    let key = (application.to_owned(), profile.to_owned());
    let memory = db.kept().map(|kept| (&kept.holders, kept.asked_at(Some(now), Changed::RIGHTS)));
    if let Some(known) = memory.and_then(|(holders, asked)| holders.find(&key, asked)) {
        return Ok(known);
    }
    let people: Vec<Uuid> = Entity::find()
        .filter(Column::Application.eq(application))
        .filter(Column::Profile.eq(profile))
        .filter(in_force(now))
        .select_only()
        .column(Column::AccountId)
        .distinct()
        .into_tuple()
        .all(db.connection())
        .await?;
    let people: Vec<AccountId> = people.into_iter().map(AccountId).collect();
    if let Some((holders, asked)) = memory {
        holders.remember(key, people.clone(), asked);
    }
    Ok(people)
}

/// Which grants to list.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Filter {
    pub account: Option<AccountId>,
    /// Only those of these networks.
    pub networks: Option<Vec<OrganisationId>>,
    pub network: Option<OrganisationId>,
    pub status: Option<GrantStatus>,
    /// Folded words looked for in the request they came from, or in the person's name and address.
    pub words: Vec<String>,
}

pub async fn list(
    db: &Db<'_>,
    filter: &Filter,
    limit: u64,
    cursor: Option<Cursor>,
    now: Moment,
) -> Result<Rows<StoredGrant>, StoreError> {
    let mut query = Entity::find();
    if let Some(account) = filter.account {
        query = query.filter(Column::AccountId.eq(Uuid::from(account)));
    }
    if let Some(networks) = &filter.networks {
        query = query.filter(Column::NetworkId.is_in(networks.iter().map(|n| n.0)));
    }
    if let Some(network) = filter.network {
        query = query.filter(Column::NetworkId.eq(network.0));
    }
    if let Some(status) = filter.status {
        // As it is now, not as it was last written down (R9).
        query = match status {
            GrantStatus::Ended => query.filter(
                Condition::any().add(Column::Status.eq(status.as_str())).add(Column::ValidUntil.lte(now)),
            ),
            GrantStatus::AwaitingActivation | GrantStatus::Active | GrantStatus::Suspended => {
                query.filter(Column::Status.eq(status.as_str())).filter(not_over(now))
            }
        };
    }
    for word in &filter.words {
        let requests = access_request::Entity::find()
            .select_only()
            .column(access_request::Column::Id)
            .filter(contains(access_request::Column::SearchText, word))
            .into_query();
        let people = account::Entity::find()
            .select_only()
            .column(account::Column::Id)
            .filter(contains(account::Column::EmailKey, word))
            .into_query();
        query = query.filter(
            Condition::any()
                .add(Column::RequestId.in_subquery(requests))
                .add(Column::AccountId.in_subquery(people)),
        );
    }
    let listing = Listing { query, at: Column::CreatedAt, id: Column::Id, newest_first: false };
    let rows = listing.page(db, limit, cursor, |row| (row.created_at, row.id)).await?;
    let items = rows.items.into_iter().map(StoredGrant::try_from).collect::<Result<_, _>>()?;
    Ok(Rows { items, total: rows.total, next: rows.next, prev: rows.prev })
}

/// What came of some requests.
pub async fn of_requests(db: &Db<'_>, requests: &[RequestId]) -> Result<Vec<StoredGrant>, StoreError> {
    let rows = Entity::find()
        .filter(Column::RequestId.is_in(requests.iter().map(|id| id.0)))
        .order_by_asc(Column::CreatedAt)
        .order_by_asc(Column::Id)
        .all(db.connection())
        .await?;
    rows.into_iter().map(StoredGrant::try_from).collect()
}

/// Everything of one person that has not ended, oldest first.
pub async fn current_of(db: &Db<'_>, account: AccountId) -> Result<Vec<StoredGrant>, StoreError> {
    let query = of(account).filter(Entity::not_ended());
    query.all(db.connection()).await?.into_iter().map(StoredGrant::try_from).collect()
}

/// Everything one person ever held, oldest first.
pub async fn of_account(db: &Db<'_>, account: AccountId) -> Result<Vec<StoredGrant>, StoreError> {
    of(account).all(db.connection()).await?.into_iter().map(StoredGrant::try_from).collect()
}

fn of(account: AccountId) -> Select<Entity> {
    Entity::find()
        .filter(Column::AccountId.eq(Uuid::from(account)))
        .order_by_asc(Column::CreatedAt)
        .order_by_asc(Column::Id)
}

/// Grants whose time is over and whose end is not written down yet (R9).
pub async fn overdue(db: &Db<'_>, now: Moment, limit: u64) -> Result<Vec<StoredGrant>, StoreError> {
    let query = Entity::find().filter(Entity::not_ended()).filter(Column::ValidUntil.lte(now));
    let rows = query.order_by_asc(Column::ValidUntil).limit(limit).all(db.connection()).await?;
    rows.into_iter().map(StoredGrant::try_from).collect()
}

/// Every grant that has not ended, for export.
pub async fn all_current(db: &Db<'_>) -> Result<Vec<StoredGrant>, StoreError> {
    let rows = Entity::find()
        .filter(Entity::not_ended())
        .order_by_asc(Column::CreatedAt)
        .order_by_asc(Column::Id)
        .all(db.connection())
        .await?;
    rows.into_iter().map(StoredGrant::try_from).collect()
}
