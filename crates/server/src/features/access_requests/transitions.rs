//! Submitting, withdrawing, returning, deciding: load, ask the domain, write state, history and outbox in one transaction.

use chrono::TimeDelta;
use hilum_api_types::access_requests::DecideAccessRequest;
use hilum_api_types::problem::ErrorCode;
use hilum_domain::RequestId;
use hilum_domain::access_request::{self, Action, Command, Decision, ItemDecision, Reason, permit};
use hilum_domain::check::{Facts, check_for_submit};
use hilum_store::access_requests::{StoredRequest, SubmissionDetails};
use hilum_store::idempotency::IdempotencyKey;
use hilum_store::{Db, Tx, access_requests, catalogue, events, grants, new_id, outbox};

use super::{effects, views};
use crate::auth::Principal;
use crate::context::Context;
use crate::error::{ApiError, ApiResult};
use crate::http::conditions::{IfMatch, repeated};

/// What every transition comes with.
#[derive(Clone, Debug)]
struct Call {
    principal: Principal,
    id: RequestId,
    seen: IfMatch,
    key: Option<IdempotencyKey>,
}

impl Call {
    fn new(principal: &Principal, id: RequestId, seen: IfMatch, key: Option<IdempotencyKey>) -> Self {
        Self { principal: principal.clone(), id, seen, key }
    }

    /// The request as it is; `None` when this very call was carried out before.
    async fn begin(&mut self, tx: &Tx<'_>) -> ApiResult<Option<StoredRequest>> {
        self.principal.read_rights_again(tx).await?;
        let before = views::readable(tx, &self.principal, self.id).await?;
        let (person, now) = (self.principal.id(), self.principal.now);
        if repeated(tx, person, self.key.as_ref(), self.id.into(), now).await?.is_some() {
            return Ok(None);
        }
        self.seen.check(before.version)?;
        // Who had to wait came before those who were faster: history has it in the order of what happened.
        let at_the_earliest = before.stage_since + TimeDelta::microseconds(1);
        self.principal.now = self.principal.now.max(at_the_earliest);
        Ok(Some(before))
    }

    /// Lets the domain decide, then writes down everything that follows.
    async fn carry_out(
        &self,
        tx: &Tx<'_>,
        before: &StoredRequest,
        command: Command,
        submission: Option<SubmissionDetails>,
    ) -> ApiResult<()> {
        let (actor, now) = (&self.principal.actor, self.principal.now);
        let happened = access_request::handle(&before.request, command, actor, now)?;
        let mut after = before.request.clone();
        happened.iter().for_each(|event| access_request::apply(&mut after, event));
        access_requests::update(tx, before, &after, submission.as_ref(), now).await?;
        events::append(tx, effects::history(&after, &happened, actor), now).await?;
        let made = effects::grants(tx, &after, &happened, now).await?;
        outbox::enqueue(tx, effects::mails(tx, before, &after, &happened, &made, now).await?, now).await?;
        Ok(())
    }
}

pub(super) async fn submit(
    context: &Context,
    principal: &Principal,
    id: RequestId,
    seen: IfMatch,
    key: Option<IdempotencyKey>,
) -> ApiResult<()> {
    context
        .store
        .write(Call::new(principal, id, seen, key), |tx, mut call| {
            Box::pin(async move {
                let Some(before) = call.begin(tx).await? else { return Ok(()) };
                // Who may not submit at all is told so, and not what is wrong with the content.
                permit(&before.request, Action::Submit, &call.principal.actor)?;
                let facts = facts(tx, &before, &call.principal).await?;
                let submission = check_for_submit(&before.request.draft, &facts, call.principal.now)
                    .map_err(ApiError::Invalid)?;
                let details = effects::details(tx, &call.principal, &submission).await?;
                let ids = submission.profiles.iter().map(|_| new_id(call.principal.now).into()).collect();
                call.carry_out(tx, &before, Command::Submit(submission, ids), Some(details)).await
            })
        })
        .await?;
    context.outbox.notify_one();
    Ok(())
}

/// What the check needs to know about a draft.
pub(super) async fn facts(db: &Db<'_>, stored: &StoredRequest, principal: &Principal) -> ApiResult<Facts> {
    let draft = &stored.request.draft;
    let Some(code) = &draft.application else { return Ok(Facts::default()) };
    let application = catalogue::application(db, code).await?;
    let organisation = match draft.organisation {
        Some(id) => catalogue::organisation(db, id).await?,
        None => None,
    };
    let profiles = catalogue::profiles(db, code).await?;
    let (applicant, now) = (stored.request.applicant, principal.now);
    Ok(Facts {
        application: application.as_ref().map(catalogue::application_facts),
        organisation: organisation.as_ref().map(catalogue::Organisation::facts),
        profiles: profiles.iter().map(catalogue::profile_facts).collect(),
        holdings: access_requests::holdings(db, applicant, code, Some(stored.request.id), now).await?,
    })
}

pub(super) async fn withdraw(
    context: &Context,
    principal: &Principal,
    id: RequestId,
    seen: IfMatch,
    key: Option<IdempotencyKey>,
) -> ApiResult<()> {
    context
        .store
        .write(Call::new(principal, id, seen, key), |tx, mut call| {
            Box::pin(async move {
                let Some(before) = call.begin(tx).await? else { return Ok(()) };
                call.carry_out(tx, &before, Command::Withdraw, None).await
            })
        })
        .await?;
    context.outbox.notify_one();
    Ok(())
}

pub(super) async fn give_back(
    context: &Context,
    principal: &Principal,
    id: RequestId,
    seen: IfMatch,
    key: Option<IdempotencyKey>,
    reason: Reason,
) -> ApiResult<()> {
    context
        .store
        .write((Call::new(principal, id, seen, key), reason), |tx, (mut call, reason)| {
            Box::pin(async move {
                let Some(before) = call.begin(tx).await? else { return Ok(()) };
                call.carry_out(tx, &before, Command::Return(reason), None).await
            })
        })
        .await?;
    context.outbox.notify_one();
    Ok(())
}

pub(super) async fn decide(
    context: &Context,
    principal: &Principal,
    id: RequestId,
    seen: IfMatch,
    key: Option<IdempotencyKey>,
    body: DecideAccessRequest,
) -> ApiResult<()> {
    context
        .store
        .write((Call::new(principal, id, seen, key), body), |tx, (mut call, body)| {
            Box::pin(async move {
                let Some(before) = call.begin(tx).await? else { return Ok(()) };
                permit(&before.request, Action::Decide, &call.principal.actor)?;
                let decision = decision(tx, &before, body, &call.principal).await?;
                call.carry_out(tx, &before, Command::Decide(decision), None).await
            })
        })
        .await?;
    context.outbox.notify_one();
    Ok(())
}

async fn decision(
    db: &Db<'_>,
    before: &StoredRequest,
    body: DecideAccessRequest,
    principal: &Principal,
) -> ApiResult<Decision> {
    let request = &before.request;
    let (Some(code), Some(network)) = (&request.draft.application, request.network) else {
        return Err(ErrorCode::WrongState.into());
    };
    let application = catalogue::application(db, code).await?.ok_or_else(ApiError::not_found)?;
    Ok(Decision {
        items: body.items.iter().map(|i| ItemDecision { item: i.id, verdict: i.decision }).collect(),
        reason: body.reason,
        valid_until: body.valid_until,
        guest_days: application.guest_days.into(),
        held: grants::profiles_in_network(db, request.applicant, code, network, principal.now).await?,
    })
}
