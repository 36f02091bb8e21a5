use hilum_api_types::factors::NewFactorView;
use hilum_api_types::paths;
use leptos::prelude::*;

use super::{BeginAgain, SetUp};
use crate::ui::{FieldKind, Form, FormField};
use crate::words::{t, t_args};

/// Asks for the code that was sent.
pub(super) fn prove(set_up: SetUp, factor: NewFactorView) -> AnyView {
    let number = factor.sent_to.unwrap_or_default();
    let fields = vec![FormField::new("code", t("two-step-code"), FieldKind::Code)];
    view! {
        <p class="hilum-lead">{t_args("two-step-sent", &[("number", &number)])}</p>
        <Form
            fields
            path=paths::confirm_my_factor(factor.id)
            submit=t("two-step-confirm")
            on_done=move |answer: String| set_up.confirmed(answer)
        />
        <BeginAgain set_up text=t("two-step-send-again") />
    }
    .into_any()
}
