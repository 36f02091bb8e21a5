//! Browsers that are known: a random secret in a cookie that outlives the session, its hash in the database. It opens
//! nothing. Who brings it has tries of their own, so that nobody's guessing shuts out the owner of an account.

use actix_web::cookie::time::Duration;
use actix_web::cookie::{Cookie, SameSite};
use actix_web::{HttpRequest, HttpResponseBuilder};
use chrono::TimeDelta;
use hilum_domain::verification::SecretPurpose;
use hilum_domain::{AccountId, Moment};
use hilum_store::secrets::{self, NewSecret};
use hilum_store::{Db, StoreError, Tx};
use serde_json::json;

use super::Principal;
use super::guess::Guess;
use crate::context::Context;
use crate::error::{ApiError, ApiResult};
use crate::security::secret;

const COOKIE: &str = "__Host-hilum-device";
const PURPOSE: SecretPurpose = SecretPurpose::Device;
/// Browsers of one account that are remembered.
const MOST: u64 = 10;
/// A cookie that was made that long ago is replaced.
const RENEWED_AFTER: TimeDelta = TimeDelta::days(1);

/// The hash of the secret that came with the request.
pub fn presented(request: &HttpRequest) -> Option<String> {
    request.cookie(COOKIE).map(|cookie| secret::hash_for("device", cookie.value()))
}

/// The key that the tries of this browser are counted under, where it is known by whoever owns that mail address. It is
/// looked for whether or not there is a cookie: both take the same time (ASVS 6.3.8).
pub async fn key(
    db: &Db<'_>,
    device: Option<&str>,
    email: &str,
    now: Moment,
) -> Result<Option<String>, StoreError> {
    let found = secrets::find(db, PURPOSE, device.unwrap_or_default(), now).await?;
    let known = found.is_some_and(|found| found.subject == Guess::Password.key(email));
    Ok(device.filter(|_| known).map(|device| secret::hash_for("tries", device)))
}

/// Remembers the browser of whoever has signed in completely. That it cannot be remembered keeps nobody out.
pub async fn remember(
    context: &Context,
    principal: &Principal,
    request: &HttpRequest,
    response: &mut HttpResponseBuilder,
) {
    if principal.owes() {
        return;
    }
    match made(context, principal, presented(request)).await {
        Ok(Some(token)) => _ = response.cookie(cookie(token)),
        Ok(None) => {}
        Err(error) => tracing::warn!(%error, "a browser could not be remembered"),
    }
}

/// A new secret, unless the browser has one that is new enough.
async fn made(context: &Context, principal: &Principal, old: Option<String>) -> ApiResult<Option<String>> {
    let (now, subject) = (principal.now, Guess::Password.key(&principal.account.email));
    let old = old.unwrap_or_default();
    let known = secrets::find(&context.store.db(), PURPOSE, &old, now).await?;
    if known.is_some_and(|known| known.subject == subject && now < known.created_at + RENEWED_AFTER) {
        return Ok(None);
    }
    let token = secret::token()?;
    let new = NewSecret {
        purpose: PURPOSE,
        hash: secret::hash_for("device", &token),
        account: Some(principal.id()),
        subject,
        payload: json!({}),
    };
    context
        .store
        .write(principal.author(), async move |tx| {
            secrets::consume(tx, PURPOSE, &old, now).await?;
            secrets::insert(tx, &new, now).await?;
            secrets::keep_newest(tx, PURPOSE, &new.subject, MOST).await?;
            Ok::<_, ApiError>(())
        })
        .await?;
    Ok(Some(token))
}

/// When an operator sets the password. One that people choose themselves keeps them: they open nothing, and whoever has just
/// been guessed at needs them.
pub async fn forget_all(tx: &Tx<'_>, account: AccountId) -> Result<(), StoreError> {
    secrets::delete_of_purpose(tx, PURPOSE, account).await
}

fn cookie(token: String) -> Cookie<'static> {
    let days = PURPOSE.life().map_or(0, |life| life.num_days());
    Cookie::build(COOKIE, token)
        .path("/")
        .secure(true)
        .http_only(true)
        .same_site(SameSite::Lax)
        .max_age(Duration::days(days))
        .finish()
}
