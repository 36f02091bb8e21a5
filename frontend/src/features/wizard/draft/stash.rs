//! Unsaved changes in the browser's session, one entry per request.

use hilum_api_types::access_requests::{AccessRequestView, PatchAccessRequest};
use leptos::prelude::*;

use super::Desk;
use crate::api;

fn storage() -> Option<web_sys::Storage> {
    window().session_storage().ok().flatten()
}

fn name(view: &AccessRequestView) -> String {
    format!("hilum-draft-{}", view.id)
}

pub(super) fn read(view: &AccessRequestView) -> PatchAccessRequest {
    let kept = storage().and_then(|s| s.get_item(&name(view)).ok().flatten());
    kept.and_then(|text| api::from_json(&text)).unwrap_or_default()
}

/// A full or forbidden storage only loses this second net.
pub(super) fn write(desk: &Desk) {
    let Some(storage) = storage() else { return };
    let name = name(&desk.view.borrow());
    let unsaved = desk.unsaved.borrow();
    let _ = match api::to_json(&*unsaved) {
        Ok(text) if *unsaved != PatchAccessRequest::default() => storage.set_item(&name, &text),
        _ => storage.remove_item(&name),
    };
}
