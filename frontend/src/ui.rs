//! The parts every page is made of, after the Europa Component Library. No business words in here: texts come in.
//!
//! ```ignore
//! <PageTitle text=t("my-access-title") />                      // h1 + document title, takes the focus at a new address
//! <Breadcrumb trail=vec![(t("home"), "/".into())] current=t("my-access-title") />
//! let load = Load::new(|| api::get::<Page<GrantView>>(paths::MY_GRANTS));
//! {load_state(load, move |page| if page.items.is_empty() {
//!     view! { <Empty text=t("my-access-none")><LinkButton href="/request-access">{t("…")}</LinkButton></Empty> }.into_any()
//! } else { … .into_any() })}                                    // loading and failed (with retry) come by themselves
//!
//! let problem = RwSignal::new(None::<ApiError>);
//! <ProblemNotice problem />                                    // nothing while None; takes the focus when it appears
//! let errors = RwSignal::new(Vec::<(String, String)>::new());  // (id of the field, text)
//! <ErrorSummary errors />                                      // takes the focus when it becomes non-empty
//! <TextField id="email" label=t("…") value=email error=error_of(errors, "email") required=true />
//! <Button variant=Variant::Primary busy=busy on_click=move |_| api::run(busy, async move { … })>{t("…")}</Button>
//! <ChoiceGroup id="profiles" legend=t("…") error=error_of(errors, "profiles")>
//!   <Checkbox id="p-hp" label="HP" help="Healthcare Professional" checked=Signal::derive(…) on_change=move |on: bool| … />
//! </ChoiceGroup>
//! <Form fields=vec![FormField::new("email", t("…"), FieldKind::Email("email"))] path=paths::PASSWORD_RESETS
//!   submit=t("…") on_done=move |_answer| … />                  // checks, sends, shows faults at their fields
//! <Confirm open title=t("…") confirm=t("…") busy on_confirm=move || … ><p>{t("…")}</p></Confirm>
//! ```
//!
//! Rows of a list are cells made with `into_any`: `<Table caption=t("…") headings=vec![t("…"), …] rows=rows />`;
//! every cell repeats its heading for narrow screens, where rows become cards.
//!
//! Class names are written out whole: unused ones are removed from the styles, and a name glued together looks unused.
//! No `style=` attribute: the content security policy refuses it.

mod badge;
mod breadcrumb;
mod button;
mod choice;
mod code_field;
mod confirm;
mod confirmed_change;
mod copy_button;
mod date_field;
mod error_summary;
pub(crate) mod failure;
mod field;
mod focus;
mod form;
mod icon;
mod load_state;
mod notice;
mod page_title;
mod pagination;
mod password_field;
mod select_field;
mod stepper;
mod summary_list;
mod table;
mod text_field;
mod timeline;

pub(crate) use badge::{Badge, BadgeKind};
pub(crate) use breadcrumb::Breadcrumb;
pub(crate) use button::{Button, LinkButton, Variant};
pub(crate) use choice::{Checkbox, ChoiceGroup, Radio};
pub(crate) use code_field::{CodeField, CodeKind, typed_code};
pub(crate) use confirm::{Confirm, follow};
pub(crate) use confirmed_change::ConfirmedChange;
pub(crate) use copy_button::CopyButton;
pub(crate) use date_field::{DateField, date_input_value, end_of_day};
pub(crate) use error_summary::{ErrorSummary, error_of, field_errors};
pub(crate) use focus::focus;
pub(crate) use form::{FieldKind, Form, FormField};
pub(crate) use icon::Icon;
pub(crate) use load_state::{Empty, load_state};
pub(crate) use notice::{Loading, Notice, NoticeKind, Outcome, ProblemNotice};
pub(crate) use page_title::{PageTitle, TITLE};
pub(crate) use pagination::Pagination;
pub(crate) use password_field::PasswordField;
pub(crate) use select_field::SelectField;
pub(crate) use stepper::{Step, Stepper};
pub(crate) use summary_list::{SummaryList, SummaryRow};
pub(crate) use table::Table;
pub(crate) use text_field::{TextArea, TextField};
pub(crate) use timeline::{Timeline, TimelineEntry};

use std::sync::{Arc, Mutex};

use leptos::either::Either;
use leptos::prelude::*;

/// A part that is drawn again when a signal it reads changes. Prefer this, or a `{move || …}` written out in `view!`
/// whose pieces are `.into_any()`, to a closure in a variable: those of one type are compiled once.
pub(crate) fn dynamic(draw: impl FnMut() -> AnyView + Send + 'static) -> AnyView {
    let draw: Arc<Mutex<dyn FnMut() -> AnyView + Send>> = Arc::new(Mutex::new(draw));
    draw.into_any()
}

/// The same, but every drawing is one of its own: drawn over the old one, components would keep their old listeners
/// beside the new ones (tachys 0.2.19, `AnyViewWithAttrs::rebuild`).
pub(crate) fn dynamic_afresh(draw: impl Fn() -> AnyView + Send + 'static) -> AnyView {
    let mut left = false;
    dynamic(move || {
        left = !left;
        let drawing: Either<AnyView, AnyView> =
            if left { Either::Left(draw()) } else { Either::Right(draw()) };
        drawing.into_any()
    })
}

/// A part that opens: the browser's own details element.
#[component]
pub(crate) fn Details(#[prop(into)] summary: String, children: Children) -> impl IntoView {
    view! {
        <details class="hilum-details">
            <summary class="hilum-details__summary">{summary}</summary>
            <div class="hilum-details__content">{children()}</div>
        </details>
    }
}
