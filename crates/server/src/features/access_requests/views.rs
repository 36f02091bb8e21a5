//! How requests are shown: to each reader what they may know and do (R19).

use std::collections::HashMap;

use hilum_api_types::access_requests::{
    AccessRequestSummary, AccessRequestView, EventView, ItemView, Office, Stage, StageCode,
};
use hilum_api_types::grants::GrantView;
use hilum_api_types::page::Page;
use hilum_domain::access_request::{
    self, Action, Event, ItemStatus, RequestStatus, allowed_actions, may_read,
};
use hilum_domain::catalogue::PORTAL;
use hilum_domain::check::check_for_submit;
use hilum_domain::fact;
use hilum_domain::grant::{GrantStatus, status_at};
use hilum_domain::policy::PortalRole;
use hilum_domain::{AccountId, FieldError, OrganisationId, RequestId};
use hilum_store::access_requests::StoredRequest;
use hilum_store::events::StoredEvent;
use hilum_store::grants::StoredGrant;
use hilum_store::{Db, access_requests, events as stored_events, grants};

use super::known::known;
use crate::auth::Principal;
use crate::context::Context;
use crate::error::{ApiError, ApiResult};
use crate::features::data_views::{self, What};
use crate::features::grants::service as grant_views;
use crate::http::paging;
use crate::names::Names;

/// Most facts of one request that are shown at once.
const EVENTS_MAX: u64 = 500;

/// The request, if the reader may know of it; what may not be known is not there (404).
pub(super) async fn readable(db: &Db<'_>, principal: &Principal, id: RequestId) -> ApiResult<StoredRequest> {
    let found = access_requests::find(db, id).await?;
    found.filter(|stored| may_read(&stored.request, &principal.actor)).ok_or_else(ApiError::not_found)
}

pub(super) async fn load(
    context: &Context,
    principal: &Principal,
    id: RequestId,
) -> ApiResult<AccessRequestView> {
    let db = context.store.db();
    let stored = readable(&db, principal, id).await?;
    data_views::note(context, principal, stored.request.applicant, What::Request, id.into()).await?;
    view(&db, principal, &stored).await
}

/// A request that the reader may know of, with everything that belongs to it.
pub(super) async fn view(
    db: &Db<'_>,
    principal: &Principal,
    stored: &StoredRequest,
) -> ApiResult<AccessRequestView> {
    let problems = problems(db, principal, stored).await?;
    let (comment, requested_until) =
        (stored.request.draft.comment.clone(), stored.request.draft.requested_until);
    let surroundings = Surroundings::load(db, principal, std::slice::from_ref(stored)).await?;
    let grants = surroundings.grant_views(principal, stored.request.id);
    let summary = surroundings.summary(principal, stored);
    Ok(AccessRequestView {
        id: summary.id,
        status: summary.status,
        version: summary.version,
        applicant: summary.applicant,
        application: summary.application,
        organisation: summary.organisation,
        items: summary.items,
        comment,
        requested_until,
        created_at: summary.created_at,
        submitted_at: summary.submitted_at,
        allowed_actions: summary.allowed_actions,
        stage: summary.stage,
        problems,
        grants,
    })
}

/// What a submission would be refused for, told to whoever could submit.
async fn problems(db: &Db<'_>, principal: &Principal, stored: &StoredRequest) -> ApiResult<Vec<FieldError>> {
    if access_request::permit(&stored.request, Action::Submit, &principal.actor).is_err() {
        return Ok(Vec::new());
    }
    let facts = known(db, stored, principal).await?;
    Ok(check_for_submit(&stored.request.draft, &facts, principal.now).err().unwrap_or_default())
}

pub(super) async fn summaries(
    db: &Db<'_>,
    principal: &Principal,
    stored: Vec<StoredRequest>,
) -> ApiResult<Vec<AccessRequestSummary>> {
    let surroundings = Surroundings::load(db, principal, &stored).await?;
    Ok(stored.iter().map(|stored| surroundings.summary(principal, stored)).collect())
}

/// What a list of requests needs to know from elsewhere, loaded for all of them together.
struct Surroundings<'c> {
    names: Names<'c>,
    grants: Vec<StoredGrant>,
    deciders: HashMap<OrganisationId, Vec<AccountId>>,
    helpdesk: u64,
}

impl<'c> Surroundings<'c> {
    async fn load(db: &'c Db<'_>, principal: &Principal, requests: &[StoredRequest]) -> ApiResult<Self> {
        let of_status = |status| requests.iter().filter(move |r| r.request.status == status);
        // What is decided in part, or withdrawn after that, has grants too.
        let approved: Vec<RequestId> = requests
            .iter()
            .filter(|r| r.request.items.iter().any(|item| item.status == ItemStatus::Approved))
            .map(|r| r.request.id)
            .collect();
        let networks: Vec<OrganisationId> =
            of_status(RequestStatus::Submitted).filter_map(|r| r.request.network).collect();
        let people = requests.iter().map(|r| r.request.applicant);
        Ok(Self {
            names: Names::load(db, people).await?,
            grants: if approved.is_empty() { Vec::new() } else { grants::of_requests(db, &approved).await? },
            deciders: grants::deciders_of(db, &networks, principal.now).await?,
            helpdesk: if approved.is_empty() {
                0
            } else {
                grants::holders(db, PORTAL, PortalRole::Helpdesk.as_str(), principal.now).await?.len() as u64
            },
        })
    }

    fn summary(&self, principal: &Principal, stored: &StoredRequest) -> AccessRequestSummary {
        let request = &stored.request;
        AccessRequestSummary {
            id: request.id,
            status: request.status,
            version: stored.version,
            applicant: self.names.person(request.applicant, true),
            application: request.draft.application.as_deref().map(|code| self.names.application(code)),
            organisation: request.draft.organisation.and_then(|id| self.names.organisation(id)),
            items: self.items(stored),
            created_at: stored.created_at,
            submitted_at: stored.submitted_at,
            allowed_actions: allowed_actions(request, &principal.actor),
            stage: self.stage(principal, stored),
        }
    }

    /// While it is being written, what was chosen so far; afterwards what was submitted.
    fn items(&self, stored: &StoredRequest) -> Vec<ItemView> {
        let request = &stored.request;
        let application = request.draft.application.as_deref().unwrap_or_default();
        match request.status {
            RequestStatus::Draft | RequestStatus::Returned => {
                let chosen = request.draft.profiles.iter();
                let view = |code: &String| ItemView {
                    id: None,
                    profile: self.names.profile(application, code),
                    status: ItemStatus::Pending,
                };
                chosen.map(view).collect()
            }
            RequestStatus::Submitted | RequestStatus::Decided | RequestStatus::Withdrawn => {
                let view = |item: &access_request::Item| ItemView {
                    id: Some(item.id),
                    profile: self.names.profile(application, &item.profile),
                    status: item.status,
                };
                request.items.iter().map(view).collect()
            }
        }
    }

    fn stage(&self, principal: &Principal, stored: &StoredRequest) -> Stage {
        let request = &stored.request;
        let plain =
            |code| Stage { code, with: None, people: None, since: stored.stage_since, usual_days: None };
        match request.status {
            RequestStatus::Draft => plain(StageCode::Draft),
            RequestStatus::Returned => plain(StageCode::Returned),
            RequestStatus::Withdrawn => plain(StageCode::Withdrawn),
            RequestStatus::Submitted => {
                let deciders = request.network.and_then(|network| self.deciders.get(&network));
                let others =
                    deciders.map_or(0, |all| all.iter().filter(|id| **id != request.applicant).count());
                Stage {
                    with: request.network.and_then(|id| self.names.network(id)).map(|n| n.label.clone()),
                    people: Some(others as u64),
                    usual_days: self.names.usual_days(request.draft.application.as_deref()),
                    ..plain(StageCode::WithCoordinator)
                }
            }
            RequestStatus::Decided => self.stage_of_grants(principal, stored),
        }
    }

    fn stage_of_grants(&self, principal: &Principal, stored: &StoredRequest) -> Stage {
        let own = || self.grants.iter().filter(|g| g.request == Some(stored.request.id));
        let any = |status| own().any(|g| status_at(&g.grant, principal.now) == status);
        let waits = any(GrantStatus::AwaitingActivation);
        let code = if own().next().is_none() {
            StageCode::Rejected
        } else if waits {
            StageCode::WithHelpdesk
        } else if any(GrantStatus::Active) || any(GrantStatus::Suspended) {
            StageCode::Active
        } else {
            StageCode::Ended
        };
        let since =
            own().filter_map(|g| g.grant.valid_from).max().filter(|_| !waits).unwrap_or(stored.stage_since);
        Stage { code, with: None, people: waits.then_some(self.helpdesk), since, usual_days: None }
    }

    fn grant_views(&self, principal: &Principal, request: RequestId) -> Vec<GrantView> {
        let own = self.grants.iter().filter(|g| g.request == Some(request));
        own.filter_map(|stored| grant_views::view(&self.names, principal, stored)).collect()
    }
}

pub(super) async fn events(
    context: &Context,
    principal: &Principal,
    id: RequestId,
) -> ApiResult<Page<EventView>> {
    let db = context.store.db();
    let stored = readable(&db, principal, id).await?;
    data_views::note(context, principal, stored.request.applicant, What::History, id.into()).await?;
    let readers = fact::readers(&principal.actor, stored.request.applicant, stored.request.network);
    let mut facts = stored_events::of_request(&db, id, EVENTS_MAX).await?;
    facts.retain(|one| fact::may_know(&one.kind, &readers));
    let people = facts.iter().filter_map(|e| e.actor_id).map(AccountId);
    let names = Names::load(&db, people).await?;
    let network = stored.request.network.and_then(|id| names.network(id));
    let application = network.map(|n| n.application.clone()).unwrap_or_default();
    // The applicant is told the office that acted, not the private person.
    let sees_names = principal.id() != stored.request.applicant;
    let view = |fact: StoredEvent| event_view(fact, &names, &application, principal, sees_names);
    Ok(paging::whole(facts.into_iter().map(view).collect()))
}

fn event_view(
    fact: StoredEvent,
    names: &Names,
    application: &str,
    principal: &Principal,
    sees_names: bool,
) -> EventView {
    let actor = fact.actor_id.map(AccountId).filter(|id| sees_names || *id == principal.id());
    let (reason, valid_until) = match serde_json::from_value::<Event>(fact.data) {
        Ok(Event::Returned { reason } | Event::Rejected { reason, .. }) => (Some(reason), None),
        Ok(Event::Approved { valid_until, .. }) => (None, valid_until),
        Ok(Event::Edited { .. } | Event::Submitted { .. } | Event::Discarded | Event::Withdrawn) | Err(_) => {
            (None, None)
        }
    };
    EventView {
        id: fact.id.into(),
        at: fact.at,
        kind: fact.kind,
        actor: actor.map(|id| names.person(id, false)),
        office: office(&fact.office),
        profile: fact.profile.map(|code| names.profile(application, &code)),
        reason,
        valid_until,
    }
}

fn office(name: &str) -> Office {
    match fact::Office::parse(name) {
        Some(fact::Office::Applicant | fact::Office::Person) => Office::Applicant,
        Some(fact::Office::Coordinator) => Office::Coordinator,
        Some(fact::Office::Helpdesk) => Office::Helpdesk,
        Some(fact::Office::System) | None => Office::System,
    }
}
