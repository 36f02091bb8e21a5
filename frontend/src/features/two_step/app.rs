use hilum_api_types::factors::NewFactorView;
use hilum_api_types::{Secret, paths};
use leptos::prelude::*;

use super::{BeginAgain, SetUp};
use crate::ui::{CopyButton, FieldKind, Form, FormField};
use crate::words::t;

/// Shows the secret in every way an app may take it, and asks for the first code.
pub(super) fn prove(set_up: SetUp, factor: NewFactorView) -> AnyView {
    let text = |secret: Option<Secret>| secret.map(|secret| secret.0).unwrap_or_default();
    let secret = text(factor.secret);
    let fields =
        vec![FormField::new("code", t("two-step-code"), FieldKind::Code).hint(t("two-step-code-hint"))];
    view! {
        <ol class="hilum-way">
            <li>
                <p>{t("two-step-scan")}</p>
                {qr(text(factor.qr_path), factor.qr_size.unwrap_or_default())}
                <p>
                    <a class="ecl-link" href=text(factor.otpauth_uri) rel="external">{t("two-step-open")}</a>
                </p>
                <p id="secret-label">{t("two-step-type")}</p>
                <p><code class="hilum-secret" aria-labelledby="secret-label" role="group">{in_fours(&secret)}</code></p>
                <p class="hilum-actions"><CopyButton content=secret text=t("two-step-copy-secret") /></p>
            </li>
            <li>
                <p>{t("two-step-enter")}</p>
                <Form
                    fields
                    path=paths::confirm_my_factor(factor.id)
                    submit=t("two-step-confirm")
                    on_done=move |answer: String| set_up.confirmed(answer)
                />
            </li>
        </ol>
        <BeginAgain set_up text=t("two-step-begin-again") />
    }
    .into_any()
}

/// The path brings its quiet zone along.
fn qr(path: String, size: u32) -> AnyView {
    view! {
        <svg class="hilum-qr" viewBox=format!("0 0 {size} {size}") role="img" aria-label=t("two-step-qr")>
            <rect width=size height=size fill="#fff" />
            <path d=path fill="#000" />
        </svg>
    }
    .into_any()
}

fn in_fours(secret: &str) -> String {
    let characters: Vec<char> = secret.chars().collect();
    let groups: Vec<String> = characters.chunks(4).map(|four| four.iter().collect()).collect();
    groups.join(" ")
}
