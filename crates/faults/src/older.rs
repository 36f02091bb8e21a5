//! A full database of the first release: its schema is the first migration as it stands in the sources.

use anyhow::Result;

use crate::database::{Database, Kind};
use crate::world::World;

pub(crate) const ACCOUNTS: usize = 3000;
const EVENTS: usize = 20_000;

const FOUNDATION: &str = include_str!("../../../migrations/src/m20261121_foundation.sql");
const MIGRATIONS: &str =
    "create table seaql_migrations (version varchar not null primary key, applied_at bigint not null);
insert into seaql_migrations values ('m20261121_foundation', 0);
";
/// History cannot be changed (R11): triggers, apart by a line of dashes.
const GUARD_OF_SQLITE: &str = include_str!("../../../migrations/src/append_only_sqlite.sql");
const GUARD_OF_POSTGRES: &str = include_str!("../../../migrations/src/append_only_postgres.sql");

/// Made once, copied for each upgrade.
#[derive(Debug)]
pub(crate) struct Older(Database);

impl Older {
    pub(crate) fn new(world: &World, kind: Kind) -> Result<Self> {
        let database = world.database(kind)?;
        let guard = match kind {
            Kind::Sqlite => GUARD_OF_SQLITE,
            Kind::Postgres => GUARD_OF_POSTGRES,
        };
        let guard: String = guard.split("\n--\n").map(|part| format!("{};\n", part.trim())).collect();
        database.sql(&filled_in(kind, &format!("{FOUNDATION}{guard}{MIGRATIONS}{}", rows(kind))))?;
        Ok(Self(database))
    }

    pub(crate) fn copy(&self) -> Result<Database> {
        Database::copy_of(&self.0)
    }
}

/// The types that differ are placeholders.
fn filled_in(kind: Kind, sql: &str) -> String {
    let types = match kind {
        Kind::Sqlite => [
            ("@uuid", "uuid_text"),
            ("@time", "timestamp_with_timezone_text"),
            ("@json", "json_text"),
            ("@bytes", ""),
        ],
        Kind::Postgres => {
            [("@uuid", "uuid"), ("@time", "timestamptz"), ("@json", "jsonb"), ("@bytes", "collate \"C\"")]
        }
    };
    types.iter().fold(sql.to_owned(), |sql, (name, real)| sql.replace(name, real))
}

/// People, and what happened to them.
fn rows(kind: Kind) -> String {
    let numbers =
        |most| format!("with recursive n (i) as (select 1 union all select i + 1 from n where i < {most})");
    let id = match kind {
        // Sixteen bytes.
        Kind::Sqlite => "cast('no' || cast(10000000000000 + i as text) as blob)",
        Kind::Postgres => {
            "cast('00000000-0000-7000-8000-' || substr(cast(1000000000000 + i as text), 2) as uuid)"
        }
    };
    let time = "cast('2026-11-22 10:00:00+00:00' as @time)";
    let address = "'p' || i || '@klinik.example'";
    format!(
        "insert into accounts {} select {id}, {address}, {address}, 'P', 'Q', 'en', null, false, {time}, 1 from n;\n\
         insert into events {} select {id}, {time}, 'signed_in', {id}, null, null, null, 'person', null, \
         cast('{{}}' as @json) from n",
        numbers(ACCOUNTS),
        numbers(EVENTS)
    )
}
