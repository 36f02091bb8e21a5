//! When the program itself fails.

use leptos::prelude::{document, window};

use crate::words::t;

/// After a panic nothing on the page answers any more: say so, and offer to begin again.
pub(crate) fn show_instead_of_a_dead_page() {
    std::panic::set_hook(Box::new(|cause| {
        leptos::logging::error!("{cause}");
        let banner = || {
            let document = document();
            let banner = document.create_element("div").ok()?;
            banner.set_attribute("role", "alert").ok()?;
            banner.set_attribute("class", "hilum-failure").ok()?;
            let text = document.create_element("p").ok()?;
            text.set_text_content(Some(&t("program-failed")));
            let link = document.create_element("a").ok()?;
            link.set_attribute("class", "hilum-failure__link").ok()?;
            link.set_attribute("href", &window().location().href().ok()?).ok()?;
            link.set_text_content(Some(&t("reload")));
            banner.append_child(&text).ok()?;
            banner.append_child(&link).ok()?;
            document.body()?.prepend_with_node_1(&banner).ok()
        };
        let _ = banner(); // without a document there is nobody to tell
    }));
}
