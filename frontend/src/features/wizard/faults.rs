//! Every fault of the whole request at once, each leading to the step where it is mended.

use hilum_domain::{FieldError, RequestId};
use leptos::html::Div;
use leptos::prelude::*;

use super::facts::Known;
use super::step::Step;
use crate::api::field_error_text;
use crate::ui::{Icon, focus};
use crate::words::t;

#[derive(Clone, Debug, PartialEq)]
pub(super) struct Fault {
    place: Place,
    /// What the field is called.
    label: String,
    pub(super) text: String,
}

#[derive(Clone, Debug, PartialEq)]
enum Place {
    /// A field of the last step itself.
    Here(&'static str),
    Step(Step),
}

impl Fault {
    /// `error.field` is a path of the API: `profiles[1]`.
    pub(super) fn of(error: &FieldError, chosen: &[String], known: &Known) -> Self {
        let mut named = error.clone();
        if let Some(profile) = named.params.get_mut("profile") {
            *profile = known.profile_name(profile);
        }
        let text = field_error_text(&named);
        let (field, index) = error.field.split_once('[').unwrap_or((&error.field, ""));
        let index = index.trim_end_matches(']').parse::<usize>();
        let (place, label) = match field {
            "application" => (Place::Step(Step::Application), t("wizard-recap-application")),
            "organisation_id" => (Place::Step(Step::Organisation), t("wizard-recap-organisation")),
            "profiles" => {
                let code = index.ok().and_then(|index| chosen.get(index));
                let label = code.map_or_else(|| t("wizard-recap-profiles"), |code| known.profile_name(code));
                (Place::Step(Step::Profile), label)
            }
            "requested_until" => (Place::Here("requested_until"), t("wizard-recap-until")),
            _ => (Place::Here("comment"), t("wizard-recap-comment")),
        };
        Self { place, label, text }
    }

    /// Whether it belongs to this field of the last step.
    pub(super) fn is_of(&self, field: &str) -> bool {
        matches!(self.place, Place::Here(id) if id == field)
    }
}

/// Takes the focus when there is something to mend.
#[component]
pub(super) fn Faults(id: RequestId, faults: RwSignal<Vec<Fault>>) -> impl IntoView {
    let summary = NodeRef::<Div>::new();
    Effect::new(move |_| {
        if let (false, Some(summary)) = (faults.with(Vec::is_empty), summary.get()) {
            let _ = summary.focus(); // fails for no element that is in the document
        }
    });
    let line = move |fault: Fault| {
        let text = [&*fault.label, ": ", &*fault.text].concat();
        let link = match fault.place {
            Place::Step(step) => view! { <a class="ecl-link" href=step.address(id)>{text}</a> }.into_any(),
            Place::Here(field) => view! {
                <a
                    class="ecl-link"
                    href=format!("#{field}")
                    on:click=move |event| {
                        event.prevent_default();
                        focus(field);
                    }
                >
                    {text}
                </a>
            }
            .into_any(),
        };
        view! { <li>{link}</li> }
    };
    move || {
        let faults = faults.get();
        (!faults.is_empty()).then(|| {
            view! {
                <div
                    class="ecl-notification ecl-notification--error hilum-error-summary"
                    role="alert"
                    tabindex="-1"
                    node_ref=summary
                >
                    <Icon name="error" class="ecl-icon ecl-icon--l ecl-notification__icon" />
                    <div class="ecl-notification__content">
                        <h2 class="ecl-notification__title">{t("wizard-recap-faults")}</h2>
                        <ul class="ecl-notification__description hilum-plain-list">
                            {faults.into_iter().map(line).collect_view()}
                        </ul>
                    </div>
                </div>
            }
        })
    }
}
