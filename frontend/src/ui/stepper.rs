use leptos::prelude::*;

use crate::words::t;

/// One step of a longer way. `href` where one may go there now.
#[derive(Clone, Debug)]
pub(crate) struct Step {
    pub(crate) title: String,
    pub(crate) href: Option<String>,
}

/// All steps with the current one marked; `current` counts from 0.
#[component]
pub(crate) fn Stepper(steps: Vec<Step>, current: usize) -> impl IntoView {
    let item = move |(position, step): (usize, Step)| {
        let class = match position.cmp(&current) {
            std::cmp::Ordering::Less => "hilum-stepper__step hilum-stepper__step--done",
            std::cmp::Ordering::Equal => "hilum-stepper__step hilum-stepper__step--current",
            std::cmp::Ordering::Greater => "hilum-stepper__step",
        };
        let number = view! { <span class="hilum-stepper__number" aria-hidden="true">{position + 1}</span> };
        let done = (position < current)
            .then(|| view! { <span class="hilum-hidden">{[" (", &t("step-done"), ")"].concat()}</span> });
        let text = match step.href.filter(|_| position != current) {
            Some(href) => view! { <a class="ecl-link" href=href>{step.title}</a> }.into_any(),
            None => view! { <span>{step.title}</span> }.into_any(),
        };
        view! {
            <li class=class aria-current=(position == current).then_some("step")>
                {number} <span class="hilum-stepper__text">{text} {done}</span>
            </li>
        }
    };
    view! {
        <nav class="hilum-stepper" aria-label=t("steps")>
            <ol class="hilum-stepper__list">{steps.into_iter().enumerate().map(item).collect_view()}</ol>
        </nav>
    }
}
