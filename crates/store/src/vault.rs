//! The proof that all nodes hold the same key: something that only the right key opens.

use sea_orm::{EntityTrait, Set};

use crate::entity::vault::{ActiveModel, Entity};
use crate::{Db, StoreError, Tx};

const PROOF: i64 = 1;

pub async fn proof(db: &Db<'_>) -> Result<Option<String>, StoreError> {
    Ok(Entity::find_by_id(PROOF).one(db.connection()).await?.map(|row| row.proof))
}

pub async fn keep_proof(tx: &Tx<'_>, proof: &str) -> Result<(), StoreError> {
    let row = ActiveModel { id: Set(PROOF), proof: Set(proof.to_owned()) };
    Entity::insert(row).exec_without_returning(tx.connection()).await?;
    Ok(())
}
