//! Approving, rejecting, returning: what a decision must contain (R6).

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{AccessRequest, Event, ItemStatus};
use crate::bounds::ReasonText;
use crate::catalogue::ProfileLevel;
use crate::field_error::{check_length, check_year};
use crate::{FieldCode, FieldError, ItemId, Moment, named};

#[cfg(test)]
mod tests;

/// R3: guest access lasts this many days unless the network says otherwise.
pub const GUEST_DAYS: i64 = 90;

named!(
    /// Why a request is rejected or returned.
    ReasonCode {
        WrongOrganisation = "wrong_organisation",
        WrongProfile = "wrong_profile",
        NotAMember = "not_a_member",
        IdentityUnclear = "identity_unclear",
        NoClinicalNeed = "no_clinical_need",
        MoreInformation = "more_information",
        Other = "other",
    }
);

impl ReasonCode {
    /// Some codes say nothing without words.
    pub fn needs_text(self) -> bool {
        match self {
            Self::MoreInformation | Self::Other => true,
            Self::WrongOrganisation
            | Self::WrongProfile
            | Self::NotAMember
            | Self::IdentityUnclear
            | Self::NoClinicalNeed => false,
        }
    }
}

/// A code and, for some codes, text (R6).
#[cfg_attr(feature = "server", derive(utoipa::ToSchema, validator::Validate))]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reason {
    pub code: ReasonCode,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "server", validate(length(max = ReasonText::MAX)), schema(value_type = Option<ReasonText>))]
    pub text: Option<String>,
}

impl Reason {
    pub(super) fn check(&self, errors: &mut Vec<FieldError>) {
        let text = self.text.as_deref().unwrap_or_default().trim();
        if self.code.needs_text() && text.is_empty() {
            errors.push(FieldError::new("reason.text", FieldCode::NeedsText));
        }
        check_length(errors, "reason.text", text, ReasonText::MAX);
    }
}

named!(
    /// What is decided about one item.
    Verdict { Approve = "approve", Reject = "reject" }
);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ItemDecision {
    pub item: ItemId,
    pub verdict: Verdict,
}

/// A decision about one or more items of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    pub items: Vec<ItemDecision>,
    /// Needed where anything is rejected.
    pub reason: Option<Reason>,
    /// End of what is approved; without it the end the applicant asked for, if any. Required when that has passed.
    pub valid_until: Option<Moment>,
    /// Longest guest access of this network, in days (R3).
    pub guest_days: i64,
    /// Profiles the applicant already holds in this network (R2).
    pub held: Vec<String>,
}

impl Decision {
    pub(super) fn decide(self, request: &AccessRequest, now: Moment) -> Result<Vec<Event>, Vec<FieldError>> {
        let mut errors = Vec::new();
        self.check_items(request, &mut errors);
        self.check_requirements(request, &mut errors);
        let rejects = self.items.iter().any(|i| i.verdict == Verdict::Reject);
        match &self.reason {
            Some(reason) => reason.check(&mut errors),
            None if rejects => errors.push(FieldError::new("reason", FieldCode::Required)),
            None => {}
        }
        self.check_end(request, now, &mut errors);
        if errors.is_empty() { Ok(self.events(request, now)) } else { Err(errors) }
    }

    fn check_items(&self, request: &AccessRequest, errors: &mut Vec<FieldError>) {
        if self.items.is_empty() {
            errors.push(FieldError::new("items", FieldCode::Required));
        }
        let mut seen = BTreeSet::new();
        for (i, decided) in self.items.iter().enumerate() {
            let fault = match request.items.iter().find(|item| item.id == decided.item) {
                None => Some(FieldCode::NotFound),
                Some(_) if !seen.insert(decided.item) => Some(FieldCode::Duplicate),
                Some(item) if item.status != ItemStatus::Pending => Some(FieldCode::AlreadyDecided),
                Some(_) => None,
            };
            errors.extend(fault.map(|code| FieldError::new(format!("items[{i}].id"), code)));
        }
    }

    /// R2 again: approving Coordinator while rejecting the HP it needs would grant what could not be asked for.
    fn check_requirements(&self, request: &AccessRequest, errors: &mut Vec<FieldError>) {
        let approved_here = |code: &String| {
            self.approved(request).any(|item| item.profile == *code)
                || request
                    .items
                    .iter()
                    .any(|item| item.profile == *code && item.status == ItemStatus::Approved)
        };
        for (i, decided) in self.items.iter().enumerate().filter(|(_, d)| d.verdict == Verdict::Approve) {
            let Some(item) = request.items.iter().find(|item| item.id == decided.item) else { continue };
            let missing =
                item.requires.iter().filter(|code| !self.held.contains(code) && !approved_here(code));
            errors.extend(missing.map(|code| {
                FieldError::new(format!("items[{i}].decision"), FieldCode::Requires).with("profile", code)
            }));
        }
    }

    fn check_end(&self, request: &AccessRequest, now: Moment, errors: &mut Vec<FieldError>) {
        let Some(until) = self.valid_until else {
            // Asked for until a day that has passed: approving late must not make it endless.
            let ran_out = request.draft.requested_until.is_some_and(|until| until <= now);
            if ran_out && self.approved(request).next().is_some() {
                errors.push(FieldError::new("valid_until", FieldCode::Required));
            }
            return;
        };
        check_year(errors, "valid_until", until);
        let latest = now + chrono::TimeDelta::days(self.guest_days);
        if until <= now {
            errors.push(FieldError::new("valid_until", FieldCode::MustBeFuture));
        } else if until > latest && self.approved(request).any(|item| item.level == ProfileLevel::Guest) {
            errors.push(FieldError::new("valid_until", FieldCode::TooLate).with("max", latest.to_rfc3339()));
        }
    }

    fn approved<'r>(&self, request: &'r AccessRequest) -> impl Iterator<Item = &'r super::Item> {
        let approved = |id| self.items.iter().any(|d| d.item == id && d.verdict == Verdict::Approve);
        request.items.iter().filter(move |item| approved(item.id))
    }

    #[expect(clippy::expect_used, reason = "a rejection without a reason was refused before")]
    fn events(&self, request: &AccessRequest, now: Moment) -> Vec<Event> {
        let event = |decided: &ItemDecision| match decided.verdict {
            Verdict::Approve => {
                Event::Approved { item: decided.item, valid_until: self.end_of(request, decided.item, now) }
            }
            Verdict::Reject => Event::Rejected {
                item: decided.item,
                reason: self.reason.clone().expect("checked: rejecting needs a reason"),
            },
        };
        self.items.iter().map(event).collect()
    }

    /// The coordinator's end, else the applicant's; guest access always ends (R3).
    fn end_of(&self, request: &AccessRequest, id: ItemId, now: Moment) -> Option<Moment> {
        let asked = self.valid_until.or(request.draft.requested_until);
        let guest = request.items.iter().any(|item| item.id == id && item.level == ProfileLevel::Guest);
        if !guest {
            return asked;
        }
        let latest = now + chrono::TimeDelta::days(self.guest_days);
        Some(asked.map_or(latest, |until| until.min(latest)))
    }
}
