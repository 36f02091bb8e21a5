//! History: append-only rows, written in the transaction that changes the state (invariant 9, R11).

use hilum_domain::fact::{AccountEvent, ActorId, By, CatalogueEvent, Fact, GrantEvent, What};
use hilum_domain::{AccountId, EventId, Moment, RequestId};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, Set};
use serde_json::{Value, json};
use uuid::Uuid;

pub use crate::entity::event::Model as StoredEvent;
use crate::entity::event::{ActiveModel, Column, Entity};
use crate::{Db, StoreError, Tx, to_json};

/// Whom a fact is about that is about the catalogue.
const NOBODY: Uuid = Uuid::nil();

/// Rows per statement: SQLite takes at most 32,766 parameters.
const BATCH: usize = 500;

/// Only the recorder (`server/src/facts.rs`) calls this.
pub async fn append(tx: &Tx<'_>, facts: &[(EventId, Fact)], now: Moment) -> Result<(), StoreError> {
    for some in facts.chunks(BATCH) {
        let rows = some.iter().map(|(id, fact)| row(*id, fact, now));
        tx.later(Entity::insert_many(rows)).await?;
    }
    Ok(())
}

fn row(id: EventId, fact: &Fact, now: Moment) -> ActiveModel {
    let By { actor, office, on_behalf_of } = fact.by;
    let (person, program) = match actor {
        ActorId::Person(id) => (Some(id.into()), None),
        ActorId::Program(id) => (None, Some(id.into())),
        ActorId::System => (None, None),
    };
    let (grant, profile) = match &fact.what {
        What::Request(fact) => (None, fact.profile.clone()),
        What::Grant(fact) => (Some(fact.grant.id.into()), Some(fact.grant.profile.clone())),
        What::Account(_) | What::Catalogue(_) => (None, None),
    };
    ActiveModel {
        id: Set(id.into()),
        at: Set(now),
        kind: Set(fact.kind().as_str().to_owned()),
        subject_id: Set(fact.subject.map_or(NOBODY, Uuid::from)),
        request_id: Set(fact.request().map(Uuid::from)),
        grant_id: Set(grant),
        actor_id: Set(person),
        office: Set(office.as_str().to_owned()),
        profile: Set(profile),
        data: Set(salted(data(&fact.what))),
        redacted_at: Set(None),
        program_id: Set(program),
        on_behalf_of: Set(on_behalf_of.map(Uuid::from)),
    }
}

/// What is kept of a fact: codes, identities and the words of a reason; never names or addresses.
fn data(what: &What) -> Value {
    match what {
        What::Request(fact) => to_json(&fact.event),
        What::Grant(fact) => match &fact.event {
            GrantEvent::Changed(event) => to_json(event),
            GrantEvent::Imported => json!({"valid_until": fact.grant.valid_until}),
            GrantEvent::MadeByOperator => json!({}),
        },
        What::Account(event) => match event {
            AccountEvent::Created { provider: Some(provider) }
            | AccountEvent::IdentityLinked { provider }
            | AccountEvent::IdentityUnlinked { provider } => json!({"provider": provider}),
            AccountEvent::Suspended { reason } | AccountEvent::Unlocked { reason } => {
                json!({"reason": reason})
            }
            AccountEvent::FactorAdded { kind } | AccountEvent::FactorRemoved { kind } => {
                json!({"factor": kind})
            }
            AccountEvent::Created { provider: None }
            | AccountEvent::Imported
            | AccountEvent::MadeByOperator
            | AccountEvent::Changed
            | AccountEvent::PasswordChanged
            | AccountEvent::PasswordReset
            | AccountEvent::PasswordSetByOperator
            | AccountEvent::EmailChanged { .. }
            | AccountEvent::RecoveryCodesMade
            | AccountEvent::RecoveryCodeUsed
            | AccountEvent::Locked
            | AccountEvent::Closed { .. } => json!({}),
        },
        What::Catalogue(CatalogueEvent::Imported {
            organisations_new,
            organisations_changed,
            accounts_new,
            grants_new,
        }) => json!({
            "organisations_new": organisations_new,
            "organisations_changed": organisations_changed,
            "accounts_new": accounts_new,
            "grants_new": grants_new,
        }),
    }
}

/// Free words stand under these names in what history keeps of a fact; all else are codes and ids.
const WORDS: [&str; 2] = ["text", "reason"];
/// Beside words: what keeps their digest from being guessed once they are erased.
const SALT: &str = "salt";

fn salted(mut data: Value) -> Value {
    let mut any = false;
    each_word(&mut data, &mut |_| any = true);
    if let (true, Value::Object(fields)) = (any, &mut data) {
        fields.insert(SALT.to_owned(), json!(Uuid::new_v4().simple().to_string()));
    }
    data
}

/// Goes to every free word of a fact's data.
pub fn each_word(data: &mut Value, visit: &mut impl FnMut(&mut String)) {
    match data {
        Value::Array(items) => items.iter_mut().for_each(|item| each_word(item, visit)),
        Value::Object(fields) => {
            for (name, value) in fields {
                if let Value::String(text) = value
                    && WORDS.contains(&name.as_str())
                {
                    visit(text);
                } else {
                    each_word(value, visit);
                }
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// What is told of a fact: everything but the salt, which says nothing of anybody.
pub fn told(mut data: Value) -> Value {
    if let Value::Object(fields) = &mut data {
        fields.remove(SALT);
    }
    data
}

/// The data without its words, and the words with their salt.
pub(crate) fn apart(mut data: Value) -> (Value, Vec<String>) {
    let mut words = Vec::new();
    each_word(&mut data, &mut |text| words.push(std::mem::take(text)));
    if let Value::Object(fields) = &mut data
        && let Some(Value::String(salt)) = fields.remove(SALT)
    {
        words.push(salt);
    }
    (data, words)
}

/// The history of a request, oldest first; at most `limit` facts.
pub async fn of_request(db: &Db<'_>, request: RequestId, limit: u64) -> Result<Vec<StoredEvent>, StoreError> {
    let query = Entity::find().filter(Column::RequestId.eq(Uuid::from(request)));
    Ok(query.order_by_asc(Column::At).order_by_asc(Column::Id).limit(limit).all(db.connection()).await?)
}

/// The history of a person's account and access, newest first; at most `limit` facts.
pub async fn of_subject(db: &Db<'_>, subject: AccountId, limit: u64) -> Result<Vec<StoredEvent>, StoreError> {
    let query = Entity::find().filter(Column::SubjectId.eq(Uuid::from(subject)));
    Ok(query.order_by_desc(Column::At).order_by_desc(Column::Id).limit(limit).all(db.connection()).await?)
}

/// All that is known of a person, before it is redacted.
pub async fn all_of_subject(db: &Db<'_>, subject: AccountId) -> Result<Vec<StoredEvent>, StoreError> {
    Ok(Entity::find().filter(Column::SubjectId.eq(Uuid::from(subject))).all(db.connection()).await?)
}

/// Replaces the words of a fact about somebody who is erased, and marks it: the one change that history takes (R11). Their
/// salt goes with them. A fact whose words stay as they are is not changed.
pub async fn redact(
    tx: &Tx<'_>,
    fact: StoredEvent,
    visit: &mut impl FnMut(&mut String),
    now: Moment,
) -> Result<(), StoreError> {
    let mut data = fact.data.clone();
    each_word(&mut data, visit);
    if data == fact.data {
        return Ok(());
    }
    let change = ActiveModel { data: Set(told(data)), redacted_at: Set(Some(now)), ..Default::default() };
    Entity::update_many().set(change).filter(Column::Id.eq(fact.id)).exec(tx.connection()).await?;
    Ok(())
}

/// What happened to a person's account itself, newest first; at most `limit` facts.
pub async fn of_account(db: &Db<'_>, subject: AccountId, limit: u64) -> Result<Vec<StoredEvent>, StoreError> {
    let query = Entity::find()
        .filter(Column::SubjectId.eq(Uuid::from(subject)))
        .filter(Column::RequestId.is_null())
        .filter(Column::GrantId.is_null());
    Ok(query.order_by_desc(Column::At).order_by_desc(Column::Id).limit(limit).all(db.connection()).await?)
}

/// How many facts are older than that moment.
pub async fn count_before(db: &Db<'_>, moment: Moment) -> Result<u64, StoreError> {
    Ok(Entity::find().filter(Column::At.lt(moment)).count(db.connection()).await?)
}
