//! Writing a catalogue into the database and reading it back out. Idempotent: things are known by their natural keys,
//! what is there is brought up to date, and nothing is ever deleted (R17).

use std::collections::{BTreeMap, HashMap, HashSet};

use hilum_catalogue::{self as files, Catalogue};
use hilum_domain::account::{AccountStatus, EmailAddress};
use hilum_domain::catalogue::NodeStatus;
use hilum_domain::fact::{AccountEvent, By, CatalogueEvent, Fact, GrantEvent};
use hilum_domain::grant::{Grant, GrantStatus};
use hilum_domain::{AccountId, Moment, OrganisationId};
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, Iterable, QueryFilter, QueryOrder, Set};
use uuid::Uuid;

use crate::accounts::{self, NewAccount};
use crate::entity::{account, application, country, organisation, professional_role, profile, thematic_area};
use crate::grants::{self, StoredGrant};
use crate::{Db, StoreError, Tx, from_json, new_id, to_json};

/// What an import did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    pub applications: usize,
    pub organisations_new: usize,
    pub organisations_changed: usize,
    pub profiles: usize,
    pub accounts_new: usize,
    pub grants_new: usize,
    /// What there is to be recorded.
    pub facts: Vec<Fact>,
}

/// Rows per statement: SQLite takes at most 32,766 parameters.
const BATCH: usize = 500;

/// Brings the database to the state of the catalogue. All or nothing: the caller's transaction.
/// Imported accounts are real people unless `training`.
pub async fn catalogue(
    tx: &Tx<'_>,
    catalogue: &Catalogue,
    training: bool,
    now: Moment,
) -> Result<Report, StoreError> {
    let mut report = Report {
        applications: catalogue.applications.len(),
        profiles: catalogue.profiles.len(),
        ..Report::default()
    };
    put_applications(tx, catalogue).await?;
    put_countries(tx, catalogue).await?;
    let ids = put_organisations(tx, catalogue, &mut report, now).await?;
    put_profiles(tx, catalogue).await?;
    put_thematic_areas(tx, catalogue, &ids).await?;
    put_roles(tx, catalogue).await?;
    put_accounts(tx, catalogue, training, &mut report, now).await?;
    put_grants(tx, catalogue, &ids, &mut report, now).await?;
    let event = CatalogueEvent::Imported {
        organisations_new: report.organisations_new,
        organisations_changed: report.organisations_changed,
        accounts_new: report.accounts_new,
        grants_new: report.grants_new,
    };
    report.facts.push(Fact::of_catalogue(By::SYSTEM, event));
    Ok(report)
}

fn overwrite<C: ColumnTrait + Iterable>(keys: &[C]) -> OnConflict {
    let others = C::iter().filter(|c| !keys.iter().any(|k| k.as_str() == c.as_str()));
    OnConflict::columns(keys.iter().copied()).update_columns(others).to_owned()
}

async fn put_applications(tx: &Tx<'_>, catalogue: &Catalogue) -> Result<(), StoreError> {
    let rows = catalogue.applications.iter().map(|a| application::ActiveModel {
        code: Set(a.code.clone()),
        name: Set(a.name.clone()),
        description: Set(a.description.clone()),
        status: Set(a.status.as_str().to_owned()),
        configured: Set(a.configured),
        portal: Set(a.portal),
        required_assurance: Set(a.required_assurance.as_str().to_owned()),
        activation: Set(a.activation.as_str().to_owned()),
        guest_days: Set(a.guest_days.into()),
        usual_days_min: Set(a.usual_days_min.into()),
        usual_days_max: Set(a.usual_days_max.into()),
        data: Set(to_json(a)),
    });
    upsert(tx, rows, overwrite(&[application::Column::Code])).await
}

async fn put_countries(tx: &Tx<'_>, catalogue: &Catalogue) -> Result<(), StoreError> {
    let rows = catalogue.countries.iter().map(|c| country::ActiveModel {
        code: Set(c.code.clone()),
        status: Set(c.status.as_str().to_owned()),
        data: Set(to_json(c)),
    });
    upsert(tx, rows, overwrite(&[country::Column::Code])).await
}

async fn put_profiles(tx: &Tx<'_>, catalogue: &Catalogue) -> Result<(), StoreError> {
    let rows = catalogue.profiles.iter().zip(0_i64..).map(|(p, position)| profile::ActiveModel {
        application: Set(p.application.clone()),
        code: Set(p.code.clone()),
        name: Set(p.name.clone()),
        description: Set(p.description.clone()),
        level: Set(p.level.as_str().to_owned()),
        status: Set(p.status.as_str().to_owned()),
        requestable: Set(p.requestable),
        recommended: Set(p.recommended),
        decides: Set(p.decides),
        position: Set(position),
        data: Set(to_json(p)),
    });
    upsert(tx, rows, overwrite(&[profile::Column::Application, profile::Column::Code])).await
}

async fn put_roles(tx: &Tx<'_>, catalogue: &Catalogue) -> Result<(), StoreError> {
    let rows = catalogue.professional_roles.iter().zip(0_i64..).map(|(r, position)| {
        professional_role::ActiveModel {
            code: Set(r.code.clone()),
            name: Set(r.name.clone()),
            position: Set(position),
        }
    });
    upsert(tx, rows, overwrite(&[professional_role::Column::Code])).await
}

async fn upsert<A>(tx: &Tx<'_>, rows: impl Iterator<Item = A>, conflict: OnConflict) -> Result<(), StoreError>
where
    A: sea_orm::ActiveModelTrait + Send,
{
    let rows: Vec<A> = rows.collect();
    for batch in rows.chunks(BATCH) {
        <A::Entity as EntityTrait>::insert_many(batch.to_vec())
            .on_conflict(conflict.clone())
            .exec_without_returning(tx.connection())
            .await?;
    }
    Ok(())
}

type Ids = HashMap<(String, String), Uuid>;

async fn put_organisations(
    tx: &Tx<'_>,
    catalogue: &Catalogue,
    report: &mut Report,
    now: Moment,
) -> Result<Ids, StoreError> {
    let known: HashMap<(String, String), organisation::Model> = organisation::Entity::find()
        .all(tx.connection())
        .await?
        .into_iter()
        .map(|row| ((row.application.clone(), row.node_key.clone()), row))
        .collect();
    let mut ids: Ids = known.iter().map(|(key, row)| (key.clone(), row.id)).collect();
    let mut networks: HashMap<(String, String), Uuid> = HashMap::new();
    let mut rows = Vec::new();
    for node in parents_first(&catalogue.organisations) {
        let key = (node.application.clone(), node.key.clone());
        let id = *ids.entry(key.clone()).or_insert_with(|| new_id(now));
        let parent_key = node.parent.clone().map(|parent| (node.application.clone(), parent));
        let network = parent_key.as_ref().and_then(|key| networks.get(key)).copied().unwrap_or(id);
        networks.insert(key.clone(), network);
        let row = organisation::Model {
            id,
            application: node.application.clone(),
            node_key: node.key.clone(),
            parent_id: parent_key.and_then(|key| ids.get(&key).copied()),
            network_id: network,
            kind: node.kind.as_str().to_owned(),
            code: node.code.clone(),
            name: node.name.clone(),
            label: node.label.clone(),
            country: node.country.clone(),
            status: node.status.as_str().to_owned(),
            data: to_json(node),
        };
        match known.get(&key) {
            None => report.organisations_new += 1,
            Some(old) if *old != row => report.organisations_changed += 1,
            Some(_) => continue,
        }
        rows.push(organisation::ActiveModel::from(row).reset_all());
    }
    upsert(tx, rows.into_iter(), overwrite(&[organisation::Column::Id])).await?;
    Ok(ids)
}

/// A parent stands before its children, whatever the order of the file.
fn parents_first(nodes: &[files::Organisation]) -> Vec<&files::Organisation> {
    let parents: BTreeMap<(&str, &str), Option<&str>> =
        nodes.iter().map(|n| ((n.application.as_str(), n.key.as_str()), n.parent.as_deref())).collect();
    let depth = |node: &files::Organisation| {
        let mut depth = 0;
        let mut parent = node.parent.as_deref();
        while let (Some(key), true) = (parent, depth < 10) {
            parent = parents.get(&(node.application.as_str(), key)).copied().flatten();
            depth += 1;
        }
        depth
    };
    let mut sorted: Vec<_> = nodes.iter().collect();
    sorted.sort_by_key(|node| depth(node));
    sorted
}

async fn put_thematic_areas(tx: &Tx<'_>, catalogue: &Catalogue, ids: &Ids) -> Result<(), StoreError> {
    let rows = catalogue.thematic_areas.iter().filter_map(|area| {
        let network = *ids.get(&(area.application.clone(), area.network.clone()))?;
        Some(thematic_area::ActiveModel {
            network_id: Set(network),
            code: Set(area.code.clone()),
            name: Set(area.name.clone()),
            position: Set(area.position.into()),
            status: Set(NodeStatus::Active.as_str().to_owned()),
            data: Set(to_json(area)),
        })
    });
    upsert(tx, rows, overwrite(&[thematic_area::Column::NetworkId, thematic_area::Column::Code])).await
}

async fn put_accounts(
    tx: &Tx<'_>,
    catalogue: &Catalogue,
    training: bool,
    report: &mut Report,
    now: Moment,
) -> Result<(), StoreError> {
    let known: HashMap<String, account::Model> = account::Entity::find()
        .all(tx.connection())
        .await?
        .into_iter()
        .map(|a| (a.email_key.clone(), a))
        .collect();
    let mut added = 0;
    let mut happened = |account: Uuid, event| {
        report.facts.push(Fact::of_account(account.into(), By::SYSTEM, event));
    };
    for person in &catalogue.accounts {
        let email = EmailAddress::parse(&person.email)
            .ok_or(StoreError::Corrupt("an address the catalogue let through"))?;
        match known.get(&accounts::address_key(email.as_str())) {
            Some(old) if old.first_name == person.first_name && old.last_name == person.last_name => {}
            Some(old) => {
                accounts::set_names(tx, old.id(), person.first_name.clone(), person.last_name.clone())
                    .await?;
                happened(old.id, AccountEvent::Changed);
            }
            None => {
                let new = NewAccount {
                    id: new_id(now).into(),
                    email,
                    first_name: person.first_name.clone(),
                    last_name: person.last_name.clone(),
                    language: person.language.clone(),
                    password_hash: None,
                    training,
                };
                accounts::insert(tx, &new, now).await?;
                happened(new.id.into(), AccountEvent::Imported);
                added += 1;
            }
        }
    }
    report.accounts_new = added;
    Ok(())
}

async fn put_grants(
    tx: &Tx<'_>,
    catalogue: &Catalogue,
    ids: &Ids,
    report: &mut Report,
    now: Moment,
) -> Result<(), StoreError> {
    if catalogue.grants.is_empty() {
        return Ok(());
    }
    let people: HashMap<String, Uuid> = account::Entity::find()
        .all(tx.connection())
        .await?
        .into_iter()
        .map(|a| (a.email_key, a.id))
        .collect();
    let nodes: HashMap<Uuid, organisation::Model> =
        organisation::Entity::find().all(tx.connection()).await?.into_iter().map(|o| (o.id, o)).collect();
    let held: HashSet<(AccountId, OrganisationId, String)> = grants::all_current(tx)
        .await?
        .into_iter()
        .map(|g| (g.grant.account, g.scope, g.grant.profile))
        .collect();
    for line in &catalogue.grants {
        let person = EmailAddress::parse(&line.email)
            .and_then(|email| people.get(&accounts::address_key(email.as_str())));
        let node =
            ids.get(&(line.application.clone(), line.organisation.clone())).and_then(|id| nodes.get(id));
        let profile = catalogue.profile(&line.application, &line.profile);
        let (Some(person), Some(node), Some(profile)) = (person, node, profile) else {
            return Err(StoreError::Corrupt("a grant the catalogue let through"));
        };
        let (network, organisation) = (OrganisationId(node.network_id), OrganisationId(node.id));
        let scope = profile.level.scope(network, organisation);
        if held.contains(&(AccountId(*person), scope, line.profile.clone())) {
            continue;
        }
        let grant = Grant {
            id: new_id(now).into(),
            account: (*person).into(),
            application: line.application.clone(),
            organisation,
            network,
            profile: line.profile.clone(),
            status: GrantStatus::Active,
            valid_from: Some(line.valid_from.unwrap_or(now)),
            valid_until: line.valid_until,
        };
        let stored = StoredGrant { scope, request: None, item: None, created_at: now, version: 1, grant };
        grants::insert(tx, &stored).await?;
        report.facts.push(Fact::of_grant(stored.grant, None, By::SYSTEM, GrantEvent::Imported));
        report.grants_new += 1;
    }
    Ok(())
}

/// The database as a catalogue: with the people and the rights in force where `people` asks for them.
pub async fn export(db: &Db<'_>, people: bool, now: Moment) -> Result<Catalogue, StoreError> {
    let mut exported = Catalogue::default();
    for row in
        application::Entity::find().order_by_asc(application::Column::Code).all(db.connection()).await?
    {
        exported.applications.push(from_json(row.data, "applications.data")?);
    }
    for row in country::Entity::find().order_by_asc(country::Column::Code).all(db.connection()).await? {
        exported.countries.push(from_json(row.data, "countries.data")?);
    }
    let mut nodes = organisation::Entity::find().all(db.connection()).await?;
    nodes.sort_by_key(|node| db.catalogue().position(node.id.into()));
    let keys: HashMap<Uuid, String> = nodes.iter().map(|n| (n.id, n.node_key.clone())).collect();
    for row in nodes {
        exported.organisations.push(from_json(row.data, "organisations.data")?);
    }
    for row in profile::Entity::find()
        .order_by_asc(profile::Column::Application)
        .order_by_asc(profile::Column::Position)
        .all(db.connection())
        .await?
    {
        exported.profiles.push(from_json(row.data, "profiles.data")?);
    }
    for row in thematic_area::Entity::find().all(db.connection()).await? {
        exported.thematic_areas.push(from_json(row.data, "thematic_areas.data")?);
    }
    exported.thematic_areas.sort_by(|a: &files::ThematicArea, b| {
        (&a.application, &a.network, a.position).cmp(&(&b.application, &b.network, b.position))
    });
    exported.professional_roles = db.catalogue().professional_roles().to_vec();
    if people {
        export_people(db, &keys, &mut exported, now).await?;
    }
    Ok(exported)
}

async fn export_people(
    db: &Db<'_>,
    keys: &HashMap<Uuid, String>,
    exported: &mut Catalogue,
    now: Moment,
) -> Result<(), StoreError> {
    // Of whom nothing is left but a pseudonym is nobody to be imported elsewhere.
    let accounts = account::Entity::find()
        .filter(account::Column::Status.ne(AccountStatus::Closed.as_str()))
        .order_by_asc(account::Column::EmailKey)
        .all(db.connection())
        .await?;
    let emails: HashMap<Uuid, String> = accounts.iter().map(|a| (a.id, a.email.clone())).collect();
    exported.accounts.extend(accounts.into_iter().map(|a| files::Account {
        email: a.email,
        first_name: a.first_name,
        last_name: a.last_name,
        language: a.language,
    }));
    let in_force =
        grants::all_current(db).await?.into_iter().filter(|g| hilum_domain::grant::is_access(&g.grant, now));
    for stored in in_force {
        let grant = stored.grant;
        let known = (emails.get(&grant.account.0), keys.get(&grant.organisation.0));
        let (Some(email), Some(organisation)) = known else { continue };
        exported.grants.push(files::Grant {
            email: email.clone(),
            application: grant.application,
            organisation: organisation.clone(),
            profile: grant.profile,
            valid_from: grant.valid_from,
            valid_until: grant.valid_until,
        });
    }
    Ok(())
}
