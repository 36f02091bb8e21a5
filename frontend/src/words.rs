//! The words of the page in the reader's language, and dates as the reader writes them.
//!
//! The messages and their Fluent runtime are in `words.js`, outside the program: a reader downloads one language.
//! `t` is a plain lookup: when the language changes, the whole page is drawn anew (see `routes::App`), which costs
//! less than a closure around every word.

use std::sync::OnceLock;

use chrono::{DateTime, Utc};
use hilum_api_types::applications::UsualDays;
use js_sys::{Array, Date, Function, JsString, Object, Promise, Reflect};
use leptos::prelude::*;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

#[wasm_bindgen]
extern "C" {
    /// The message of a key, the key itself where there is none.
    #[wasm_bindgen(js_namespace = hilumWords)]
    fn text(key: &str, args: &Object) -> JsString;

    #[wasm_bindgen(js_namespace = hilumWords, js_name = preferredLanguage)]
    fn preferred_language() -> String;

    #[wasm_bindgen(js_namespace = hilumWords, js_name = chooseLanguage)]
    fn choose(tag: &str) -> Promise;
}

static LANGUAGE: OnceLock<RwSignal<String>> = OnceLock::new();

/// Called once, before anything is drawn; the words are there already.
pub(crate) fn start() {
    let _ = LANGUAGE.set(RwSignal::new(preferred_language()));
}

/// The language chosen, as a BCP 47 tag; its words may still be English.
#[expect(clippy::expect_used, reason = "the page begins with `start`")]
pub(crate) fn language() -> RwSignal<String> {
    *LANGUAGE.get().expect("a language")
}

/// Shows the page in another language and remembers that.
pub(crate) async fn choose_language(tag: &str) {
    if language().get_untracked() == tag {
        return;
    }
    // Without its words the page stays as it is.
    if JsFuture::from(choose(tag)).await.is_ok() {
        language().set(tag.to_owned());
    }
}

/// The message of that key.
pub(crate) fn t(key: &str) -> String {
    t_args(key, &[])
}

/// The message of that key with its arguments; whole numbers choose plural forms.
pub(crate) fn t_args(key: &str, args: &[(&str, &str)]) -> String {
    text(key, &options(args)).into()
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
    let seconds = (at - crate::clock::now()).num_seconds();
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
    let tag = document().document_element().and_then(|root| root.get_attribute("lang")).unwrap_or_default();
    Array::of1(&if tag == "en" { "en-GB" } else { &tag }.into())
}

fn options(pairs: &[(&str, &str)]) -> Object {
    let object = Object::new();
    for (name, value) in pairs {
        let _ = Reflect::set(&object, &(*name).into(), &(*value).into()); // a plain object takes any property
    }
    object
}
