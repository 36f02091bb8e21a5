//! The strict check of a draft: one function for the browser and the server (invariant 4). Saving never calls it (R13).

use serde::{Deserialize, Serialize};

use crate::bounds::{Comment, PROFILES_MAX};
use crate::catalogue::{Application, NodeStatus, OrganisationKind, Profile, ProfileLevel};
use crate::draft::Draft;
use crate::field_error::check_length;
use crate::{FieldCode, FieldError, Moment, OrganisationId, RequestId, named};

impl Application {
    pub fn facts(&self) -> ApplicationFacts {
        ApplicationFacts { code: self.code.clone(), status: self.status, configured: self.configured }
    }
}

impl Profile {
    pub fn facts(&self) -> ProfileFacts {
        ProfileFacts {
            code: self.code.clone(),
            level: self.level,
            status: self.status,
            requestable: self.requestable,
            requires: self.requires.clone(),
            excludes: self.excludes.clone(),
        }
    }
}

#[cfg(test)]
mod tests;

/// What the catalogue says about the application of a draft.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApplicationFacts {
    pub code: String,
    pub status: NodeStatus,
    /// Has organisations and profiles, so that access can be asked for here.
    pub configured: bool,
}

/// What the catalogue says about the organisation of a draft.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrganisationFacts {
    pub id: OrganisationId,
    /// The nearest network above (or the node itself).
    pub network: OrganisationId,
    pub application: String,
    pub kind: OrganisationKind,
    /// Retired when the node or any node above it is.
    pub status: NodeStatus,
}

impl OrganisationFacts {
    /// R1 and R17.
    pub fn is_requestable(&self) -> bool {
        self.kind.is_requestable() && self.status == NodeStatus::Active
    }
}

/// A profile and the rules it carries.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProfileFacts {
    pub code: String,
    pub level: ProfileLevel,
    pub status: NodeStatus,
    pub requestable: bool,
    /// Codes that must be held in that network or asked for in the same request (R2).
    pub requires: Vec<String>,
    pub excludes: Vec<String>,
}

impl ProfileFacts {
    /// Where a profile is held once: its network or its organisation. Two of the same scope are the same right (R4).
    pub fn scope(&self, organisation: &OrganisationFacts) -> OrganisationId {
        self.level.scope(organisation.network, organisation.id)
    }
}

named!(
    /// How far a profile of the same person has come.
    HoldingState {
        /// An item awaits a decision.
        Pending = "pending",
        /// A grant that has not ended: awaiting activation, active or suspended.
        Held = "held",
    }
);

/// What this person already holds or waits for, somewhere in the application.
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holding {
    pub network: OrganisationId,
    pub organisation: OrganisationId,
    pub profile: String,
    pub state: HoldingState,
    pub request: Option<RequestId>,
}

/// Everything the check needs to know; gathered by the server, or by the browser from the API's answers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts {
    pub application: Option<ApplicationFacts>,
    pub organisation: Option<OrganisationFacts>,
    /// All profiles of the application, retired ones too.
    pub profiles: Vec<ProfileFacts>,
    pub holdings: Vec<Holding>,
}

/// A draft that passed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Submission {
    pub organisation: OrganisationFacts,
    /// In the order asked for.
    pub profiles: Vec<ProfileFacts>,
}

/// Why one profile cannot be asked for at an organisation by a person; `None` where it can.
/// Requires and excludes depend on the other choices and are checked with the draft.
pub fn obstacle(
    profile: &ProfileFacts,
    organisation: &OrganisationFacts,
    holdings: &[Holding],
) -> Option<FieldError> {
    let fault = |code| Some(FieldError::new("profiles", code));
    if profile.status == NodeStatus::Retired || !profile.requestable {
        return fault(FieldCode::NotRequestable);
    }
    // R3: guest profiles at guest nodes, and nowhere else.
    if (organisation.kind == OrganisationKind::Guest) != (profile.level == ProfileLevel::Guest) {
        return fault(FieldCode::WrongLevel);
    }
    let same_scope = |h: &&Holding| {
        h.profile == profile.code
            && profile.level.scope(h.network, h.organisation) == profile.scope(organisation)
    };
    let holding = holdings.iter().find(same_scope)?;
    let code = match holding.state {
        HoldingState::Held => FieldCode::AlreadyHeld,
        HoldingState::Pending => FieldCode::AlreadyPending,
    };
    let error = FieldError::new("profiles", code);
    Some(match holding.request {
        Some(request) => error.with("request", request),
        None => error,
    })
}

/// Whether the draft may be submitted at `now`; every fault at once.
pub fn check_for_submit(draft: &Draft, facts: &Facts, now: Moment) -> Result<Submission, Vec<FieldError>> {
    let mut errors = Vec::new();
    check_application(draft, facts, &mut errors);
    let organisation = check_organisation(draft, facts, &mut errors);
    let profiles = check_profiles(draft, facts, organisation, &mut errors);
    if let Some(comment) = &draft.comment {
        check_length(&mut errors, "comment", comment, Comment::MAX);
    }
    if draft.requested_until.is_some_and(|until| until <= now) {
        errors.push(FieldError::new("requested_until", FieldCode::MustBeFuture));
    }
    match organisation {
        Some(organisation) if errors.is_empty() => {
            Ok(Submission { organisation: organisation.clone(), profiles })
        }
        _ => Err(errors),
    }
}

fn check_application(draft: &Draft, facts: &Facts, errors: &mut Vec<FieldError>) {
    let code = match (&draft.application, &facts.application) {
        (None, _) => Some(FieldCode::Required),
        (Some(code), Some(known)) if *code == known.code => {
            let open = known.status == NodeStatus::Active
                && known.configured
                && known.code != crate::catalogue::PORTAL;
            (!open).then_some(FieldCode::NotRequestable)
        }
        (Some(_), _) => Some(FieldCode::NotFound),
    };
    errors.extend(code.map(|code| FieldError::new("application", code)));
}

fn check_organisation<'f>(
    draft: &Draft,
    facts: &'f Facts,
    errors: &mut Vec<FieldError>,
) -> Option<&'f OrganisationFacts> {
    let known = facts.organisation.as_ref().filter(|known| Some(known.id) == draft.organisation);
    let code = match (draft.organisation, known) {
        (None, _) => Some(FieldCode::Required),
        (Some(_), None) => Some(FieldCode::NotFound),
        (Some(_), Some(known)) if draft.application.as_ref() != Some(&known.application) => {
            Some(FieldCode::NotFound)
        }
        (Some(_), Some(known)) => (!known.is_requestable()).then_some(FieldCode::NotRequestable),
    };
    let good = code.is_none();
    errors.extend(code.map(|code| FieldError::new("organisation_id", code)));
    known.filter(|_| good)
}

fn check_profiles(
    draft: &Draft,
    facts: &Facts,
    organisation: Option<&OrganisationFacts>,
    errors: &mut Vec<FieldError>,
) -> Vec<ProfileFacts> {
    if draft.profiles.is_empty() {
        errors.push(FieldError::new("profiles", FieldCode::Required));
    }
    if draft.profiles.len() as u64 > PROFILES_MAX {
        errors.push(FieldError::new("profiles", FieldCode::TooLong).with("max", PROFILES_MAX));
        return Vec::new();
    }
    let mut chosen: Vec<ProfileFacts> = Vec::new();
    for (i, code) in draft.profiles.iter().enumerate() {
        let field = format!("profiles[{i}]");
        let Some(profile) = facts.profiles.iter().find(|p| p.code == *code) else {
            errors.push(FieldError::new(field, FieldCode::NotFound));
            continue;
        };
        if chosen.iter().any(|p| p.code == *code) {
            errors.push(FieldError::new(field, FieldCode::Duplicate));
            continue;
        }
        if let Some(organisation) = organisation {
            errors.extend(
                obstacle(profile, organisation, &facts.holdings)
                    .map(|e| FieldError { field: field.clone(), ..e }),
            );
            errors.extend(combination_faults(
                &field,
                &excluding_both_ways(profile, &facts.profiles),
                &draft.profiles,
                organisation,
                &facts.holdings,
            ));
        }
        chosen.push(profile.clone());
    }
    chosen
}

/// Excluding holds both ways, whichever of the two profiles says so.
fn excluding_both_ways(profile: &ProfileFacts, all: &[ProfileFacts]) -> ProfileFacts {
    let mut profile = profile.clone();
    let others =
        all.iter().filter(|other| other.excludes.contains(&profile.code)).map(|other| other.code.clone());
    let unsaid: Vec<String> = others.filter(|code| !profile.excludes.contains(code)).collect();
    profile.excludes.extend(unsaid);
    profile
}

/// R2: what `profile` needs must be chosen as well or held in that network; what it excludes must be neither, nor
/// pending there, for both could be approved.
pub fn combination_faults(
    field: &str,
    profile: &ProfileFacts,
    chosen: &[String],
    organisation: &OrganisationFacts,
    holdings: &[Holding],
) -> Vec<FieldError> {
    let here: Vec<&Holding> = holdings.iter().filter(|h| h.network == organisation.network).collect();
    let held = |code: &String| here.iter().any(|h| h.profile == *code && h.state == HoldingState::Held);
    let held_or_pending = |code: &String| here.iter().any(|h| h.profile == *code);
    let missing = profile.requires.iter().filter(|code| !chosen.contains(code) && !held(code));
    let clashing = profile.excludes.iter().filter(|code| chosen.contains(code) || held_or_pending(code));
    let missing = missing.map(|code| (FieldCode::Requires, code));
    let clashing = clashing.map(|code| (FieldCode::Excludes, code));
    missing.chain(clashing).map(|(fault, code)| FieldError::new(field, fault).with("profile", code)).collect()
}
