//! An account of one's own: asked for here, made by the link in the mail.

use hilum_api_types::paths;
use hilum_domain::FieldError;
use hilum_domain::registration::{Application, check, check_password_length};
use hilum_words::languages;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::api::{ApiError, Method};
use crate::session::session;
use crate::ui::{
    Breadcrumb, Button, FieldKind, Form, FormField, LinkButton, NoticeKind, Outcome, PageTitle, Variant,
};
use crate::words::{language, t, t_args};

#[component]
pub(crate) fn Register() -> impl IntoView {
    let text = || RwSignal::new(String::new());
    let (first_name, last_name, email, again, privacy) = (text(), text(), text(), text(), text());
    let sent = RwSignal::new(false);
    let faults = move |()| {
        let given = [first_name, last_name, email, again, privacy].map(|field| field.get_untracked());
        let [first_name, last_name, email, email_confirmation, privacy] = &given;
        let privacy_accepted = !privacy.is_empty();
        check(&Application { first_name, last_name, email, email_confirmation, privacy_accepted })
            .err()
            .unwrap_or_default()
    };
    let offered = session().portal.get_untracked().map(|portal| portal.languages).unwrap_or_default();
    let names = languages().iter().filter(|language| offered.iter().any(|tag| tag == language.tag));
    let names = names.map(|language| (language.tag.to_owned(), language.name.to_owned())).collect();
    let chosen = RwSignal::new(language().get_untracked());
    let field = FormField::new;
    let fields = vec![
        field("first_name", t("user-data-first-name"), FieldKind::Text("given-name")).value(first_name),
        field("last_name", t("user-data-last-name"), FieldKind::Text("family-name")).value(last_name),
        field("email", t("register-email"), FieldKind::Email("email"))
            .value(email)
            .hint(t("register-email-hint")),
        field("email_confirmation", t("register-email-again"), FieldKind::Email("email")).value(again),
        field("language", t("register-language"), FieldKind::Select(names)).value(chosen),
        field("privacy_accepted", t("register-privacy"), FieldKind::Tick).value(privacy),
    ];
    let form = StoredValue::new(fields);
    let title =
        Signal::derive(move || if sent.get() { t("register-sent-title") } else { t("register-title") });
    view! {
        <Breadcrumb trail=vec![(t("shell-home"), "/".into())] current=t("register-title") />
        <PageTitle text=title />
        {move || if sent.get() {
            check_mail(&email.get_untracked(), Callback::new(move |()| sent.set(false)))
        } else {
            view! {
                <p class="hilum-lead">{t("register-lead")}</p>
                <Form
                    fields=form.get_value()
                    path=paths::ACCOUNTS
                    submit=t("register-submit")
                    check=faults
                    on_done=move |_| sent.set(true)
                >
                    <p>
                        <a class="ecl-link" href="/privacy" target="_blank">{t("register-privacy-link")}</a>
                    </p>
                </Form>
                <p class="hilum-after-form">{t("register-have-one")} " " <a class="ecl-link" href="/">{t("sign-in-submit")}</a></p>
            }
            .into_any()
        }}
    }
}

/// The same for every address: who has an account is nobody else's business.
fn check_mail(email: &str, again: Callback<()>) -> AnyView {
    view! {
        <Outcome kind=NoticeKind::Success title=t_args("register-sent", &[("email", email.trim())])>
            <p>{t("register-sent-next")}</p>
        </Outcome>
        <h2 class="hilum-heading">{t("no-mail-title")}</h2>
        <ul class="ecl-unordered-list">
            <li class="ecl-unordered-list__item">{t("no-mail-spam")}</li>
            <li class="ecl-unordered-list__item">{t("register-no-mail-address")}</li>
            <li class="ecl-unordered-list__item">{t("no-mail-help")}</li>
        </ul>
        <p>
            <Button on_click=move |_| again.run(())>{t("register-again")}</Button>
        </p>
    }
    .into_any()
}

#[component]
pub(crate) fn ConfirmRegistration() -> impl IntoView {
    let done = || {
        view! {
            <Outcome kind=NoticeKind::Success title=t("register-done")>
                <p>{t("register-done-next")}</p>
            </Outcome>
            <LinkButton href="/account/two-step?return_to=%2F" variant=Variant::Primary>
                {t("sign-in-submit")}
            </LinkButton>
        }
        .into_any()
    };
    view! {
        <PageTitle text=t("register-confirm-title") />
        <ByLink path=paths::ACCOUNT_CONFIRMATIONS done expired=expired_registration>
            <p class="hilum-lead">{t("register-confirm-lead")}</p>
        </ByLink>
    }
}

fn expired_registration() -> AnyView {
    view! {
        <Expired text=t("register-expired")>
            <LinkButton href="/register" variant=Variant::Primary>{t("register-title")}</LinkButton>
            <LinkButton href="/">{t("sign-in-submit")}</LinkButton>
        </Expired>
    }
    .into_any()
}

#[component]
pub(crate) fn ResetPassword() -> impl IntoView {
    let email = RwSignal::new(String::new());
    let sent = RwSignal::new(false);
    let fields =
        vec![FormField::new("email", t("register-email"), FieldKind::Email("username")).value(email)];
    let form = StoredValue::new(fields);
    view! {
        <Breadcrumb trail=vec![(t("shell-home"), "/".into())] current=t("reset-title") />
        <PageTitle text=t("reset-title") />
        {move || if sent.get() {
            let text = t_args("reset-sent", &[("email", email.get_untracked().trim())]);
            view! {
                <Outcome kind=NoticeKind::Success title=text>
                    <p>{t("reset-sent-next")}</p>
                </Outcome>
                <h2 class="hilum-heading">{t("no-mail-title")}</h2>
                <ul class="ecl-unordered-list">
                    <li class="ecl-unordered-list__item">{t("no-mail-spam")}</li>
                    <li class="ecl-unordered-list__item">{t("reset-no-mail-other")}</li>
                    <li class="ecl-unordered-list__item">{t("no-mail-help")}</li>
                </ul>
                <p><a class="ecl-link" href="/">{t("sign-in-submit")}</a></p>
            }
            .into_any()
        } else {
            view! {
                <p class="hilum-lead">{t("reset-lead")}</p>
                <Form
                    fields=form.get_value()
                    path=paths::PASSWORD_RESETS
                    submit=t("reset-submit")
                    on_done=move |_| sent.set(true)
                />
            }
            .into_any()
        }}
    }
}

#[component]
pub(crate) fn ConfirmReset() -> impl IntoView {
    let done = || {
        view! {
            <Outcome kind=NoticeKind::Success title=t("reset-done")>
                <p>{t("reset-done-next")}</p>
            </Outcome>
            <LinkButton href="/" variant=Variant::Primary>{t("sign-in-submit")}</LinkButton>
        }
        .into_any()
    };
    let expired = || {
        view! {
            <Expired text=t("reset-expired")>
                <LinkButton href="/reset" variant=Variant::Primary>{t("reset-title")}</LinkButton>
            </Expired>
        }
        .into_any()
    };
    view! {
        <PageTitle text=t("reset-confirm-title") />
        <ByLink path=paths::PASSWORD_RESET_CONFIRMATIONS done expired>
            <p class="hilum-lead">{t("reset-confirm-lead")}</p>
        </ByLink>
    }
}

/// A password for whoever holds the link. Plain functions draw what follows.
#[component]
fn ByLink(
    path: &'static str,
    done: fn() -> AnyView,
    expired: fn() -> AnyView,
    children: ChildrenFn,
) -> impl IntoView {
    let password = RwSignal::new(String::new());
    let faults = move |()| {
        let mut faults: Vec<FieldError> = Vec::new();
        password.with_untracked(|password| check_password_length(&mut faults, "password", password));
        faults
    };
    let form = move |token: String, problem, on_done: Callback<String>| {
        let field = FormField::new("password", t("new-password"), FieldKind::NewPassword).value(password);
        view! {
            {children()}
            <Form
                fields=vec![field]
                also=vec![("token", token)]
                path
                submit=t("password-save")
                check=faults
                problem
                on_done
            />
        }
        .into_any()
    };
    with_token(form, done, expired)
}

/// Draws what a link in a mail leads to: the form, or what follows it, or what to do when the link is no good any more.
pub(crate) fn with_token(
    form: impl Fn(String, RwSignal<Option<ApiError>>, Callback<String>) -> AnyView + Send + Sync + 'static,
    done: fn() -> AnyView,
    expired: fn() -> AnyView,
) -> AnyView {
    let token = use_query_map().with_untracked(|query| query.get("token")).unwrap_or_default();
    let problem = RwSignal::new(None::<ApiError>);
    let finished = RwSignal::new(false);
    let useless = Memo::new(move |_| {
        let refused = |error: &ApiError| error.fields().iter().any(|fault| fault.field == "token");
        problem.with(|problem| problem.as_ref().is_some_and(refused))
    });
    let on_done = Callback::new(move |_: String| finished.set(true));
    crate::ui::dynamic(move || {
        if token.is_empty() || useless.get() {
            expired()
        } else if finished.get() {
            done()
        } else {
            form(token.clone(), problem, on_done)
        }
    })
}

/// The link was used before, is too old, or was cut by the mail program: what to do now.
#[component]
pub(crate) fn Expired(#[prop(into)] text: String, children: Children) -> impl IntoView {
    view! {
        <Outcome kind=NoticeKind::Warning title=t("link-expired")>
            <p>{text}</p>
        </Outcome>
        <div class="hilum-actions">{children()}</div>
    }
}

/// The new address of an account. Nothing happens by opening the page: mail programs open links to look at them.
#[component]
pub(crate) fn ConfirmEmail() -> impl IntoView {
    let form = |token: String, problem, on_done: Callback<String>| {
        view! {
            <p class="hilum-lead">{t("email-confirm-lead")}</p>
            <Form
                fields=Vec::new()
                also=vec![("token", token)]
                path=paths::EMAIL_CONFIRMATIONS
                method=Method::Post
                submit=t("email-confirm-submit")
                problem
                on_done
            />
        }
        .into_any()
    };
    let done = || {
        crate::api::reload(); // the name to sign in with
        view! {
            <Outcome kind=NoticeKind::Success title=t("email-confirm-done")>
                <p>{t("email-confirm-done-next")}</p>
            </Outcome>
            <LinkButton href="/" variant=Variant::Primary>{t("go-on")}</LinkButton>
        }
        .into_any()
    };
    let expired = || {
        view! {
            <Expired text=t("email-confirm-expired")>
                <LinkButton href="/account" variant=Variant::Primary>{t("email-confirm-account")}</LinkButton>
            </Expired>
        }
        .into_any()
    };
    view! {
        <PageTitle text=t("email-confirm-title") />
        {with_token(form, done, expired)}
    }
}
