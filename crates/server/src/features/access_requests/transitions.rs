//! Submitting, withdrawing, returning, deciding: load, ask the domain, write the state and record the facts, in one transaction.

use chrono::TimeDelta;
use hilum_api_types::access_requests::{AccessRequestView, DecideAccessRequest};
use hilum_api_types::problem::ErrorCode;
use hilum_domain::access_request::{
    self, Action, Command, Decision, ItemDecision, Reason, RequestStatus, permit,
};
use hilum_domain::check::check_for_submit;
use hilum_domain::grant;
use hilum_domain::policy::Actor;
use hilum_domain::{AccountId, Moment, RequestId};
use hilum_store::access_requests::{StoredRequest, SubmissionDetails};
use hilum_store::grants::{self, StoredGrant};
use hilum_store::idempotency::IdempotencyKey;
use hilum_store::{Db, Tx, access_requests, new_id};

use super::known::known;
use super::{effects, views};
use crate::auth::{Principal, throttle};
use crate::context::Context;
use crate::error::{ApiError, ApiResult};
use crate::facts::record;
use crate::http::conditions::{IfMatch, repeated};
use crate::http::given::Given;

/// What somebody asks for.
#[derive(Clone, Debug)]
pub(super) enum Ask {
    Submit,
    Withdraw,
    Return(Reason),
    Decide(DecideAccessRequest),
}

/// Carries it out, or refuses it as a whole. A call that was carried out before changes nothing.
pub(super) async fn carry_out(
    context: &Context,
    principal: &Principal,
    id: RequestId,
    seen: IfMatch,
    key: Option<IdempotencyKey>,
    ask: Given<Ask>,
) -> ApiResult<AccessRequestView> {
    let (ask, shape) = ask.split();
    let call = Call { principal: principal.clone(), id, seen, key };
    let most = context.settings.limits.requests_per_day;
    let stored = context
        .store
        .write(principal.author(), async move |tx| {
            let (principal, before) = match call.begin(tx).await? {
                Begun::Now(principal, before) => (principal, before),
                Begun::Before(known) => return Ok(known),
            };
            if matches!(ask, Ask::Submit) {
                throttle::count_request(tx, principal.id(), most, principal.now).await?;
            }
            let prepared = prepared(tx, &principal, &before, &ask).await?;
            shape.with(write(tx, &principal.actor, &before, prepared, principal.now).await)
        })
        .await?;
    views::view(&context.store.db(), principal, &stored).await
}

/// The request as it is.
enum Begun {
    Now(Principal, StoredRequest),
    /// This very call was carried out before.
    Before(StoredRequest),
}

/// What every transition comes with.
#[derive(Clone, Debug)]
struct Call {
    principal: Principal,
    id: RequestId,
    seen: IfMatch,
    key: Option<IdempotencyKey>,
}

impl Call {
    async fn begin(&self, tx: &Tx<'_>) -> ApiResult<Begun> {
        let mut principal = self.principal.with_rights_of(tx);
        let before = views::readable(tx, &principal, self.id).await?;
        let (person, now) = (principal.id(), principal.now);
        if repeated(tx, person, self.key.as_ref(), self.id.into(), now).await?.is_some() {
            return Ok(Begun::Before(before));
        }
        self.seen.check(before.version)?;
        principal.now = in_order(&before, principal.now);
        Ok(Begun::Now(principal, before))
    }
}

/// A command, with what is to be written beside it.
struct Prepared {
    command: Command,
    submission: Option<SubmissionDetails>,
    /// What the applicant holds or is to hold, where something is given to them.
    grants: Vec<StoredGrant>,
}

impl From<Command> for Prepared {
    fn from(command: Command) -> Self {
        Self { command, submission: None, grants: Vec::new() }
    }
}

/// The command with everything the domain has to know. Who may not do it at all is told so first, and not what is
/// wrong with the content.
async fn prepared(
    tx: &Tx<'_>,
    principal: &Principal,
    before: &StoredRequest,
    ask: &Ask,
) -> ApiResult<Prepared> {
    let Principal { actor, now, .. } = principal;
    match ask {
        Ask::Withdraw => Ok(Command::Withdraw.into()),
        Ask::Return(reason) => {
            permit(&before.request, Action::Return, actor)?;
            demand(tx, principal, before)?;
            Ok(Command::Return(reason.clone()).into())
        }
        Ask::Decide(body) => {
            permit(&before.request, Action::Decide, actor)?;
            demand(tx, principal, before)?;
            let grants = grants::current_of(tx, before.request.applicant).await?;
            let command = Command::Decide(decision(tx, before, body, &grants, *now)?);
            Ok(Prepared { grants, ..command.into() })
        }
        Ask::Submit => {
            permit(&before.request, Action::Submit, actor)?;
            demand(tx, principal, before)?;
            let facts = known(tx, before, principal).await?;
            let submission =
                check_for_submit(&before.request.draft, &facts, *now).map_err(ApiError::Invalid)?;
            let details = effects::details(tx, principal, &submission)?;
            let ids = submission.profiles.iter().map(|_| new_id(*now).into()).collect();
            Ok(Prepared { submission: Some(details), ..Command::Submit(submission, ids).into() })
        }
    }
}

/// R15: where the application demands it, only with a second factor shown lately.
fn demand(tx: &Tx<'_>, principal: &Principal, before: &StoredRequest) -> ApiResult<()> {
    let Some(code) = &before.request.draft.application else { return Ok(()) };
    match tx.catalogue().application(code) {
        Some(application) => principal.demand(application.required_assurance),
        None => Ok(()),
    }
}

/// Who had to wait came before those who were faster: history has it in the order of what happened.
fn in_order(before: &StoredRequest, now: Moment) -> Moment {
    now.max(before.stage_since + TimeDelta::microseconds(1))
}

/// Lets the domain decide, then writes down everything that follows.
async fn write(
    tx: &Tx<'_>,
    actor: &Actor,
    before: &StoredRequest,
    prepared: Prepared,
    now: Moment,
) -> ApiResult<StoredRequest> {
    let Prepared { command, submission, grants } = prepared;
    let happened = access_request::handle(&before.request, command, actor, now)?;
    let mut after = before.request.clone();
    happened.iter().for_each(|event| access_request::apply(&mut after, event));
    let stored = access_requests::update(tx, before, after, submission.as_ref(), now).await?;
    record(tx, effects::facts(&stored.request, &happened, actor), now).await?;
    effects::make_grants(tx, &stored.request, &happened, &grants, now).await?;
    Ok(stored)
}

/// Somebody leaves for good: what they are writing is thrown away, what others have is taken back.
pub(crate) async fn leave(tx: &Tx<'_>, applicant: AccountId, now: Moment) -> ApiResult<()> {
    let actor = Actor { account: applicant, rights: Vec::new() };
    for before in access_requests::of_applicant(tx, applicant).await? {
        match before.request.status {
            RequestStatus::Draft => {
                access_request::handle(&before.request, Command::Discard, &actor, now)?;
                access_requests::delete(tx, &before).await?;
            }
            RequestStatus::Submitted | RequestStatus::Returned => {
                write(tx, &actor, &before, Command::Withdraw.into(), in_order(&before, now)).await?;
            }
            RequestStatus::Decided | RequestStatus::Withdrawn => {}
        }
    }
    Ok(())
}

fn decision(
    db: &Db<'_>,
    before: &StoredRequest,
    body: &DecideAccessRequest,
    grants: &[StoredGrant],
    now: Moment,
) -> ApiResult<Decision> {
    let request = &before.request;
    let (Some(code), Some(network)) = (&request.draft.application, request.network) else {
        return Err(ErrorCode::WrongState.into());
    };
    let application = db.catalogue().application(code).ok_or_else(ApiError::not_found)?;
    let held = grants.iter().map(|stored| &stored.grant).filter(|grant| {
        grant.application == *code && grant.network == network && grant::expire(grant, now).is_none()
    });
    Ok(Decision {
        items: body.items.iter().map(|i| ItemDecision { item: i.id, verdict: i.decision }).collect(),
        reason: body.reason.clone(),
        valid_until: body.valid_until,
        guest_days: application.guest_days.into(),
        held: held.map(|grant| grant.profile.clone()).collect(),
    })
}
