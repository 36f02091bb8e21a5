//! People: what a mail address is and how addresses are compared.

use serde::{Deserialize, Serialize};

use crate::named;

named!(
    /// Whether somebody may come in.
    AccountStatus {
        Active = "active",
        /// By the helpdesk, with a reason.
        Suspended = "suspended",
        /// By the person, in an emergency: everything is shut until the helpdesk unlocks.
        Locked = "locked",
        /// Closed and erased: a pseudonym is left for history (R11).
        Closed = "closed",
    }
);

/// A mail address as its owner writes it; compared without regard to case.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct EmailAddress(String);

impl EmailAddress {
    /// Longest address of RFC 5321, in bytes.
    pub const MAX: usize = 254;

    /// A permissive reading: something, one `@`, a domain with a dot, nothing that could break a mail header.
    /// Whether it exists is proved by a mail, not by a pattern.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let (local, domain) = text.rsplit_once('@')?;
        let plain = |c: char| {
            !c.is_whitespace()
                && !c.is_control()
                && !is_invisible(c)
                && !matches!(c, '<' | '>' | '"' | ',' | ';' | '\\')
        };
        // A name, in any script: no number in brackets, nothing encoded.
        let of_domain = |c: char| !c.is_ascii() || c.is_ascii_alphanumeric() || matches!(c, '-' | '.');
        let good = !local.is_empty()
            && !local.contains('@')
            && text.len() <= Self::MAX
            && text.chars().all(plain)
            && domain.chars().all(of_domain)
            && domain.split('.').count() >= 2
            && domain
                .split('.')
                .all(|label| !label.is_empty() && !label.starts_with('-') && !label.ends_with('-'));
        good.then(|| Self(text.to_owned()))
    }

    /// As stored and sent to.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What two spellings of one address have in common.
    pub fn key(&self) -> String {
        self.0.to_lowercase()
    }
}

/// Shows as nothing, or turns the text around: two names that differ by it look the same to whoever decides.
pub fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

impl PartialEq for EmailAddress {
    fn eq(&self, other: &Self) -> bool {
        self.key() == other.key()
    }
}

impl Eq for EmailAddress {}

/// Waiting time before the next try, in seconds, after `failures` failed sign-ins of one account within a day
/// (ASVS 6.3.1): five are free, then 1, 3, 5, 10 s, doubling up to 15 minutes; after 100 none is left that day.
pub fn sign_in_delay(failures: u32) -> Option<i64> {
    match failures {
        0..=4 => Some(0),
        5 => Some(1),
        6 => Some(3),
        7 => Some(5),
        8 => Some(10),
        9..100 => Some((10_i64 << (failures - 8).min(20)).min(15 * 60)),
        100.. => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_read_as_its_owner_writes_it_and_compared_without_case() {
        for good in ["a@b.eu", "Ana.Müller+rd@klinik.example.de", "o'brien@st-james.ie", "ζωή@κλινική.eu"]
        {
            assert_eq!(EmailAddress::parse(good).map(|e| e.as_str().to_owned()).as_deref(), Some(good));
        }
        for bad in [
            "",
            "a",
            "a@b",
            "@b.eu",
            "a@@b.eu",
            "a b@c.eu",
            "a@b..eu",
            "a@b.eu\r\nBcc: x@y.eu",
            "<a@b.eu>",
            "a@-b.eu",
            "a@[127.0.0.1]",
            "a@b.eu%00",
            "a\u{200b}@b.eu",
            "a@b.e\u{202e}u",
        ] {
            assert!(EmailAddress::parse(bad).is_none(), "{bad:?}");
        }
        assert_eq!(EmailAddress::parse("A@B.eu"), EmailAddress::parse("a@b.EU"));
    }

    #[test]
    fn five_tries_are_free_then_waiting_grows_to_fifteen_minutes_and_a_hundred_is_the_end() {
        let delays: Vec<_> = (0..12).map(sign_in_delay).collect();
        let expected = [0, 0, 0, 0, 0, 1, 3, 5, 10, 20, 40, 80].map(Some);
        assert_eq!(delays, expected);
        assert_eq!(sign_in_delay(99), Some(900));
        assert_eq!(sign_in_delay(100), None);
    }
}
