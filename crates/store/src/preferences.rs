//! Professional role and thematic areas, per network.

use hilum_domain::preferences::Preferences;
use hilum_domain::{AccountId, Moment, OrganisationId};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, Set};
use uuid::Uuid;

use crate::entity::preference::{ActiveModel, Column, Entity, Model};
use crate::{Db, StoreError, Tx, from_json, to_json};

#[derive(Clone, Debug, PartialEq)]
pub struct StoredPreferences {
    pub network: OrganisationId,
    pub preferences: Preferences,
    pub updated_at: Moment,
    pub version: i64,
}

impl TryFrom<Model> for StoredPreferences {
    type Error = StoreError;

    fn try_from(row: Model) -> Result<Self, StoreError> {
        let areas = from_json(row.areas, "preferences.areas")?;
        Ok(Self {
            network: row.network_id.into(),
            preferences: Preferences { professional_role: row.professional_role, areas },
            updated_at: row.updated_at,
            version: row.version,
        })
    }
}

pub async fn of_account(db: &Db<'_>, account: AccountId) -> Result<Vec<StoredPreferences>, StoreError> {
    let rows = Entity::find().filter(Column::AccountId.eq(Uuid::from(account))).all(db.connection()).await?;
    rows.into_iter().map(StoredPreferences::try_from).collect()
}

/// Writes version `expected + 1`; `Conflict` when somebody else did so first. 0 means: for the first time.
pub async fn put(
    tx: &Tx<'_>,
    account: AccountId,
    network: OrganisationId,
    preferences: &Preferences,
    expected: i64,
    now: Moment,
) -> Result<(), StoreError> {
    let row = ActiveModel {
        account_id: Set(account.into()),
        network_id: Set(network.into()),
        professional_role: Set(preferences.professional_role.trim().to_owned()),
        areas: Set(to_json(&preferences.areas)),
        updated_at: Set(now),
        version: Set(expected + 1),
    };
    if expected == 0 {
        return match Entity::insert(row)
            .exec_without_returning(tx.connection())
            .await
            .map_err(StoreError::from)
        {
            Ok(_) => Ok(()),
            Err(StoreError::Duplicate) => Err(StoreError::Conflict),
            Err(error) => Err(error),
        };
    }
    let updated = Entity::update_many()
        .set(row)
        .filter(Column::AccountId.eq(Uuid::from(account)))
        .filter(Column::NetworkId.eq(Uuid::from(network)))
        .filter(Column::Version.eq(expected));
    tx.later_over(updated).await
}

pub async fn delete_of_account(tx: &Tx<'_>, account: AccountId) -> Result<(), StoreError> {
    Entity::delete_many().filter(Column::AccountId.eq(Uuid::from(account))).exec(tx.connection()).await?;
    Ok(())
}
