use chrono::{DateTime, Utc};
use js_sys::Date;
use leptos::prelude::*;
use wasm_bindgen::JsValue;

use super::TextField;

/// A day, chosen with the browser's own calendar. `value` is `YYYY-MM-DD` or empty; `min` and `max` likewise.
#[component]
pub(crate) fn DateField(
    #[prop(into)] id: String,
    #[prop(into)] label: String,
    value: RwSignal<String>,
    #[prop(into, optional)] hint: Option<String>,
    #[prop(into, optional)] error: MaybeProp<String>,
    #[prop(optional)] required: bool,
    #[prop(into, optional)] min: Option<String>,
    #[prop(into, optional)] max: Option<String>,
) -> impl IntoView {
    view! { <TextField id label value input_type="date" hint=hint.unwrap_or_default() error required min=min.unwrap_or_default() max=max.unwrap_or_default() /> }
}

/// The end of that day in the reader's time zone: access "until 14 March" includes the 14th.
pub(crate) fn end_of_day(day: &str) -> Option<DateTime<Utc>> {
    let mut parts = day.splitn(3, '-').map(str::parse::<i32>);
    let (year, month, day) = (parts.next()?.ok()?, parts.next()?.ok()?, parts.next()?.ok()?);
    let date = Date::new_with_year_month_day_hr_min_sec(year as u32, month - 1, day, 23, 59, 59);
    DateTime::from_timestamp_millis(date.get_time() as i64).filter(|_| !date.get_time().is_nan())
}

/// The day of a moment in the reader's time zone, as a `DateField` holds it.
pub(crate) fn date_input_value(at: DateTime<Utc>) -> String {
    let date = Date::new(&JsValue::from_f64(at.timestamp_millis() as f64));
    format!("{:04}-{:02}-{:02}", date.get_full_year(), date.get_month() + 1, date.get_date())
}
