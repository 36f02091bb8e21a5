use leptos::prelude::*;

/// Rows and columns. On narrow screens every row becomes a card, in which each cell repeats its heading.
#[component]
pub(crate) fn Table(
    /// What the table lists, for screen readers.
    #[prop(into)]
    caption: String,
    headings: Vec<String>,
    /// As many cells as there are headings.
    rows: Vec<Vec<AnyView>>,
) -> impl IntoView {
    let heading = |text: &String| view! { <th class="ecl-table__header" scope="col">{text.clone()}</th> };
    let row = |cells: Vec<AnyView>| {
        let cell = |(cell, heading): (AnyView, &String)| {
            // One block: on narrow screens it stands beside its heading as a whole.
            view! {
                <td class="ecl-table__cell" data-ecl-table-header=heading.clone()>
                    <div class="hilum-table__content">{cell}</div>
                </td>
            }
        };
        view! { <tr class="ecl-table__row">{cells.into_iter().zip(&headings).map(cell).collect_view()}</tr> }
    };
    view! {
        <div class="hilum-table">
            <table class="ecl-table ecl-table--zebra">
                <caption class="hilum-hidden">{caption}</caption>
                <thead class="ecl-table__head">
                    <tr class="ecl-table__row">{headings.iter().map(heading).collect_view()}</tr>
                </thead>
                <tbody class="ecl-table__body">{rows.into_iter().map(row).collect_view()}</tbody>
            </table>
        </div>
    }
}
