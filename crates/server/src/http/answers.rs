//! Answers that can be conditional are (RFC 9110 §13): every answer to a GET carries an `ETag` of what it says, and who
//! has it already is told so (304). What nothing was written since is not even asked of the database again. A person
//! may keep an answer, and asks before showing it again; what must not be kept anywhere says so ([`NEVER_KEPT`]).

use std::collections::HashMap;
use std::io::Write as _;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{
    ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, ETAG, HeaderMap, HeaderName, HeaderValue,
    IF_NONE_MATCH, VARY,
};
use actix_web::web::Bytes;
use chrono::TimeDelta;
use flate2::Compression;
use flate2::write::GzEncoder;
use hilum_domain::Moment;
use hilum_domain::policy::Actor;
use hilum_store::Mark;
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// Secrets, and what is shown once: left nowhere, neither here nor in a browser.
const NEVER_KEPT: [&str; 9] = [
    "/api/v1/session",
    "/api/v1/me/data",
    "/api/v1/me/factors",
    "/api/v1/me/sessions",
    "/api/v1/me/identities",
    "/api/v1/accounts",
    "/api/v1/providers",
    "/api/v1/training",
    "/health",
];
/// Smaller ones gain nothing.
const WORTH_COMPRESSING: usize = 1024;
/// Time passes without anything being written.
const REMEMBERED: TimeDelta = TimeDelta::seconds(30);
const MOST: usize = 500;
const LARGEST: usize = 32 * 1024;

/// Marks an answer that depends on nothing but what is written, who asks and what they hold: it may be given again.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Repeatable;

/// What was answered, as long as nothing is written.
#[derive(Clone, Debug, Default)]
pub struct Answers(Arc<Mutex<Memory>>);

#[derive(Debug, Default)]
struct Memory {
    mark: Option<Mark>,
    answers: HashMap<Asked, Remembered>,
}

/// Whose session asks for what.
pub(crate) type Asked = (Uuid, String);

#[derive(Debug)]
struct Remembered {
    /// Rights begin and end by the clock, without anything being written (R9).
    held: Arc<Actor>,
    at: Moment,
    answer: Arc<Answer>,
}

/// An answer with everything that is worked out of it once.
#[derive(Debug)]
pub(crate) struct Answer {
    headers: Vec<(HeaderName, HeaderValue)>,
    body: Bytes,
    tag: String,
    compressed: OnceLock<Bytes>,
}

/// A question of somebody signed in, and the moment of the database at which it is asked.
#[derive(Debug)]
pub(crate) struct Question {
    pub(crate) asked: Asked,
    pub(crate) held: Arc<Actor>,
    pub(crate) mark: Mark,
    pub(crate) at: Moment,
}

impl Answers {
    pub(crate) fn find(&self, question: &Question) -> Option<Arc<Answer>> {
        let memory = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let known = memory.answers.get(&question.asked)?;
        let recent = known.at <= question.at && question.at < known.at + REMEMBERED;
        let same = memory.mark.as_ref() == Some(&question.mark) && known.held == question.held;
        (same && recent).then(|| Arc::clone(&known.answer))
    }

    pub(crate) fn remember(&self, question: Question, answer: Arc<Answer>) {
        let mut memory = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if memory.mark.as_ref() != Some(&question.mark) || memory.answers.len() >= MOST {
            memory.answers.clear();
            memory.mark = Some(question.mark);
        }
        memory.answers.insert(question.asked, Remembered { held: question.held, at: question.at, answer });
    }
}

/// Whether a browser may keep what a GET of that path answers.
pub(crate) fn may_be_kept(path: &str) -> bool {
    !NEVER_KEPT.iter().any(|never| path.starts_with(never))
}

impl Answer {
    /// An object's version stays in its tag: `If-Match` asks for nothing else.
    pub(crate) fn new(headers: &HeaderMap, body: Bytes) -> Self {
        let digest = Sha256::digest(&body);
        let short: String = digest.iter().take(12).map(|byte| format!("{byte:02x}")).collect();
        let version = headers.get(ETAG).and_then(|tag| tag.to_str().ok()).map(|tag| tag.trim_matches('"'));
        let tag = version.map_or_else(|| short.clone(), |version| format!("{version}.{short}"));
        let own = headers.iter().filter(|(name, _)| *name != ETAG);
        let headers = own.map(|(name, value)| (name.clone(), value.clone())).collect();
        Self { headers, body, tag, compressed: OnceLock::new() }
    }

    pub(crate) fn to(&self, asked: &HeaderMap) -> HttpResponse {
        let gzip = self.body.len() > WORTH_COMPRESSING && accepts_gzip(asked);
        let known = asked.get_all(IF_NONE_MATCH).filter_map(|value| value.to_str().ok());
        let status = if known.flat_map(|list| list.split(',')).any(|tag| self.is(tag.trim())) {
            StatusCode::NOT_MODIFIED
        } else {
            StatusCode::OK
        };
        let mut response = HttpResponse::build(status);
        let tag = if gzip { format!("\"{}{GZIP}\"", self.tag) } else { format!("\"{}\"", self.tag) };
        response.insert_header((ETAG, tag));
        response.insert_header((CACHE_CONTROL, HeaderValue::from_static("private, no-cache")));
        response.insert_header((VARY, HeaderValue::from_static("accept-encoding, cookie")));
        if status == StatusCode::NOT_MODIFIED {
            return response.finish();
        }
        for header in &self.headers {
            response.insert_header(header.clone());
        }
        if gzip {
            response.insert_header((CONTENT_ENCODING, HeaderValue::from_static("gzip")));
            return response.body(self.compressed.get_or_init(|| compress(&self.body)).clone());
        }
        response.body(self.body.clone())
    }

    /// Few enough bytes to be remembered.
    pub(crate) fn is_small(&self) -> bool {
        self.body.len() <= LARGEST
    }

    /// Whoever has it in either encoding has it; proxies make tags weak.
    fn is(&self, tag: &str) -> bool {
        let tag = tag.strip_prefix("W/").unwrap_or(tag).trim_matches('"');
        tag == "*" || tag.strip_suffix(GZIP).unwrap_or(tag) == self.tag
    }
}

/// Another encoding is another representation, and has another tag.
const GZIP: &str = "-gzip";

fn accepts_gzip(asked: &HeaderMap) -> bool {
    let accepted = asked.get(ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or_default();
    accepted.split(',').any(|coding| {
        let mut parts = coding.split(';').map(str::trim);
        let named = parts.next().is_some_and(|name| name.eq_ignore_ascii_case("gzip"));
        named && !parts.any(|weight| weight.trim_start_matches("q=").parse() == Ok(0.0_f32))
    })
}

#[expect(clippy::expect_used, reason = "memory does not fail")]
fn compress(body: &[u8]) -> Bytes {
    let mut encoder = GzEncoder::new(Vec::with_capacity(body.len() / 4), Compression::fast());
    let done = encoder.write_all(body).and_then(|()| encoder.finish());
    Bytes::from(done.expect("a compressed body"))
}
