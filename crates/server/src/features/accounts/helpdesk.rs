//! What the helpdesk does for people: looks at an account to help, suspends it, unlocks it.

use hilum_api_types::accounts::{AccountEventView, AccountReason, AccountView};
use hilum_domain::account::{self, Action};
use hilum_domain::bounds::ReasonText;
use hilum_domain::catalogue::Assurance;
use hilum_domain::fact::{self, AccountEvent, By, Fact, Office};
use hilum_domain::field_error::check_length;
use hilum_domain::{AccountId, FieldCode, FieldError};
use hilum_store::events::{self, StoredEvent};
use hilum_store::{accounts, factors, identities};

use crate::auth::Principal;
use crate::context::Context;
use crate::error::{ApiError, ApiResult, faultless};
use crate::facts::record;
use crate::features::data_views::{self, What};
use crate::features::factors::recovery;
use crate::features::grants;
use crate::http::conditions::IfMatch;
use crate::http::given::Given;

/// Most facts that are shown at once.
const EVENTS_MAX: u64 = 100;

pub(crate) async fn load(context: &Context, principal: &Principal, id: AccountId) -> ApiResult<AccountView> {
    let db = context.store.db();
    let account = accounts::find(&db, id).await?.ok_or_else(ApiError::not_found)?;
    data_views::note(context, principal, id, What::Account, id.into()).await?;
    let status = account.status()?;
    let mut providers: Vec<String> =
        identities::of_account(&db, id).await?.into_iter().map(|identity| identity.provider).collect();
    providers.dedup();
    let (events, readers) =
        (events::of_account(&db, id, EVENTS_MAX).await?, fact::readers(&principal.actor, id, None));
    Ok(AccountView {
        id,
        version: account.version,
        status,
        factors: factors::kinds(&db, id).await?,
        providers,
        events: events.into_iter().filter(|event| fact::may_know(&event.kind, &readers)).map(event).collect(),
        allowed_actions: account::allowed_actions(id, status, &principal.actor),
        has_password: account.password_hash.is_some(),
        email: account.email,
        first_name: account.first_name,
        last_name: account.last_name,
        language: account.language,
        created_at: account.created_at,
        last_sign_in_at: account.last_sign_in_at,
    })
}

fn event(fact: StoredEvent) -> AccountEventView {
    AccountEventView {
        reason: fact.data["reason"].as_str().map(str::to_owned),
        kind: fact.kind,
        at: fact.at,
        office: fact.office,
    }
}

/// Whoever can do this to others shows who they are: with a second factor, and lately.
pub(super) async fn act(
    context: &Context,
    principal: &Principal,
    id: AccountId,
    seen: IfMatch,
    action: Action,
    body: Given<AccountReason>,
) -> ApiResult<AccountView> {
    principal.demand_fresh()?;
    principal.demand(Assurance::TwoStep)?;
    let (body, shape) = body.split();
    let reason = shape.with(read(&body))?;
    let caller = principal.clone();
    context
        .store
        .write(principal.author(), async move |tx| {
            let principal = caller.with_rights_of(tx);
            let now = principal.now;
            let before = accounts::find(tx, id).await?.ok_or_else(ApiError::not_found)?;
            seen.check(before.version)?;
            account::permit(id, before.status()?, action, &principal.actor)?;
            let event = match action {
                Action::Suspend => {
                    grants::service::refuse_last_coordinator(tx, id, now).await?;
                    grants::service::refuse_last_holder(tx, id, now).await?;
                    recovery::lock(tx, id, action.leads_to()).await?;
                    AccountEvent::Suspended { reason: reason.clone() }
                }
                Action::Unlock => {
                    accounts::set_status(tx, id, action.leads_to()).await?;
                    AccountEvent::Unlocked { reason: reason.clone() }
                }
            };
            let by = By::person(principal.id(), Office::Helpdesk);
            Ok::<_, ApiError>(record(tx, [Fact::of_account(id, by, event)], now).await?)
        })
        .await?;
    load(context, principal, id).await
}

/// It stays in history, which cannot be changed: of the person it names nothing but what the helpdesk writes.
fn read(body: &AccountReason) -> ApiResult<String> {
    let reason = body.reason.trim();
    let mut errors = Vec::new();
    if reason.is_empty() {
        errors.push(FieldError::new("reason", FieldCode::Required));
    }
    check_length(&mut errors, "reason", reason, ReasonText::MAX);
    faultless(errors).map(|()| reason.to_owned())
}
