use hilum_domain::FieldError;
use leptos::html::Div;
use leptos::prelude::*;

use super::{Icon, focus};
use crate::api::field_error_text;
use crate::words::t_args;

/// Every fault of a form at once, each leading to its field. `errors` are (id of the field, text).
#[component]
pub(crate) fn ErrorSummary(#[prop(into)] errors: Signal<Vec<(String, String)>>) -> impl IntoView {
    let summary = NodeRef::<Div>::new();
    Effect::new(move |_| {
        if let (false, Some(summary)) = (errors.with(Vec::is_empty), summary.get()) {
            let _ = summary.focus(); // fails for no element that is in the document
        }
    });
    let line = |(id, text): (String, String)| {
        let href = format!("#{id}");
        view! {
            <li>
                <a
                    class="ecl-link"
                    href=href
                    on:click=move |event| {
                        event.prevent_default();
                        focus(&id);
                    }
                >
                    {text}
                </a>
            </li>
        }
    };
    move || {
        let errors = errors.get();
        let count = errors.len().to_string();
        (!errors.is_empty()).then(|| {
            view! {
                <div
                    class="ecl-notification ecl-notification--error hilum-error-summary"
                    role="alert"
                    tabindex="-1"
                    node_ref=summary
                >
                    <Icon name="error" class="ecl-icon ecl-icon--l ecl-notification__icon" />
                    <div class="ecl-notification__content">
                        <h2 class="ecl-notification__title">
                            {t_args("error-summary-title", &[("count", &count)])}
                        </h2>
                        <ul class="ecl-notification__description hilum-plain-list">
                            {errors.into_iter().map(line).collect_view()}
                        </ul>
                    </div>
                </div>
            }
        })
    }
}

/// The text for one field, to give to its `error`.
pub(crate) fn error_of(errors: RwSignal<Vec<(String, String)>>, id: &'static str) -> Signal<Option<String>> {
    Signal::derive(move || {
        errors.with(|errors| errors.iter().find(|(field, _)| field == id).map(|(_, text)| text.clone()))
    })
}

/// The API's faults for `ErrorSummary`. `profiles[1]` belongs to the field `profiles`, `reason.text` keeps its name.
pub(crate) fn field_errors(errors: &[FieldError]) -> Vec<(String, String)> {
    let field = |error: &FieldError| error.field.split('[').next().unwrap_or_default().to_owned();
    errors.iter().map(|error| (field(error), field_error_text(error))).collect()
}
