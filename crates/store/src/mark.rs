//! Which moment of the database it is: whoever has read at one of them need not read again before another has come.

use std::time::Duration;

use sea_orm::{ConnectionTrait, DbBackend, Statement};

use crate::changed::Changed;
use crate::{Store, StoreError};

/// Two reads at the same mark see the same. Changes of this node are another mark before they are acknowledged; those of
/// others at once on PostgreSQL, within a second on SQLite, where only an operator's command is another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark(Moments);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Moments {
    /// How many changes this process knows of.
    Counted(u64),
    /// Which transactions are over, as the database says.
    Snapshot(String),
}

impl Store {
    /// The mark of this moment; on PostgreSQL one statement, on SQLite none.
    pub async fn mark(&self) -> Result<Mark, StoreError> {
        if self.backend() == DbBackend::Sqlite {
            return Ok(Mark(Moments::Counted(self.kept.changes())));
        }
        let asked = Statement::from_string(DbBackend::Postgres, "select pg_current_snapshot()::text");
        let row = self.db().query_one_raw(asked).await?.ok_or(StoreError::Corrupt("pg_current_snapshot"))?;
        Ok(Mark(Moments::Snapshot(row.try_get_by_index(0)?)))
    }

    /// Looks, on SQLite, whether another process has changed something: the writer's own connection sees by its version
    /// what any other has written.
    pub(crate) async fn follow_others(&self, every: Duration) {
        if self.backend() != DbBackend::Sqlite {
            return;
        }
        let mut known = None;
        loop {
            tokio::time::sleep(every).await;
            let version = self.version_of_others().await.ok();
            if known.is_some() && known != version {
                self.kept.count_change(Changed::default());
            }
            known = version;
        }
    }

    async fn version_of_others(&self) -> Result<i64, StoreError> {
        let _turn = self.gate.enter().await?;
        let asked = Statement::from_string(DbBackend::Sqlite, "pragma data_version");
        let row = self.writer.query_one_raw(asked).await?.ok_or(StoreError::Corrupt("data_version"))?;
        Ok(row.try_get_by_index(0)?)
    }
}
