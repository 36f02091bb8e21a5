use leptos::prelude::*;

#[component]
pub(crate) fn Preferences() -> impl IntoView {}

#[component]
pub(crate) fn PreferencesOfNetwork() -> impl IntoView {}
