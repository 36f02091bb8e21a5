//! The catalogue in memory: read as a whole, told apart by its revision, asked without a statement.

use hilum_catalogue::{Rows, Snapshot};
use hilum_domain::OrganisationId;
use hilum_domain::catalogue::{NodeStatus, ProfileLevel};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use crate::entity::{
    application, country, organisation, professional_role, profile, revision, thematic_area,
};
use crate::{Db, StoreError, from_json, parsed};

/// The row that grows with every change of the catalogue's tables.
pub(crate) const REVISION: &str = "catalogue";

/// The revision as the database has it now.
pub(crate) async fn revision(db: &Db<'_>) -> Result<i64, StoreError> {
    let row = revision::Entity::find_by_id(REVISION).one(db.connection()).await?;
    Ok(row.ok_or(StoreError::Corrupt("revisions"))?.value)
}

/// Everything, as it is in one transaction.
pub(crate) async fn load(db: &Db<'_>) -> Result<Snapshot, StoreError> {
    let connection = db.connection();
    let applications = application::Entity::find().all(connection).await?;
    let countries = country::Entity::find().all(connection).await?;
    let organisations: Vec<(Uuid, serde_json::Value)> = organisation::Entity::find()
        .select_only()
        .columns([organisation::Column::Id, organisation::Column::Data])
        .into_tuple()
        .all(connection)
        .await?;
    let profiles = profile::Entity::find().order_by_asc(profile::Column::Position).all(connection).await?;
    let areas = thematic_area::Entity::find()
        .filter(thematic_area::Column::Status.eq(NodeStatus::Active.as_str()))
        .all(connection)
        .await?;
    let roles = professional_role::Entity::find()
        .order_by_asc(professional_role::Column::Position)
        .all(connection)
        .await?;
    Ok(Snapshot::new(Rows {
        revision: revision(db).await?,
        applications: read(applications.into_iter().map(|row| row.data), "applications.data")?,
        countries: read(countries.into_iter().map(|row| row.data), "countries.data")?,
        organisations: organisations
            .into_iter()
            .map(|(id, data)| Ok((OrganisationId(id), from_json(data, "organisations.data")?)))
            .collect::<Result<_, StoreError>>()?,
        profiles: read(profiles.into_iter().map(|row| row.data), "profiles.data")?,
        thematic_areas: read(areas.into_iter().map(|row| row.data), "thematic_areas.data")?,
        professional_roles: roles
            .into_iter()
            .map(|row| hilum_domain::catalogue::ProfessionalRole { code: row.code, name: row.name })
            .collect(),
    }))
}

fn read<T: serde::de::DeserializeOwned>(
    rows: impl Iterator<Item = serde_json::Value>,
    what: &'static str,
) -> Result<Vec<T>, StoreError> {
    rows.map(|row| from_json(row, what)).collect()
}

pub(crate) fn level(text: &str) -> Result<ProfileLevel, StoreError> {
    parsed(ProfileLevel::parse(text), "profile level")
}
