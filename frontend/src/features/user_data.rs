//! What Hilum holds about the person at the screen.

use leptos::prelude::*;

use crate::api::{self, ApiError};
use crate::session::{self, session};
use crate::ui::{
    Breadcrumb, Button, LinkButton, Notice, NoticeKind, PageTitle, ProblemNotice, SelectField, SummaryList,
    SummaryRow,
};
use crate::words::{date_time, language, t, t_args, t_code};

#[component]
pub(crate) fn UserData() -> impl IntoView {
    let facts = move || {
        session().view().map(|view| {
            let rows = vec![
                SummaryRow::new(t("user-data-first-name"), view.user.first_name),
                SummaryRow::new(t("user-data-last-name"), view.user.last_name),
                SummaryRow::new(t("user-data-email"), view.user.email),
                SummaryRow::new(t("user-data-assurance"), t_code("assurance", view.assurance.as_str())),
                SummaryRow::new(t("user-data-session"), session_end(view.idle_at, view.expires_at)),
            ];
            view! { <SummaryList rows /> }
        })
    };
    view! {
        <Breadcrumb trail=vec![(t("shell-home"), "/".into())] current=t("shell-user-data") />
        <PageTitle text=t("user-data-title") />
        {facts}
        <p>{t("user-data-correct")} " " <a class="ecl-link" href="/support">{t("shell-support")}</a></p>
        <section aria-labelledby="user-data-language">
            <h2 class="hilum-heading" id="user-data-language">{t("user-data-language-title")}</h2>
            <LanguageForm />
        </section>
        <section aria-labelledby="user-data-preferences">
            <h2 class="hilum-heading" id="user-data-preferences">{t("user-data-preferences")}</h2>
            <p>{t("user-data-preferences-text")}</p>
            <LinkButton href="/preferences">{t("user-data-preferences-link")}</LinkButton>
        </section>
        <section aria-labelledby="user-data-held">
            <h2 class="hilum-heading" id="user-data-held">{t("user-data-held")}</h2>
            <ul class="ecl-unordered-list">
                <li class="ecl-unordered-list__item">
                    {t("user-data-held-requests")} " " <a class="ecl-link" href="/">{t("shell-home")}</a>
                </li>
                <li class="ecl-unordered-list__item">
                    {t("user-data-held-grants")} " " <a class="ecl-link" href="/my-access">{t("shell-my-access")}</a>
                </li>
                <li class="ecl-unordered-list__item">{t("user-data-held-history")}</li>
            </ul>
            <p><a class="ecl-link" href="/privacy">{t("shell-privacy")}</a></p>
        </section>
    }
}

fn session_end(idle_at: chrono::DateTime<chrono::Utc>, expires_at: chrono::DateTime<chrono::Utc>) -> String {
    t_args("user-data-session-end", &[("idle", &date_time(idle_at)), ("end", &date_time(expires_at))])
}

#[component]
fn LanguageForm() -> impl IntoView {
    let chosen = RwSignal::new(language().get_untracked());
    let problem = RwSignal::new(None::<ApiError>);
    let saved = RwSignal::new(false);
    let busy = RwSignal::new(false);
    let options = Signal::derive(|| {
        let offered = session().portal.get().map(|portal| portal.languages).unwrap_or_default();
        let names =
            hilum_words::languages().iter().filter(|language| offered.iter().any(|tag| tag == language.tag));
        names.map(|language| (language.tag.to_owned(), language.name.to_owned())).collect::<Vec<_>>()
    });
    let save = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        saved.set(false);
        api::run(busy, async move {
            let error = session::change_language(chosen.get_untracked()).await.err();
            saved.try_set(error.is_none());
            problem.try_set(error);
        });
    };
    view! {
        <ProblemNotice problem />
        {move || saved.get().then(|| view! {
            <Notice kind=NoticeKind::Success title=t("user-data-language-saved") live=true />
        })}
        <form novalidate on:submit=save>
            <SelectField
                id="language"
                label=t("user-data-language")
                hint=t("user-data-language-hint")
                options
                value=chosen
            />
            <Button submit=true busy>{t("user-data-language-save")}</Button>
        </form>
    }
}
