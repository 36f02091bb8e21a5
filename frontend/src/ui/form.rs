//! A form described by its fields: drawn, checked and sent in one place.

use hilum_domain::{FieldCode, FieldError};
use leptos::prelude::*;
use wasm_bindgen::JsValue;

use super::{
    Button, Checkbox, CodeField, ErrorSummary, PasswordField, ProblemNotice, SelectField, TextField, Variant,
    field_errors,
};
use crate::api::{self, ApiError, Method, Options};

/// How a field is drawn; the text is its `autocomplete`.
#[derive(Clone)]
pub(crate) enum FieldKind {
    Text(&'static str),
    Email(&'static str),
    Phone,
    Password,
    NewPassword,
    Code,
    /// (value, text)
    Select(Vec<(String, String)>),
    /// A box to tick: `true` or nothing.
    Tick,
}

#[derive(Clone)]
pub(crate) struct FormField {
    /// On the wire, and the id of the element.
    name: &'static str,
    label: String,
    kind: FieldKind,
    hint: Option<String>,
    required: bool,
    value: RwSignal<String>,
}

impl FormField {
    pub(crate) fn new(name: &'static str, label: String, kind: FieldKind) -> Self {
        Self { name, label, kind, hint: None, required: true, value: RwSignal::new(String::new()) }
    }

    pub(crate) fn hint(self, hint: String) -> Self {
        Self { hint: Some(hint), ..self }
    }

    pub(crate) fn optional(self) -> Self {
        Self { required: false, ..self }
    }

    /// To begin with, or to be read by the page.
    pub(crate) fn value(self, value: RwSignal<String>) -> Self {
        Self { value, ..self }
    }

    fn draw(self, errors: RwSignal<Vec<(String, String)>>) -> AnyView {
        let Self { name, label, kind, hint, required, value } = self;
        let error = super::error_of(errors, name);
        let text = |input_type: &'static str, autocomplete: &'static str| {
            let (label, hint) = (label.clone(), hint.clone().unwrap_or_default());
            view! { <TextField id=name label hint value required error input_type autocomplete /> }.into_any()
        };
        match kind {
            FieldKind::Text(autocomplete) => text("text", autocomplete),
            FieldKind::Email(autocomplete) => text("email", autocomplete),
            FieldKind::Phone => text("tel", "tel"),
            FieldKind::Password => view! { <PasswordField id=name label value error /> }.into_any(),
            FieldKind::NewPassword => {
                view! { <PasswordField id=name label value error new=true /> }.into_any()
            }
            FieldKind::Code => {
                view! { <CodeField id=name label hint=hint.unwrap_or_default() value error /> }.into_any()
            }
            FieldKind::Select(options) => {
                let hint = hint.unwrap_or_default();
                view! { <SelectField id=name label hint options value required error /> }.into_any()
            }
            FieldKind::Tick => {
                let checked = Signal::derive(move || !value.get().is_empty());
                let change = move |on: bool| value.set(if on { "true" } else { "" }.to_owned());
                view! { <Checkbox id=name label checked on_change=change error /> }.into_any()
            }
        }
    }

    /// As it goes over the wire.
    fn json(&self) -> JsValue {
        let value = self.value.get_untracked();
        match self.kind {
            FieldKind::Tick => JsValue::from_bool(!value.is_empty()),
            FieldKind::Code => super::typed_code(&value).into(),
            // Blanks belong to a password.
            FieldKind::Password | FieldKind::NewPassword => value.into(),
            FieldKind::Text(_) | FieldKind::Email(_) | FieldKind::Phone | FieldKind::Select(_) => {
                value.trim().into()
            }
        }
    }
}

/// Draws the fields, checks and sends them. Faults of fields are shown at the fields, everything else is `problem`.
/// Nothing typed is lost by an error.
#[component]
pub(crate) fn Form(
    fields: Vec<FormField>,
    /// Sent with the fields.
    #[prop(optional)]
    also: Vec<(&'static str, String)>,
    #[prop(default = Method::Post)] method: Method,
    #[prop(into)] path: String,
    /// The version of what is changed.
    #[prop(into, optional)]
    if_match: Signal<Option<i64>>,
    /// What the button says.
    #[prop(into)]
    submit: String,
    #[prop(default = Variant::Primary)] variant: Variant,
    /// Faults that can be found here; without it, that every required field is filled in.
    #[prop(into, optional)]
    check: Option<Callback<(), Vec<FieldError>>>,
    /// Gets the text of the answer.
    #[prop(into)]
    on_done: Callback<String>,
    #[prop(default = RwSignal::new(None))] problem: RwSignal<Option<ApiError>>,
    /// Between the fields and the button.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let errors = RwSignal::new(Vec::<(String, String)>::new());
    let busy = RwSignal::new(false);
    let sent = StoredValue::new((fields.clone(), also, path));
    let send = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        problem.set(None);
        let faults = match check {
            Some(check) => check.run(()),
            None => sent.with_value(|(fields, ..)| missing(fields)),
        };
        errors.set(field_errors(&faults));
        if !faults.is_empty() {
            return;
        }
        let (body, path) = sent.with_value(|(fields, also, path)| (body(fields, also), path.clone()));
        let options = Options { if_match: if_match.get_untracked(), ..Options::default() };
        api::run(busy, async move {
            match api::send_text(method, &path, Some(body), options).await {
                Ok(answer) => on_done.run(answer),
                Err(error) => {
                    let ours = |field: &str| {
                        sent.try_with_value(|(fields, ..)| fields.iter().any(|known| known.name == field))
                            == Some(true)
                    };
                    let (here, elsewhere): (Vec<_>, Vec<_>) =
                        field_errors(error.fields()).into_iter().partition(|(field, _)| ours(field));
                    problem.try_set((here.is_empty() || !elsewhere.is_empty()).then_some(error));
                    errors.try_set(here);
                }
            }
        });
    };
    // In the summary nobody sees which field is meant.
    let summary = Signal::derive(move || {
        let named = |(id, text): (String, String)| {
            let label = sent.with_value(|(fields, ..)| {
                fields.iter().find(|field| field.name == id).map(|field| field.label.clone())
            });
            (id, format!("{}: {text}", label.unwrap_or_default()))
        };
        errors.get().into_iter().map(named).collect::<Vec<_>>()
    });
    view! {
        <ErrorSummary errors=summary />
        <ProblemNotice problem />
        <form novalidate on:submit=send>
            {fields.into_iter().map(|field| field.draw(errors)).collect_view()}
            {children.map(|children| children())}
            <Button variant submit=true busy>{submit}</Button>
        </form>
    }
}

fn missing(fields: &[FormField]) -> Vec<FieldError> {
    let empty =
        |field: &&FormField| field.required && field.value.with_untracked(|value| value.trim().is_empty());
    fields.iter().filter(empty).map(|field| FieldError::new(field.name, FieldCode::Required)).collect()
}

fn body(fields: &[FormField], also: &[(&'static str, String)]) -> String {
    let values = fields.iter().map(|field| (field.name, field.json()));
    api::json_of(values.chain(also.iter().map(|(name, value)| (*name, value.into()))))
}
