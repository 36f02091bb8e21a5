//! One-time codes of authenticator apps (RFC 6238: SHA-1, six digits, 30 s, one step of tolerance), and what an app
//! needs to be set up.

use anyhow::Context as _;
use hilum_domain::Moment;
use hilum_domain::verification::TOTP_STEP;
use qrcodegen::{QrCode, QrCodeEcc};
use totp_rs::{Builder, Secret, Totp};

use super::secret;

const ISSUER: &str = "Hilum";
/// White modules around a QR code, without which cameras do not find it.
const QUIET: i32 = 4;

/// A new shared secret, 160 bits, in Base32.
pub fn new_secret() -> anyhow::Result<String> {
    let bytes: Vec<u8> = secret::random::<20>()?.into();
    Ok(Secret::from(bytes).to_base32())
}

/// `otpauth://…`, as apps read it. `account`: what the app shows beside the code.
pub fn uri(shared: &str, account: &str) -> anyhow::Result<String> {
    let account = account.replace(':', " ");
    let builder = builder(shared)?.with_account_name(account).with_issuer(Some(ISSUER));
    Ok(builder.build()?.to_url()?)
}

fn builder(shared: &str) -> anyhow::Result<Builder> {
    Ok(Builder::new().with_secret(Secret::try_from_base32(shared).context("not Base32")?))
}

/// The time step whose code this is, if it is one of the three that count now.
pub fn matching_step(shared: &str, code: &str, now: Moment) -> anyhow::Result<Option<i64>> {
    let totp: Totp = builder(shared)?.build()?;
    let digits: String = code.chars().filter(|c| !c.is_whitespace()).collect();
    let seconds = u64::try_from(now.timestamp())?;
    Ok(totp.check(&digits, seconds).and_then(|step| i64::try_from(step).ok()))
}

/// The code of a moment: for tests, and for nothing else.
pub fn code_at(shared: &str, at: Moment) -> anyhow::Result<String> {
    Ok(builder(shared)?.build()?.generate(u64::try_from(at.timestamp())?).to_string())
}

/// How long until the code of that moment is another one, in seconds.
pub fn step_of(at: Moment) -> i64 {
    at.timestamp().div_euclid(TOTP_STEP)
}

/// A QR code as an SVG path of unit squares, and the length of its side; drawn by the page without any help.
pub fn qr_path(text: &str) -> anyhow::Result<(String, u32)> {
    let code = QrCode::encode_text(text, QrCodeEcc::Medium).context("too long for a QR code")?;
    let mut path = String::new();
    for y in 0..code.size() {
        let mut x = 0;
        while x < code.size() {
            let run = (x..code.size()).take_while(|x| code.get_module(*x, y)).count();
            let run = i32::try_from(run)?;
            if run > 0 {
                path.push_str(&format!("M{} {}h{run}v1h-{run}z", x + QUIET, y + QUIET));
            }
            x += run.max(1);
        }
    }
    Ok((path, u32::try_from(code.size() + 2 * QUIET)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Moment {
        Moment::from_timestamp(seconds, 0).unwrap()
    }

    /// The secret of RFC 6238, appendix B, in Base32; its codes there have eight digits, of which apps show the last six.
    const RFC: &str = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

    #[test]
    fn codes_are_those_of_the_rfc() {
        for (seconds, code) in [(59, "287082"), (1_111_111_109, "081804"), (20_000_000_000, "353130")] {
            assert_eq!(code_at(RFC, at(seconds)).unwrap(), code);
            assert_eq!(matching_step(RFC, code, at(seconds)).unwrap(), Some(seconds / 30));
        }
    }

    #[test]
    fn a_code_counts_one_step_before_and_after_and_no_longer() {
        let (now, code) = (at(1_800_000_000), code_at(RFC, at(1_800_000_000)).unwrap());
        for (later, counts) in [(-30, true), (0, true), (30, true), (60, false), (-60, false)] {
            let moment = now + chrono::TimeDelta::seconds(later);
            assert_eq!(matching_step(RFC, &code, moment).unwrap().is_some(), counts, "{later}");
        }
        assert!(matching_step(RFC, &format!("{} {}", &code[..3], &code[3..]), now).unwrap().is_some());
        for wrong in ["", "12345", "1234567", "abcdef", "１２３４５６"] {
            assert_eq!(matching_step(RFC, wrong, now).unwrap(), None, "{wrong}");
        }
    }

    #[test]
    fn an_app_is_set_up_by_an_address_that_fits_a_qr_code() {
        let uri = uri(&new_secret().unwrap(), "zoe:x@klinik.example").unwrap();
        assert!(uri.starts_with("otpauth://totp/Hilum:zoe%20x%40klinik.example?"), "{uri}");
        let (path, size) = qr_path(&uri).unwrap();
        assert!(path.starts_with("M4 4h7v1h-7z") && size > 40, "{size} {path}");
    }
}
