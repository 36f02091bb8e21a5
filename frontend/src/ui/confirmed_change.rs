use leptos::prelude::*;

use super::{Button, Confirm, ProblemNotice, Variant};
use crate::api::{self, ApiError, Method, Options};

/// A button whose change is asked about first. What goes wrong is said in the dialog.
#[component]
pub(crate) fn ConfirmedChange(
    /// What the button says.
    #[prop(into)]
    text: String,
    /// Where that alone does not tell the buttons of a page apart.
    #[prop(into, optional)]
    label: Option<String>,
    #[prop(optional)] variant: Variant,
    #[prop(into)] title: String,
    /// What will happen.
    #[prop(into)]
    told: String,
    /// What the confirming button says.
    #[prop(into)]
    confirm: String,
    #[prop(default = Method::Delete)] method: Method,
    #[prop(into)] path: String,
    /// The version of what is changed.
    #[prop(optional)]
    if_match: Option<i64>,
    /// Gets the text of the answer.
    #[prop(into)]
    on_done: Callback<String>,
) -> impl IntoView {
    let open = RwSignal::new(false);
    let busy = RwSignal::new(false);
    let problem = RwSignal::new(None::<ApiError>);
    let send = move |()| {
        problem.set(None);
        let path = path.clone();
        api::run(busy, async move {
            let options = Options { if_match, ..Options::default() };
            match api::send_text(method, &path, None, options).await {
                Ok(answer) => {
                    open.try_set(false);
                    // The dialog gives the focus back as it closes; only then may it go elsewhere.
                    set_timeout(
                        move || {
                            on_done.try_run(answer);
                        },
                        std::time::Duration::ZERO,
                    );
                }
                Err(error) => drop(problem.try_set(Some(error))),
            }
        });
    };
    let ask = move |_| {
        problem.set(None);
        open.set(true);
    };
    view! {
        <Button variant label=label.unwrap_or_else(|| text.clone()) on_click=ask>{text.clone()}</Button>
        <Confirm open title confirm variant=Variant::Danger busy on_confirm=send>
            <p>{told}</p>
            <ProblemNotice problem />
        </Confirm>
    }
}
