//! Limits on failed sign-ins, per account and per network address, in the database (ASVS 6.3.1). Known and unknown
//! addresses are counted alike (ASVS 6.3.8).

use chrono::TimeDelta;
use hilum_api_types::problem::ErrorCode;
use hilum_domain::Moment;
use hilum_domain::account::sign_in_delay;
use hilum_store::{Db, sign_in_failures};
use sha2::{Digest, Sha256};

use crate::error::{ApiError, ApiResult};

/// Failures count for a day.
pub const WINDOW: TimeDelta = TimeDelta::hours(24);
/// Failures of one network address within ten minutes before it has to wait: a hospital may share one address.
const ADDRESS_LIMIT: u64 = 100;
const ADDRESS_WINDOW: TimeDelta = TimeDelta::minutes(10);

/// What failures are filed under: a hash, so that addresses typed by mistake are not kept.
pub fn key(email: &str) -> String {
    let folded = email.trim().to_lowercase();
    Sha256::digest(folded.as_bytes()).iter().map(|b| format!("{b:02x}")).collect()
}

/// 429 with the seconds to wait, where a try is not due yet.
pub async fn check(db: &Db<'_>, account_key: &str, address: &str, now: Moment) -> ApiResult<()> {
    let of_account = sign_in_failures::of_account(db, account_key, now - WINDOW).await?;
    let failures = u32::try_from(of_account.count).unwrap_or(u32::MAX);
    let last = of_account.last.unwrap_or(now);
    let due = sign_in_delay(failures).map_or(last + WINDOW, |seconds| last + TimeDelta::seconds(seconds));
    wait_until(due, now)?;
    let of_address = sign_in_failures::of_address(db, address, now - ADDRESS_WINDOW).await?;
    if of_address.count >= ADDRESS_LIMIT {
        wait_until(of_address.last.unwrap_or(now) + TimeDelta::minutes(1), now)?;
    }
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
