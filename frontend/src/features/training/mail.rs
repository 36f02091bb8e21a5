use hilum_api_types::training::TrainingMailView;
use leptos::prelude::*;

use crate::words::{date_time, t};

/// One mail as text, with its links working, and as HTML in a frame that may do nothing.
pub(super) fn mail(mail: TrainingMailView) -> impl IntoView {
    let sent = date_time(mail.sent_at);
    view! {
        <details class="hilum-details">
            <summary class="hilum-details__summary">
                {mail.subject.clone()}
                <span class="hilum-quiet hilum-mail__to">{[&mail.to, " · ", &sent].concat()}</span>
            </summary>
            <div class="hilum-mail__text">{linked(&mail.text)}</div>
            <AsHtml html=mail.html subject=mail.subject />
        </details>
    }
}

/// Made only when it is opened: a frame loads even where nobody sees it.
#[component]
fn AsHtml(html: String, subject: String) -> impl IntoView {
    let open = RwSignal::new(false);
    let frame = move || {
        let (html, subject) = (html.clone(), subject.clone());
        open.get().then(|| {
            view! { <iframe class="hilum-mail__html" sandbox="" srcdoc=html title=subject></iframe> }
        })
    };
    view! {
        <details class="hilum-details" on:toggle=move |_| open.set(true)>
            <summary class="hilum-details__summary">{t("training-html")}</summary>
            <div class="hilum-details__content">{frame}</div>
        </details>
    }
}

/// The text with addresses of this portal as links.
fn linked(text: &str) -> Vec<AnyView> {
    let origin = window().location().origin().unwrap_or_default();
    let piece = |word: &str| {
        let address = word.trim_end();
        let rest = word[address.len()..].to_owned();
        let address = address.trim_end_matches(['.', ',', ')']);
        match address.strip_prefix(&origin) {
            // The path alone: the router then opens it without loading the page again.
            Some(path) if path.starts_with('/') => {
                let href = path.to_owned();
                view! { <a class="ecl-link" href=href>{address.to_owned()}</a> {rest} }.into_any()
            }
            _ => word.to_owned().into_any(),
        }
    };
    text.split_inclusive(char::is_whitespace).map(piece).collect()
}
