//! The one place where what happened goes. Whatever changes something hands its facts to [`record`], in the transaction of
//! the change: history is written, and listeners turn the facts into what follows. A new listener is one file here.

mod last_coordinator;
mod letters;
pub mod sequencer;

use hilum_domain::fact::Fact;
use hilum_domain::{EventId, Moment};
use hilum_store::outbox::{self, NewMessage};
use hilum_store::{StoreError, Tx, events, new_id};

/// A fact that is history now.
type Recorded = (EventId, Fact);

/// Facts, in the order in which they happened.
pub async fn record(
    tx: &Tx<'_>,
    facts: impl IntoIterator<Item = Fact>,
    now: Moment,
) -> Result<(), StoreError> {
    let facts: Vec<Recorded> = facts.into_iter().map(|fact| (new_id(now).into(), fact)).collect();
    events::append(tx, &facts, now).await?;
    let mut messages = letters::of(tx, &facts, now).await?;
    messages.extend(last_coordinator::of(tx, &facts, now).await?);
    outbox::enqueue(tx, messages, now).await
}

/// A message that follows from no fact: nothing has happened yet to whom it is sent.
pub async fn send(tx: &Tx<'_>, message: NewMessage, now: Moment) -> Result<(), StoreError> {
    outbox::enqueue(tx, vec![message], now).await
}

/// The same, where it may have been sent before.
pub async fn send_once(tx: &Tx<'_>, message: NewMessage, now: Moment) -> Result<(), StoreError> {
    outbox::enqueue_once(tx, message, now).await
}
