//! Limits on guessing, per person and per network address, in the database (ASVS 6.3.1): they survive a restart and
//! hold on every path. Known and unknown addresses are counted alike (ASVS 6.3.8).

use chrono::TimeDelta;
use hilum_api_types::problem::ErrorCode;
use hilum_domain::account::sign_in_delay;
use hilum_domain::{AccountId, Moment};
use hilum_store::accounts::address_key;
use hilum_store::outbox::{self, NewMessage};
use hilum_store::sign_in_failures::{self, Failures};
use hilum_store::{Db, StoreError, Tx, new_id};

use super::{secret, sms};
use crate::error::{ApiError, ApiResult};
use crate::outbox::account_mail::AccountMail;

/// Failures count for a day.
pub const WINDOW: TimeDelta = TimeDelta::hours(24);
/// Failures of one network address within ten minutes before it has to wait: a hospital may share one address.
const ADDRESS_LIMIT: u64 = 100;
const ADDRESS_WINDOW: TimeDelta = TimeDelta::minutes(10);
/// Mails that anybody can have sent to an address within an hour, and from one network address.
const MAILS_TO_ONE: u64 = 5;
const MAILS_FROM_ONE: u64 = 100;
const MAIL_WINDOW: TimeDelta = TimeDelta::hours(1);
/// So many failures within a day are told to the owner of the account.
const TELL_AT: u64 = 10;

/// What is guessed. Each is counted by itself: who knows the password must not reset the count of wrong codes with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Guess {
    /// Passwords, by mail address.
    Password,
    /// Codes, by account.
    Code,
    /// Other people's support codes, by whoever tries them.
    SupportCode,
}

impl Guess {
    /// What failures are filed under: a hash, so that addresses typed by mistake are not kept.
    pub fn key(self, who: &str) -> String {
        match self {
            Self::Password => secret::hash(&address_key(who)),
            Self::Code => secret::hash_for("code", who),
            Self::SupportCode => secret::hash_for("support_code", who),
        }
    }
}

/// Counts a try as a failure before it is known to be one: parallel guesses cannot slip past the limit. 429 with the
/// seconds to wait where a try is not due yet.
pub async fn count_try(tx: &Tx<'_>, key: &str, address: &str, now: Moment) -> ApiResult<Failures> {
    let of_account = sign_in_failures::of_account(tx, key, now - WINDOW).await?;
    let failures = u32::try_from(of_account.count).unwrap_or(u32::MAX);
    let last = of_account.last.unwrap_or(now);
    let due = sign_in_delay(failures).map_or(last + WINDOW, |seconds| last + TimeDelta::seconds(seconds));
    wait_until(due, now)?;
    check_address(tx, address, now).await?;
    sign_in_failures::insert(tx, new_id(now), key, address, now).await?;
    Ok(of_account)
}

/// For ways in that name no account: only the network address is counted.
pub async fn check_address(db: &Db<'_>, address: &str, now: Moment) -> ApiResult<()> {
    let of_address = sign_in_failures::of_address(db, address, now - ADDRESS_WINDOW).await?;
    if of_address.count >= ADDRESS_LIMIT {
        wait_until(of_address.last.unwrap_or(now) + TimeDelta::minutes(1), now)?;
    }
    Ok(())
}

/// The try was right after all. `tell`: whom to write to had it been the last of many wrong ones.
pub async fn forget(tx: &Tx<'_>, key: &str) -> Result<(), StoreError> {
    sign_in_failures::delete_of_account(tx, key).await
}

/// Tells the owner of an account, once a day, that somebody keeps guessing. Written down for unknown addresses too, and
/// dropped when it is delivered: both take the same time.
pub async fn tell_owner(tx: &Tx<'_>, failures: Failures, email: &str, now: Moment) -> Result<(), StoreError> {
    if failures.count + 1 < TELL_AT {
        return Ok(());
    }
    let day = now.format("%Y-%m-%d");
    let key = secret::hash(&address_key(email));
    let message: NewMessage =
        AccountMail::FailedSignIns { email: email.to_owned() }.message(&format!("{key}-{day}"));
    outbox::enqueue_once(tx, message, now).await
}

/// Counts a mail that anybody may have sent to any address; 429 beyond the limits.
pub async fn count_mail(tx: &Tx<'_>, email: &str, address: &str, now: Moment) -> ApiResult<()> {
    let to = secret::hash_for("mail", address_key(email).as_str());
    let from = secret::hash_for("mail", address);
    let mails_to = sign_in_failures::of_account(tx, &to, now - MAIL_WINDOW).await?;
    let mails_from = sign_in_failures::of_address(tx, &from, now - MAIL_WINDOW).await?;
    for (mails, limit) in [(mails_to, MAILS_TO_ONE), (mails_from, MAILS_FROM_ONE)] {
        if mails.count >= limit {
            wait_until(mails.last.unwrap_or(now) + MAIL_WINDOW / 4, now)?;
        }
    }
    sign_in_failures::insert(tx, new_id(now), &to, &from, now).await?;
    Ok(())
}

/// Counts a text message; 429 where the person had enough of them within the hour. `number`: where it is not known to be
/// the person's yet, it is counted whoever asks, so that nobody's telephone is flooded; for their own that would let
/// others shut them out.
pub async fn count_text(tx: &Tx<'_>, account: AccountId, number: Option<&str>, now: Moment) -> ApiResult<()> {
    let person = secret::hash_for(account, "sms");
    let number = number.map_or_else(|| person.clone(), |number| secret::hash_for("sms", number));
    let since = now - sms::SENDS_WINDOW;
    let to_person = sign_in_failures::of_account(tx, &person, since).await?;
    let to_number = sign_in_failures::of_address(tx, &number, since).await?;
    for sent in [to_person, to_number] {
        if sent.count >= sms::SENDS {
            wait_until(sent.first.unwrap_or(now) + sms::SENDS_WINDOW, now)?;
        }
    }
    sign_in_failures::insert(tx, new_id(now), &person, &number, now).await?;
    Ok(())
}

fn wait_until(due: Moment, now: Moment) -> ApiResult<()> {
    let left = (due - now).num_milliseconds();
    if left <= 0 {
        return Ok(());
    }
    let seconds = u64::try_from(left).unwrap_or_default().div_ceil(1000);
    Err(ApiError::Later(ErrorCode::TooManyAttempts, seconds))
}
