use leptos::prelude::*;

use super::Icon;
use super::field::{Feedback, Hint, RequiredMark};

/// A question answered by ticking: `Checkbox`es or `Radio`s as children. `id` is the fieldset's, for error links.
#[component]
pub(crate) fn ChoiceGroup(
    #[prop(into)] id: String,
    #[prop(into)] legend: String,
    #[prop(into, optional)] hint: Option<String>,
    #[prop(into, optional)] error: MaybeProp<String>,
    #[prop(optional)] required: bool,
    children: Children,
) -> impl IntoView {
    let described = format!("{id}-hint {id}-error");
    view! {
        <fieldset class="ecl-form-group hilum-choice-group" id=id.clone() tabindex="-1" aria-describedby=described>
            <legend class="ecl-form-label">{legend} <RequiredMark required /></legend>
            <Hint id=id.clone() text=hint />
            <Feedback id=id.clone() error />
            {children()}
        </fieldset>
    }
}

/// One box to tick. `on_change` is told the new state.
#[component]
pub(crate) fn Checkbox(
    #[prop(into)] id: String,
    #[prop(into)] label: String,
    #[prop(into, optional)] help: Option<String>,
    #[prop(into)] checked: Signal<bool>,
    #[prop(into)] on_change: Callback<bool>,
    #[prop(into, optional)] disabled: Signal<bool>,
    #[prop(into, optional)] error: Option<Signal<Option<String>>>,
    /// The label is for screen readers only: a table heading says it already.
    #[prop(optional)]
    bare: bool,
) -> impl IntoView {
    let described = help.is_some().then(|| format!("{id}-help"));
    let feedback = error.map(|error| {
        let id = id.clone();
        view! { <Feedback id error=error.into() /> }.into_any()
    });
    let described_by = match (&described, error.is_some()) {
        (described, false) => described.clone(),
        (described, true) => Some(format!("{id}-error {}", described.as_deref().unwrap_or_default())),
    };
    let text_class = if bare { "hilum-hidden" } else { "ecl-checkbox__text" };
    view! {
        {feedback}
        <div class="ecl-checkbox" class:ecl-checkbox--disabled=disabled>
            <input
                class="ecl-checkbox__input"
                type="checkbox"
                id=id.clone()
                disabled=disabled
                prop:checked=checked
                aria-invalid=move || error.and_then(|error| error.get()).map(|_| "true")
                aria-describedby=described_by
                on:change=move |event| on_change.run(event_target_checked(&event))
            />
            <label class="ecl-checkbox__label" for=id>
                <span class="ecl-checkbox__box" class:ecl-checkbox__box--disabled=disabled>
                    <Icon name="check" class="ecl-icon ecl-icon--s ecl-checkbox__icon" />
                </span>
                <span class=text_class>{label}</span>
            </label>
            {help.map(|help| view! { <div class="ecl-checkbox__help" id=described>{help}</div> })}
        </div>
    }
}

/// One of several. `on_select` is called when it is chosen; `name` is the same for the whole group.
#[component]
pub(crate) fn Radio(
    #[prop(into)] id: String,
    #[prop(into)] name: String,
    #[prop(into)] label: String,
    #[prop(into, optional)] help: Option<String>,
    #[prop(into)] checked: Signal<bool>,
    #[prop(into)] on_select: Callback<()>,
    #[prop(into, optional)] disabled: Signal<bool>,
) -> impl IntoView {
    let described = help.is_some().then(|| format!("{id}-help"));
    view! {
        <div class="ecl-radio" class:ecl-radio--disabled=disabled>
            <input
                class="ecl-radio__input"
                type="radio"
                id=id.clone()
                name=name
                disabled=disabled
                prop:checked=checked
                aria-describedby=described.clone()
                on:change=move |_| on_select.run(())
            />
            <label class="ecl-radio__label" for=id>
                <span class="ecl-radio__box" class:ecl-radio__box--disabled=disabled>
                    <span class="ecl-radio__box-inner"></span>
                </span>
                <span class="ecl-radio__text">{label}</span>
            </label>
            {help.map(|help| view! { <div class="ecl-radio__help" id=described>{help}</div> })}
        </div>
    }
}
