//! What comes with a change, in its own transaction: what the lists need, the facts, the grants.

use hilum_catalogue::{Snapshot, fold};
use hilum_domain::access_request::{AccessRequest, Event};
use hilum_domain::catalogue::Activation;
use hilum_domain::check::Submission;
use hilum_domain::fact::{By, Fact, Office};
use hilum_domain::grant::{Grant, GrantStatus};
use hilum_domain::policy::Actor;
use hilum_domain::{Moment, OrganisationId};
use hilum_store::access_requests::SubmissionDetails;
use hilum_store::grants::StoredGrant;
use hilum_store::{Db, StoreError, Tx, grants as stored_grants, new_id};

use crate::auth::Principal;
use crate::error::{ApiError, ApiResult};
use crate::features::grants::service::{activate_by_itself, end_if_over};

/// What the lists need, copied at submission.
pub(super) fn details(
    db: &Db<'_>,
    principal: &Principal,
    submission: &Submission,
) -> ApiResult<SubmissionDetails> {
    let id = submission.organisation.id;
    let catalogue = db.catalogue();
    let place = catalogue.node(id).ok_or_else(ApiError::not_found)?;
    let person = &principal.account;
    Ok(SubmissionDetails {
        country: place.country.clone(),
        search_text: search_text(&[&person.first_name, &person.last_name, &person.email], catalogue, id),
        scopes: submission
            .profiles
            .iter()
            .map(|p| (p.code.clone(), p.scope(&submission.organisation)))
            .collect(),
    })
}

/// The words by which a request is found: of its applicant, and of the place.
pub(crate) fn search_text(person: &[&str], catalogue: &Snapshot, place: OrganisationId) -> String {
    let labels = catalogue.path(place).into_iter().map(|node| node.label.as_str());
    let city = catalogue.node(place).and_then(|node| node.city.as_deref());
    let parts = person.iter().copied().chain(labels).chain(city);
    parts.map(fold).collect::<Vec<_>>().join(" ")
}

/// What happened, for the recorder.
pub(super) fn facts(after: &AccessRequest, happened: &[Event], actor: &Actor) -> Vec<Fact> {
    let own = actor.account == after.applicant;
    let by = By::person(actor.account, if own { Office::Applicant } else { Office::Coordinator });
    happened.iter().filter_map(|event| Fact::of_request(after, by, event.clone())).collect()
}

/// One grant per approved item; approval is not access unless the application activates by itself (R7). `grants`: all that
/// the applicant has and that was not ended.
pub(super) async fn make_grants(
    tx: &Tx<'_>,
    after: &AccessRequest,
    happened: &[Event],
    grants: &[StoredGrant],
    now: Moment,
) -> ApiResult<()> {
    let approved: Vec<_> = happened
        .iter()
        .filter_map(|event| match event {
            Event::Approved { item, valid_until } => {
                Some((after.items.iter().find(|i| i.id == *item)?, *valid_until))
            }
            Event::Edited { .. }
            | Event::Submitted { .. }
            | Event::Discarded
            | Event::Withdrawn
            | Event::Returned { .. }
            | Event::Rejected { .. } => None,
        })
        .collect();
    if approved.is_empty() {
        return Ok(());
    }
    let (application, organisation, network) = place(after)?;
    let settings = tx.catalogue().application(&application).ok_or_else(ApiError::not_found)?;
    // What is over must not stand in the way of something new.
    for over in grants {
        end_if_over(tx, over, now).await?;
    }
    for (item, valid_until) in approved {
        let grant = Grant {
            id: new_id(now).into(),
            account: after.applicant,
            application: application.clone(),
            organisation,
            network,
            profile: item.profile.clone(),
            status: GrantStatus::AwaitingActivation,
            valid_from: None,
            valid_until,
        };
        let scope = item.level.scope(network, organisation);
        let (request, item) = (Some(after.id), Some(item.id));
        let stored = StoredGrant { grant, scope, request, item, created_at: now, version: 1 };
        stored_grants::insert(tx, &stored).await?;
        if settings.activation == Activation::Automatic {
            activate_by_itself(tx, &stored, now).await?;
        }
    }
    Ok(())
}

fn place(request: &AccessRequest) -> ApiResult<(String, OrganisationId, OrganisationId)> {
    match (&request.draft.application, request.draft.organisation, request.network) {
        (Some(application), Some(organisation), Some(network)) => {
            Ok((application.clone(), organisation, network))
        }
        _ => {
            Err(StoreError::Corrupt("a submitted request without application, organisation or network")
                .into())
        }
    }
}
