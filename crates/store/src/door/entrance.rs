//! Who stands at the door. One statement, for all who go through it together, finds out which catalogue the transaction
//! sees, which of the authors are still there, and what they hold.

use std::collections::HashMap;

use hilum_domain::Moment;
use hilum_domain::account::AccountStatus;
use hilum_domain::grant::GrantStatus;
use hilum_domain::policy::Right;
use sea_orm::sea_query::{Cond, Expr, ExprTrait, Query, SelectStatement};
use sea_orm::{ColumnTrait, ConnectionTrait};
use uuid::Uuid;

use super::Author;
use crate::callers::{self, Held};
use crate::entity::{account, grant, revision, session};
use crate::{Db, StoreError, catalogue};

/// What was found out, at that moment of the transaction.
#[derive(Debug, Default)]
pub(crate) struct Entrance {
    revision: i64,
    /// By session: whose it is, and what they hold.
    there: HashMap<Uuid, (Uuid, Vec<Held>)>,
}

impl Entrance {
    pub(super) async fn look(db: &Db<'_>, authors: &[Author]) -> Result<Self, StoreError> {
        let sessions: Vec<Uuid> = authors.iter().filter_map(|author| author.session()).collect();
        if sessions.is_empty() {
            return Ok(Self { revision: catalogue::revision(db).await?, ..Self::default() });
        }
        let mut seen = Self::default();
        for row in db.connection().query_all(&statement(sessions)).await? {
            seen.revision = row.try_get("", "revision")?;
            let Some(session) = row.try_get::<Option<Uuid>>("", "session")? else { continue };
            let account = row.try_get("", "account")?;
            let (_, held) = seen.there.entry(session).or_insert_with(|| (account, Vec::new()));
            held.extend(callers::held(&row)?);
        }
        Ok(seen)
    }

    pub(super) fn revision(&self) -> i64 {
        self.revision
    }

    /// Of people, whether session and account are still good.
    pub(super) fn admits(&self, author: Author) -> bool {
        match author {
            Author::Person { account, session } => {
                self.there.get(&session).is_some_and(|(whose, _)| *whose == Uuid::from(account))
            }
            Author::Stranger | Author::System | Author::Maintenance => true,
        }
    }

    pub(super) fn rights(&self, db: &Db<'_>, author: Author, now: Moment) -> Vec<Right> {
        let held = author.session().and_then(|session| self.there.get(&session));
        held.map(|(_, held)| callers::rights(db, held, now)).unwrap_or_default()
    }
}

/// A row for each grant of each of them, and at least one.
fn statement(mut sessions: Vec<Uuid>) -> SelectStatement {
    // Few different statements, which are then prepared already: the last one is repeated.
    if let Some(last) = sessions.last().copied() {
        sessions.resize(sessions.len().next_power_of_two(), last);
    }
    let of_account = |column: grant::Column| Expr::col((grant::Entity, column));
    let account = Expr::col((session::Entity, session::Column::AccountId));
    let active = Query::select()
        .expr(Expr::val(1))
        .from(account::Entity)
        .and_where(account::Column::Id.into_expr().equals((session::Entity, session::Column::AccountId)))
        .and_where(account::Column::Status.eq(AccountStatus::Active.as_str()))
        .to_owned();
    let mut select = Query::select();
    select
        .expr_as(revision::Column::Value.into_expr(), "revision")
        .expr_as(Expr::col((session::Entity, session::Column::Id)), "session")
        .expr_as(account.clone(), "account")
        .from(revision::Entity)
        .left_join(
            session::Entity,
            Cond::all().add(session::Column::Id.is_in(sessions)).add(Expr::exists(active)),
        )
        .left_join(
            grant::Entity,
            Cond::all()
                .add(of_account(grant::Column::AccountId).eq(account))
                .add(of_account(grant::Column::Status).eq(GrantStatus::Active.as_str())),
        )
        .and_where(revision::Column::Name.eq(catalogue::REVISION));
    callers::select_held(&mut select);
    select
}
