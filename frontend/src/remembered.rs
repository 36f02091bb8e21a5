//! What the browser remembers for the next visit, and tells its other tabs; nothing about a person.

use leptos::prelude::window;

fn storage() -> Option<web_sys::Storage> {
    window().local_storage().ok().flatten() // refused in some private windows
}

pub(crate) fn get(name: &str) -> Option<String> {
    storage()?.get_item(name).ok()?
}

/// What cannot be kept is forgotten: every use has a way without it.
pub(crate) fn set(name: &str, value: &str) {
    if let Some(storage) = storage() {
        let _ = storage.set_item(name, value);
    }
}

/// Under which the browser remembers the way in which somebody was verified last.
pub(crate) const VERIFICATION: &str = "hilum-verification";
/// `words.js` knows it by the same name.
const LANGUAGE: &str = "hilum-language";

/// What says nothing about a person and therefore outlives their sign-out, which empties the browser's storage.
pub(crate) fn harmless() -> Vec<(&'static str, String)> {
    [VERIFICATION, LANGUAGE].into_iter().filter_map(|name| Some((name, get(name)?))).collect()
}
