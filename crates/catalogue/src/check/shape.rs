//! What single values look like.

use hilum_domain::account::EmailAddress;

/// At most 80 characters of those that `allowed` names, beginning with a letter or digit.
fn is_code(value: &str, allowed: impl Fn(u8) -> bool) -> bool {
    value.len() <= 80
        && value.bytes().all(&allowed)
        && value.as_bytes().first().is_some_and(u8::is_ascii_alphanumeric)
}

pub(super) fn is_lower_code(value: &str) -> bool {
    is_code(value, |b| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'_' | b'-'))
}

pub(super) fn is_upper_code(value: &str) -> bool {
    is_code(value, |b| b.is_ascii_uppercase() || b.is_ascii_digit() || matches!(b, b'_' | b'-'))
}

pub(super) fn is_key_segment(value: &str) -> bool {
    is_code(value, |b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.'))
}

pub(super) fn is_language(value: &str) -> bool {
    value.len() == 2 && value.bytes().all(|b| b.is_ascii_lowercase())
}

pub(super) fn is_country_code(value: &str) -> bool {
    value.len() == 2 && value.bytes().all(|b| b.is_ascii_uppercase())
}

pub(super) fn is_website(value: &str) -> bool {
    let host = value.strip_prefix("https://").or_else(|| value.strip_prefix("http://"));
    host.is_some_and(|host| {
        host.contains('.') && !host.contains(|c: char| c.is_whitespace() || "<>\"'@".contains(c))
    })
}

pub(super) fn is_email(value: &str) -> bool {
    EmailAddress::parse(value).is_some()
}
