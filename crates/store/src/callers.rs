//! Who calls: session, account, rights and factors, read together by one statement, and kept for less than the second
//! that R10 allows. What this node itself changes is known at once ([`crate::kept`]).

use std::sync::Arc;

use hilum_domain::grant::GrantStatus;
use hilum_domain::policy::{Actor, Right, within};
use hilum_domain::verification::{FactorKind, SecretPurpose};
use hilum_domain::{AccountId, Moment, OrganisationId};
use sea_orm::sea_query::{Cond, Expr, ExprTrait, Query, SelectStatement};
use sea_orm::{ColumnTrait, ConnectionTrait, FromQueryResult, IdenStatic, Iterable, QueryResult};
use tokio::sync::OnceCell;
use uuid::Uuid;

use crate::accounts::Account;
use crate::changed::Changed;
use crate::entity::{account, factor, grant, session};
use crate::secrets;
use crate::sessions::Session;
use crate::{Db, Store, StoreError, parsed, preferences};

/// Somebody with a session, and everything that says what they may.
#[derive(Clone, Debug)]
pub struct Caller {
    pub session: Arc<Session>,
    pub account: Arc<Account>,
    pub actor: Arc<Actor>,
    /// The kinds of second factors they own.
    pub factors: Arc<[FactorKind]>,
    pub besides: Besides,
}

/// A place for what is rarely asked about somebody who calls, found out when it is and remembered with them.
#[derive(Clone, Debug, Default)]
pub struct Besides {
    /// What had been changed here when they were read.
    changes: u64,
    known: Arc<OnceCell<Arc<Details>>>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Details {
    /// How many of their recovery codes are still good.
    pub recovery_codes: u64,
    /// Networks for which they have given their preferences.
    pub preferences: Vec<OrganisationId>,
}

impl Store {
    /// Whose session it is, expired or not, and what they hold at `now`; `None` where there is none. Whoever was signed
    /// out, shut out or deprived of a right on this node is known to be, at once; on another node within a second.
    pub async fn caller(&self, token_hash: &str, now: Moment) -> Result<Option<Caller>, StoreError> {
        let (key, asked) = (token_hash.to_owned(), self.kept.asked_at(Some(now), Changed::CALLERS));
        if let Some((known, until)) = self.kept.callers.find(&key, asked)
            && within(None, until, now)
        {
            return Ok(Some(known));
        }
        let Some((caller, until)) = read(&self.db(), token_hash, asked.changes, now).await? else {
            return Ok(None);
        };
        self.kept.callers.remember(key, (caller.clone(), until), asked);
        Ok(Some(caller))
    }

    /// The rest of what is known of somebody who calls; found out anew where they have changed something since.
    pub async fn details(
        &self,
        besides: &Besides,
        account: AccountId,
        now: Moment,
    ) -> Result<Arc<Details>, StoreError> {
        if besides.changes != self.kept.changes_of(Changed::CALLERS) {
            return self.read_details(account, now).await;
        }
        Ok(Arc::clone(besides.known.get_or_try_init(|| self.read_details(account, now)).await?))
    }

    async fn read_details(&self, account: AccountId, now: Moment) -> Result<Arc<Details>, StoreError> {
        let db = self.db();
        let subject = account.to_string();
        let given = preferences::of_account(&db, account).await?;
        Ok(Arc::new(Details {
            recovery_codes: secrets::count(&db, SecretPurpose::RecoveryCode, &subject, now).await?,
            preferences: given.into_iter().map(|given| given.network).collect(),
        }))
    }
}

/// One statement: a row for each right and each factor.
async fn read(
    db: &Db<'_>,
    token_hash: &str,
    changes: u64,
    now: Moment,
) -> Result<Option<(Caller, Option<Moment>)>, StoreError> {
    let rows = db.connection().query_all(&statement(token_hash)).await?;
    let Some(first) = rows.first() else { return Ok(None) };
    let session = Session::try_from(session::Model::from_query_result(first, "s_")?)?;
    let account = Account::from_query_result(first, "a_")?;
    let mut grants: Vec<Held> =
        rows.iter().map(held).filter_map(Result::transpose).collect::<Result<_, _>>()?;
    grants.sort_unstable_by_key(|held| held.id);
    grants.dedup_by_key(|held| held.id);
    let mut factors = Vec::new();
    for row in &rows {
        let kind: Option<String> = row.try_get("", "f_kind")?;
        let kind = kind.map(|kind| parsed(FactorKind::parse(&kind), "factors.kind")).transpose()?;
        factors.extend(kind.filter(|kind| !factors.contains(kind)));
    }
    let until = grants.iter().flat_map(|held| [held.from, held.until]).flatten().filter(|at| *at > now).min();
    let caller = Caller {
        actor: Arc::new(Actor { account: account.id(), rights: rights(db, &grants, now) }),
        session: Arc::new(session),
        account: Arc::new(account),
        factors: factors.into(),
        besides: Besides { changes, known: Arc::default() },
    };
    Ok(Some((caller, until)))
}

/// An active grant, as far as it says what somebody may.
#[derive(Debug)]
pub(crate) struct Held {
    id: Uuid,
    application: String,
    network: Uuid,
    profile: String,
    from: Option<Moment>,
    until: Option<Moment>,
}

pub(crate) fn held(row: &QueryResult) -> Result<Option<Held>, StoreError> {
    let Some(id) = row.try_get::<Option<Uuid>>("", "g_id")? else { return Ok(None) };
    Ok(Some(Held {
        id,
        application: row.try_get("", "g_application")?,
        network: row.try_get("", "g_network_id")?,
        profile: row.try_get("", "g_profile")?,
        from: row.try_get("", "g_valid_from")?,
        until: row.try_get("", "g_valid_until")?,
    }))
}

/// What of it is in force.
pub(crate) fn rights(db: &Db<'_>, grants: &[Held], now: Moment) -> Vec<Right> {
    let right = |held: &Held| Right {
        decides: db.catalogue().decides(&held.application, &held.profile),
        application: held.application.clone(),
        network: held.network.into(),
        profile: held.profile.clone(),
    };
    let in_force = grants.iter().filter(|held| within(held.from, held.until, now));
    in_force.map(right).collect()
}

/// The columns that [`held`] reads.
pub(crate) fn select_held(select: &mut SelectStatement) {
    use grant::Column as Grant;
    for column in
        [Grant::Id, Grant::Application, Grant::NetworkId, Grant::Profile, Grant::ValidFrom, Grant::ValidUntil]
    {
        select.expr_as(column.into_expr(), format!("g_{}", column.as_str()));
    }
}

fn statement(token_hash: &str) -> SelectStatement {
    let mut select = Query::select();
    for column in session::Column::iter() {
        select.expr_as(column.into_expr(), format!("s_{}", column.as_str()));
    }
    for column in account::Column::iter() {
        select.expr_as(column.into_expr(), format!("a_{}", column.as_str()));
    }
    select_held(&mut select);
    let account_id = Expr::col((account::Entity, account::Column::Id));
    select
        .expr_as(factor::Column::Kind.into_expr(), "f_kind")
        .from(session::Entity)
        .inner_join(
            account::Entity,
            Expr::col((session::Entity, session::Column::AccountId))
                .equals((account::Entity, account::Column::Id)),
        )
        .left_join(
            grant::Entity,
            Cond::all()
                .add(account_id.clone().equals((grant::Entity, grant::Column::AccountId)))
                .add(grant::Column::Status.eq(GrantStatus::Active.as_str())),
        )
        .left_join(
            factor::Entity,
            Cond::all()
                .add(account_id.equals((factor::Entity, factor::Column::AccountId)))
                .add(factor::Column::ConfirmedAt.is_not_null()),
        )
        .and_where(session::Column::TokenHash.eq(token_hash));
    select
}
