//! What follows from what happened: history, grants, mails, all in the transaction of the change itself.

use hilum_catalogue::{Snapshot, fold};
use hilum_domain::access_request::{AccessRequest, Event, Reason};
use hilum_domain::catalogue::{Activation, PORTAL};
use hilum_domain::check::Submission;
use hilum_domain::grant::{Grant, GrantStatus};
use hilum_domain::policy::{Actor, PortalRole};
use hilum_domain::{AccountId, Moment, OrganisationId};
use hilum_store::access_requests::{StoredRequest, SubmissionDetails};
use hilum_store::events::{NewEvent, Office};
use hilum_store::grants::StoredGrant;
use hilum_store::outbox::NewMessage;
use hilum_store::{Db, StoreError, Tx, grants as stored_grants, new_id};

use crate::auth::Principal;
use crate::error::{ApiError, ApiResult};
use crate::features::grants::service::{activate_by_itself, end_overdue_of};
use crate::outbox::mail::{Mail, Outcome, Template};

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

/// Facts for the history, in the order in which they happened.
pub(super) fn history(after: &AccessRequest, happened: &[Event], actor: &Actor) -> Vec<NewEvent> {
    let office = if actor.account == after.applicant { Office::Applicant } else { Office::Coordinator };
    let profile_of = |event: &Event| match event {
        Event::Approved { item, .. } | Event::Rejected { item, .. } => {
            after.items.iter().find(|i| i.id == *item).map(|i| i.profile.clone())
        }
        Event::Edited { .. }
        | Event::Submitted { .. }
        | Event::Discarded
        | Event::Withdrawn
        | Event::Returned { .. } => None,
    };
    happened
        .iter()
        .filter_map(|event| {
            Some(NewEvent {
                kind: event.history_name()?,
                subject: after.applicant,
                request: Some(after.id),
                grant: None,
                actor: Some(actor.account),
                office,
                profile: profile_of(event),
                data: serde_json::to_value(event).expect("events serialise"),
            })
        })
        .collect()
}

/// One grant per approved item; approval is not access unless the application activates by itself (R7).
pub(super) async fn grants(
    tx: &Tx<'_>,
    after: &AccessRequest,
    happened: &[Event],
    now: Moment,
) -> ApiResult<Vec<StoredGrant>> {
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
        return Ok(Vec::new());
    }
    let (application, organisation, network) = place(after)?;
    let settings = tx.catalogue().application(&application).ok_or_else(ApiError::not_found)?;
    let mut made = Vec::new();
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
        made.push(StoredGrant {
            grant,
            scope,
            request: Some(after.id),
            item: Some(item.id),
            created_at: now,
            version: 1,
        });
    }
    end_overdue_of(tx, after.applicant, now).await?;
    for stored in &mut made {
        stored_grants::insert(tx, stored).await?;
        if settings.activation == Activation::Automatic {
            *stored = activate_by_itself(tx, stored, now).await?;
        }
    }
    Ok(made)
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

/// Who has to be told (R14): written down here, delivered afterwards.
pub(super) async fn mails(
    db: &Db<'_>,
    before: &StoredRequest,
    after: &AccessRequest,
    happened: &[Event],
    made: &[StoredGrant],
    now: Moment,
) -> ApiResult<Vec<NewMessage>> {
    let Some(first) = happened.iter().find(|event| event.history_name().is_some()) else {
        return Ok(Vec::new());
    };
    let network = after.network.ok_or(StoreError::Corrupt("a submitted request without network"))?;
    let mail = |template, to| Mail::about_request(template, to, after.id);
    let deciders = || async {
        let all = stored_grants::deciders(db, network, now).await?;
        Ok::<Vec<AccountId>, ApiError>(all.into_iter().filter(|id| *id != after.applicant).collect())
    };
    let applicant = after.applicant;
    let mails = match first {
        Event::Submitted { .. } => {
            let deciders = deciders().await?;
            let mut mails = vec![mail(Template::SubmittedApplicant, applicant)];
            if deciders.is_empty() {
                // R8: "nobody can decide this" is an alarm, never a silence.
                let helpdesk = stored_grants::holders(db, PORTAL, PortalRole::Helpdesk.as_str(), now).await?;
                mails.extend(helpdesk.into_iter().map(|to| mail(Template::NobodyDecides, to)));
            }
            mails.extend(deciders.into_iter().map(|to| mail(Template::SubmittedCoordinator, to)));
            mails
        }
        Event::Withdrawn => {
            deciders().await?.into_iter().map(|to| mail(Template::WithdrawnCoordinator, to)).collect()
        }
        Event::Returned { reason } => {
            vec![mail(Template::ReturnedApplicant, applicant).with_reason(reason.clone())]
        }
        Event::Approved { .. } | Event::Rejected { .. } => {
            vec![decided(mail(Template::DecidedApplicant, applicant), after, happened, made)]
        }
        Event::Edited { .. } | Event::Discarded => Vec::new(),
    };
    Ok(mails.into_iter().map(|mail| mail.message(&format!("{}-{}", after.id, before.version))).collect())
}

fn decided(mail: Mail, after: &AccessRequest, happened: &[Event], made: &[StoredGrant]) -> Mail {
    let profile = |id| after.items.iter().find(|i| i.id == id).map(|i| i.profile.clone());
    let outcomes = happened.iter().filter_map(|event| match event {
        Event::Approved { item, valid_until } => {
            Some(Outcome { profile: profile(*item)?, approved: true, valid_until: *valid_until })
        }
        Event::Rejected { item, .. } => {
            Some(Outcome { profile: profile(*item)?, approved: false, valid_until: None })
        }
        Event::Edited { .. }
        | Event::Submitted { .. }
        | Event::Discarded
        | Event::Withdrawn
        | Event::Returned { .. } => None,
    });
    let reason: Option<&Reason> = happened.iter().find_map(|event| match event {
        Event::Rejected { reason, .. } => Some(reason),
        Event::Edited { .. }
        | Event::Submitted { .. }
        | Event::Discarded
        | Event::Withdrawn
        | Event::Returned { .. }
        | Event::Approved { .. } => None,
    });
    let mail = mail.with_outcomes(outcomes.collect()).awaiting_activation(
        made.iter().any(|stored| stored.grant.status == GrantStatus::AwaitingActivation),
    );
    match reason {
        Some(reason) => mail.with_reason(reason.clone()),
        None => mail,
    }
}
