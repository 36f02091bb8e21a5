//! What all fields share: label mark, hint, fault.

use leptos::prelude::*;

use super::Icon;
use crate::words::t;

#[component]
pub(super) fn RequiredMark(required: bool) -> impl IntoView {
    required.then(|| {
        view! { <span class="ecl-form-label__required" title=t("required") aria-hidden="true">"*"</span> }
    })
}

/// Always there, so that a field may refer to it.
#[component]
pub(super) fn Hint(id: String, text: Option<String>) -> impl IntoView {
    let text = text.filter(|text| !text.is_empty());
    let class = if text.is_some() { "ecl-help-block" } else { "hilum-nothing" };
    view! { <div class=class id=format!("{id}-hint")>{text}</div> }
}

#[component]
pub(super) fn Feedback(id: String, error: MaybeProp<String>) -> impl IntoView {
    let content = move || {
        error.get().map(|text| {
            view! {
                <div class="ecl-feedback-message">
                    <Icon name="error" class="ecl-icon ecl-icon--s ecl-feedback-message__icon" />
                    {text}
                </div>
            }
        })
    };
    view! { <div id=format!("{id}-error")>{content}</div> }
}

pub(super) fn invalid(error: MaybeProp<String>) -> impl Fn() -> Option<&'static str> + Clone {
    move || error.get().is_some().then_some("true")
}
