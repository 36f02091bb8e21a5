use leptos::prelude::*;

/// The tone of a badge. The text says it too: colour alone means nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum BadgeKind {
    #[default]
    Neutral,
    Info,
    Success,
    Warning,
    Error,
}

/// A state in one or two words.
#[component]
pub(crate) fn Badge(#[prop(optional)] kind: BadgeKind, #[prop(into)] text: String) -> impl IntoView {
    let class = match kind {
        BadgeKind::Neutral => "hilum-badge",
        BadgeKind::Info => "hilum-badge hilum-badge--info",
        BadgeKind::Success => "hilum-badge hilum-badge--success",
        BadgeKind::Warning => "hilum-badge hilum-badge--warning",
        BadgeKind::Error => "hilum-badge hilum-badge--error",
    };
    view! { <span class=class>{text}</span> }
}
