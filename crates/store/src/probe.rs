//! One row that is written to find out whether writing works.

use sea_orm::{ConnectionTrait, DatabaseTransaction};

use crate::StoreError;

pub(crate) async fn touch(transaction: &DatabaseTransaction) -> Result<(), StoreError> {
    let write = transaction.execute_unprepared("update probe set writes = writes + 1 where id = 1");
    let late = |_| Err(crate::connection::too_late());
    tokio::time::timeout(crate::connection::PATIENCE, write).await.unwrap_or_else(late)?;
    Ok(())
}
