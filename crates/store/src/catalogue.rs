//! Reading the catalogue: applications, the tree, profiles, thematic areas.

use std::collections::HashMap;

use hilum_catalogue as files;
use hilum_domain::OrganisationId;
use hilum_domain::catalogue::{Assurance, NodeStatus, OrganisationKind, ProfileLevel};
use hilum_domain::check::{ApplicationFacts, OrganisationFacts, ProfileFacts};
use sea_orm::{ColumnTrait, Condition, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use crate::entity::{application, organisation, professional_role, profile, thematic_area};
use crate::{Db, StoreError, contains, from_json, parsed};

pub use crate::entity::professional_role::Model as ProfessionalRole;
pub use crate::entity::thematic_area::Model as ThematicArea;

/// An application as the catalogue has it.
pub type Application = files::Application;

/// A node with its place in the tree.
#[derive(Clone, Debug, PartialEq)]
pub struct Organisation {
    pub id: OrganisationId,
    pub parent: Option<OrganisationId>,
    pub network: OrganisationId,
    /// Retired itself or beneath something retired (R17).
    pub closed: bool,
    pub node: files::Organisation,
}

impl Organisation {
    pub fn facts(&self) -> OrganisationFacts {
        OrganisationFacts {
            id: self.id,
            network: self.network,
            application: self.node.application.clone(),
            kind: self.node.kind,
            status: if self.closed { NodeStatus::Retired } else { NodeStatus::Active },
        }
    }
}

impl TryFrom<organisation::Model> for Organisation {
    type Error = StoreError;

    fn try_from(row: organisation::Model) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.id.into(),
            parent: row.parent_id.map(OrganisationId),
            network: row.network_id.into(),
            closed: row.closed,
            node: from_json(row.data, "organisations.data")?,
        })
    }
}

/// A profile as the catalogue has it.
pub type Profile = files::Profile;

pub fn profile_facts(profile: &Profile) -> ProfileFacts {
    ProfileFacts {
        code: profile.code.clone(),
        level: profile.level,
        status: profile.status,
        requestable: profile.requestable,
        requires: profile.requires.clone(),
        excludes: profile.excludes.clone(),
    }
}

pub fn application_facts(application: &Application) -> ApplicationFacts {
    ApplicationFacts {
        code: application.code.clone(),
        status: application.status,
        configured: application.configured,
    }
}

fn read_application(row: application::Model) -> Result<Application, StoreError> {
    from_json(row.data, "applications.data")
}

/// All but the portal itself, by name.
pub async fn applications(db: &Db<'_>) -> Result<Vec<Application>, StoreError> {
    let rows = application::Entity::find()
        .filter(application::Column::Portal.eq(false))
        .all(db.connection())
        .await?;
    let mut found = rows.into_iter().map(read_application).collect::<Result<Vec<_>, _>>()?;
    found.sort_by_cached_key(|a| a.name.to_lowercase());
    Ok(found)
}

pub async fn application(db: &Db<'_>, code: &str) -> Result<Option<Application>, StoreError> {
    application::Entity::find_by_id(code).one(db.connection()).await?.map(read_application).transpose()
}

/// Every application, the portal included, by code.
pub async fn applications_by_code(db: &Db<'_>) -> Result<HashMap<String, Application>, StoreError> {
    let rows = application::Entity::find().all(db.connection()).await?;
    rows.into_iter().map(|row| read_application(row).map(|a| (a.code.clone(), a))).collect()
}

/// Codes of the applications that demand more than a password (R15).
pub async fn demanding_applications(db: &Db<'_>) -> Result<Vec<String>, StoreError> {
    let query = application::Entity::find()
        .filter(application::Column::RequiredAssurance.ne(Assurance::Password.as_str()));
    Ok(query.select_only().column(application::Column::Code).into_tuple().all(db.connection()).await?)
}

pub async fn organisation(db: &Db<'_>, id: OrganisationId) -> Result<Option<Organisation>, StoreError> {
    let row = organisation::Entity::find_by_id(Uuid::from(id)).one(db.connection()).await?;
    row.map(Organisation::try_from).transpose()
}

/// The nodes and everything above them: one query per level, not per node.
pub async fn with_ancestors(
    db: &Db<'_>,
    ids: impl IntoIterator<Item = OrganisationId>,
) -> Result<Tree, StoreError> {
    let mut nodes: HashMap<OrganisationId, Organisation> = HashMap::new();
    let mut wanted: Vec<OrganisationId> = ids.into_iter().collect();
    wanted.sort_unstable();
    wanted.dedup();
    while !wanted.is_empty() {
        let rows = organisation::Entity::find()
            .filter(organisation::Column::Id.is_in(wanted.iter().map(|id| id.0)))
            .all(db.connection())
            .await?;
        for row in rows {
            let node = Organisation::try_from(row)?;
            nodes.insert(node.id, node);
        }
        wanted = nodes.values().filter_map(|n| n.parent).filter(|id| !nodes.contains_key(id)).collect();
        wanted.sort_unstable();
        wanted.dedup();
    }
    Ok(Tree(nodes))
}

/// Some nodes with all their ancestors.
#[derive(Clone, Debug, Default)]
pub struct Tree(HashMap<OrganisationId, Organisation>);

impl Tree {
    pub fn get(&self, id: OrganisationId) -> Option<&Organisation> {
        self.0.get(&id)
    }

    /// From the root down to the node, included.
    pub fn path(&self, id: OrganisationId) -> Vec<&Organisation> {
        let mut path = Vec::new();
        let mut next = Some(id);
        while let Some(node) = next.and_then(|id| self.0.get(&id)) {
            path.push(node);
            next = node.parent;
        }
        path.reverse();
        path
    }
}

/// Where to look in a tree.
#[derive(Clone, Debug, Default)]
pub struct OrganisationQuery {
    pub application: String,
    pub parent: Option<OrganisationId>,
    /// Folded words, all of which must occur ([`hilum_catalogue::fold`]).
    pub words: Vec<String>,
    pub offset: u64,
    pub limit: u64,
}

/// Children of `parent` (or the roots); with words: everything beneath it (or in the tree) that has them all.
/// Returns the page and the number of all.
pub async fn organisations(
    db: &Db<'_>,
    query: &OrganisationQuery,
) -> Result<(Vec<Organisation>, u64), StoreError> {
    use organisation::Column;
    let mut select = organisation::Entity::find().filter(Column::Application.eq(&query.application));
    if query.words.is_empty() {
        select = match query.parent {
            Some(parent) => select.filter(Column::ParentId.eq(parent.0)),
            None => select.filter(Column::ParentId.is_null()),
        };
    } else {
        if let Some(parent) = query.parent {
            select = select.filter(beneath(db, parent).await?);
        }
        for word in &query.words {
            select = select.filter(contains(Column::SearchText, word));
        }
    }
    let total = select.clone().count(db.connection()).await?;
    let rows = select
        .order_by_asc(Column::SortKey)
        .offset(query.offset)
        .limit(query.limit)
        .all(db.connection())
        .await?;
    let nodes = rows.into_iter().map(Organisation::try_from).collect::<Result<_, _>>()?;
    Ok((nodes, total))
}

/// Three levels: children and grandchildren. By identity, not by a prefix of the key (`/1` is not `/10`).
async fn beneath(db: &Db<'_>, parent: OrganisationId) -> Result<Condition, StoreError> {
    use organisation::Column;
    let children: Vec<Uuid> = organisation::Entity::find()
        .filter(Column::ParentId.eq(parent.0))
        .select_only()
        .column(Column::Id)
        .into_tuple()
        .all(db.connection())
        .await?;
    Ok(Condition::any().add(Column::ParentId.eq(parent.0)).add(Column::ParentId.is_in(children)))
}

/// The search texts of all nodes, for a search that forgives typing mistakes.
pub async fn search_texts(
    db: &Db<'_>,
    application: &str,
) -> Result<Vec<(OrganisationId, String)>, StoreError> {
    use organisation::Column;
    let rows: Vec<(Uuid, String)> = organisation::Entity::find()
        .filter(Column::Application.eq(application))
        .order_by_asc(Column::SortKey)
        .select_only()
        .column(Column::Id)
        .column(Column::SearchText)
        .into_tuple()
        .all(db.connection())
        .await?;
    Ok(rows.into_iter().map(|(id, text)| (id.into(), text)).collect())
}

/// Which of the nodes have something beneath them.
pub async fn with_children(db: &Db<'_>, ids: &[OrganisationId]) -> Result<Vec<OrganisationId>, StoreError> {
    use organisation::Column;
    let parents: Vec<Option<Uuid>> = organisation::Entity::find()
        .filter(Column::ParentId.is_in(ids.iter().map(|id| id.0)))
        .select_only()
        .column(Column::ParentId)
        .distinct()
        .into_tuple()
        .all(db.connection())
        .await?;
    Ok(parents.into_iter().flatten().map(OrganisationId).collect())
}

/// The root nodes of an application in display order.
pub async fn networks(db: &Db<'_>, application: &str) -> Result<Vec<Organisation>, StoreError> {
    let query = OrganisationQuery {
        application: application.to_owned(),
        limit: u32::MAX.into(),
        ..Default::default()
    };
    Ok(organisations(db, &query).await?.0)
}

/// Every node beneath a network that can be asked for, in display order.
pub async fn requestable_of_network(
    db: &Db<'_>,
    network: OrganisationId,
) -> Result<Vec<Organisation>, StoreError> {
    use organisation::Column;
    let kinds = OrganisationKind::ALL.iter().filter(|k| k.is_requestable()).map(|k| k.as_str());
    let rows = organisation::Entity::find()
        .filter(Column::NetworkId.eq(network.0))
        .filter(Column::Closed.eq(false))
        .filter(Column::Kind.is_in(kinds))
        .order_by_asc(Column::SortKey)
        .all(db.connection())
        .await?;
    rows.into_iter().map(Organisation::try_from).collect()
}

/// All profiles of an application, retired ones too, in the catalogue's order.
pub async fn profiles(db: &Db<'_>, application: &str) -> Result<Vec<Profile>, StoreError> {
    let rows = profile::Entity::find()
        .filter(profile::Column::Application.eq(application))
        .order_by_asc(profile::Column::Position)
        .all(db.connection())
        .await?;
    rows.into_iter().map(|row| from_json(row.data, "profiles.data")).collect()
}

/// Every profile, by application and code.
pub async fn profiles_by_code(db: &Db<'_>) -> Result<HashMap<(String, String), Profile>, StoreError> {
    let rows = profile::Entity::find().all(db.connection()).await?;
    rows.into_iter()
        .map(|row| {
            let profile: Profile = from_json(row.data, "profiles.data")?;
            Ok(((profile.application.clone(), profile.code.clone()), profile))
        })
        .collect()
}

pub async fn thematic_areas(db: &Db<'_>, network: OrganisationId) -> Result<Vec<ThematicArea>, StoreError> {
    use thematic_area::Column;
    let query = thematic_area::Entity::find()
        .filter(Column::NetworkId.eq(network.0))
        .filter(Column::Status.eq(NodeStatus::Active.as_str()));
    Ok(query.order_by_asc(Column::Position).all(db.connection()).await?)
}

pub async fn professional_roles(db: &Db<'_>) -> Result<Vec<ProfessionalRole>, StoreError> {
    Ok(professional_role::Entity::find()
        .order_by_asc(professional_role::Column::Position)
        .all(db.connection())
        .await?)
}

/// Whether a catalogue was ever imported.
pub async fn is_empty(db: &Db<'_>) -> Result<bool, StoreError> {
    Ok(application::Entity::find().count(db.connection()).await? == 0)
}

/// Codes of profiles that decide, by application.
pub async fn deciding_profiles(db: &Db<'_>) -> Result<Vec<(String, String)>, StoreError> {
    use profile::Column;
    Ok(profile::Entity::find()
        .filter(Column::Decides.eq(true))
        .select_only()
        .column(Column::Application)
        .column(Column::Code)
        .into_tuple()
        .all(db.connection())
        .await?)
}

pub(crate) fn level(text: &str) -> Result<ProfileLevel, StoreError> {
    parsed(ProfileLevel::parse(text), "profile level")
}
