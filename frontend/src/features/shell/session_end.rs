//! Says in time that the session is about to end (WCAG 2.2.1).

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use leptos::html::Dialog;
use leptos::prelude::*;

use crate::api;
use crate::clock;
use crate::session;
use crate::ui::{Button, Variant, dynamic, follow};
use crate::words::{t, t_args, time};

const WARNING: TimeDelta = TimeDelta::minutes(2);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    /// By doing nothing; any request prolongs the session.
    Idle,
    /// Whatever is done.
    Absolute,
}

#[component]
pub(super) fn SessionEnd() -> impl IntoView {
    let dialog = NodeRef::<Dialog>::new();
    let warned = RwSignal::new(None::<End>);
    let left = RwSignal::new(0_i64);
    // The end that the person has read and put aside.
    let known = RwSignal::new(None::<DateTime<Utc>>);
    let busy = RwSignal::new(false);
    let tick = move || {
        let Some((end, kind)) = session::end() else {
            return warned.set(None);
        };
        let remaining = end - clock::now();
        if remaining <= TimeDelta::zero() {
            warned.set(None);
            // The server is not told: it ends the session by itself within a minute or two, and a sign-out would empty
            // the browser's storage with what could not be saved yet.
            return session::ended();
        }
        let warn = remaining <= WARNING && known.get_untracked() != Some(end);
        let kind = if kind { End::Absolute } else { End::Idle };
        let wanted = warn.then_some(kind);
        if warned.get_untracked() != wanted {
            warned.set(wanted);
        }
        if warn {
            left.set(remaining.num_seconds());
        }
    };
    if let Ok(clock) = set_interval_with_handle(tick, Duration::from_secs(1)) {
        on_cleanup(move || clock.clear());
    }
    follow(dialog, Signal::derive(move || warned.get().is_some()));
    let stay = move |_| api::run(busy, api::refresh());
    let content = dynamic(move || match warned.get() {
        None => ().into_any(),
        Some(End::Idle) => view! {
            <h2 class="hilum-dialog__title" id="session-end-title">{t("session-end-title")}</h2>
            <p>{t("session-end-text")}</p>
            <Countdown left />
            <Button variant=Variant::Primary busy on_click=stay>{t("session-end-stay")}</Button>
        }
        .into_any(),
        Some(End::Absolute) => {
            let end = session::end().map(|(end, _)| end);
            let at = end.map(time).unwrap_or_default();
            view! {
                <h2 class="hilum-dialog__title" id="session-end-title">{t("session-end-title")}</h2>
                <p>{t_args("session-end-absolute", &[("time", &at)])}</p>
                <Countdown left />
                <Button variant=Variant::Primary on_click=move |_| known.set(end)>{t("session-end-understood")}</Button>
            }
            .into_any()
        }
    });
    // Escape is an answer too: whoever is there is not idle.
    let cancel = move |event: web_sys::Event| match warned.get_untracked() {
        Some(End::Absolute) => known.set(session::end().map(|(end, _)| end)),
        Some(End::Idle) => {
            event.prevent_default();
            api::run(busy, api::refresh());
        }
        None => {}
    };
    view! {
        <dialog class="hilum-dialog" node_ref=dialog aria-labelledby="session-end-title" on:cancel=cancel>
            {content}
        </dialog>
    }
}

/// Seen every second, heard now and then.
#[component]
fn Countdown(left: RwSignal<i64>) -> impl IntoView {
    let seen = move || {
        let left = left.get().max(0);
        format!("{}:{:02}", left / 60, left % 60)
    };
    let heard = Memo::new(move |_| {
        let left = left.get();
        if left > 20 { (left + 29) / 30 * 30 } else { (left + 9) / 10 * 10 }
    });
    view! {
        <p class="hilum-countdown" aria-hidden="true">{seen}</p>
        <p class="hilum-hidden" role="status">
            {move || t_args("session-end-left", &[("count", &heard.get().to_string())])}
        </p>
    }
}
