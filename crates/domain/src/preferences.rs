//! Role and thematic areas, per network: how colleagues find an expert.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::bounds::{AREAS_MAX, ProfessionalRole};
use crate::field_error::check_length;
use crate::{FieldCode, FieldError};

/// The entry that excludes all others (R16). A code of its own, so that "none" is an answer and not an omission.
pub const NONE: &str = "none";

/// What a person says about their expertise in one network.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Preferences {
    pub professional_role: String,
    /// Codes of thematic areas of that network, or `none` alone.
    pub areas: Vec<String>,
}

/// Every fault at once. `known_areas` are the active areas of the network.
pub fn check(preferences: &Preferences, known_areas: &BTreeSet<String>) -> Result<(), Vec<FieldError>> {
    let mut errors = Vec::new();
    if preferences.professional_role.trim().is_empty() {
        errors.push(FieldError::new("professional_role", FieldCode::Required));
    }
    if preferences.professional_role.chars().any(char::is_control) {
        errors.push(FieldError::new("professional_role", FieldCode::Invalid));
    }
    check_length(&mut errors, "professional_role", &preferences.professional_role, ProfessionalRole::MAX);
    if preferences.areas.is_empty() {
        errors.push(FieldError::new("areas", FieldCode::Required));
    }
    if preferences.areas.len() as u64 > AREAS_MAX {
        errors.push(FieldError::new("areas", FieldCode::TooLong).with("max", AREAS_MAX));
        return Err(errors);
    }
    let none_with_others = preferences.areas.len() > 1 && preferences.areas.iter().any(|a| a == NONE);
    if none_with_others {
        errors.push(FieldError::new("areas", FieldCode::NoneExcludesOthers));
    }
    let mut seen = BTreeSet::new();
    for (i, area) in preferences.areas.iter().enumerate() {
        let field = format!("areas[{i}]");
        if !seen.insert(area) {
            errors.push(FieldError::new(field, FieldCode::Duplicate));
        } else if area != NONE && !known_areas.contains(area) {
            errors.push(FieldError::new(field, FieldCode::NotFound));
        }
    }
    if errors.is_empty() { Ok(()) } else { Err(errors) }
}

/// The areas after ticking or clearing one: choosing *None* clears the others and the reverse (R16).
pub fn toggle(areas: &[String], area: &str, chosen: bool) -> Vec<String> {
    let keep = |a: &&String| a.as_str() != area && !(chosen && (area == NONE || a.as_str() == NONE));
    let mut next: Vec<String> = areas.iter().filter(keep).cloned().collect();
    if chosen {
        next.push(area.to_owned());
    }
    next
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(role: &str, areas: &[&str]) -> Vec<(String, FieldCode)> {
        let known = ["ataxia", "dystonia"].map(String::from).into();
        let preferences = Preferences {
            professional_role: role.into(),
            areas: areas.iter().map(|a| a.to_string()).collect(),
        };
        check(&preferences, &known).err().unwrap_or_default().into_iter().map(|e| (e.field, e.code)).collect()
    }

    #[test]
    fn none_excludes_all_others() {
        assert_eq!(faults("Neurologist", &["none"]), []);
        assert_eq!(faults("Neurologist", &["ataxia", "dystonia"]), []);
        assert_eq!(
            faults("Neurologist", &["none", "ataxia"]),
            [("areas".into(), FieldCode::NoneExcludesOthers)]
        );
        assert_eq!(toggle(&["ataxia".into()], "none", true), ["none"]);
        assert_eq!(toggle(&["none".into()], "ataxia", true), ["ataxia"]);
        assert_eq!(toggle(&["ataxia".into(), "dystonia".into()], "ataxia", false), ["dystonia"]);
    }

    #[test]
    fn every_fault_is_named_at_once() {
        assert_eq!(
            faults(" ", &["x", "x"]),
            [
                ("professional_role".into(), FieldCode::Required),
                ("areas[0]".into(), FieldCode::NotFound),
                ("areas[1]".into(), FieldCode::Duplicate)
            ]
        );
        assert_eq!(faults("Nurse", &[]), [("areas".into(), FieldCode::Required)]);
        let many = vec!["x"; 201];
        assert_eq!(faults("Nurse", &many), [("areas".into(), FieldCode::TooLong)]);
        assert_eq!(faults("Nur\u{7}se", &["none"]), [("professional_role".into(), FieldCode::Invalid)]);
    }
}
