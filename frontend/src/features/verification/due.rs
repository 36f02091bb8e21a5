use leptos::prelude::*;
use leptos_router::hooks::use_location;

use crate::api::with_query;
use crate::session::session;
use crate::ui::{Details, LinkButton, Notice, NoticeKind};
use crate::words::t;

/// R15: an application demands a second factor that the person does not own yet. Said before they submit.
#[component]
pub(crate) fn SecondFactorDue() -> impl IntoView {
    let due = Memo::new(|_| session().view().is_some_and(|view| view.second_factor_due));
    let path = use_location().pathname;
    move || {
        due.get().then(|| {
            let address = with_query("/account/two-step", &[("return_to", &path.get_untracked())]);
            view! {
                <Notice kind=NoticeKind::Warning title=t("second-factor-due")>
                    <p>{t("second-factor-due-text")}</p>
                    <div class="hilum-actions">
                        <LinkButton href=address>{t("second-factor-set-up")}</LinkButton>
                    </div>
                    <Ways />
                </Notice>
            }
            .into_any()
        })
    }
}

/// What people know from EU Login, and what it is called here.
#[component]
pub(crate) fn Ways() -> impl IntoView {
    view! {
        <Details summary=t("second-factor-ways")>
            <ul class="ecl-unordered-list">
                <li class="ecl-unordered-list__item">{t("second-factor-ways-pin")}</li>
                <li class="ecl-unordered-list__item">{t("second-factor-ways-qr")}</li>
                <li class="ecl-unordered-list__item">{t("second-factor-ways-token")}</li>
                <li class="ecl-unordered-list__item">{t("second-factor-ways-key")}</li>
            </ul>
        </Details>
    }
}
