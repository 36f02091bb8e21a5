use leptos::prelude::*;

use crate::keep;
use crate::session::session;
use crate::ui::{Button, CopyButton, Icon, Variant};
use crate::words::{t, t_args};

/// Shows new recovery codes: once, for only their hashes are kept.
#[component]
pub(crate) fn RecoveryCodes(codes: Vec<String>, #[prop(into)] on_kept: Callback<()>) -> impl IntoView {
    let file = as_file(&codes);
    let item = |code: String| view! { <li class="hilum-recovery__code">{code}</li> };
    let list = codes.into_iter().map(item).collect_view();
    let copied = file.clone();
    view! {
        <p class="hilum-lead">{t("recovery-codes-lead")}</p>
        <p>{t("recovery-codes-once")}</p>
        <ul class="hilum-recovery" aria-label=t("recovery-codes")>{list}</ul>
        <div class="hilum-actions hilum-recovery__keep">
            <CopyButton content=copied text=t("recovery-codes-copy") />
            <Button on_click=move |_| keep::save("hilum-recovery-codes.txt", &file)>
                <Icon name="download" class="ecl-icon ecl-icon--xs" /> " " {t("recovery-codes-download")}
            </Button>
            <Button on_click=move |_| keep::print()>
                <Icon name="print" class="ecl-icon ecl-icon--xs" /> " " {t("recovery-codes-print")}
            </Button>
        </div>
        <p>{t("recovery-codes-where")}</p>
        <Button variant=Variant::Primary on_click=move |_| on_kept.run(())>{t("recovery-codes-kept")}</Button>
    }
}

/// With what they belong to, for whoever finds the paper again.
fn as_file(codes: &[String]) -> String {
    let portal = window().location().origin().unwrap_or_default();
    let person = untrack(|| session().view()).map(|view| view.user.email).unwrap_or_default();
    let heading = t_args("recovery-codes-file", &[("portal", &portal), ("person", &person)]);
    [&[heading, String::new()], codes, &[String::new()]].concat().join("\n")
}
