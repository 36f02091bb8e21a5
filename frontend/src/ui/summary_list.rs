use leptos::prelude::*;

/// A term, what it is, and where to change it: (address, "Change", what is changed, for screen readers).
pub(crate) struct SummaryRow {
    pub(crate) term: String,
    pub(crate) definition: AnyView,
    pub(crate) change: Option<(String, String, String)>,
}

impl SummaryRow {
    pub(crate) fn new(term: impl Into<String>, definition: impl IntoView + 'static) -> Self {
        Self { term: term.into(), definition: definition.into_any(), change: None }
    }

    /// Adds a link that leads to the place where this is entered.
    pub(crate) fn with_change(mut self, href: impl Into<String>, text: impl Into<String>) -> Self {
        self.change = Some((href.into(), text.into(), self.term.clone()));
        self
    }
}

/// Facts one below the other.
#[component]
pub(crate) fn SummaryList(rows: Vec<SummaryRow>) -> impl IntoView {
    let row = |row: SummaryRow| {
        let change = row.change.map(|(href, text, what)| {
            view! {
                <dd class="hilum-summary__change">
                    <a class="ecl-link" href=href>{text} <span class="hilum-hidden">{[" ", &what].concat()}</span></a>
                </dd>
            }
        });
        view! {
            <div class="hilum-summary__row">
                <dt class="hilum-summary__term">{row.term}</dt>
                <dd class="hilum-summary__definition">{row.definition}</dd>
                {change}
            </div>
        }
    };
    view! { <dl class="hilum-summary">{rows.into_iter().map(row).collect_view()}</dl> }
}
