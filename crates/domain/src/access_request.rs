//! The access request: its states, its commands, its events.
//!
//! `handle` decides, `apply` carries out; both are pure. The state machine is an exhaustive `match` (invariant 2),
//! and `allowed_actions` asks the very function that `handle` asks (invariant 3).

use serde::{Deserialize, Serialize};

use crate::bounds::{CatalogueCode, DraftComment, PROFILES_MAX};
use crate::catalogue::ProfileLevel;
use crate::check::Submission;
use crate::field_error::{check_length, check_year};
use crate::policy::Actor;
use crate::{AccountId, FieldCode, FieldError, ItemId, Moment, OrganisationId, RequestId, named};

mod decision;
#[cfg(test)]
mod properties;
#[cfg(test)]
mod tests;

pub use crate::draft::Draft;
pub use decision::{Decision, GUEST_DAYS, ItemDecision, Reason, ReasonCode, Verdict};

named!(
    /// Where a request stands.
    RequestStatus {
        /// Being written; nobody else sees it.
        Draft = "draft",
        /// The coordinators of its network have it.
        Submitted = "submitted",
        /// Back with the applicant, to be mended; cannot be approved meanwhile.
        Returned = "returned",
        /// Every item is approved or rejected.
        Decided = "decided",
        /// Taken back by the applicant.
        Withdrawn = "withdrawn",
    }
);

named!(
    /// Where one profile of a request stands.
    ItemStatus { Pending = "pending", Approved = "approved", Rejected = "rejected", Withdrawn = "withdrawn" }
);

named!(
    /// What a person may do with a request (R19).
    #[cfg_attr(feature = "server", schema(as = AccessRequestAction))]
    Action {
        Edit = "edit",
        Submit = "submit",
        Discard = "discard",
        Withdraw = "withdraw",
        Return = "return",
        Decide = "decide",
    }
);

/// One profile inside a request, decided on its own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    pub id: ItemId,
    pub profile: String,
    pub level: ProfileLevel,
    pub requires: Vec<String>,
    pub status: ItemStatus,
}

/// The current state of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccessRequest {
    pub id: RequestId,
    pub applicant: AccountId,
    pub status: RequestStatus,
    pub draft: Draft,
    /// Known from submission on: who may decide follows from it.
    pub network: Option<OrganisationId>,
    /// Made at submission, one per profile.
    pub items: Vec<Item>,
}

/// What somebody wants to happen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    Edit(Draft),
    /// With one new id per profile of the submission.
    Submit(Submission, Vec<ItemId>),
    Discard,
    Withdraw,
    Return(Reason),
    Decide(Decision),
}

impl Command {
    pub fn action(&self) -> Action {
        match self {
            Self::Edit(_) => Action::Edit,
            Self::Submit(..) => Action::Submit,
            Self::Discard => Action::Discard,
            Self::Withdraw => Action::Withdraw,
            Self::Return(_) => Action::Return,
            Self::Decide(_) => Action::Decide,
        }
    }
}

/// What happened. All but `Edited` and `Discarded` become history.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Event {
    Edited { draft: Draft },
    Submitted { network: OrganisationId, items: Vec<Item> },
    Discarded,
    Withdrawn,
    Returned { reason: Reason },
    Approved { item: ItemId, valid_until: Option<Moment> },
    Rejected { item: ItemId, reason: Reason },
}

impl Event {
    /// The profile that it decides.
    pub fn item(&self) -> Option<ItemId> {
        match self {
            Self::Approved { item, .. } | Self::Rejected { item, .. } => Some(*item),
            Self::Edited { .. }
            | Self::Submitted { .. }
            | Self::Discarded
            | Self::Withdrawn
            | Self::Returned { .. } => None,
        }
    }
}

/// Why a command is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rejection {
    /// The request is not in a state for this.
    WrongState,
    /// Not this person's to do.
    NotEntitled,
    /// R5: nobody decides their own request.
    SelfDecision,
    /// Every fault of the command's content.
    Invalid(Vec<FieldError>),
}

/// Whether `actor` may take `action` now. The person first: who is not entitled learns nothing about the state.
pub fn permit(request: &AccessRequest, action: Action, actor: &Actor) -> Result<(), Rejection> {
    use RequestStatus::{Decided, Draft, Returned, Submitted, Withdrawn};
    let open = match (action, request.status) {
        (Action::Edit | Action::Submit, Draft | Returned) => true,
        (Action::Discard, Draft) => true,
        (Action::Withdraw, Submitted | Returned) => true,
        (Action::Return, Submitted) => request.items.iter().all(|i| i.status == ItemStatus::Pending),
        (Action::Decide, Submitted) => true,
        (Action::Edit | Action::Submit, Submitted | Decided | Withdrawn)
        | (Action::Discard, Submitted | Returned | Decided | Withdrawn)
        | (Action::Withdraw, Draft | Decided | Withdrawn)
        | (Action::Return | Action::Decide, Draft | Returned | Decided | Withdrawn) => false,
    };
    let applicant = actor.account == request.applicant;
    match action {
        Action::Edit | Action::Submit | Action::Discard | Action::Withdraw if !applicant => {
            Err(Rejection::NotEntitled)
        }
        Action::Return | Action::Decide if !decides(request, actor) => Err(Rejection::NotEntitled),
        Action::Return | Action::Decide if applicant => Err(Rejection::SelfDecision),
        Action::Edit
        | Action::Submit
        | Action::Discard
        | Action::Withdraw
        | Action::Return
        | Action::Decide => {
            if open {
                Ok(())
            } else {
                Err(Rejection::WrongState)
            }
        }
    }
}

/// Everything the actor may do now (R19), in the order of declaration.
pub fn allowed_actions(request: &AccessRequest, actor: &Actor) -> Vec<Action> {
    Action::ALL.iter().copied().filter(|action| permit(request, *action, actor).is_ok()).collect()
}

/// Whether the request may be known to the actor: its applicant; once submitted also its deciders, helpdesk and auditor.
pub fn may_read(request: &AccessRequest, actor: &Actor) -> bool {
    actor.account == request.applicant
        || request.network.is_some() && (actor.reads_all_requests() || decides(request, actor))
}

/// By what was submitted, not by what is being typed: a returned request may be mended beyond recognition.
fn decides(request: &AccessRequest, actor: &Actor) -> bool {
    request.network.is_some_and(|network| actor.decides_for(network))
}

/// The whole decision about a command: what will have happened, or why not.
pub fn handle(
    request: &AccessRequest,
    command: Command,
    actor: &Actor,
    now: Moment,
) -> Result<Vec<Event>, Rejection> {
    permit(request, command.action(), actor)?;
    match command {
        Command::Edit(draft) => Ok(vec![Event::Edited { draft }]),
        Command::Submit(submission, ids) => Ok(vec![submitted(submission, ids)]),
        Command::Discard => Ok(vec![Event::Discarded]),
        Command::Withdraw => Ok(vec![Event::Withdrawn]),
        Command::Return(reason) => {
            let mut errors = Vec::new();
            reason.check(&mut errors);
            if errors.is_empty() {
                Ok(vec![Event::Returned { reason }])
            } else {
                Err(Rejection::Invalid(errors))
            }
        }
        Command::Decide(decision) => decision.decide(request, now).map_err(Rejection::Invalid),
    }
}

fn submitted(submission: Submission, ids: Vec<ItemId>) -> Event {
    debug_assert_eq!(submission.profiles.len(), ids.len());
    let items = submission.profiles.into_iter().zip(ids).map(|(profile, id)| Item {
        id,
        profile: profile.code,
        level: profile.level,
        requires: profile.requires,
        status: ItemStatus::Pending,
    });
    Event::Submitted { network: submission.organisation.network, items: items.collect() }
}

/// Carries out what happened.
pub fn apply(request: &mut AccessRequest, event: &Event) {
    match event {
        Event::Edited { draft } => request.draft = draft.clone(),
        Event::Submitted { network, items } => {
            request.network = Some(*network);
            request.items = items.clone();
            request.status = RequestStatus::Submitted;
        }
        Event::Discarded => {}
        Event::Withdrawn => {
            request.status = RequestStatus::Withdrawn;
            let pending = request.items.iter_mut().filter(|i| i.status == ItemStatus::Pending);
            pending.for_each(|i| i.status = ItemStatus::Withdrawn);
        }
        Event::Returned { .. } => request.status = RequestStatus::Returned,
        Event::Approved { item, .. } => decided(request, *item, ItemStatus::Approved),
        Event::Rejected { item, .. } => decided(request, *item, ItemStatus::Rejected),
    }
}

fn decided(request: &mut AccessRequest, id: ItemId, status: ItemStatus) {
    request.items.iter_mut().filter(|i| i.id == id).for_each(|i| i.status = status);
    if request.items.iter().all(|i| i.status != ItemStatus::Pending) {
        request.status = RequestStatus::Decided;
    }
}

/// The limits of a saved draft: generous, so that saving never fails on incomplete content (R13), but bounded.
pub fn check_draft(draft: &Draft) -> Result<(), Vec<FieldError>> {
    let mut errors = Vec::new();
    if let Some(application) = &draft.application {
        check_length(&mut errors, "application", application, CatalogueCode::MAX);
    }
    if draft.profiles.len() as u64 > PROFILES_MAX {
        errors.push(FieldError::new("profiles", FieldCode::TooLong).with("max", PROFILES_MAX));
    }
    for (i, profile) in draft.profiles.iter().enumerate() {
        check_length(&mut errors, &format!("profiles[{i}]"), profile, CatalogueCode::MAX);
    }
    if let Some(comment) = &draft.comment {
        check_length(&mut errors, "comment", comment, DraftComment::MAX);
    }
    if let Some(until) = draft.requested_until {
        check_year(&mut errors, "requested_until", until);
    }
    if errors.is_empty() { Ok(()) } else { Err(errors) }
}
