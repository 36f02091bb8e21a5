use leptos::prelude::*;

use super::Icon;
use crate::words::t;

/// Where this page is: `trail` are (text, address) from the top, `current` is the page itself.
#[component]
pub(crate) fn Breadcrumb(trail: Vec<(String, String)>, #[prop(into)] current: String) -> impl IntoView {
    let segment = |(text, href): (String, String)| {
        view! {
            <li class="ecl-breadcrumb__segment">
                <a class="ecl-link ecl-link--standalone ecl-breadcrumb__link" href=href>{text}</a>
                <Icon name="corner-arrow" class="ecl-icon ecl-icon--2xs ecl-icon--rotate-90 ecl-breadcrumb__icon" />
            </li>
        }
    };
    view! {
        <nav class="ecl-breadcrumb ecl-breadcrumb--wrap hilum-breadcrumb" aria-label=t("breadcrumb")>
            <ol class="ecl-breadcrumb__container">
                {trail.into_iter().map(segment).collect_view()}
                <li class="ecl-breadcrumb__segment ecl-breadcrumb__current-page" aria-current="page">{current}</li>
            </ol>
        </nav>
    }
}
