//! How somebody shows that it is them: methods, what each is worth, and how long it counts.

use chrono::TimeDelta;
use serde::{Deserialize, Serialize};

use crate::catalogue::Assurance;
use crate::{Moment, named};

named!(
    /// A means of two-step verification that a person owns.
    FactorKind {
        /// An authenticator app (RFC 6238).
        Totp = "totp",
        /// WebAuthn: a key in the device or beside it.
        Passkey = "passkey",
        /// A code sent to a telephone; only where an operator configures a gateway.
        Sms = "sms",
    }
);

named!(
    /// A way to be verified.
    Method {
        Totp = "totp",
        Passkey = "passkey",
        Sms = "sms",
        RecoveryCode = "recovery_code",
        /// For those who have no second factor yet.
        Password = "password",
        /// Another identity provider vouches.
        Provider = "provider",
    }
);

impl Method {
    /// How sure we are afterwards (NIST SP 800-63B-4).
    pub fn assurance(self) -> Assurance {
        match self {
            Self::Password | Self::Provider => Assurance::Password,
            Self::Totp | Self::Sms | Self::RecoveryCode => Assurance::TwoStep,
            Self::Passkey => Assurance::PhishingResistant,
        }
    }
}

impl From<FactorKind> for Method {
    fn from(kind: FactorKind) -> Self {
        match kind {
            FactorKind::Totp => Self::Totp,
            FactorKind::Passkey => Self::Passkey,
            FactorKind::Sms => Self::Sms,
        }
    }
}

named!(
    /// What a one-time secret is good for, and nothing else.
    SecretPurpose {
        Registration = "registration",
        PasswordReset = "password_reset",
        EmailChange = "email_change",
        RecoveryCode = "recovery_code",
        SmsCode = "sms_code",
        PasskeyChallenge = "passkey_challenge",
        ProviderSignIn = "provider_sign_in",
        ProviderLink = "provider_link",
        SupportCode = "support_code",
        /// A browser in which somebody has signed in before: it has tries of its own.
        Device = "device",
        /// The name of a logout token (`jti`), remembered so that it ends nothing twice.
        LogoutToken = "logout_token",
    }
);

impl SecretPurpose {
    /// How long it can be used; `None`: until it is used or replaced.
    pub fn life(self) -> Option<TimeDelta> {
        match self {
            Self::Registration | Self::EmailChange => Some(TimeDelta::hours(24)),
            Self::PasswordReset => Some(TimeDelta::minutes(30)),
            Self::SupportCode => Some(TimeDelta::minutes(15)),
            Self::ProviderSignIn | Self::ProviderLink => Some(TimeDelta::minutes(10)),
            Self::SmsCode | Self::PasskeyChallenge => Some(TimeDelta::minutes(5)),
            Self::LogoutToken => Some(TimeDelta::hours(24)),
            Self::Device => Some(TimeDelta::days(180)),
            Self::RecoveryCode => None,
        }
    }
}

/// A verification is fresh for that long: sensitive acts ask for a fresh one (ASVS 7.5.3).
pub const FRESH: TimeDelta = TimeDelta::minutes(10);
/// Clocks of two nodes may differ by that much; what lies further ahead was written by a clock that was wrong.
pub const SKEW: TimeDelta = TimeDelta::seconds(60);
/// A half signed-in session waits that long for its second factor.
pub const CHALLENGE: TimeDelta = TimeDelta::minutes(5);
/// Wrong codes before a half signed-in session ends.
pub const CHALLENGE_TRIES: i64 = 5;
/// How many recovery codes there are, each good once.
pub const RECOVERY_CODES: usize = 10;
/// A time step of a one-time code, in seconds; one step before and after is accepted too (RFC 6238).
pub const TOTP_STEP: i64 = 30;
/// Most factors of one person.
pub const FACTORS_MAX: usize = 10;

/// Ways in which a person can be verified now. Their password counts only while they own no factor: a stolen password
/// must not stand in for the telephone.
pub fn methods(factors: &[FactorKind], recovery_codes: bool, password: bool) -> Vec<Method> {
    let mut methods: Vec<Method> = Vec::new();
    // Strongest first.
    for kind in [FactorKind::Passkey, FactorKind::Totp, FactorKind::Sms] {
        if factors.contains(&kind) {
            methods.push(kind.into());
        }
    }
    if methods.is_empty() {
        return if password { vec![Method::Password] } else { Vec::new() };
    }
    if recovery_codes {
        methods.push(Method::RecoveryCode);
    }
    methods
}

/// Whether a session still owes its second factor: the person owns one, and it was not asked for yet.
pub fn owes_second_factor(assurance: Assurance, factors: &[FactorKind]) -> bool {
    assurance == Assurance::Password && !factors.is_empty()
}

pub fn is_fresh(verified_at: Option<Moment>, now: Moment) -> bool {
    verified_at.is_some_and(|at| at <= now + SKEW && now < at + FRESH)
}

/// What is missing before a sensitive act.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Shortfall {
    /// Be verified again, or with a stronger method.
    StepUp,
    /// There is nothing to be verified with: a second factor has to be set up first.
    NoFactor,
}

/// Whether somebody verified like this may act where `required` is demanded (R15).
pub fn check(
    assurance: Assurance,
    verified_at: Option<Moment>,
    factors: &[FactorKind],
    required: Assurance,
    now: Moment,
) -> Result<(), Shortfall> {
    if assurance >= required && is_fresh(verified_at, now) {
        return Ok(());
    }
    let best = factors.iter().map(|kind| Method::from(*kind).assurance()).max();
    let reachable = best.unwrap_or(Assurance::Password).max(assurance) >= required;
    Err(if reachable { Shortfall::StepUp } else { Shortfall::NoFactor })
}

#[cfg(test)]
mod tests {
    use super::*;
    use Assurance::{Password, PhishingResistant, TwoStep};

    fn at(seconds: i64) -> Moment {
        Moment::from_timestamp(1_800_000_000 + seconds, 0).unwrap()
    }

    #[test]
    fn a_password_stands_in_for_nothing_once_there_is_a_factor() {
        assert_eq!(methods(&[], true, true), [Method::Password]);
        assert_eq!(methods(&[FactorKind::Totp], false, true), [Method::Totp]);
        assert_eq!(
            methods(&[FactorKind::Sms, FactorKind::Passkey], true, true),
            [Method::Passkey, Method::Sms, Method::RecoveryCode]
        );
        assert!(methods(&[], false, false).is_empty());
    }

    #[test]
    fn a_verification_is_fresh_for_ten_minutes_and_another_nodes_clock_may_be_a_minute_ahead() {
        assert!(is_fresh(Some(at(0)), at(599)));
        assert!(!is_fresh(Some(at(0)), at(600)));
        assert!(is_fresh(Some(at(60)), at(0)));
        assert!(!is_fresh(Some(at(61)), at(0)));
        assert!(!is_fresh(None, at(0)));
    }

    #[test]
    fn r15_what_is_demanded_must_be_reached_and_fresh() {
        let (totp, key) = ([FactorKind::Totp], [FactorKind::Passkey]);
        assert_eq!(check(TwoStep, Some(at(0)), &totp, TwoStep, at(1)), Ok(()));
        assert_eq!(check(PhishingResistant, Some(at(0)), &key, TwoStep, at(1)), Ok(()));
        assert_eq!(check(TwoStep, Some(at(0)), &totp, TwoStep, at(600)), Err(Shortfall::StepUp));
        assert_eq!(check(Password, Some(at(0)), &[], TwoStep, at(1)), Err(Shortfall::NoFactor));
        assert_eq!(check(Password, Some(at(0)), &[], Password, at(1)), Ok(()));
        assert_eq!(check(TwoStep, Some(at(0)), &totp, PhishingResistant, at(1)), Err(Shortfall::NoFactor));
        // A provider has vouched for two steps; it can do so again.
        assert_eq!(check(TwoStep, Some(at(0)), &[], TwoStep, at(601)), Err(Shortfall::StepUp));
    }
}
