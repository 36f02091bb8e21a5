//! The API as the page uses it: one fetch, typed answers, errors that can be shown.
//!
//! Paths come from `hilum_api_types::paths`. A 401 `not_signed_in` ends the session wherever it happens, once the session
//! itself says so: the sign-in form is then shown at the same address, and the same page afterwards. A 403 `step_up_required` asks the person to be
//! verified again, wherever it happens, and then sends the same once more: no caller needs to know.

use std::pin::Pin;

use hilum_api_types::paths;
use hilum_api_types::problem::{ErrorCode, Problem};
use leptos::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

mod load;
mod query;
mod who;

pub(crate) use load::Load;
pub(crate) use query::with_query;
pub(crate) use who::{refresh, reload};

use crate::clock;
pub(crate) use crate::error::{ApiError, ErrorKind, field_error_text};
use crate::session;
use crate::step_up;

/// The server gives up after 15 s; a little more for the way.
const PATIENCE: std::time::Duration = std::time::Duration::from_secs(20);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Method {
    Get,
    Post,
    Put,
    Patch,
    Delete,
}

impl Method {
    fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
        }
    }
}

/// Headers of a change.
#[derive(Clone, Debug, Default)]
pub(crate) struct Options {
    /// The `version` of the view that is changed.
    pub(crate) if_match: Option<i64>,
    /// One key per intention, kept over repetitions: `api::new_key()`.
    pub(crate) idempotency_key: Option<String>,
}

impl Options {
    pub(crate) fn if_match(version: i64) -> Self {
        Self { if_match: Some(version), ..Self::default() }
    }
}

/// A random key for `Idempotency-Key`.
pub(crate) fn new_key() -> String {
    // Two draws of 53 random bits; it has to be unlikely to repeat, not unguessable.
    let draw = || (js_sys::Math::random() * 9_007_199_254_740_992.0) as u64;
    format!("{:014x}{:014x}", draw(), draw())
}

pub(crate) async fn get<T: DeserializeOwned>(path: &str) -> Result<T, ApiError> {
    read(fetch(Method::Get, path, None, Options::default()).await?)
}

/// Sends a change. Use `()` as `T` where nothing comes back, `None::<&()>` as body where nothing goes out.
pub(crate) async fn send<B: Serialize, T: DeserializeOwned>(
    method: Method,
    path: &str,
    body: Option<&B>,
    options: Options,
) -> Result<T, ApiError> {
    let body = body.map(to_json).transpose()?;
    read(fetch(method, path, body, options).await?)
}

/// The same for a form, which knows its fields by name only.
pub(crate) async fn send_text(
    method: Method,
    path: &str,
    body: Option<String>,
    options: Options,
) -> Result<String, ApiError> {
    fetch(method, path, body, options).await
}

/// An object as JSON.
pub(crate) fn json_of(pairs: impl Iterator<Item = (&'static str, JsValue)>) -> String {
    let object = js_sys::Object::new();
    for (name, value) in pairs {
        let _ = js_sys::Reflect::set(&object, &name.into(), &value); // a plain object takes any property
    }
    js_sys::JSON::stringify(&object).map(String::from).unwrap_or_default()
}

pub(crate) fn read<T: DeserializeOwned>(text: String) -> Result<T, ApiError> {
    let text = if text.is_empty() { "null" } else { &text };
    from_json(text).ok_or_else(|| ApiError::of(ErrorKind::Unexpected))
}

/// What was JSON; the browser parses it.
pub(crate) fn from_json<T: DeserializeOwned>(text: &str) -> Option<T> {
    js_sys::JSON::parse(text).ok().and_then(|value| serde_wasm_bindgen::from_value(value).ok())
}

pub(crate) fn to_json(body: &impl Serialize) -> Result<String, ApiError> {
    let value = body.serialize(&serde_wasm_bindgen::Serializer::json_compatible());
    let text = value.ok().and_then(|value| js_sys::JSON::stringify(&value).ok());
    text.map(String::from).ok_or_else(|| ApiError::of(ErrorKind::Unexpected))
}

/// What is awaited here has one type, so that its machinery is compiled once and not for every question.
pub(crate) type Pending<T> = Pin<Box<dyn Future<Output = T>>>;

/// Runs a change unless the same one is running, and keeps `busy` true meanwhile: a double click does nothing twice.
pub(crate) fn run(busy: RwSignal<bool>, change: impl Future<Output = ()> + 'static) {
    fn run(busy: RwSignal<bool>, change: Pending<()>) {
        if busy.try_get_untracked() != Some(false) {
            return;
        }
        busy.set(true);
        spawn(Box::pin(async move {
            change.await;
            busy.try_set(false); // the page may have gone meanwhile
        }));
    }
    run(busy, Box::pin(change));
}

/// Lets it happen beside what is going on.
pub(crate) fn spawn(task: Pending<()>) {
    leptos::task::spawn_local(task);
}

/// The text of a successful answer.
fn fetch(
    method: Method,
    path: &str,
    body: Option<String>,
    options: Options,
) -> Pending<Result<String, ApiError>> {
    Box::pin(fetch_text(method, path.to_owned(), body, options))
}

async fn fetch_text(
    method: Method,
    path: String,
    body: Option<String>,
    options: Options,
) -> Result<String, ApiError> {
    let known = who::standing();
    let mut answer = fetch_once(method, &path, body.clone(), options.clone()).await;
    if let Err(error) = &answer
        && who::overtook(error, &path, known).await
    {
        answer = fetch_once(method, &path, body.clone(), options.clone()).await;
    }
    match answer {
        Err(error) if step_up::settles(&error, &path).await => fetch_once(method, &path, body, options).await,
        Ok(_) | Err(_) => answer,
    }
}

async fn fetch_once(
    method: Method,
    path: &str,
    body: Option<String>,
    options: Options,
) -> Result<String, ApiError> {
    let unexpected = |_: JsValue| ApiError::of(ErrorKind::Unexpected);
    let abort = web_sys::AbortController::new().map_err(unexpected)?;
    let init = web_sys::RequestInit::new();
    init.set_method(method.as_str());
    init.set_signal(Some(&abort.signal()));
    let headers = web_sys::Headers::new().map_err(unexpected)?;
    let set = |name: &str, value: &str| headers.set(name, value).map_err(unexpected);
    set("Accept", "application/json")?;
    set("X-Requested-With", "hilum")?;
    if let Some(body) = body {
        set("Content-Type", "application/json")?;
        init.set_body(&body.into());
    }
    if let Some(version) = options.if_match {
        set("If-Match", &format!("\"{version}\""))?;
    }
    if let Some(key) = options.idempotency_key {
        set("Idempotency-Key", &key)?;
    }
    init.set_headers(&headers);

    let alarm = set_timeout_with_handle(move || abort.abort(), PATIENCE).ok();
    let answer = answer(path, &init).await;
    if let Some(alarm) = alarm {
        alarm.clear();
    }
    match &answer {
        // Any other path may have been overtaken: the session itself is asked first.
        Err(error) if error.code() == Some(ErrorCode::NotSignedIn) => {
            if path.starts_with(paths::SESSION) {
                session::ended();
            }
        }
        Err(error) if error.kind != ErrorKind::Problem => {}
        Ok(_) | Err(_) => session::active(),
    }
    answer
}

async fn answer(path: &str, init: &web_sys::RequestInit) -> Result<String, ApiError> {
    let failed = |cause: JsValue| {
        let name = js_sys::Reflect::get(&cause, &"name".into()).ok().and_then(|name| name.as_string());
        ApiError::of(if name.as_deref() == Some("AbortError") {
            ErrorKind::Timeout
        } else {
            ErrorKind::Offline
        })
    };
    let response = JsFuture::from(window().fetch_with_str_and_init(path, init)).await.map_err(failed)?;
    let response: web_sys::Response = response.unchecked_into();
    if let Ok(Some(date)) = response.headers().get("Date") {
        clock::heard_at(js_sys::Date::parse(&date));
    }
    let text = JsFuture::from(response.text().map_err(failed)?).await.map_err(failed)?;
    let text = text.as_string().unwrap_or_default();
    if response.ok() {
        return Ok(text);
    }
    let retry_after =
        response.headers().get("Retry-After").ok().flatten().and_then(|value| value.parse().ok());
    let problem: Option<Problem> = read(text).ok();
    let kind = if problem.is_some() { ErrorKind::Problem } else { ErrorKind::Unexpected };
    Err(ApiError { kind, problem, retry_after })
}
