//! The words of the page in the reader's language, and dates as the reader writes them.
//!
//! `t` is a plain lookup: when the language changes, the whole page is drawn anew (see `routes::App`), which costs
//! less than a closure around every word.

use std::cell::RefCell;
use std::sync::OnceLock;

use chrono::{DateTime, Utc};
use hilum_api_types::applications::UsualDays;
use hilum_words::Bundle;
use js_sys::{Array, Date, Function, Object, Reflect};
use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};

thread_local! {
    static WORDS: RefCell<Option<Bundle>> = const { RefCell::new(None) };
}
static LANGUAGE: OnceLock<RwSignal<String>> = OnceLock::new();

/// What the page remembers in the browser for people who are not signed in.
const REMEMBERED: &str = "hilum-language";

/// Takes the words of the remembered or the browser's language. Called once, before anything is drawn.
pub(crate) fn start() {
    let remembered = local_storage().and_then(|storage| storage.get_item(REMEMBERED).ok().flatten());
    let tag = remembered.or_else(|| window().navigator().language()).unwrap_or_default();
    let tag = tag.split('-').next().unwrap_or_default().to_owned();
    load(&tag);
    let _ = LANGUAGE.set(RwSignal::new(tag));
}

/// The language chosen, as a BCP 47 tag; its words may still be English.
pub(crate) fn language() -> RwSignal<String> {
    *LANGUAGE.get().expect("words::start is called first")
}

/// Shows the page in another language and remembers that.
pub(crate) fn choose_language(tag: &str) {
    if language().get_untracked() == tag {
        return;
    }
    load(tag);
    if let Some(storage) = local_storage() {
        let _ = storage.set_item(REMEMBERED, tag); // refused in some private windows: then it is not remembered
    }
    language().set(tag.to_owned());
}

fn load(tag: &str) {
    let words = hilum_words::page(tag);
    if let Some(root) = document().document_element() {
        let _ = root.set_attribute("lang", words.language());
    }
    WORDS.set(Some(words));
}

fn local_storage() -> Option<web_sys::Storage> {
    window().local_storage().ok().flatten()
}

/// The message of that key.
pub(crate) fn t(key: &str) -> String {
    t_args(key, &[])
}

/// The message of that key with its arguments; whole numbers choose plural forms.
pub(crate) fn t_args(key: &str, args: &[(&str, &str)]) -> String {
    WORDS.with_borrow(|words| words.as_ref().map_or_else(|| key.to_owned(), |words| words.text(key, args)))
}

/// The message of a code of the API: `t_code("stage", stage.code.as_str())`.
pub(crate) fn t_code(prefix: &str, code: &str) -> String {
    t(&[prefix, "-", code].concat())
}

/// "1 to 3 working days".
pub(crate) fn working_days(days: &UsualDays) -> String {
    t_args("working-days", &[("min", &days.min.to_string()), ("max", &days.max.to_string())])
}

/// "14 March 2026", in the reader's language and time zone (R20).
pub(crate) fn date(at: DateTime<Utc>) -> String {
    format_moment(at, &[("dateStyle", "long")])
}

/// "14 March 2026 at 09:30".
pub(crate) fn date_time(at: DateTime<Utc>) -> String {
    format_moment(at, &[("dateStyle", "long"), ("timeStyle", "short")])
}

/// "09:30".
pub(crate) fn time(at: DateTime<Utc>) -> String {
    format_moment(at, &[("timeStyle", "short")])
}

/// "3 days ago", "yesterday", "in 2 hours": for what is read at a glance; give the exact moment beside it.
pub(crate) fn ago(at: DateTime<Utc>) -> String {
    let seconds = (at - crate::session::now()).num_seconds();
    let (amount, unit) = match seconds.unsigned_abs() {
        0..3_600 => (seconds / 60, "minute"),
        3_600..86_400 => (seconds / 3_600, "hour"),
        _ => (seconds / 86_400, "day"),
    };
    let format = js_sys::Intl::RelativeTimeFormat::new(&locales(), &options(&[("numeric", "auto")]));
    format.format(amount as f64, unit).into()
}

/// The name of a country in the reader's language; its code where the browser does not know it.
pub(crate) fn country(code: &str) -> String {
    let name = || {
        let names: Function =
            Reflect::get(&Reflect::get(&js_sys::global(), &"Intl".into()).ok()?, &"DisplayNames".into())
                .ok()?
                .dyn_into()
                .ok()?;
        let arguments = Array::of2(&locales(), &options(&[("type", "region")]));
        let names = Reflect::construct(&names, &arguments).ok()?;
        let of: Function = Reflect::get(&names, &"of".into()).ok()?.dyn_into().ok()?;
        of.call1(&names, &code.into()).ok()?.as_string()
    };
    name().unwrap_or_else(|| code.to_owned())
}

fn format_moment(at: DateTime<Utc>, how: &[(&str, &str)]) -> String {
    let format = js_sys::Intl::DateTimeFormat::new(&locales(), &options(how));
    let moment = Date::new(&JsValue::from_f64(at.timestamp_millis() as f64));
    format
        .format()
        .call1(&JsValue::UNDEFINED, &moment)
        .ok()
        .and_then(|text| text.as_string())
        .unwrap_or_default()
}

/// The language that the words around the date are in. English is written the European way.
fn locales() -> Array {
    let tag = WORDS.with_borrow(|words| words.as_ref().map_or("en", Bundle::language));
    Array::of1(&if tag == "en" { "en-GB" } else { tag }.into())
}

fn options(pairs: &[(&str, &str)]) -> Object {
    let object = Object::new();
    for (name, value) in pairs {
        let _ = Reflect::set(&object, &(*name).into(), &(*value).into()); // a plain object takes any property
    }
    object
}
