//! Passkeys in this browser; the work is in `webauthn.js`.

use js_sys::{Promise, Reflect};
use leptos::prelude::*;
use serde_json::Value;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

use crate::api;
use crate::session::session;
use crate::words::t;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = hilumPasskeys, js_name = supported)]
    fn can() -> bool;

    #[wasm_bindgen(js_namespace = hilumPasskeys, js_name = create)]
    fn create_with(options: &str) -> Promise;

    #[wasm_bindgen(js_namespace = hilumPasskeys, js_name = get)]
    fn get_with(options: &str) -> Promise;
}

/// Why there is no passkey.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// By the person, or nothing was chosen in time.
    Cancelled,
    /// The device holds one for this account already.
    AlreadyThere,
    /// The page's address is not the one that passkeys are made for.
    WrongAddress,
    Failed,
}

impl Refusal {
    /// What a person should read.
    pub(crate) fn text(self) -> String {
        match self {
            Self::Cancelled => t("passkey-cancelled"),
            Self::AlreadyThere => t("passkey-already-there"),
            Self::WrongAddress => t("passkey-wrong-address"),
            Self::Failed => t("passkey-failed"),
        }
    }

    fn of(cause: &JsValue) -> Self {
        let name = Reflect::get(cause, &"name".into()).ok().and_then(|name| name.as_string());
        match name.as_deref() {
            Some("NotAllowedError" | "AbortError") => Self::Cancelled,
            Some("InvalidStateError") => Self::AlreadyThere,
            Some("SecurityError") => Self::WrongAddress,
            Some(_) | None => Self::Failed,
        }
    }
}

/// Whether passkeys can be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Here {
    Yes,
    /// Not at this portal.
    NotConfigured,
    /// Not in this browser.
    NotSupported,
    /// Not at this address: the portal has them made for another name.
    WrongAddress,
}

/// Whether passkeys can be used here, now; tracked.
pub(crate) fn here() -> Here {
    let Some(name) = session().portal.get().and_then(|portal| portal.passkeys) else {
        return Here::NotConfigured;
    };
    let host = window().location().hostname().unwrap_or_default();
    let below = host.strip_suffix(&name).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'));
    match (below, can()) {
        (false, _) => Here::WrongAddress,
        (true, false) => Here::NotSupported,
        (true, true) => Here::Yes,
    }
}

/// Makes a passkey. `options` come from the server, the answer goes back to it.
pub(crate) async fn create(options: &Value) -> Result<Value, Refusal> {
    credential(create_with(&json(options)?)).await
}

/// Asks for a passkey. `options` come from the server, the answer goes back to it.
pub(crate) async fn get(options: &Value) -> Result<Value, Refusal> {
    credential(get_with(&json(options)?)).await
}

fn json(options: &Value) -> Result<String, Refusal> {
    api::to_json(options).ok().ok_or(Refusal::Failed)
}

async fn credential(promise: Promise) -> Result<Value, Refusal> {
    let text = JsFuture::from(promise).await.map_err(|cause| Refusal::of(&cause))?;
    text.as_string().and_then(|text| api::from_json(&text)).ok_or(Refusal::Failed)
}
