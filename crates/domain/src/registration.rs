//! What somebody must say to get an account, and what a password must be. The browser checks the same.

use crate::account::{EmailAddress, is_invisible};
use crate::bounds::PersonName;
use crate::field_error::check_length;
use crate::{FieldCode, FieldError};

/// Fewest and most characters of a password (ASVS 6.2.1, 6.2.9). Nothing is asked about their kinds.
pub const PASSWORD_MIN: usize = 12;
pub const PASSWORD_MAX: u64 = 256;

/// As typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Application<'a> {
    pub first_name: &'a str,
    pub last_name: &'a str,
    pub email: &'a str,
    pub email_confirmation: &'a str,
    pub privacy_accepted: bool,
}

/// Every fault at once.
pub fn check(given: &Application<'_>) -> Result<EmailAddress, Vec<FieldError>> {
    let mut errors = Vec::new();
    check_name(&mut errors, "first_name", given.first_name);
    check_name(&mut errors, "last_name", given.last_name);
    let email = check_address(&mut errors, given.email, given.email_confirmation);
    if !given.privacy_accepted {
        errors.push(FieldError::new("privacy_accepted", FieldCode::Required));
    }
    match email {
        Some(email) if errors.is_empty() => Ok(email),
        _ => Err(errors),
    }
}

/// A name is anything a person writes as theirs, on one line.
pub fn check_name(errors: &mut Vec<FieldError>, field: &str, name: &str) {
    if name.chars().all(|c| c.is_whitespace() || is_invisible(c)) {
        errors.push(FieldError::new(field, FieldCode::Required));
    }
    // Some scripts join letters by signs that do not show (U+200C, U+200D); nobody is written backwards.
    let joins = |c| matches!(c, '\u{200c}' | '\u{200d}');
    if name.chars().any(|c| c.is_control() || is_invisible(c) && !joins(c)) {
        errors.push(FieldError::new(field, FieldCode::Invalid));
    }
    check_length(errors, field, name, PersonName::MAX);
}

/// An address typed twice.
pub fn check_address(errors: &mut Vec<FieldError>, email: &str, again: &str) -> Option<EmailAddress> {
    let parsed = EmailAddress::parse(email);
    if email.trim().is_empty() {
        errors.push(FieldError::new("email", FieldCode::Required));
    } else if parsed.is_none() {
        errors.push(FieldError::new("email", FieldCode::Invalid));
    }
    if again.trim().is_empty() {
        errors.push(FieldError::new("email_confirmation", FieldCode::Required));
    } else if parsed.is_some() && EmailAddress::parse(again) != parsed {
        errors.push(FieldError::new("email_confirmation", FieldCode::Mismatch));
    }
    parsed
}

/// The part of the password rule that needs no list: its length.
pub fn check_password_length(errors: &mut Vec<FieldError>, field: &str, password: &str) {
    let length = password.chars().count();
    if length == 0 {
        errors.push(FieldError::new(field, FieldCode::Required));
    } else if length < PASSWORD_MIN {
        errors.push(FieldError::new(field, FieldCode::TooShort).with("min", PASSWORD_MIN));
    }
    check_length(errors, field, password, PASSWORD_MAX);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(given: &Application<'_>) -> Vec<String> {
        let errors = check(given).err().unwrap_or_default();
        errors.iter().map(|e| format!("{} {}", e.field, e.code)).collect()
    }

    fn good() -> Application<'static> {
        Application {
            first_name: "Zoë",
            last_name: "D’Angelo-Müller",
            email: "zoe@klinik.example",
            email_confirmation: " ZOE@klinik.example",
            privacy_accepted: true,
        }
    }

    #[test]
    fn a_whole_application_passes_and_an_empty_one_is_told_everything() {
        assert!(faults(&good()).is_empty());
        assert_eq!(
            faults(&Application::default()),
            [
                "first_name required",
                "last_name required",
                "email required",
                "email_confirmation required",
                "privacy_accepted required"
            ]
        );
    }

    #[test]
    fn the_address_must_be_one_and_be_typed_twice() {
        assert_eq!(faults(&Application { email: "zoe", ..good() }), ["email invalid"]);
        assert_eq!(
            faults(&Application { email_confirmation: "zoë@klinik.example", ..good() }),
            ["email_confirmation mismatch"]
        );
        assert_eq!(faults(&Application { first_name: "a\r\nBcc: x", ..good() }), ["first_name invalid"]);
    }

    #[test]
    fn a_name_can_be_seen_and_is_written_in_its_own_direction() {
        let first_name = |first_name| faults(&Application { first_name, ..good() });
        assert_eq!(first_name("\u{200d}\u{200d}"), ["first_name required"]);
        assert_eq!(first_name("Zo\u{202e}ë"), ["first_name invalid"]);
        assert_eq!(first_name("Zoë\u{2028}Dr."), ["first_name invalid"]);
        assert!(first_name("مهر\u{200c}ناز").is_empty());
        assert!(first_name("Zoe\u{308}").is_empty());
    }

    #[test]
    fn a_password_has_twelve_to_256_characters_of_any_kind() {
        let faults = |password: &str| {
            let mut errors = Vec::new();
            check_password_length(&mut errors, "password", password);
            errors.iter().map(|e| e.code).collect::<Vec<_>>()
        };
        assert_eq!(faults(""), [FieldCode::Required]);
        assert_eq!(faults("ΩΩΩΩΩΩΩΩΩΩΩ"), [FieldCode::TooShort]);
        assert!(faults("ΩΩΩΩΩΩΩΩΩΩΩΩ").is_empty());
        assert!(faults(&"x".repeat(256)).is_empty());
        assert_eq!(faults(&"x".repeat(257)), [FieldCode::TooLong]);
    }
}
