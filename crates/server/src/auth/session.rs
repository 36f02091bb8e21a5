//! Sessions: a random 256-bit secret in a `__Host-` cookie, its hash in the database, 12 h at most and 30 min idle,
//! 8 h and 15 min for administrators (ASVS 7.3.1, 7.3.2).

use actix_web::HttpRequest;
use actix_web::cookie::{Cookie, SameSite};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::TimeDelta;
use hilum_domain::catalogue::Assurance;
use hilum_domain::policy::{Actor, Capability};
use hilum_domain::{AccountId, Moment};
use hilum_store::sessions::{self, Session};
use hilum_store::{Tx, new_id};
use sha2::{Digest, Sha256};

use crate::error::ApiResult;

pub const COOKIE: &str = "__Host-hilum";
/// Use is written down at most this often.
pub const TOUCH_AFTER: TimeDelta = TimeDelta::minutes(1);

/// Longest life, and longest silence.
pub fn limits(actor: &Actor) -> (TimeDelta, TimeDelta) {
    if actor.can(Capability::Administer) {
        (TimeDelta::hours(8), TimeDelta::minutes(15))
    } else {
        (TimeDelta::hours(12), TimeDelta::minutes(30))
    }
}

/// When the session is over if nothing happens, and at the latest.
pub fn ends(session: &Session, actor: &Actor) -> (Moment, Moment) {
    let (life, silence) = limits(actor);
    let at_latest = session.expires_at.min(session.created_at + life);
    ((session.last_seen_at + silence).min(at_latest), at_latest)
}

/// Makes a session and returns it with its secret, which is kept nowhere.
pub async fn begin(tx: &Tx<'_>, account: AccountId, now: Moment) -> ApiResult<(Session, String)> {
    let mut secret = [0_u8; 32];
    getrandom::fill(&mut secret).map_err(|error| anyhow::anyhow!("no randomness: {error}"))?;
    let secret = URL_SAFE_NO_PAD.encode(secret);
    let session = Session {
        id: new_id(now),
        account,
        assurance: Assurance::Password,
        created_at: now,
        last_seen_at: now,
        expires_at: now + TimeDelta::hours(12),
    };
    sessions::insert(tx, hash(&secret), &session).await?;
    Ok((session, secret))
}

/// What is stored of a secret.
pub fn hash(secret: &str) -> String {
    Sha256::digest(secret.as_bytes()).iter().map(|b| format!("{b:02x}")).collect()
}

/// The hash of the secret that came with the request.
pub fn presented(request: &HttpRequest) -> Option<String> {
    request.cookie(COOKIE).map(|cookie| hash(cookie.value()))
}

pub fn cookie(secret: String) -> Cookie<'static> {
    Cookie::build(COOKIE, secret).path("/").secure(true).http_only(true).same_site(SameSite::Lax).finish()
}

pub fn removal() -> Cookie<'static> {
    let mut cookie = cookie(String::new());
    cookie.make_removal();
    cookie
}
