//! Limits on guessing, per person and per network address, in the database (ASVS 6.3.1): they survive a restart and
//! hold on every path. Known and unknown addresses are counted alike (ASVS 6.3.8).

use chrono::TimeDelta;
use hilum_api_types::problem::ErrorCode;
use hilum_domain::account::sign_in_delay;
use hilum_domain::{AccountId, Moment};
use hilum_store::accounts::address_key;
use hilum_store::outbox::NewMessage;
use hilum_store::sign_in_failures::{self, Failures};
use hilum_store::{Author, Db, StoreError, Tx, new_id};
use uuid::Uuid;

use super::guess::Guess;
use super::{device, origin};
use crate::context::Context;
use crate::error::{ApiError, ApiResult};
use crate::facts::send_once;
use crate::letters::account_mail::AccountMail;
use crate::security::{secret, sms};

/// Failures count for a day.
pub const WINDOW: TimeDelta = TimeDelta::hours(24);
/// Failures of one network address within ten minutes before it has to wait: a hospital may share one address.
const ADDRESS_LIMIT: u64 = 100;
const ADDRESS_WINDOW: TimeDelta = TimeDelta::minutes(10);
/// Mails within an hour that one network, or a browser the owner is known by, can have sent to an address; that all
/// together can; and from one network to whomever.
const MAILS_TO_ONE_FROM_ONE: u64 = 5;
const MAILS_TO_ONE: u64 = 20;
const MAILS_FROM_ONE: u64 = 100;
const MAIL_WINDOW: TimeDelta = TimeDelta::hours(1);
/// So many failures within a day are told to the owner of the account.
const TELL_AT: u64 = 10;

/// Who guesses, and at what.
#[derive(Clone, Debug)]
pub struct Try {
    key: String,
    address: String,
    /// Mail address of whoever is told of many failures.
    tell: Option<String>,
    /// The browser, where that matters: a known one has tries of its own.
    device: Option<String>,
    author: Author,
}

impl Try {
    /// `who`: as [`Guess::key`] takes it; `address`: where it comes from.
    pub fn new(guess: Guess, who: &str, address: &str) -> Self {
        Self {
            key: guess.key(who),
            address: origin::network(address),
            tell: None,
            device: None,
            author: Author::Stranger,
        }
    }

    /// Of somebody who is signed in.
    pub fn by(self, author: Author) -> Self {
        Self { author, ..self }
    }

    pub fn telling(self, email: &str) -> Self {
        Self { tell: Some(email.to_owned()), ..self }
    }

    pub fn from_device(self, device: Option<String>) -> Self {
        Self { device, ..self }
    }
}

/// A try that was counted: under which key, and which row it is.
#[derive(Clone, Debug)]
pub struct Counted {
    pub id: Uuid,
    pub key: String,
}

/// Counts a try as a failure before it is known to be one (parallel guesses cannot slip past the limit), and has it
/// judged. A failure of our own is no verdict about anybody: the count is taken back, and 503 says to come again.
///
/// # Errors
/// 429 with the seconds to wait where a try is not due yet.
pub async fn judged<T, F: Future<Output = ApiResult<T>>>(
    context: &Context,
    guess: Try,
    judge: impl FnOnce(Counted) -> F,
) -> ApiResult<T> {
    let now = context.now();
    let counted = context.store.write(guess.author, async move |tx| count_try(tx, &guess, now).await).await?;
    let verdict = judge(counted.clone()).await;
    if verdict.as_ref().is_err_and(ApiError::is_ours) {
        take_back(context, counted.id).await;
    }
    verdict.map_err(ApiError::without_verdict)
}

async fn count_try(tx: &Tx<'_>, guess: &Try, now: Moment) -> ApiResult<Counted> {
    let email = guess.tell.as_deref().unwrap_or_default();
    let own = device::key(tx, guess.device.as_deref(), email, now).await?;
    let known = own.is_some();
    let key = own.unwrap_or_else(|| guess.key.clone());
    let of_account = sign_in_failures::of_account(tx, &key, now - WINDOW).await?;
    let failures = u32::try_from(of_account.count).unwrap_or(u32::MAX);
    let last = of_account.last.unwrap_or(now);
    let due = sign_in_delay(failures).map_or(last + WINDOW, |seconds| last + TimeDelta::seconds(seconds));
    wait_until(due, now)?;
    if !known {
        check_address(tx, &guess.address, now).await?;
    }
    let id = new_id(now);
    sign_in_failures::insert(tx, id, &key, &guess.address, now).await?;
    if let Some(email) = &guess.tell {
        tell_owner(tx, of_account, email, now).await?;
    }
    Ok(Counted { id, key })
}

/// Where even that fails it stays counted, and is told to the log.
async fn take_back(context: &Context, id: Uuid) {
    let work = context.store.write(Author::System, async move |tx| sign_in_failures::delete(tx, id).await);
    let taken: Result<(), StoreError> = work.await;
    if let Err(error) = taken {
        tracing::error!(%error, "a try that was not judged stays counted");
    }
}

/// For ways in that name no account: only the network address is counted.
pub async fn check_address(db: &Db<'_>, address: &str, now: Moment) -> ApiResult<()> {
    let address = origin::network(address);
    let of_address = sign_in_failures::of_address(db, &address, now - ADDRESS_WINDOW).await?;
    if of_address.count >= ADDRESS_LIMIT {
        wait_until(of_address.last.unwrap_or(now) + TimeDelta::minutes(1), now)?;
    }
    Ok(())
}

/// A wrong answer that names no account.
pub async fn count_anonymous(tx: &Tx<'_>, way: &str, address: &str, now: Moment) -> Result<(), StoreError> {
    let key = secret::hash_for(way, "");
    sign_in_failures::insert(tx, new_id(now), &key, &origin::network(address), now).await
}

/// The try was right after all, and with it those before.
pub async fn forget(tx: &Tx<'_>, key: &str) -> Result<(), StoreError> {
    sign_in_failures::delete_of_account(tx, key).await
}

/// Tells the owner of an account, once a day, that somebody keeps guessing. Written down for unknown addresses too, and
/// dropped when it is delivered: both take the same time.
async fn tell_owner(tx: &Tx<'_>, failures: Failures, email: &str, now: Moment) -> Result<(), StoreError> {
    if failures.count + 1 < TELL_AT {
        return Ok(());
    }
    let day = now.format("%Y-%m-%d");
    let key = secret::hash(&address_key(email));
    let message: NewMessage =
        AccountMail::FailedSignIns { email: email.to_owned() }.message(&format!("{key}-{day}"));
    send_once(tx, message, now).await
}

/// Counts a mail that anybody may have sent to any address; 429 beyond the limits. Strangers use up their own share, one
/// for each network, and all of them together that of the address; a browser that the owner is known by has another one.
pub async fn count_mail(
    tx: &Tx<'_>,
    email: &str,
    address: &str,
    device: Option<&str>,
    now: Moment,
) -> ApiResult<()> {
    let since = now - MAIL_WINDOW;
    let own = device::key(tx, device, email, now).await?;
    let known = own.is_some();
    let to = secret::hash_for("mail", &own.unwrap_or_else(|| address_key(email)));
    let from = secret::hash_for("mail", &origin::network(address));
    let to_one_from_one = sign_in_failures::of_both(tx, &to, &from, since).await?;
    let to_one = sign_in_failures::of_account(tx, &to, since).await?;
    let from_one = sign_in_failures::of_address(tx, &from, since).await?;
    let to_one_limit = if known { MAILS_TO_ONE_FROM_ONE } else { MAILS_TO_ONE };
    let counts =
        [(to_one_from_one, MAILS_TO_ONE_FROM_ONE), (to_one, to_one_limit), (from_one, MAILS_FROM_ONE)];
    for (mails, limit) in counts {
        if mails.count >= limit {
            wait_until(mails.last.unwrap_or(now) + MAIL_WINDOW / 4, now)?;
        }
    }
    sign_in_failures::insert(tx, new_id(now), &to, &from, now).await?;
    Ok(())
}

/// Counts what one person begins or submits within a day; 429 beyond `most`.
pub async fn count_request(tx: &Tx<'_>, account: AccountId, most: u64, now: Moment) -> ApiResult<()> {
    let person = secret::hash_for(account, "request");
    let made = sign_in_failures::of_account(tx, &person, now - WINDOW).await?;
    if made.count >= most {
        wait_until(made.first.unwrap_or(now) + WINDOW, now)?;
    }
    sign_in_failures::insert(tx, new_id(now), &person, &person, now).await?;
    Ok(())
}

/// Counts a text message; 429 where the person had enough of them within the hour. `number`: where it is not known to be
/// the person's yet, it is counted whoever asks, so that nobody's telephone is flooded; for their own that would let
/// others shut them out. `target`: what the code is for; a second one for the same is not wanted at once.
pub async fn count_text(
    tx: &Tx<'_>,
    account: AccountId,
    number: Option<&str>,
    target: Uuid,
    now: Moment,
) -> ApiResult<()> {
    let person = secret::hash_for(account, "sms");
    let number =
        number.map_or_else(|| secret::hash_for(target, "sms"), |number| secret::hash_for("sms", number));
    let since = now - sms::SENDS_WINDOW;
    let to_person = sign_in_failures::of_account(tx, &person, since).await?;
    let to_number = sign_in_failures::of_address(tx, &number, since).await?;
    if let Some(last) = to_number.last {
        wait_until(last + sms::PAUSE, now)?;
    }
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
