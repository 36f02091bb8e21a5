use hilum_api_types::paths;
use hilum_api_types::sessions::UserView;
use leptos::prelude::*;

use crate::api::{self, Method};
use crate::session::{self, session};
use crate::ui::{FieldKind, Form, FormField, Notice, NoticeKind, Variant};
use crate::words::t;

/// Names, telephone, language: what a person corrects without help.
#[component]
pub(super) fn Correct() -> impl IntoView {
    let saved = RwSignal::new(false);
    let user = untrack(|| session().view()).map(|view| view.user);
    let kept = |text: Option<String>| RwSignal::new(text.unwrap_or_default());
    let of = |read: fn(&UserView) -> &String| kept(user.as_ref().map(|user| read(user).clone()));
    let fields = vec![
        FormField::new("first_name", t("user-data-first-name"), FieldKind::Text("given-name"))
            .value(of(|user| &user.first_name)),
        FormField::new("last_name", t("user-data-last-name"), FieldKind::Text("family-name"))
            .value(of(|user| &user.last_name)),
        FormField::new("phone", t("user-data-phone"), FieldKind::Phone)
            .hint(t("user-data-phone-hint"))
            .optional()
            .value(kept(user.as_ref().and_then(|user| user.phone.clone()))),
        FormField::new("language", t("user-data-language"), FieldKind::Select(languages()))
            .hint(t("user-data-language-hint"))
            .value(of(|user| &user.language)),
    ];
    let done = move |answer: String| {
        if let Ok(user) = api::read::<UserView>(answer) {
            api::spawn(Box::pin(session::know(user)));
        }
        saved.set(true);
    };
    let version = Signal::derive(|| session().view().map(|view| view.user.version));
    view! {
        {move || saved.get().then(|| view! {
            <Notice kind=NoticeKind::Success title=t("user-data-saved") live=true />
        }.into_any())}
        <Form
            fields
            method=Method::Patch
            path=paths::ME
            if_match=version
            submit=t("user-data-save")
            variant=Variant::Secondary
            on_done=done
        />
    }
}

fn languages() -> Vec<(String, String)> {
    let offered = untrack(|| session().portal.get()).map(|portal| portal.languages).unwrap_or_default();
    let known = hilum_words::languages().iter();
    let names = known.filter(|language| offered.iter().any(|tag| tag == language.tag));
    names.map(|language| (language.tag.to_owned(), language.name.to_owned())).collect()
}
