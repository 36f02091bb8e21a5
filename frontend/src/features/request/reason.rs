//! Giving the reason for which something is rejected or returned (R6).

use hilum_domain::access_request::{Reason, ReasonCode};
use leptos::prelude::*;

use crate::ui::{SelectField, TextArea, error_of};
use crate::words::{t, t_code};

/// What a reason is given with.
#[derive(Clone, Copy)]
pub(super) struct ReasonInput {
    pub(super) code: RwSignal<String>,
    pub(super) text: RwSignal<String>,
}

impl ReasonInput {
    pub(super) fn new() -> Self {
        Self { code: RwSignal::new(String::new()), text: RwSignal::new(String::new()) }
    }

    /// `None` while no code is chosen.
    pub(super) fn value(self) -> Option<Reason> {
        let code = ReasonCode::parse(&self.code.get_untracked())?;
        let text = self.text.get_untracked().trim().to_owned();
        Some(Reason { code, text: Some(text).filter(|text| !text.is_empty()) })
    }

    /// What is missing: (id of the field, text).
    pub(super) fn faults(self, ids: ReasonIds) -> Vec<(String, String)> {
        match self.value() {
            None => vec![(ids.code.to_owned(), t("decision-reason-needed"))],
            Some(reason) if reason.code.needs_text() && reason.text.is_none() => {
                vec![(ids.text.to_owned(), t("decision-text-needed"))]
            }
            Some(_) => Vec::new(),
        }
    }
}

#[derive(Clone, Copy)]
pub(super) struct ReasonIds {
    pub(super) code: &'static str,
    pub(super) text: &'static str,
}

/// The fields of a reason: a code and, for some codes, text.
#[component]
pub(super) fn ReasonFields(
    input: ReasonInput,
    ids: ReasonIds,
    errors: RwSignal<Vec<(String, String)>>,
) -> impl IntoView {
    let mut options = vec![(String::new(), t("decision-reason-choose"))];
    options.extend(
        ReasonCode::ALL.iter().map(|code| (code.as_str().to_owned(), t_code("reason", code.as_str()))),
    );
    // Said as soon as the code is chosen, not only when the decision is refused.
    let needed = move || {
        let needed = ReasonCode::parse(&input.code.get()).is_some_and(ReasonCode::needs_text);
        needed.then(|| t("decision-text-needed"))
    };
    view! {
        <SelectField
            id=ids.code
            label=t("decision-reason")
            hint=t("decision-reason-hint")
            options
            value=input.code
            required=true
            error=error_of(errors, ids.code)
        />
        <p class="request-note" role="status">{needed}</p>
        <TextArea
            id=ids.text
            label=t("decision-text")
            hint=t("decision-text-hint")
            value=input.text
            max=hilum_domain::bounds::ReasonText::MAX
            error=error_of(errors, ids.text)
        />
    }
}
