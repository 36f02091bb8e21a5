//! What is wrong with a field: a code with parameters, never a sentence (invariant 4).

use std::collections::BTreeMap;

use chrono::Datelike;
use serde::{Deserialize, Serialize};

use crate::{Moment, named};

named!(
    /// Stable, for machines; the page and the mails have the words.
    FieldCode {
        /// Nothing was given.
        Required = "required",
        /// Parameter `max`: characters, or entries of a list.
        TooLong = "too_long",
        /// Parameter `min`.
        TooShort = "too_short",
        /// Not of the field's form.
        Invalid = "invalid",
        /// Names something that does not exist.
        NotFound = "not_found",
        /// The same value twice.
        Duplicate = "duplicate",
        /// Not the same as the field it repeats.
        Mismatch = "mismatch",
        /// Found among common passwords, or easily guessed (ASVS 6.2.4).
        CommonPassword = "common_password",
        /// Too close to the person's own name or address (ASVS 6.2.11).
        PersonalPassword = "personal_password",
        /// A link or code that was used before, is too old, or never existed.
        Expired = "expired",
        /// A moment that has passed.
        MustBeFuture = "must_be_future",
        /// Parameter `max`: the latest moment allowed.
        TooLate = "too_late",
        /// A network, a country, or something retired or not configured (R1, R17).
        NotRequestable = "not_requestable",
        /// Parameter `profile`: the one that is needed as well (R2).
        Requires = "requires",
        /// Parameter `profile`: the one that cannot be combined with this.
        Excludes = "excludes",
        /// A guest profile outside a guest node, or the reverse (R3).
        WrongLevel = "wrong_level",
        /// R4.
        AlreadyHeld = "already_held",
        /// R4. Parameter `request` where known.
        AlreadyPending = "already_pending",
        /// This reason needs words (R6).
        NeedsText = "needs_text",
        /// The item was decided before.
        AlreadyDecided = "already_decided",
        /// *None* excludes all other areas (R16).
        NoneExcludesOthers = "none_excludes_others",
        /// A name that this object does not have.
        UnknownField = "unknown_field",
        /// An object says the name twice.
        DuplicateKey = "duplicate_key",
        /// Read-only for the caller.
        ReadOnly = "read_only",
    }
);

/// One fault of one field.
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldError {
    /// Path of the field, as in the API: `profiles[1]`, `reason.text`.
    pub field: String,
    pub code: FieldCode,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub params: BTreeMap<String, String>,
}

impl FieldError {
    pub fn new(field: impl Into<String>, code: FieldCode) -> Self {
        Self { field: field.into(), code, params: BTreeMap::new() }
    }

    pub fn with(mut self, name: &str, value: impl ToString) -> Self {
        self.params.insert(name.to_owned(), value.to_string());
        self
    }
}

/// Adds a fault when the text has more than `max` characters.
pub fn check_length(errors: &mut Vec<FieldError>, field: &str, text: &str, max: u64) {
    if text.chars().count() as u64 > max {
        errors.push(FieldError::new(field, FieldCode::TooLong).with("max", max));
    }
}

/// Adds a fault when the year does not have the four digits of RFC 3339: further away neither database keeps moments,
/// nor sorts them, as time does.
pub fn check_year(errors: &mut Vec<FieldError>, field: &str, moment: Moment) {
    if !(0..=9999).contains(&moment.year()) {
        errors.push(FieldError::new(field, FieldCode::Invalid));
    }
}
