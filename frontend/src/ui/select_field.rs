use leptos::prelude::*;

use super::Icon;
use super::field::{Feedback, Hint, RequiredMark, invalid};

/// One of a list. `options` are (value, text).
#[component]
pub(crate) fn SelectField(
    #[prop(into)] id: String,
    #[prop(into)] label: String,
    #[prop(into)] options: Signal<Vec<(String, String)>>,
    value: RwSignal<String>,
    #[prop(into, optional)] hint: Option<String>,
    #[prop(into, optional)] error: MaybeProp<String>,
    #[prop(optional)] required: bool,
    #[prop(into, optional)] disabled: Signal<bool>,
) -> impl IntoView {
    let option = move |(code, text): (String, String)| {
        let chosen = code.clone();
        view! { <option value=code selected=move || value.get() == chosen>{text}</option> }
    };
    view! {
        <div class="ecl-form-group">
            <label class="ecl-form-label" for=id.clone()>{label} <RequiredMark required /></label>
            <Hint id=id.clone() text=hint />
            <Feedback id=id.clone() error />
            <div class="ecl-select__container ecl-select__container--m">
                <select
                    class="ecl-select"
                    id=id.clone()
                    required=required
                    disabled=disabled
                    aria-invalid=invalid(error)
                    aria-describedby=format!("{id}-hint {id}-error")
                    on:change=move |event| value.set(event_target_value(&event))
                    prop:value=value
                >
                    {move || options.get().into_iter().map(option).collect_view()}
                </select>
                <div class="ecl-select__icon" aria-hidden="true">
                    <Icon name="corner-arrow" class="ecl-icon ecl-icon--s ecl-icon--rotate-180" />
                </div>
            </div>
        </div>
    }
}
