//! Writing a request down as one goes.

use hilum_api_types::access_requests::{AccessRequestView, CreateAccessRequest, PatchAccessRequest};
use hilum_api_types::problem::ErrorCode;
use hilum_domain::RequestId;
use hilum_domain::access_request::{self, AccessRequest, Command, Draft, RequestStatus, check_draft};
use hilum_store::idempotency::IdempotencyKey;
use hilum_store::{access_requests, new_id};

use super::views;
use crate::auth::{Principal, throttle};
use crate::context::Context;
use crate::error::{ApiError, ApiResult};
use crate::http::conditions::{IfMatch, repeated};
use crate::http::given::Given;

pub(super) async fn create(
    context: &Context,
    principal: &Principal,
    key: Option<IdempotencyKey>,
    body: Given<CreateAccessRequest>,
) -> ApiResult<AccessRequestView> {
    let (body, shape) = body.split();
    let draft = Draft {
        application: body.application,
        organisation: body.organisation_id,
        profiles: body.profiles,
        comment: body.comment,
        requested_until: body.requested_until,
    };
    shape.with(check_draft(&draft).map_err(ApiError::Invalid))?;
    let request = AccessRequest {
        id: new_id(principal.now).into(),
        applicant: principal.id(),
        status: RequestStatus::Draft,
        draft,
        network: None,
        items: Vec::new(),
    };

    let (limits, now) = (context.settings.limits.clone(), principal.now);
    let stored = context
        .store
        .write(principal.author(), async move |tx| {
            let (person, made) = (request.applicant, request.id.into());
            if let Some(before) = repeated(tx, person, key.as_ref(), made, now).await? {
                let known = access_requests::find(tx, before.into()).await?;
                return known.ok_or_else(ApiError::not_found);
            }
            if access_requests::count_drafts(tx, person).await? >= limits.open_drafts {
                return Err(ErrorCode::TooManyDrafts.into());
            }
            throttle::count_request(tx, person, limits.requests_per_day, now).await?;
            Ok(access_requests::insert(tx, request.clone(), now).await?)
        })
        .await?;
    views::view(&context.store.db(), principal, &stored).await
}

pub(super) async fn update(
    context: &Context,
    principal: &Principal,
    id: RequestId,
    seen: IfMatch,
    patch: Given<PatchAccessRequest>,
) -> ApiResult<AccessRequestView> {
    let (patch, shape) = patch.split();
    let caller = principal.clone();
    let stored = context
        .store
        .write(principal.author(), async move |tx| {
            let before = views::readable(tx, &caller, id).await?;
            seen.check(before.version)?;
            let draft = merged(before.request.draft.clone(), patch.clone());
            shape.with(check_draft(&draft).map_err(ApiError::Invalid))?;
            let events =
                access_request::handle(&before.request, Command::Edit(draft), &caller.actor, caller.now)?;
            let mut after = before.request.clone();
            events.iter().for_each(|event| access_request::apply(&mut after, event));
            Ok::<_, ApiError>(access_requests::update(tx, &before, after, None, caller.now).await?)
        })
        .await?;
    views::view(&context.store.db(), principal, &stored).await
}

/// RFC 7396: what is absent stays, `null` clears.
fn merged(draft: Draft, patch: PatchAccessRequest) -> Draft {
    Draft {
        application: patch.application.unwrap_or(draft.application),
        organisation: patch.organisation_id.unwrap_or(draft.organisation),
        profiles: patch.profiles.map_or(draft.profiles, Option::unwrap_or_default),
        comment: patch.comment.unwrap_or(draft.comment),
        requested_until: patch.requested_until.unwrap_or(draft.requested_until),
    }
}

pub(super) async fn discard(
    context: &Context,
    principal: Principal,
    id: RequestId,
    seen: IfMatch,
) -> ApiResult<()> {
    context
        .store
        .write(principal.author(), async move |tx| {
            let before = views::readable(tx, &principal, id).await?;
            seen.check(before.version)?;
            access_request::handle(&before.request, Command::Discard, &principal.actor, principal.now)?;
            access_requests::delete(tx, &before).await?;
            Ok(())
        })
        .await
}
