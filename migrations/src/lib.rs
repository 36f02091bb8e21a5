//! The schema of Hilum's database. Written once, in the SQL that SQLite and PostgreSQL share; the few types that
//! differ are placeholders (`@uuid`, `@time`, `@json`, and `@bytes` for text that sorts by its bytes) filled in per database.

use sea_orm_migration::prelude::{ConnectionTrait, DbErr, MigrationName, MigrationTrait, async_trait};
pub use sea_orm_migration::prelude::{MigratorTrait, SchemaManager};
use sea_orm_migration::sea_orm::DbBackend;

#[derive(Debug)]
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m20261121_foundation::Migration),
            Box::new(m20261125_identity::Migration),
            Box::new(m20261126_retention::Migration),
            Box::new(m20261127_hardening::Migration),
            Box::new(m20261130_snapshot::Migration),
            Box::new(m20261201_facts::Migration),
            Box::new(m20261202_delivery::Migration),
        ]
    }
}

/// A migration that is a piece of SQL; statements end with a `;` at the end of a line.
async fn run_sql(manager: &SchemaManager<'_>, sql: &str) -> Result<(), DbErr> {
    let sqlite = manager.get_database_backend() == DbBackend::Sqlite;
    let types = if sqlite {
        [
            ("@uuid", "uuid_text"),
            ("@time", "timestamp_with_timezone_text"),
            ("@json", "json_text"),
            ("@bytes", ""),
        ]
    } else {
        [("@uuid", "uuid"), ("@time", "timestamptz"), ("@json", "jsonb"), ("@bytes", "collate \"C\"")]
    };
    let sql = types.iter().fold(sql.to_owned(), |sql, (name, real)| sql.replace(name, real));
    for statement in sql.split(";\n").map(str::trim).filter(|s| !s.is_empty()) {
        manager.get_connection().execute_unprepared(statement).await?;
    }
    Ok(())
}

/// Triggers, whose bodies contain semicolons: statements are separated by a line of dashes.
async fn run_triggers(manager: &SchemaManager<'_>, sqlite: &str, postgres: &str) -> Result<(), DbErr> {
    let sql = if manager.get_database_backend() == DbBackend::Sqlite { sqlite } else { postgres };
    for statement in sql.split("\n--\n") {
        manager.get_connection().execute_unprepared(statement).await?;
    }
    Ok(())
}

mod m20261121_foundation {
    use super::*;

    pub(super) struct Migration;

    impl MigrationName for Migration {
        fn name(&self) -> &str {
            "m20261121_foundation"
        }
    }

    #[async_trait::async_trait]
    impl MigrationTrait for Migration {
        async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
            run_sql(manager, include_str!("m20261121_foundation.sql")).await?;
            let sqlite = include_str!("append_only_sqlite.sql");
            run_triggers(manager, sqlite, include_str!("append_only_postgres.sql")).await
        }
    }
}

mod m20261125_identity {
    use super::*;

    pub(super) struct Migration;

    impl MigrationName for Migration {
        fn name(&self) -> &str {
            "m20261125_identity"
        }
    }

    #[async_trait::async_trait]
    impl MigrationTrait for Migration {
        async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
            run_sql(manager, include_str!("m20261125_identity.sql")).await
        }
    }
}

mod m20261126_retention {
    use super::*;

    pub(super) struct Migration;

    impl MigrationName for Migration {
        fn name(&self) -> &str {
            "m20261126_retention"
        }
    }

    #[async_trait::async_trait]
    impl MigrationTrait for Migration {
        async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
            run_sql(manager, include_str!("m20261126_retention.sql")).await
        }
    }
}

/// History stays append-only, but for the words about somebody who is erased: replaced once, after their account is closed,
/// and marked as such (R11).
mod m20261127_hardening {
    use super::*;

    pub(super) struct Migration;

    impl MigrationName for Migration {
        fn name(&self) -> &str {
            "m20261127_hardening"
        }
    }

    #[async_trait::async_trait]
    impl MigrationTrait for Migration {
        async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
            run_sql(manager, include_str!("m20261127_hardening.sql")).await?;
            let sqlite = include_str!("redaction_sqlite.sql");
            run_triggers(manager, sqlite, include_str!("redaction_postgres.sql")).await
        }
    }
}

/// The catalogue is kept in memory, told apart by its revision.
mod m20261130_snapshot {
    use super::*;

    pub(super) struct Migration;

    impl MigrationName for Migration {
        fn name(&self) -> &str {
            "m20261130_snapshot"
        }
    }

    #[async_trait::async_trait]
    impl MigrationTrait for Migration {
        async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
            run_sql(manager, include_str!("m20261130_snapshot.sql")).await?;
            let sqlite = "update organisations set data = json_remove(data, '$.sort_key')";
            run_triggers(manager, sqlite, "update organisations set data = data - 'sort_key'").await
        }
    }
}

/// Facts get positions without a gap, and a chain of hashes over them.
mod m20261201_facts {
    use super::*;

    pub(super) struct Migration;

    impl MigrationName for Migration {
        fn name(&self) -> &str {
            "m20261201_facts"
        }
    }

    #[async_trait::async_trait]
    impl MigrationTrait for Migration {
        async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
            run_sql(manager, include_str!("m20261201_facts.sql")).await?;
            let sqlite = include_str!("facts_sqlite.sql");
            run_triggers(manager, sqlite, include_str!("facts_postgres.sql")).await
        }
    }
}

/// Messages have lanes, and know who delivers them; jobs have keys and leases.
mod m20261202_delivery {
    use super::*;

    pub(super) struct Migration;

    impl MigrationName for Migration {
        fn name(&self) -> &str {
            "m20261202_delivery"
        }
    }

    #[async_trait::async_trait]
    impl MigrationTrait for Migration {
        async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
            run_sql(manager, include_str!("m20261202_delivery.sql")).await
        }
    }
}
