//! Codes sent to telephones: six digits, good for five minutes and three tries, five an hour (NIST SP 800-63B-4 §3.1.3).
//! Only where an operator configures a gateway, and never for administrators.

use chrono::TimeDelta;

/// Tries of one code.
pub const TRIES: i64 = 3;
/// Messages to one person, and to one number, within [`SENDS_WINDOW`].
pub const SENDS: u64 = 5;
pub const SENDS_WINDOW: TimeDelta = TimeDelta::hours(1);

/// Between two of them: the first may still be on its way.
pub const PAUSE: TimeDelta = TimeDelta::minutes(1);

const CODES: u32 = 1_000_000;
/// The largest multiple of [`CODES`]: beyond it, low codes would be likelier than high ones.
const UNBIASED: u32 = u32::MAX - u32::MAX % CODES;

/// Six random digits, each code as likely as any other.
pub fn new_code() -> anyhow::Result<String> {
    loop {
        let number = getrandom::u32().map_err(|error| anyhow::anyhow!("no randomness: {error}"))?;
        if number < UNBIASED {
            return Ok(format!("{:06}", number % CODES));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_has_six_digits_and_every_code_is_as_likely() {
        assert_eq!(UNBIASED % CODES, 0);
        let mut first_digits = [0_u32; 10];
        for _ in 0..2000 {
            let code = new_code().unwrap();
            assert!(code.len() == 6 && code.bytes().all(|b| b.is_ascii_digit()), "{code}");
            first_digits[usize::from(code.as_bytes()[0] - b'0')] += 1;
        }
        // Expected 200 each, with a standard deviation of 13.
        assert!(first_digits.iter().all(|n| (100..300).contains(n)), "{first_digits:?}");
    }
}
