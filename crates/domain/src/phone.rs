//! Telephone numbers, in the international form of E.164: `+32475123456`.

/// A number that can be dialled from anywhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PhoneNumber(String);

impl PhoneNumber {
    /// Reads a number as people write it: `+32 475 12 34 56`, `0032475123456`, `+32 (0)475-12.34.56`.
    /// Without its country it means another telephone in each, so it is not a number here.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim().replace("(0)", "");
        let text = text.strip_prefix('+').or(text.strip_prefix("00"))?;
        let separator = |c: char| c.is_whitespace() || matches!(c, '-' | '.' | '/' | '(' | ')');
        let digits: String = text.chars().filter(|c| !separator(*c)).collect();
        let good = (7..=15).contains(&digits.len())
            && digits.bytes().all(|b| b.is_ascii_digit())
            && !digits.starts_with('0');
        good.then(|| Self(format!("+{digits}")))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Enough to recognise one's own: `… 56`.
    pub fn hint(&self) -> String {
        format!("… {}", &self.0[self.0.len() - 2..])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_read_as_people_write_it_and_needs_its_country() {
        for written in ["+32475123456", "+32 475 12 34 56", "0032 475/12.34.56", " +32 (0)475-12-34-56 "] {
            let number = PhoneNumber::parse(written).map(|n| n.as_str().to_owned());
            assert_eq!(number.as_deref(), Some("+32475123456"), "{written}");
        }
        for bad in [
            "",
            "+",
            "0475 12 34 56",
            "+32 475 12 34 56 ext 7",
            "+1",
            "+1234567890123456",
            "+0475123456",
            "+32٤٧٥123456",
        ] {
            assert_eq!(PhoneNumber::parse(bad), None, "{bad}");
        }
        assert_eq!(PhoneNumber::parse("+32475123456").unwrap().hint(), "… 56");
    }
}
