//! Every row of every table as text, for whoever checks that something is in the database nowhere.

use sea_orm::{ConnectionTrait, DbBackend, Statement};

use crate::{Db, StoreError};

/// Rows in which the word occurs, case aside, each after the name of its table.
pub async fn rows_with(db: &Db<'_>, word: &str) -> Result<Vec<String>, StoreError> {
    let word = word.to_lowercase();
    let mut found = Vec::new();
    for table in column(db, tables(db)).await? {
        let all = if is_sqlite(db) {
            sqlite_rows(db, &table).await?
        } else {
            format!("select row_to_json(t)::text from \"{table}\" t")
        };
        let rows = column(db, &all).await?;
        let hits = rows.into_iter().filter(|row| row.to_lowercase().contains(&word));
        found.extend(hits.map(|row| format!("{table}: {row}")));
    }
    Ok(found)
}

fn is_sqlite(db: &Db<'_>) -> bool {
    db.connection().get_database_backend() == DbBackend::Sqlite
}

fn tables(db: &Db<'_>) -> &'static str {
    if is_sqlite(db) {
        "select name from sqlite_master where type = 'table'"
    } else {
        "select tablename::text from pg_tables where schemaname = current_schema()"
    }
}

async fn sqlite_rows(db: &Db<'_>, table: &str) -> Result<String, StoreError> {
    let names = column(db, &format!("select name from pragma_table_info('{table}')")).await?;
    // Ids are bytes here, and no text.
    let text = |name: &String| {
        format!(
            "case when typeof(\"{name}\") = 'blob' and length(\"{name}\") = 16 then hex(\"{name}\") \
                 else coalesce(cast(\"{name}\" as text), '') end"
        )
    };
    let texts: Vec<String> = names.iter().map(text).collect();
    Ok(format!("select {} from \"{table}\"", texts.join(" || ' ' || ")))
}

async fn column(db: &Db<'_>, sql: &str) -> Result<Vec<String>, StoreError> {
    let connection = db.connection();
    let rows =
        connection.query_all_raw(Statement::from_string(connection.get_database_backend(), sql)).await?;
    Ok(rows.iter().map(|row| row.try_get_by_index(0)).collect::<Result<_, _>>()?)
}
