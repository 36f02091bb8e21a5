//! `If-Match`, `ETag` and `Idempotency-Key`.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::http::header::{ETAG, HeaderMap, IF_MATCH};
use actix_web::{FromRequest, HttpRequest, HttpResponse, HttpResponseBuilder};
use hilum_api_types::problem::ErrorCode;
use hilum_domain::{AccountId, Moment};
use hilum_store::Tx;
use hilum_store::idempotency::{self, IdempotencyKey};
use serde::Serialize;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::error::{ApiError, ApiResult};

/// The version the client has seen; honoured when sent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct IfMatch(pub Option<i64>);

impl IfMatch {
    /// 412 when the client has seen another version.
    pub(crate) fn check(self, current: i64) -> ApiResult<()> {
        match self.0 {
            Some(seen) if seen != current => Err(ErrorCode::Stale.into()),
            _ => Ok(()),
        }
    }
}

/// The version the client has seen; without it 428. `*` is none: it would decide blind (R12).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct MustMatch(pub IfMatch);

impl FromRequest for IfMatch {
    type Error = ApiError;
    type Future = Ready<ApiResult<Self>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(match version(request.headers()) {
            Seen::Nothing | Seen::Anything => Ok(Self(None)),
            Seen::Version(version) => Ok(Self(Some(version))),
            Seen::Other => Err(ErrorCode::Stale.into()),
        })
    }
}

impl FromRequest for MustMatch {
    type Error = ApiError;
    type Future = Ready<ApiResult<Self>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        if matches!(version(request.headers()), Seen::Nothing | Seen::Anything) {
            return ready(Err(ErrorCode::PreconditionRequired.into()));
        }
        ready(IfMatch::from_request(request, payload).into_inner().map(Self))
    }
}

/// What the same call made the first time, where it was carried out before; the client is told when it reuses a key.
pub(crate) async fn repeated(
    tx: &Tx<'_>,
    account: AccountId,
    key: Option<&IdempotencyKey>,
    result: Uuid,
    now: Moment,
) -> ApiResult<Option<Uuid>> {
    let Some(key) = key else { return Ok(None) };
    match idempotency::claim(tx, account, key, result, now).await? {
        idempotency::Seen::Never => Ok(None),
        idempotency::Seen::Before(made) => Ok(Some(made)),
        idempotency::Seen::Otherwise => Err(ErrorCode::IdempotencyKeyReused.into()),
    }
}

enum Seen {
    Nothing,
    /// `*`: whatever there is.
    Anything,
    Version(i64),
    /// A tag that is none of ours matches no version.
    Other,
}

fn version(headers: &HeaderMap) -> Seen {
    let Some(value) = headers.get(IF_MATCH) else { return Seen::Nothing };
    let text = value.to_str().unwrap_or_default().trim();
    if text == "*" {
        return Seen::Anything;
    }
    let tag = text.strip_prefix("W/").unwrap_or(text);
    let inner = tag.strip_prefix('"').and_then(|tag| tag.strip_suffix('"')).unwrap_or(tag);
    // An answer's tag says more than the version of its object (`answers`).
    let version = inner.split_once('.').map_or(inner, |(version, _)| version);
    version.parse().map_or(Seen::Other, Seen::Version)
}

/// Answers with the object and its version as `ETag`.
pub(crate) fn versioned(
    mut response: HttpResponseBuilder,
    version: i64,
    body: &impl Serialize,
) -> HttpResponse {
    response.insert_header((ETAG, format!("\"{version}\""))).json(body)
}

/// `Idempotency-Key`, with what it was sent with. Bodies are added by [`Idempotency::for_body`].
#[derive(Clone, Debug)]
pub(crate) struct Idempotency {
    key: Option<String>,
    target: String,
}

impl Idempotency {
    /// The key, tied to this request and this content.
    pub(crate) fn for_body(self, body: &impl Serialize) -> Option<IdempotencyKey> {
        #[expect(clippy::expect_used, reason = "it was read from JSON")]
        let body = serde_json::to_vec(body).expect("wire types serialise");
        let mut hash = Sha256::new();
        hash.update(self.target.as_bytes());
        hash.update([0]);
        hash.update(body);
        let fingerprint = hash.finalize().iter().map(|b| format!("{b:02x}")).collect();
        self.key.map(|key| IdempotencyKey { key, fingerprint })
    }
}

impl FromRequest for Idempotency {
    type Error = ApiError;
    type Future = Ready<ApiResult<Self>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let target = format!("{} {}", request.method(), request.path());
        let Some(value) = request.headers().get("idempotency-key") else {
            return ready(Ok(Self { key: None, target }));
        };
        let good =
            |text: &&str| (1..=255).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_graphic());
        ready(match value.to_str().ok().filter(good) {
            Some(key) => Ok(Self { key: Some(key.to_owned()), target }),
            None => Err(ApiError::Explained(
                ErrorCode::Malformed,
                "Idempotency-Key must be 1 to 255 visible ASCII characters".into(),
            )),
        })
    }
}
