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
        MIGRATIONS.iter().map(|migration| Box::new(*migration) as Box<dyn MigrationTrait>).collect()
    }
}

/// A change of the schema: what both databases share, then what each of them has to be told in its own words.
#[derive(Clone, Copy)]
struct Migration {
    name: &'static str,
    shared: &'static str,
    sqlite: &'static str,
    postgres: &'static str,
}

const MIGRATIONS: [Migration; 7] = [
    Migration {
        name: "m20261121_foundation",
        shared: include_str!("m20261121_foundation.sql"),
        sqlite: include_str!("append_only_sqlite.sql"),
        postgres: include_str!("append_only_postgres.sql"),
    },
    Migration {
        name: "m20261125_identity",
        shared: include_str!("m20261125_identity.sql"),
        sqlite: "",
        postgres: "",
    },
    Migration {
        name: "m20261126_retention",
        shared: include_str!("m20261126_retention.sql"),
        sqlite: "",
        postgres: "",
    },
    // History stays append-only, but for the words about somebody who is erased: replaced once, after their account is closed,
    // and marked as such (R11).
    Migration {
        name: "m20261127_hardening",
        shared: include_str!("m20261127_hardening.sql"),
        sqlite: include_str!("redaction_sqlite.sql"),
        postgres: include_str!("redaction_postgres.sql"),
    },
    // The catalogue is kept in memory, told apart by its revision.
    Migration {
        name: "m20261130_snapshot",
        shared: include_str!("m20261130_snapshot.sql"),
        sqlite: "update organisations set data = json_remove(data, '$.sort_key')",
        postgres: "update organisations set data = data - 'sort_key'",
    },
    // Facts get positions without a gap, and a chain of hashes over them.
    Migration {
        name: "m20261201_facts",
        shared: include_str!("m20261201_facts.sql"),
        sqlite: include_str!("facts_sqlite.sql"),
        postgres: include_str!("facts_postgres.sql"),
    },
    // Messages have lanes, and know who delivers them; jobs have keys and leases.
    Migration {
        name: "m20261202_delivery",
        shared: include_str!("m20261202_delivery.sql"),
        sqlite: "",
        postgres: "",
    },
];

impl MigrationName for Migration {
    fn name(&self) -> &str {
        self.name
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run_sql(manager, self.shared).await?;
        run_triggers(manager, self.sqlite, self.postgres).await
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
    for statement in sql.split("\n--\n").filter(|statement| !statement.is_empty()) {
        manager.get_connection().execute_unprepared(statement).await?;
    }
    Ok(())
}
