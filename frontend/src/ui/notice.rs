use leptos::html::Div;
use leptos::prelude::*;

use super::Icon;
use crate::api::ApiError;
use crate::words::{t, t_args};

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum NoticeKind {
    #[default]
    Info,
    Success,
    Warning,
    Error,
}

/// Something the reader should know. What appears after an act of the reader is `live`: it is read aloud.
#[component]
pub(crate) fn Notice(
    #[prop(optional)] kind: NoticeKind,
    #[prop(into, optional)] title: Option<String>,
    #[prop(optional)] live: bool,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    let (class, icon) = match kind {
        NoticeKind::Info => ("ecl-notification ecl-notification--info", "information"),
        NoticeKind::Success => ("ecl-notification ecl-notification--success", "check-filled"),
        NoticeKind::Warning => ("ecl-notification ecl-notification--warning", "warning"),
        NoticeKind::Error => ("ecl-notification ecl-notification--error", "error"),
    };
    let role = live.then_some(if kind == NoticeKind::Error { "alert" } else { "status" });
    view! {
        <div class=class role=role>
            <Icon name=icon class="ecl-icon ecl-icon--l ecl-notification__icon" />
            <div class="ecl-notification__content">
                {title.map(|title| view! { <p class="ecl-notification__title">{title}</p> })}
                {children.map(|children| view! { <div class="ecl-notification__description">{children()}</div> })}
            </div>
        </div>
    }
}

/// What came of the last act, in the place of what was there: takes the focus.
#[component]
pub(crate) fn Outcome(
    kind: NoticeKind,
    #[prop(into)] title: String,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    let place = NodeRef::<Div>::new();
    Effect::new(move |_| {
        if let Some(place) = place.get() {
            let _ = place.focus(); // fails for no element that is in the document
        }
    });
    let content = children.map(|children| children());
    view! {
        <div node_ref=place tabindex="-1" class="hilum-problem">
            <Notice kind title>{content}</Notice>
        </div>
    }
}

/// What went wrong with the last act; nothing while there is none. Takes the focus when it appears.
#[component]
pub(crate) fn ProblemNotice(#[prop(into)] problem: Signal<Option<ApiError>>) -> impl IntoView {
    let place = NodeRef::<Div>::new();
    Effect::new(move |_| {
        if let (true, Some(place)) = (problem.with(Option::is_some), place.get()) {
            let _ = place.focus(); // fails for no element that is in the document
        }
    });
    move || {
        problem.get().map(|problem| {
            let notice = problem_text(&problem);
            view! { <div node_ref=place tabindex="-1" class="hilum-problem">{notice}</div> }.into_any()
        })
    }
}

/// What went wrong, in the place of what should be there; the focus stays where the reader is.
pub(super) fn problem_text(problem: &ApiError) -> AnyView {
    let id = problem.problem.as_ref().and_then(|problem| problem.request_id.clone());
    let reference = id.filter(|_| problem.fields().is_empty());
    view! {
        <Notice kind=NoticeKind::Error title=problem.text() live=true>
            {reference.map(|id| view! { <p>{t_args("request-id", &[("id", &id)])}</p> })}
        </Notice>
    }
    .into_any()
}

/// Tells the page is being fetched; for places without a `Load`.
#[component]
pub(crate) fn Loading() -> impl IntoView {
    view! { <p class="hilum-loading" role="status">{t("loading")}</p> }
}
