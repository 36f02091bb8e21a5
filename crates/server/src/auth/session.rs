//! Sessions: a random 256-bit secret in a `__Host-` cookie, its hash in the database, 12 h at most and 30 min idle,
//! 8 h and 15 min for administrators (ASVS 7.3.1, 7.3.2).

use actix_web::cookie::{Cookie, SameSite};
use actix_web::{HttpRequest, HttpResponse};
use chrono::TimeDelta;
use hilum_api_types::problem::ErrorCode;
use hilum_domain::catalogue::Assurance;
use hilum_domain::policy::{Actor, Capability};
use hilum_domain::verification::{self, CHALLENGE, FactorKind, Method};
use hilum_domain::{AccountId, Moment};
use hilum_store::sessions::{self, Origin, Session};
use hilum_store::{Tx, new_id};

use crate::error::ApiResult;
use crate::security::secret;
pub use crate::security::secret::hash;

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
    // Half signed in: the second factor is awaited for some minutes only.
    let life = if session.verified_at.is_none() { life.min(CHALLENGE) } else { life };
    let at_latest = session.expires_at.min(session.created_at + life);
    ((session.last_seen_at + silence).min(at_latest), at_latest)
}

/// How somebody has come in.
#[derive(Clone, Debug)]
pub struct Entry {
    pub account: AccountId,
    pub assurance: Assurance,
    pub method: Method,
    pub origin: Origin,
    /// When they were verified, where that was not just now: a provider may have done it long ago.
    pub verified_at: Option<Moment>,
}

impl Entry {
    pub fn new(account: AccountId, method: Method, origin: Origin) -> Self {
        Self { account, assurance: method.assurance(), method, origin, verified_at: None }
    }
}

/// Makes a session and returns it with its secret, which is kept nowhere. With a factor of `factors` still owed it is
/// half a session: good for being verified, and for nothing else.
pub async fn begin(
    tx: &Tx<'_>,
    entry: &Entry,
    factors: &[FactorKind],
    now: Moment,
) -> ApiResult<(Session, String)> {
    let plain = secret::token()?;
    let owes = verification::owes_second_factor(entry.assurance, factors);
    let session = Session {
        id: new_id(now),
        account: entry.account,
        assurance: entry.assurance,
        method: entry.method,
        verified_at: (!owes).then_some(entry.verified_at.unwrap_or(now)),
        failures: 0,
        created_at: now,
        last_seen_at: now,
        expires_at: now + TimeDelta::hours(12),
        origin: entry.origin.clone(),
    };
    sessions::insert(tx, hash(&plain), &session).await?;
    Ok((session, plain))
}

/// Verified afresh: the session goes on under another secret (ASVS 7.2.4), never less sure than it was.
///
/// # Errors
/// 401 when it was ended meanwhile.
pub async fn raise(
    tx: &Tx<'_>,
    session: &Session,
    method: Method,
    now: Moment,
) -> ApiResult<(Session, String)> {
    let plain = secret::token()?;
    // As it is in this transaction: the last factor may have gone since the request began.
    let current = sessions::find_by_id(tx, session.id).await?.ok_or(ErrorCode::NotSignedIn)?;
    let raised = Session {
        assurance: current.assurance.max(method.assurance()),
        method,
        verified_at: Some(now),
        failures: 0,
        last_seen_at: now,
        ..current
    };
    if !sessions::raise(tx, &raised, hash(&plain)).await? {
        return Err(ErrorCode::NotSignedIn.into());
    }
    Ok((raised, plain))
}

/// The hash of the secret that came with the request.
pub fn presented(request: &HttpRequest) -> Option<String> {
    request.cookie(COOKIE).map(|cookie| hash(cookie.value()))
}

pub fn cookie(secret: String) -> Cookie<'static> {
    Cookie::build(COOKIE, secret).path("/").secure(true).http_only(true).same_site(SameSite::Lax).finish()
}

/// The answer to whoever leaves: the browser forgets the cookie and what it kept (ASVS 14.3.1).
pub fn farewell() -> HttpResponse {
    let forget = ("clear-site-data", "\"cache\", \"storage\"");
    HttpResponse::NoContent().cookie(removal()).insert_header(forget).finish()
}

pub fn removal() -> Cookie<'static> {
    let mut cookie = cookie(String::new());
    cookie.make_removal();
    cookie
}
