use hilum_words::languages;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

use crate::api::{self, ApiError};
use crate::entry;
use crate::session::session;
use crate::ui::{Button, Icon, ProblemNotice, Variant};
use crate::words::{self, t};

/// Mark, name, and what belongs to the person: name, language, sign-out.
#[component]
pub(super) fn Header() -> impl IntoView {
    let problem = RwSignal::new(None::<ApiError>);
    // Whoever is on their way to a button of it keeps it, however often the session is asked again.
    let name = Memo::new(|_| {
        session().view().map(|view| format!("{} {}", view.user.first_name, view.user.last_name))
    });
    view! {
        <header class="hilum-header">
            <div class="ecl-container hilum-header__inner">
                <a class="hilum-header__home" href="/">
                    <Mark />
                    <span class="hilum-header__name">{t("hilum")}</span>
                    <span class="hilum-header__claim">{t("shell-claim")}</span>
                </a>
                <div class="hilum-header__actions">
                    {move || name.get().map(|name| view! { <User name problem /> })}
                    <LanguageSelector problem />
                </div>
            </div>
            <div class="ecl-container"><ProblemNotice problem /></div>
        </header>
    }
}

/// A gate.
#[component]
fn Mark() -> impl IntoView {
    view! {
        <svg class="hilum-mark" viewBox="0 0 32 32" focusable="false" aria-hidden="true">
            <path d="M3 29V16a13 13 0 0 1 26 0v13h-7V16a6 6 0 0 0-12 0v13z" fill="currentColor" />
            <circle class="hilum-mark__light" cx="16" cy="24" r="3" />
        </svg>
    }
}

#[component]
fn User(name: String, problem: RwSignal<Option<ApiError>>) -> impl IntoView {
    let busy = RwSignal::new(false);
    let enrolled = Memo::new(|_| !session().must_enrol());
    let navigate = use_navigate();
    let sign_out = move |_| {
        let navigate = navigate.clone();
        api::run(busy, async move {
            let failed = entry::sign_out().await.err();
            if failed.is_none() {
                // The next person begins at the beginning.
                navigate("/", NavigateOptions::default());
            }
            problem.try_set(failed);
        });
    };
    view! {
        <span class="hilum-header__user">
            <Icon name="logged-in" class="ecl-icon ecl-icon--s" />
            <span>{name}</span>
        </span>
        {move || enrolled.get().then(|| view! {
            <a class="ecl-link ecl-link--standalone hilum-header__account" href="/account">
                <Icon name="settings" class="ecl-icon ecl-icon--s" />
                <span>{t("account-title")}</span>
            </a>
        }.into_any())}
        <Button variant=Variant::Ghost busy on_click=sign_out>
            {t("shell-sign-out")}
        </Button>
    }
}

/// The languages of this portal, under the names their speakers use.
#[component]
fn LanguageSelector(problem: RwSignal<Option<ApiError>>) -> impl IntoView {
    let offered = move || session().portal.get().map(|portal| portal.languages).unwrap_or_default();
    let option = |tag: String| {
        let name =
            languages().iter().find(|language| language.tag == tag).map_or(tag.clone(), |l| l.name.into());
        let chosen = tag.clone();
        view! {
            <option value=tag.clone() lang=tag selected=move || words::language().get() == chosen>
                {name}
            </option>
        }
    };
    let choose = move |event| {
        let tag = event_target_value(&event);
        leptos::task::spawn_local(async move {
            if let Err(error) = entry::change_language(tag).await {
                problem.try_set(Some(error));
            }
        });
    };
    view! {
        <label class="hilum-language">
            <Icon name="global" class="ecl-icon ecl-icon--s" />
            <span class="hilum-hidden">{t("shell-language")}</span>
            <select class="hilum-language__select" on:change=choose>
                {move || offered().into_iter().map(option).collect_view()}
            </select>
        </label>
    }
}

/// R18: no real data is kept in training, and every page says so.
#[component]
pub(super) fn TrainingBanner() -> impl IntoView {
    move || {
        session().is_training().then(|| {
            view! {
                <aside class="hilum-training" aria-label=t("shell-training-label")>
                    <div class="ecl-container hilum-training__inner">
                        <p class="hilum-training__text">{t("shell-training")}</p>
                        <a class="hilum-training__link" href="/training/mailbox">{t("shell-training-mailbox")}</a>
                    </div>
                </aside>
            }
        })
    }
}
