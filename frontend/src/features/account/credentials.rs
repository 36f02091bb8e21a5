//! What one signs in with.

use hilum_api_types::paths;
use hilum_domain::registration::{check_address, check_password_length};
use leptos::prelude::*;

use crate::session::session;
use crate::ui::{FieldKind, Form, FormField, Notice, NoticeKind, Variant};
use crate::words::{t, t_args};

#[component]
pub(super) fn PasswordChange() -> impl IntoView {
    let (current, password) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let changed = RwSignal::new(false);
    let fields = vec![
        FormField::new("current_password", t("account-password-current"), FieldKind::Password).value(current),
        FormField::new("new_password", t("account-password-new"), FieldKind::NewPassword).value(password),
    ];
    let check = Callback::new(move |()| {
        let mut errors = Vec::new();
        password.with_untracked(|password| check_password_length(&mut errors, "new_password", password));
        errors
    });
    let done = move |_| {
        current.set(String::new());
        password.set(String::new());
        changed.set(true);
    };
    view! {
        <p>{t("account-password-text")}</p>
        {move || changed.get().then(|| view! {
            <Notice kind=NoticeKind::Success title=t("account-password-changed") live=true />
        }.into_any())}
        <Form
            fields
            path=paths::MY_PASSWORD
            submit=t("account-password-submit")
            variant=Variant::Secondary
            check
            on_done=done
        />
    }
}

#[component]
pub(super) fn EmailChange() -> impl IntoView {
    let (email, again) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let sent = RwSignal::new(None::<String>);
    let fields = vec![
        FormField::new("email", t("account-email-new"), FieldKind::Email("email")).value(email),
        FormField::new("email_confirmation", t("account-email-again"), FieldKind::Email("off")).value(again),
    ];
    let check = Callback::new(move |()| {
        let mut errors = Vec::new();
        check_address(&mut errors, &email.get_untracked(), &again.get_untracked());
        errors
    });
    let done = move |_| {
        sent.set(Some(email.get_untracked()));
        email.set(String::new());
        again.set(String::new());
    };
    let present =
        move || session().view().map(|view| t_args("account-email-present", &[("email", &view.user.email)]));
    view! {
        <p>{present}</p>
        <p>{t("account-email-text")}</p>
        {move || sent.get().map(|email| view! {
            <Notice kind=NoticeKind::Success title=t_args("account-email-sent", &[("email", &email)]) live=true />
        }.into_any())}
        <Form
            fields
            path=paths::MY_EMAIL_CHANGES
            submit=t("account-email-submit")
            variant=Variant::Secondary
            check
            on_done=done
        />
    }
}
