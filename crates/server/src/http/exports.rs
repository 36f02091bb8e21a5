//! Exports of one's own data: one at a time.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};

use hilum_api_types::problem::ErrorCode;
use hilum_domain::AccountId;

use crate::error::{ApiError, ApiResult};

/// Who is being given their data: one export at a time per person and node, for it reads everything they have.
#[derive(Clone, Debug, Default)]
pub struct Exports(Arc<Mutex<HashSet<AccountId>>>);

/// An export that is under way; it ends with this, whatever happens.
#[derive(Debug)]
#[must_use]
pub struct Turn {
    exports: Exports,
    account: AccountId,
}

/// Seconds after which another try may succeed.
const AGAIN: u64 = 5;

impl Exports {
    /// 429 while another is under way.
    pub fn begin(&self, account: AccountId) -> ApiResult<Turn> {
        let mut under_way = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if !under_way.insert(account) {
            return Err(ApiError::Later(ErrorCode::TooManyAttempts, AGAIN));
        }
        Ok(Turn { exports: self.clone(), account })
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        self.exports.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.account);
    }
}
