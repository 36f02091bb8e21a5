//! What a browser calls itself, in few words.

use leptos::prelude::window;

use crate::words::{t, t_args};

/// (what its name contains, what people call it); the first that fits, for browsers also claim to be others.
const BROWSERS: [(&str, &str); 9] = [
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("Chromium", "Chromium"),
    ("Chrome", "Chrome"),
    ("CriOS", "Chrome"),
    ("Safari", "Safari"),
];
const SYSTEMS: [(&str, &str); 7] = [
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
];

/// "Firefox on Windows"; for programs the beginning of what they say.
pub(crate) fn name(user_agent: &str) -> String {
    let of = |names: &[(&str, &'static str)]| {
        names.iter().find(|(part, _)| user_agent.contains(part)).map(|(_, name)| *name)
    };
    match (of(&BROWSERS), of(&SYSTEMS)) {
        (Some(browser), Some(system)) => {
            t_args("account-browser", &[("browser", browser), ("system", system)])
        }
        (Some(browser), None) => browser.to_owned(),
        (None, _) => match user_agent.split(['/', ' ']).next() {
            Some(program) if !program.is_empty() => program.to_owned(),
            Some(_) | None => t("account-browser-unknown"),
        },
    }
}

/// The browser that shows this page.
pub(crate) fn this_one() -> String {
    name(&window().navigator().user_agent().unwrap_or_default())
}
