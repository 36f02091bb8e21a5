use leptos::prelude::*;

use super::field::{Feedback, Hint, RequiredMark, invalid};
use crate::words::t_args;

/// A line of text; also numbers, dates and passwords by `input_type`.
#[component]
pub(crate) fn TextField(
    #[prop(into)] id: String,
    #[prop(into)] label: String,
    value: RwSignal<String>,
    #[prop(into, optional)] hint: Option<String>,
    #[prop(into, optional)] error: MaybeProp<String>,
    #[prop(default = "text")] input_type: &'static str,
    #[prop(optional)] autocomplete: Option<&'static str>,
    #[prop(optional)] required: bool,
    #[prop(into, optional)] disabled: Signal<bool>,
    /// Id of a `datalist` with suggestions.
    #[prop(into, optional)]
    list: Option<String>,
    /// Of dates and numbers.
    #[prop(into, optional)]
    min: String,
    #[prop(into, optional)] max: String,
    /// Called when the reader leaves the field with another content.
    #[prop(into, optional)]
    on_change: Option<Callback<()>>,
) -> impl IntoView {
    let given = |text: String| (!text.is_empty()).then_some(text);
    view! {
        <div class="ecl-form-group">
            <label class="ecl-form-label" for=id.clone()>{label} <RequiredMark required /></label>
            <Hint id=id.clone() text=hint />
            <Feedback id=id.clone() error />
            <input
                class="ecl-text-input ecl-text-input--m"
                class:ecl-text-input--invalid=move || error.get().is_some()
                id=id.clone()
                type=input_type
                autocomplete=autocomplete
                required=required
                disabled=disabled
                list=list
                min=given(min)
                max=given(max)
                aria-invalid=invalid(error)
                aria-describedby=format!("{id}-hint {id}-error")
                prop:value=value
                on:input=move |event| value.set(event_target_value(&event))
                on:change=move |_| {
                    if let Some(on_change) = on_change {
                        on_change.run(());
                    }
                }
            />
        </div>
    }
}

/// Several lines. With `max` the characters left are told; more can be typed, and is refused where it is sent.
#[component]
pub(crate) fn TextArea(
    #[prop(into)] id: String,
    #[prop(into)] label: String,
    value: RwSignal<String>,
    #[prop(into, optional)] hint: Option<String>,
    #[prop(into, optional)] error: MaybeProp<String>,
    #[prop(optional)] required: bool,
    /// Characters.
    #[prop(optional)]
    max: Option<u64>,
    #[prop(default = 4)] rows: u32,
    #[prop(into, optional)] on_change: Option<Callback<()>>,
) -> impl IntoView {
    let counter = max.map(|max| {
        let text = move || {
            let length = value.with(|value| value.chars().count() as u64);
            let (key, count) = if length > max {
                ("characters-over", length - max)
            } else {
                ("characters-left", max - length)
            };
            t_args(key, &[("count", &count.to_string())])
        };
        view! { <div class="ecl-help-block hilum-counter" id=format!("{id}-counter")>{text}</div> }
    });
    view! {
        <div class="ecl-form-group">
            <label class="ecl-form-label" for=id.clone()>{label} <RequiredMark required /></label>
            <Hint id=id.clone() text=hint />
            <Feedback id=id.clone() error />
            <textarea
                class="ecl-text-area ecl-text-area--l"
                class:ecl-text-area--invalid=move || error.get().is_some()
                id=id.clone()
                rows=rows
                required=required
                aria-invalid=invalid(error)
                aria-describedby=format!("{id}-hint {id}-error {id}-counter")
                prop:value=value
                on:input=move |event| value.set(event_target_value(&event))
                on:change=move |_| {
                    if let Some(on_change) = on_change {
                        on_change.run(());
                    }
                }
            ></textarea>
            {counter}
        </div>
    }
}
