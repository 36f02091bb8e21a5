//! What happens to an account becomes history, like everything else (R11).

use hilum_domain::{AccountId, Moment};
use hilum_store::events::{self, NewEvent, Office};
use hilum_store::{StoreError, Tx};
use serde_json::{Value, json};

use crate::auth::Principal;

/// By its owner.
pub async fn append_own(
    tx: &Tx<'_>,
    principal: &Principal,
    kind: &'static str,
    now: Moment,
) -> Result<(), StoreError> {
    append(tx, principal.id(), Some(principal.id()), Office::Person, kind, json!({}), now).await
}

/// `data`: codes and identities, never names or addresses, for history cannot be changed when a person is erased.
pub async fn append(
    tx: &Tx<'_>,
    subject: AccountId,
    actor: Option<AccountId>,
    office: Office,
    kind: &'static str,
    data: Value,
    now: Moment,
) -> Result<(), StoreError> {
    let event = NewEvent { kind, subject, request: None, grant: None, actor, office, profile: None, data };
    events::append(tx, vec![event], now).await
}
