//! What happened, in plain words.

use hilum_api_types::access_requests::{EventView, Office};
use hilum_api_types::page::Page;
use leptos::prelude::*;

use crate::features::returned::reason;
use crate::session::session;
use crate::ui::{Timeline, TimelineEntry};
use crate::words::{date_time, t, t_args};

pub(super) fn history(events: &Page<EventView>) -> AnyView {
    let content = if events.items.is_empty() {
        view! { <p>{t("request-history-none")}</p> }.into_any()
    } else {
        view! { <Timeline entries=events.items.iter().map(entry).collect() /> }.into_any()
    };
    view! {
        <section aria-labelledby="request-history">
            <h2 class="hilum-heading" id="request-history">{t("request-history")}</h2>
            {content}
        </section>
    }
    .into_any()
}

fn entry(event: &EventView) -> TimelineEntry {
    let profile = event.profile.as_ref().map(|profile| profile.name.as_str()).unwrap_or_default();
    let key = ["request-event-", &event.kind].concat();
    let until = event.valid_until.map(|until| {
        view! { <p>{t_args("request-event-until", &[("moment", &date_time(until))])}</p> }
    });
    TimelineEntry {
        when: date_time(event.at),
        title: t_args(&key, &[("actor", &actor(event)), ("profile", profile)]),
        content: view! { {event.reason.as_ref().map(reason)} {until} }.into_any(),
    }
}

/// The reader, a name where one may know it, or the office.
fn actor(event: &EventView) -> String {
    let me = session().view().map(|view| view.user.id);
    match &event.actor {
        Some(person) if Some(person.id) == me => t("request-you"),
        Some(person) => person.name.clone(),
        None => match event.office {
            Office::Applicant => t("request-office-applicant"),
            Office::Coordinator => t("request-office-coordinator"),
            Office::Helpdesk => t("request-office-helpdesk"),
            Office::System => t("request-office-system"),
        },
    }
}
