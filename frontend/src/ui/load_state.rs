use leptos::prelude::*;

use super::notice::problem_text;
use super::{Button, dynamic_afresh};
use crate::api::{ApiError, Load};
use crate::words::t;

/// Shows an answer: a skeleton until it comes, what went wrong with a way to try again, or `show` with the value.
/// While a newer answer is on its way the old one stays and is marked busy.
pub(crate) fn load_state<T, V>(load: Load<T>, show: impl Fn(T) -> V + Send + Sync + 'static) -> AnyView
where
    T: Clone + Send + Sync + 'static,
    V: IntoView + 'static,
{
    let busy = load.busy();
    let draw = move || match load.answer() {
        None => loading(),
        Some(Err(problem)) => failed(problem, busy, Callback::new(move |()| load.reload())),
        Some(Ok(value)) => show(value).into_any(),
    };
    let content = dynamic_afresh(draw);
    view! { <div class="hilum-load" aria-busy=move || busy.get().to_string()>{content}</div> }.into_any()
}

fn failed(problem: ApiError, busy: RwSignal<bool>, retry: Callback<()>) -> AnyView {
    view! {
        {problem_text(&problem)}
        <Button busy on_click=move |_| retry.run(())>{t("try-again")}</Button>
    }
    .into_any()
}

/// Grey lines where the content will be.
fn loading() -> AnyView {
    view! {
        <div class="hilum-skeleton" role="status">
            <span class="hilum-hidden">{t("loading")}</span>
            <span class="hilum-skeleton__line" aria-hidden="true"></span>
            <span class="hilum-skeleton__line" aria-hidden="true"></span>
            <span class="hilum-skeleton__line" aria-hidden="true"></span>
        </div>
    }
    .into_any()
}

/// There is nothing, and what one can do about it.
#[component]
pub(crate) fn Empty(
    #[prop(into)] text: String,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="hilum-empty">
            <p class="hilum-empty__text">{text}</p>
            {children.map(|children| children())}
        </div>
    }
}
