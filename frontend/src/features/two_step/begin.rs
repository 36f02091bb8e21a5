use hilum_api_types::factors::NewFactorView;
use hilum_api_types::paths;
use hilum_domain::verification::FactorKind;
use leptos::prelude::*;

use super::{SetUp, Stage};
use crate::api::{self, ApiError};
use crate::features::account::browser;
use crate::ui::{FieldKind, Form, FormField};
use crate::words::{t, t_code};

/// What most people would call it.
pub(super) fn usual_label(kind: FactorKind) -> String {
    match kind {
        FactorKind::Passkey => browser::this_one(),
        FactorKind::Totp | FactorKind::Sms => t_code("two-step-usual-label", kind.as_str()),
    }
}

/// Asks for its name, and for the number where a message goes.
pub(super) fn begin(set_up: SetUp) -> AnyView {
    let mut fields = vec![
        FormField::new("label", t("two-step-label"), FieldKind::Text("off"))
            .hint(t("two-step-label-hint"))
            .value(set_up.label),
    ];
    if set_up.kind == FactorKind::Sms {
        let phone = FormField::new("phone", t("two-step-phone"), FieldKind::Phone);
        fields.insert(0, phone.hint(t("two-step-phone-hint")).value(set_up.phone));
    }
    let problem = RwSignal::new(None::<ApiError>);
    let begun = move |answer: String| match api::read::<NewFactorView>(answer) {
        Ok(factor) => set_up.go(Stage::Prove(factor)),
        Err(error) => drop(problem.try_set(Some(error))),
    };
    view! {
        <p class="hilum-lead">{t_code("two-step-begin-lead", set_up.kind.as_str())}</p>
        <Form
            fields
            also=vec![("kind", set_up.kind.as_str().to_owned())]
            path=paths::MY_FACTORS
            submit=t_code("two-step-begin-submit", set_up.kind.as_str())
            on_done=begun
            problem
        />
    }
    .into_any()
}
