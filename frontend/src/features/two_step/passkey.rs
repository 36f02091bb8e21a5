use hilum_api_types::factors::{ConfirmFactor, NewFactorView};
use hilum_api_types::paths;
use leptos::prelude::*;

use super::{BeginAgain, SetUp};
use crate::api::{self, ApiError, Method, Options};
use crate::ui::{Button, Notice, NoticeKind, ProblemNotice, Variant};
use crate::webauthn::{self, Refusal};
use crate::words::t;

/// The browser asks at once; where that is refused, the button asks again.
pub(super) fn prove(set_up: SetUp, factor: NewFactorView) -> AnyView {
    let problem = RwSignal::new(None::<ApiError>);
    let refusal = RwSignal::new(None::<Refusal>);
    let busy = RwSignal::new(false);
    let id = factor.id;
    let options = StoredValue::new(factor.options.unwrap_or_default());
    let create = move || {
        problem.set(None);
        refusal.set(None);
        api::run(busy, async move {
            let options = options.get_value();
            let credential = match webauthn::create(&options).await {
                Ok(credential) => credential,
                Err(why) => {
                    refusal.try_set(Some(why));
                    return;
                }
            };
            let body = api::to_json(&ConfirmFactor { code: None, credential: Some(credential) });
            let path = paths::confirm_my_factor(id);
            let answer = match body {
                Ok(body) => api::send_text(Method::Post, &path, Some(body), Options::default()).await,
                Err(error) => Err(error),
            };
            match answer {
                Ok(answer) => set_up.confirmed(answer),
                Err(error) => drop(problem.try_set(Some(error))),
            }
        });
    };
    create();
    view! {
        <p class="hilum-lead">{t("two-step-passkey-asks")}</p>
        <ProblemNotice problem />
        {move || refusal.get().map(|why| {
            view! { <Notice kind=NoticeKind::Warning title=why.text() live=true /> }.into_any()
        })}
        <Button variant=Variant::Primary busy on_click=move |_| create()>{t("two-step-passkey-create")}</Button>
        <BeginAgain set_up text=t("two-step-begin-again") />
    }
    .into_any()
}
