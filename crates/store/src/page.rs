//! Bounded pages by position in time: what is inserted or taken away meanwhile moves nobody's page.

use std::str::FromStr;

use chrono::Datelike;
use hilum_domain::Moment;
use sea_orm::sea_query::{Expr, ExprTrait, SimpleExpr};
use sea_orm::{
    ColumnTrait, EntityTrait, Order, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, Select,
};
use uuid::Uuid;

use crate::{Db, StoreError};

/// A page of rows, with the cursors of its neighbours.
#[derive(Clone, Debug, PartialEq)]
pub struct Rows<T> {
    pub items: Vec<T>,
    pub total: u64,
    pub next: Option<String>,
    pub prev: Option<String>,
}

/// A place in a list, opaque to clients: after or before the row with that time and id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cursor {
    forward: bool,
    at: Moment,
    id: Uuid,
}

impl std::fmt::Display for Cursor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let side = if self.forward { 'a' } else { 'b' };
        write!(f, "{side}{}_{}", self.at.timestamp_micros(), self.id.simple())
    }
}

impl FromStr for Cursor {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let forward = match text.as_bytes().first() {
            Some(b'a') => true,
            Some(b'b') => false,
            _ => return Err(()),
        };
        let (at, id) = text.get(1..).and_then(|rest| rest.split_once('_')).ok_or(())?;
        let at: Option<Moment> = at.parse().ok().and_then(Moment::from_timestamp_micros);
        // Further away PostgreSQL knows no moments, and none was given out.
        let at = at.filter(|at| (0..=9999).contains(&at.year())).ok_or(())?;
        Ok(Self { forward, at, id: Uuid::parse_str(id).ok().ok_or(())? })
    }
}

/// How a list is ordered: by a time, then by id.
pub(crate) struct Listing<E: EntityTrait> {
    pub(crate) query: Select<E>,
    pub(crate) at: E::Column,
    pub(crate) id: E::Column,
    pub(crate) newest_first: bool,
}

impl<E> Listing<E>
where
    E: EntityTrait<Model: Send + Sync>,
{
    pub(crate) async fn page(
        self,
        db: &Db<'_>,
        limit: u64,
        cursor: Option<Cursor>,
        place: impl Fn(&E::Model) -> (Moment, Uuid),
    ) -> Result<Rows<E::Model>, StoreError> {
        let total = self.query.clone().count(db.connection()).await?;
        let forward = cursor.is_none_or(|c| c.forward);
        let ascending = self.newest_first != forward;
        let mut query = self.query;
        if let Some(cursor) = cursor {
            query = query.filter(beyond(self.at, self.id, &cursor, ascending));
        }
        let order = if ascending { Order::Asc } else { Order::Desc };
        let query = query.order_by(self.at, order.clone()).order_by(self.id, order).limit(limit + 1);
        let mut items = query.all(db.connection()).await?;
        let more = items.len() as u64 > limit;
        items.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
        if !forward {
            items.reverse();
        }
        let cursor_at = |model: Option<&E::Model>, forward| {
            model.map(|m| {
                let (at, id) = place(m);
                Cursor { forward, at, id }.to_string()
            })
        };
        let has_next = if forward { more } else { true };
        let has_prev = if forward { cursor.is_some() } else { more };
        let next = has_next.then(|| cursor_at(items.last(), true)).flatten();
        let prev = has_prev.then(|| cursor_at(items.first(), false)).flatten();
        Ok(Rows { items, total, next, prev })
    }
}

fn beyond<C: ColumnTrait>(at: C, id: C, cursor: &Cursor, ascending: bool) -> SimpleExpr {
    let (at, id) = (Expr::col(at), Expr::col(id));
    let same = at.clone().eq(cursor.at);
    if ascending {
        at.gt(cursor.at).or(same.and(id.gt(cursor.id)))
    } else {
        at.lt(cursor.at).or(same.and(id.lt(cursor.id)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_survives_its_journey_and_nonsense_is_refused() {
        let cursor = Cursor {
            forward: true,
            at: Moment::from_timestamp_micros(1_700_000_000_123_456).unwrap(),
            id: Uuid::from_u128(7),
        };
        assert_eq!(cursor.to_string().parse(), Ok(cursor));
        for bad in ["", "a", "x1_0", "a1", "a1_", "a99999999999999999999_0", "é1_2", "a-300000000000000000_0"]
        {
            assert!(bad.parse::<Cursor>().is_err(), "{bad}");
        }
    }
}
