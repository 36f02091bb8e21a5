use leptos::prelude::*;

use super::field::{Feedback, Hint, RequiredMark, invalid};

/// What codes are made of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum CodeKind {
    #[default]
    Digits,
    /// Recovery and support codes.
    Letters,
}

/// A one-time code: one field for all of it, so that it can be pasted and filled in by the browser. Nothing is sent by
/// itself. Read it with `typed_code`.
#[component]
pub(crate) fn CodeField(
    #[prop(into)] id: String,
    #[prop(into)] label: String,
    value: RwSignal<String>,
    #[prop(into, optional)] hint: Option<String>,
    #[prop(into, optional)] error: MaybeProp<String>,
    #[prop(optional)] kind: CodeKind,
) -> impl IntoView {
    let keyboard = match kind {
        CodeKind::Digits => "numeric",
        CodeKind::Letters => "text",
    };
    view! {
        <div class="ecl-form-group">
            <label class="ecl-form-label" for=id.clone()>{label} <RequiredMark required=true /></label>
            <Hint id=id.clone() text=hint />
            <Feedback id=id.clone() error />
            <input
                class="ecl-text-input ecl-text-input--s hilum-code"
                class:ecl-text-input--invalid=move || error.get().is_some()
                id=id.clone()
                type="text"
                inputmode=keyboard
                autocomplete="one-time-code"
                autocapitalize="off"
                spellcheck="false"
                required=true
                aria-invalid=invalid(error)
                aria-describedby=format!("{id}-hint {id}-error")
                prop:value=value
                on:input=move |event| value.set(event_target_value(&event))
            />
        </div>
    }
}

/// The code without what apps and mails put between its characters.
pub(crate) fn typed_code(value: &str) -> String {
    value.chars().filter(|c| c.is_alphanumeric()).collect()
}
