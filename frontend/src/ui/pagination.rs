use leptos::prelude::*;

use super::{Button, Variant};
use crate::words::{t, t_args};

/// "Showing 26 to 50 of 61 entries", and the ways on. `go` is told the cursor, which is a page's `next` or `prev`.
#[component]
pub(crate) fn Pagination(
    /// Position of the first item, from 1; lists that move while they are read do not tell it.
    from: Option<u64>,
    /// Items on this page.
    shown: usize,
    total: u64,
    prev: Option<String>,
    next: Option<String>,
    #[prop(into)] go: Callback<String>,
) -> impl IntoView {
    // The first page begins with the first entry, told or not.
    let text = match from.or(prev.is_none().then_some(1)) {
        Some(from) => {
            let to = (from + shown as u64).saturating_sub(1).min(total);
            let numbers = [("from", from.min(total)), ("to", to), ("total", total)];
            let numbers = numbers.map(|(name, number)| (name, number.to_string()));
            t_args("page-entries", &numbers.each_ref().map(|(name, number)| (*name, number.as_str())))
        }
        None => t_args("page-entries-some", &[("shown", &shown.to_string()), ("total", &total.to_string())]),
    };
    let way = move |cursor: Option<String>, text: String| {
        cursor.map(|cursor| {
            view! {
                <Button variant=Variant::Ghost on_click=move |_| go.run(cursor.clone())>
                    {text}
                </Button>
            }
        })
    };
    view! {
        <nav class="hilum-pagination" aria-label=t("pagination")>
            <p class="hilum-pagination__text" role="status">{text}</p>
            <div class="hilum-actions">{way(prev, t("page-previous"))} {way(next, t("page-next"))}</div>
        </nav>
    }
}
