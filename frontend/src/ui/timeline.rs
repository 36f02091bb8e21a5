use leptos::prelude::*;

/// What happened at a moment.
pub(crate) struct TimelineEntry {
    /// The moment as text.
    pub(crate) when: String,
    pub(crate) title: String,
    pub(crate) content: AnyView,
}

/// What happened, in order.
#[component]
pub(crate) fn Timeline(entries: Vec<TimelineEntry>) -> impl IntoView {
    let item = |entry: TimelineEntry| {
        view! {
            <li class="ecl-timeline__item">
                <div class="ecl-timeline__tooltip">
                    <div class="ecl-timeline__tooltip-arrow"></div>
                    <div class="ecl-timeline__label">{entry.when}</div>
                    <div class="ecl-timeline__title">{entry.title}</div>
                    <div class="ecl-timeline__content">{entry.content}</div>
                </div>
            </li>
        }
    };
    view! { <ol class="ecl-timeline hilum-timeline">{entries.into_iter().map(item).collect_view()}</ol> }
}
