//! The training environment's mailbox and clock (R18).

use hilum_api_types::page::Page;
use hilum_api_types::paths;
use hilum_api_types::training::TrainingMailView;
use leptos::prelude::*;

use crate::api::{self, Load, with_query};
use crate::features::not_found::NotFound;
use crate::session::session;
use crate::ui::{Breadcrumb, Button, Empty, PageTitle, TextField, load_state};
use crate::words::{t, t_args};

mod clock;
mod mail;

use clock::Clock;
use mail::mail;

#[component]
pub(crate) fn Mailbox() -> impl IntoView {
    let training = Memo::new(|_| session().is_training());
    move || if training.get() { view! { <Training /> }.into_any() } else { view! { <NotFound /> }.into_any() }
}

#[component]
fn Training() -> impl IntoView {
    let typed = RwSignal::new(String::new());
    let address = RwSignal::new(String::new());
    let mails = Load::new(move || {
        let path = with_query(paths::TRAINING_MAILBOX, &[("to", &address.get())]);
        async move { api::get::<Page<TrainingMailView>>(&path).await }
    });
    let look = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        // A whole address is asked of the server, which then tells that person's older mails too.
        let wanted = typed.get_untracked().trim().to_owned();
        address.set(if wanted.contains('@') { wanted } else { String::new() });
    };
    view! {
        <Breadcrumb trail=vec![(t("shell-home"), "/".into())] current=t("training-title") />
        <PageTitle text=t("training-title") />
        <Clock moved=move || mails.reload() />
        <section aria-labelledby="training-mails">
            <h2 class="hilum-heading" id="training-mails">{t("training-mails")}</h2>
            <p>{t("training-mails-text")}</p>
            <form class="hilum-filter" role="search" on:submit=look>
                <TextField
                    id="recipient"
                    label=t("training-recipient")
                    hint=t("training-recipient-hint")
                    value=typed
                    input_type="search"
                    autocomplete="off"
                />
                <Button submit=true busy=mails.busy()>{t("training-look")}</Button>
            </form>
            {load_state(mails, move |page| list(page.items, typed))}
        </section>
    }
}

/// Those to whom the typed text fits.
fn list(mails: Vec<TrainingMailView>, typed: RwSignal<String>) -> impl IntoView {
    move || {
        let wanted = typed.get().trim().to_lowercase();
        let fitting: Vec<_> = mails.iter().filter(|mail| mail.to.to_lowercase().contains(&wanted)).collect();
        if fitting.is_empty() {
            return view! { <Empty text=t("training-no-mail") /> }.into_any();
        }
        let count = t_args("training-count", &[("count", &fitting.len().to_string())]);
        view! {
            <p role="status">{count}</p>
            {fitting.into_iter().cloned().map(mail).collect_view()}
        }
        .into_any()
    }
}
