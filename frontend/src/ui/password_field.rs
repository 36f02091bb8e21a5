use leptos::prelude::*;

use super::field::{Feedback, Hint, RequiredMark, invalid};
use crate::words::t;

/// A password, which can be shown. Pasting is as good as typing.
#[component]
pub(crate) fn PasswordField(
    #[prop(into)] id: String,
    #[prop(into)] label: String,
    value: RwSignal<String>,
    /// One is chosen: the rule is said beforehand, and the browser may make one up.
    #[prop(optional)]
    new: bool,
    #[prop(into, optional)] error: MaybeProp<String>,
) -> impl IntoView {
    let shown = RwSignal::new(false);
    let (hint, autocomplete) =
        if new { (Some(t("password-rule")), "new-password") } else { (None, "current-password") };
    let act =
        move || if shown.get() { (t("hide"), t("password-hide")) } else { (t("show"), t("password-show")) };
    view! {
        <div class="ecl-form-group">
            <label class="ecl-form-label" for=id.clone()>{label} <RequiredMark required=true /></label>
            <Hint id=id.clone() text=hint />
            <Feedback id=id.clone() error />
            <div class="hilum-password">
                <input
                    class="ecl-text-input ecl-text-input--m"
                    class:ecl-text-input--invalid=move || error.get().is_some()
                    id=id.clone()
                    type=move || if shown.get() { "text" } else { "password" }
                    autocomplete=autocomplete
                    autocapitalize="off"
                    spellcheck="false"
                    required=true
                    aria-invalid=invalid(error)
                    aria-describedby=format!("{id}-hint {id}-error")
                    prop:value=value
                    on:input=move |event| value.set(event_target_value(&event))
                />
                <button
                    class="ecl-button ecl-button--ghost"
                    type="button"
                    aria-controls=id
                    aria-label=move || act().1
                    on:click=move |_| shown.update(|shown| *shown = !*shown)
                >
                    {move || act().0}
                </button>
            </div>
        </div>
    }
}
