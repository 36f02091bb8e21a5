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
