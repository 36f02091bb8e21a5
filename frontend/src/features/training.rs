//! The training environment's mailbox and clock (R18).

use hilum_api_types::page::Page;
use hilum_api_types::paths;
use hilum_api_types::training::TrainingMailView;
use leptos::prelude::*;

use crate::api::{self, Load, with_query};
use crate::features::shell::NotFound;
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
    let recipient = RwSignal::new(String::new());
    let mails = Load::new(move || {
        let path = with_query(paths::TRAINING_MAILBOX, &[("to", recipient.get().trim()), ("limit", "100")]);
        async move { api::get::<Page<TrainingMailView>>(&path).await }
    });
    let look = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        recipient.set(typed.get_untracked());
        mails.reload();
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
                    value=typed
                    input_type="search"
                    autocomplete="off"
                />
                <Button submit=true busy=mails.busy>{t("training-look")}</Button>
            </form>
            {load_state(mails, list)}
        </section>
    }
}

fn list(page: Page<TrainingMailView>) -> AnyView {
    if page.items.is_empty() {
        return view! { <Empty text=t("training-no-mail") /> }.into_any();
    }
    let count = t_args("training-count", &[("count", &page.total.to_string())]);
    view! {
        <p role="status">{count}</p>
        {page.items.into_iter().map(mail).collect_view()}
    }
    .into_any()
}
