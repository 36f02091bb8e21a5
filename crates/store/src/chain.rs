//! The order in which facts became known, without a gap, and a chain of hashes over it. Identities made by time are no
//! order of commits: a position is given after the commit, by one sequencer at a time. Each link binds a fact to all
//! before it, so that what was changed, taken out or put in between shows.

use hilum_domain::Moment;
use hilum_domain::fact::Kind;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait as _, Set,
};
use serde_json::json;
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use crate::entity::{chain_end, event, link, unsequenced};
use crate::events::{StoredEvent, apart};
use crate::{Db, StoreError, Tx};

/// Facts that get their position in one transaction; a sequencer that gets as many goes on.
pub const BATCH: usize = 500;
/// The one row of where it ends.
const END: i64 = 1;
/// Before the first link.
const BEGINNING: &str = "";

/// Whether facts wait for their position.
pub async fn is_behind(db: &Db<'_>) -> Result<bool, StoreError> {
    let first = unsequenced::Entity::find().limit(1).one(db.connection()).await?;
    Ok(first.is_some())
}

/// Gives positions to what has none, in the order of their moments as far as they are known; how many. Two who do so at
/// once: one of them begins anew.
pub async fn extend(tx: &Tx<'_>) -> Result<usize, StoreError> {
    let waiting = unsequenced::Entity::find()
        .select_only()
        .column(unsequenced::Column::EventId)
        .order_by_asc(unsequenced::Column::EventId)
        .limit(BATCH as u64);
    let facts = event::Entity::find()
        .filter(event::Column::Id.in_subquery(waiting.into_query()))
        .order_by_asc(event::Column::Id)
        .all(tx.connection())
        .await?;
    if facts.is_empty() {
        return Ok(0);
    }
    let before = head(tx).await?;
    let mut last = before.clone();
    let links: Vec<link::ActiveModel> = facts
        .iter()
        .map(|fact| {
            let words = words_of(fact);
            last = Head { position: last.position + 1, link: link_of(&last, fact, &words) };
            link::ActiveModel {
                position: Set(last.position),
                event_id: Set(fact.id),
                words: Set(words),
                link: Set(last.link.clone()),
            }
        })
        .collect();
    let count = links.len();
    let end = chain_end::Entity::update_many()
        .col_expr(chain_end::Column::Position, Expr::value(last.position))
        .filter(chain_end::Column::Id.eq(END));
    tx.later(end).await?;
    tx.later(link::Entity::insert_many(links)).await?;
    let placed = link::Entity::find()
        .select_only()
        .column(link::Column::EventId)
        .filter(link::Column::Position.gt(before.position));
    let done = unsequenced::Column::EventId.in_subquery(placed.into_query());
    tx.later(unsequenced::Entity::delete_many().filter(done)).await?;
    Ok(count)
}

/// Where the chain ends: whoever keeps it elsewhere can show later that nothing before it was changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// 0: there is no fact yet.
    pub position: i64,
    /// SHA-256, in hexadecimal digits.
    pub link: String,
}

async fn head(db: &Db<'_>) -> Result<Head, StoreError> {
    let last =
        link::Entity::find().order_by_desc(link::Column::Position).limit(1).one(db.connection()).await?;
    let beginning = Head { position: 0, link: BEGINNING.to_owned() };
    Ok(last.map_or(beginning, |last| Head { position: last.position, link: last.link }))
}

fn digest(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Of the free words of a fact, which are replaced when the person is erased.
fn words_of(fact: &StoredEvent) -> String {
    let (_, words) = apart(fact.data.clone());
    if words.is_empty() { String::new() } else { digest(json!(words).to_string().as_bytes()) }
}

/// Everything that stays of a fact as long as there is history, and the digest of its words.
fn link_of(before: &Head, fact: &StoredEvent, words: &str) -> String {
    let (data, _) = apart(fact.data.clone());
    let bound = json!([
        before.link,
        before.position + 1,
        fact.id,
        fact.at.timestamp_micros(),
        fact.kind,
        fact.subject_id,
        fact.request_id,
        fact.grant_id,
        fact.actor_id,
        fact.program_id,
        fact.on_behalf_of,
        fact.office,
        fact.profile,
        data,
        words,
    ]);
    digest(bound.to_string().as_bytes())
}

/// What an examination of the whole history has found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Nothing was changed up to there.
    Sound {
        head: Head,
        waiting: u64,
    },
    Tampered(Fault),
}

/// The first place that is not as it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    pub position: i64,
    pub event: Option<Uuid>,
    pub what: What,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// There is no link at this position.
    LinkMissing,
    /// The fact is not there any more.
    FactMissing,
    /// The fact, or its link, says something else than it did.
    Changed,
    /// Words were replaced, though the person was not erased then.
    WordsReplaced,
    /// There is a fact that was never given a position.
    PutIn,
    /// The link is not the one that was noted down elsewhere.
    NotAsNoted,
}

impl What {
    /// For the person at the machine.
    pub const fn explained(self) -> &'static str {
        match self {
            Self::LinkMissing => "its link in the chain is missing",
            Self::FactMissing => "the fact is missing",
            Self::Changed => "the fact or its link was changed",
            Self::WordsReplaced => "its words were replaced, though nobody was erased then",
            Self::PutIn => "the fact was put in past the chain",
            Self::NotAsNoted => "the chain is another than the one that was noted down",
        }
    }
}

/// Goes through the whole history, from its beginning. `noted`: what an earlier examination found its end to be.
pub async fn verify(db: &Db<'_>, noted: Option<&Head>) -> Result<Verdict, StoreError> {
    // Asked first: meanwhile the chain may grow.
    let length = chain_end::Entity::find_by_id(END).one(db.connection()).await?;
    let length = length.ok_or(StoreError::Corrupt("chain_end"))?.position;
    let mut before = Head { position: 0, link: BEGINNING.to_owned() };
    loop {
        let links = link::Entity::find()
            .filter(link::Column::Position.gt(before.position))
            .order_by_asc(link::Column::Position)
            .limit(BATCH as u64)
            .all(db.connection())
            .await?;
        let ids = links.iter().map(|link| link.event_id);
        let facts = event::Entity::find().filter(event::Column::Id.is_in(ids)).all(db.connection()).await?;
        let erased = erasures(db, &facts).await?;
        for link in &links {
            let fact = facts.iter().find(|fact| fact.id == link.event_id);
            if let Some(what) = examine(&before, link, fact, &erased, noted) {
                let (position, event) = (before.position + 1, Some(link.event_id));
                let event = event.filter(|_| what != What::LinkMissing);
                return Ok(Verdict::Tampered(Fault { position, event, what }));
            }
            before = Head { position: link.position, link: link.link.clone() };
        }
        if links.len() < BATCH {
            break;
        }
    }
    end(db, before, length, noted).await
}

/// What is wrong with one link, if anything.
fn examine(
    before: &Head,
    link: &link::Model,
    fact: Option<&StoredEvent>,
    erased: &[(Uuid, Moment)],
    noted: Option<&Head>,
) -> Option<What> {
    let Some(fact) = fact.filter(|_| link.position == before.position + 1) else {
        let gap = link.position != before.position + 1;
        return Some(if gap { What::LinkMissing } else { What::FactMissing });
    };
    if link.link != link_of(before, fact, &link.words) {
        return Some(What::Changed);
    }
    match fact.redacted_at {
        None if link.words != words_of(fact) => return Some(What::Changed),
        Some(at) if !erased.contains(&(fact.subject_id, at)) => return Some(What::WordsReplaced),
        None | Some(_) => {}
    }
    let differs = |noted: &&Head| noted.position == link.position && noted.link != link.link;
    noted.filter(differs).map(|_| What::NotAsNoted)
}

/// When those were erased whose words were replaced.
async fn erasures(db: &Db<'_>, facts: &[StoredEvent]) -> Result<Vec<(Uuid, Moment)>, StoreError> {
    let redacted = facts.iter().filter(|fact| fact.redacted_at.is_some());
    let subjects: Vec<Uuid> = redacted.map(|fact| fact.subject_id).collect();
    if subjects.is_empty() {
        return Ok(Vec::new());
    }
    let closed = event::Entity::find()
        .filter(event::Column::SubjectId.is_in(subjects))
        .filter(event::Column::Kind.eq(Kind::AccountClosed.as_str()))
        .all(db.connection())
        .await?;
    Ok(closed.into_iter().map(|fact| (fact.subject_id, fact.at)).collect())
}

/// Whether the chain ends where it should, and every fact is in it or waits for its position.
async fn end(db: &Db<'_>, head: Head, length: i64, noted: Option<&Head>) -> Result<Verdict, StoreError> {
    let missing = |position| Ok(Verdict::Tampered(Fault { position, event: None, what: What::LinkMissing }));
    let known = noted.map_or(0, |noted| noted.position);
    if Ord::max(length, known) > head.position {
        return missing(head.position + 1);
    }
    let unlinked =
        event::Entity::find()
            .filter(event::Column::Id.not_in_subquery(
                link::Entity::find().select_only().column(link::Column::EventId).into_query(),
            ))
            .filter(event::Column::Id.not_in_subquery(
                unsequenced::Entity::find().select_only().column(unsequenced::Column::EventId).into_query(),
            ))
            .order_by_asc(event::Column::Id)
            .limit(1)
            .one(db.connection())
            .await?;
    if let Some(fact) = unlinked {
        let fault = Fault { position: head.position + 1, event: Some(fact.id), what: What::PutIn };
        return Ok(Verdict::Tampered(fault));
    }
    let waiting = unsequenced::Entity::find().count(db.connection()).await?;
    Ok(Verdict::Sound { head, waiting })
}
