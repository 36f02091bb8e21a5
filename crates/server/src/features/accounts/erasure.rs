//! Closing an account: the person is erased, the decisions stay (R11). All of it, or nothing, in one transaction.

use hilum_catalogue::fold;
use hilum_domain::account::{ERASED, pseudonym, without_names};
use hilum_domain::fact::{AccountEvent, By, Contact, Fact, Office};
use hilum_domain::verification::SecretPurpose;
use hilum_domain::{AccountId, Moment};
use hilum_store::accounts::{self, Account, address_key};
use hilum_store::events;
use hilum_store::{
    StoreError, Tx, access_requests, factors, idempotency, identities, outbox, preferences, secrets,
    sessions, training,
};
use unicode_normalization::UnicodeNormalization as _;

use crate::auth::Principal;
use crate::auth::guess::Guess;
use crate::auth::throttle;
use crate::context::Context;
use crate::error::{ApiError, ApiResult};
use crate::facts::record;
use crate::features::access_requests::{effects, transitions};
use crate::features::grants;
use crate::http::conditions::IfMatch;
use crate::security::secret;

/// By the person themself.
pub(crate) async fn close(
    context: &Context,
    principal: &Principal,
    seen: IfMatch,
    texts: Texts,
) -> ApiResult<()> {
    let principal = principal.clone();
    context
        .store
        .write(principal.author(), async move |tx| {
            let principal = principal.with_rights_of(tx);
            let account = accounts::find(tx, principal.id()).await?.ok_or_else(ApiError::not_found)?;
            seen.check(account.version)?;
            grants::service::refuse_last_coordinator(tx, account.id(), principal.now).await?;
            grants::service::refuse_last_holder(tx, account.id(), principal.now).await?;
            let by = By::person(account.id(), Office::Person);
            erase(tx, &account, by, texts, principal.now).await
        })
        .await?;
    forget_traces(context).await;
    Ok(())
}

/// What was overwritten is still in the log of SQLite until that is emptied; where somebody reads just now, the next
/// sweep does it.
async fn forget_traces(context: &Context) {
    if let Err(error) = context.store.truncate_log().await {
        tracing::warn!(error = format!("{error:#}"), "the log still has what was erased");
    }
}

/// What becomes of the words that others wrote about the person: reasons of decisions, of suspensions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Texts {
    /// The person's names go, the rest stays with the decision.
    Unnamed,
    /// All of the words go, as the person wishes.
    Removed,
}

/// Nothing that names the person is left, but the farewell for as long as it waits. Their decisions about others stay,
/// with an id that leads to a pseudonym.
pub(crate) async fn erase(
    tx: &Tx<'_>,
    account: &Account,
    by: By,
    texts: Texts,
    now: Moment,
) -> ApiResult<()> {
    let id = account.id();
    transitions::leave(tx, id, now).await?;
    grants::service::end_all(tx, id, by, now).await?;
    forget_words(tx, id).await?;
    forget_ways_in(tx, account).await?;
    preferences::delete_of_account(tx, id).await?;
    idempotency::delete_of_account(tx, id).await?;
    forget_messages(tx, account).await?;
    accounts::erase(tx, account).await?;
    redact_history(tx, account, texts, now).await?;
    let former = Contact {
        email: account.email.clone(),
        first_name: account.first_name.clone(),
        language: account.language.clone(),
    };
    Ok(record(tx, [Fact::of_account(id, by, AccountEvent::Closed { former })], now).await?)
}

async fn forget_words(tx: &Tx<'_>, id: AccountId) -> ApiResult<()> {
    let (first_name, last_name) = pseudonym(id);
    let places = access_requests::places_of(tx, id).await?;
    for place in places {
        let names = [first_name.as_str(), last_name.as_str()];
        let text = match place {
            Some(place) => effects::search_text(&names, tx.catalogue(), place),
            None => String::new(),
        };
        access_requests::erase_words(tx, id, place, text).await?;
    }
    Ok(())
}

async fn redact_history(tx: &Tx<'_>, account: &Account, texts: Texts, now: Moment) -> ApiResult<()> {
    let names = [account.first_name.as_str(), &account.last_name];
    let mut redact = |text: &mut String| {
        *text = match texts {
            Texts::Unnamed => without_names(&text.nfc().collect::<String>(), &account.email, &names, fold),
            Texts::Removed => ERASED.to_owned(),
        };
    };
    for fact in events::all_of_subject(tx, account.id()).await? {
        events::redact(tx, fact, &mut redact, now).await?;
    }
    Ok(())
}

async fn forget_ways_in(tx: &Tx<'_>, account: &Account) -> Result<(), StoreError> {
    let id = account.id();
    sessions::delete_of_account(tx, id).await?;
    factors::delete_of_account(tx, id).await?;
    secrets::delete_of_account(tx, id).await?;
    // Of somebody who asked for an account with this address once more.
    let address = secret::hash(&address_key(&account.email));
    secrets::delete_of_subject(tx, SecretPurpose::Registration, &address).await?;
    identities::delete_of_account(tx, id).await?;
    throttle::forget(tx, &Guess::Password.key(&account.email)).await?;
    throttle::forget(tx, &Guess::Code.key(&id.to_string())).await
}

/// Nobody is there any more to be written to; what was sent said who they were.
async fn forget_messages(tx: &Tx<'_>, account: &Account) -> Result<(), StoreError> {
    let (id, address) = (account.id.to_string(), secret::hash(&address_key(&account.email)));
    let naming = outbox::naming(tx, &[&id, &account.email, &account.email_key, &address]).await?;
    outbox::delete(tx, naming.into_iter().map(|message| message.id).collect()).await?;
    training::delete_naming(tx, &account.email, &[&account.full_name(), &account.email]).await
}
