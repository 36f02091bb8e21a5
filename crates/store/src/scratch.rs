//! PostgreSQL databases for tests and benchmarks: made from a template in a moment, thrown away afterwards.
//! With SQLite a database is a file and needs none of this.

use chrono::TimeDelta;
use hilum_domain::Moment;
use sea_orm::sea_query::Expr;
use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection, EntityTrait, Statement};

use crate::entity::session::{Column, Entity};
use crate::{StoreError, Tx};

/// Makes a database, as a copy of `template` where one is named. `server`: the URL of any database of that server.
pub async fn create(server: &str, name: &str, template: Option<&str>) -> Result<(), StoreError> {
    let template = template.map(|template| format!(" template {}", quoted(template))).unwrap_or_default();
    run(server, format!("create database {}{template}", quoted(name))).await
}

/// Removes a database, whoever still uses it.
pub async fn remove(server: &str, name: &str) -> Result<(), StoreError> {
    run(server, format!("drop database if exists {} with (force)", quoted(name))).await
}

/// Names of the databases that begin so.
pub async fn names(server: &str, beginning: &str) -> Result<Vec<String>, StoreError> {
    let connection = connect(server).await?;
    let all =
        Statement::from_string(connection.get_database_backend(), "select datname::text from pg_database");
    let rows = connection.query_all_raw(all).await?;
    connection.close().await?;
    let names = rows.iter().map(|row| row.try_get_by_index(0)).collect::<Result<Vec<String>, _>>()?;
    Ok(names.into_iter().filter(|name| name.starts_with(beginning)).collect())
}

/// The URL of another database of the same server.
pub fn url(server: &str, name: &str) -> String {
    let (server, _) = server.rsplit_once('/').unwrap_or((server, ""));
    format!("{server}/{name}")
}

/// Every session begins now: a template may be older than a session lives.
pub async fn begin_sessions_anew(tx: &Tx<'_>, now: Moment) -> Result<(), StoreError> {
    Entity::update_many()
        .col_expr(Column::CreatedAt, Expr::value(now))
        .col_expr(Column::LastSeenAt, Expr::value(now))
        .col_expr(Column::VerifiedAt, Expr::value(now))
        .col_expr(Column::ExpiresAt, Expr::value(now + TimeDelta::hours(12)))
        .exec(tx.connection())
        .await?;
    Ok(())
}

async fn run(server: &str, sql: String) -> Result<(), StoreError> {
    let connection = connect(server).await?;
    connection.execute_unprepared(&sql).await?;
    connection.close().await?;
    Ok(())
}

async fn connect(server: &str) -> Result<DatabaseConnection, StoreError> {
    let mut options = ConnectOptions::new(server);
    options.max_connections(1).sqlx_logging(false);
    Ok(Database::connect(options).await?)
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}
