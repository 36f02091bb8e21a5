//! Setting up two-step verification: choose the kind, name it, prove that it works, keep the recovery codes.

use hilum_api_types::factors::{NewFactorView, RecoveryCodesView};
use hilum_domain::verification::FactorKind;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_navigate, use_params_map, use_query_map};

use crate::api::{self, with_query};
use crate::features::not_found::NotFound;
use crate::features::sign_in::elsewhere;
use crate::session::session;
use crate::ui::{
    Breadcrumb, Button, LinkButton, Notice, NoticeKind, PageTitle, TITLE, Variant, dynamic_afresh, focus,
};
use crate::webauthn::{self, Here};
use crate::words::{t, t_code};

mod app;
mod begin;
mod passkey;
mod recovery_codes;
mod text_message;

pub(crate) use recovery_codes::RecoveryCodes;

pub(crate) const TWO_STEP: &str = "/account/two-step";
const ACCOUNT: &str = "/account";

/// Which kind: passkeys first, for nothing of them can be passed on to a false page.
#[component]
pub(crate) fn TwoStep() -> impl IntoView {
    let back = return_path();
    let choices = move || {
        let passkeys = match webauthn::here() {
            Here::Yes => Some(offered(FactorKind::Passkey, &back)),
            Here::NotConfigured => None,
            Here::NotSupported => Some(refused(view! { <p>{t("passkey-not-supported")}</p> }.into_any())),
            Here::WrongAddress => Some(refused(elsewhere())),
        };
        let sms = session().view().is_some_and(|view| view.text_messages);
        view! {
            {passkeys}
            {offered(FactorKind::Totp, &back)}
            {sms.then(|| offered(FactorKind::Sms, &back))}
        }
    };
    view! {
        {trail(t("two-step-title"))}
        <PageTitle text=t("two-step-title") />
        <WhyNow />
        <p class="hilum-lead">{t("two-step-lead")}</p>
        {choices}
        <p>{t("two-step-next")}</p>
    }
}

/// Who is led here did not ask for it (R15).
#[component]
fn WhyNow() -> impl IntoView {
    move || {
        session().must_enrol().then(|| {
            view! {
                <Notice kind=NoticeKind::Warning title=t("two-step-first")>
                    <p>{t("two-step-first-text")}</p>
                </Notice>
            }
            .into_any()
        })
    }
}

fn trail(current: String) -> AnyView {
    // Nothing above is open yet.
    if untrack(|| session().must_enrol()) {
        return ().into_any();
    }
    let above = vec![(t("shell-home"), "/".to_owned()), (t("account-title"), ACCOUNT.to_owned())];
    view! { <Breadcrumb trail=above current /> }.into_any()
}

fn offered(kind: FactorKind, back: &str) -> AnyView {
    let href = with_query(&[TWO_STEP, "/", kind.as_str()].concat(), &[("return_to", back)]);
    view! {
        <section class="hilum-card">
            <h2 class="hilum-card__title">{t_code("factor", kind.as_str())}</h2>
            <p>{t_code("two-step-needs", kind.as_str())}</p>
            <LinkButton href>{t_code("two-step-choose", kind.as_str())}</LinkButton>
        </section>
    }
    .into_any()
}

/// People look for it: say why it does not work here.
fn refused(why: AnyView) -> AnyView {
    view! {
        <section class="hilum-card">
            <h2 class="hilum-card__title">{t("factor-passkey")}</h2>
            {why}
        </section>
    }
    .into_any()
}

/// Where one came from; only ever a page of this portal.
fn return_path() -> String {
    let wanted = use_query_map().with_untracked(|query| query.get("return_to").unwrap_or_default());
    let own = wanted.starts_with('/') && !wanted.starts_with("//") && !wanted.contains('\\');
    if own { wanted } else { String::new() }
}

/// How far the set-up has come.
#[derive(Clone)]
enum Stage {
    Begin,
    Prove(NewFactorView),
    KeepCodes(Vec<String>),
}

/// What the steps of one set-up have in common. What was typed stays over errors and ways back.
#[derive(Clone, Copy)]
struct SetUp {
    kind: FactorKind,
    stage: RwSignal<Stage>,
    label: RwSignal<String>,
    phone: RwSignal<String>,
    finish: Callback<()>,
}

impl SetUp {
    fn go(self, stage: Stage) {
        self.stage.try_set(stage); // the reader may have gone on
        focus(TITLE);
    }

    /// It counts from now on. There are codes to keep where there were none yet.
    fn confirmed(self, answer: String) {
        api::spawn(Box::pin(async move {
            // What was wanted may be open only now.
            api::refresh().await;
            match api::read::<RecoveryCodesView>(answer) {
                Ok(view) if !view.recovery_codes.is_empty() => {
                    self.go(Stage::KeepCodes(view.recovery_codes.into_iter().map(|code| code.0).collect()));
                }
                Ok(_) | Err(_) => drop(self.finish.try_run(())),
            }
        }));
    }

    fn title(self) -> String {
        match self.stage.get() {
            Stage::Begin => t_code("two-step-begin", self.kind.as_str()),
            Stage::Prove(_) => t_code("two-step-prove", self.kind.as_str()),
            Stage::KeepCodes(_) => t("two-step-codes-title"),
        }
    }
}

/// The set-up of one kind, one thing at a time.
#[component]
pub(crate) fn TwoStepKind() -> impl IntoView {
    let params = use_params_map();
    let kind = params.with_untracked(|params| FactorKind::parse(&params.get("kind").unwrap_or_default()));
    match kind {
        Some(kind) => view! { <OfKind kind /> }.into_any(),
        None => view! { <NotFound /> }.into_any(),
    }
}

#[component]
fn OfKind(kind: FactorKind) -> impl IntoView {
    let back = return_path();
    let navigate = use_navigate();
    let go_back = back.clone();
    let set_up = SetUp {
        kind,
        stage: RwSignal::new(Stage::Begin),
        label: RwSignal::new(begin::usual_label(kind)),
        phone: RwSignal::new(String::new()),
        finish: Callback::new(move |()| {
            let to = if go_back.is_empty() { ACCOUNT } else { &go_back };
            navigate(to, NavigateOptions::default());
        }),
    };
    let step = dynamic_afresh(move || match (set_up.stage.get(), kind) {
        (Stage::Begin, FactorKind::Totp | FactorKind::Sms | FactorKind::Passkey) => begin::begin(set_up),
        (Stage::Prove(factor), FactorKind::Totp) => app::prove(set_up, factor),
        (Stage::Prove(factor), FactorKind::Passkey) => passkey::prove(set_up, factor),
        (Stage::Prove(factor), FactorKind::Sms) => text_message::prove(set_up, factor),
        (Stage::KeepCodes(codes), FactorKind::Totp | FactorKind::Sms | FactorKind::Passkey) => {
            keep_codes(set_up, codes)
        }
    });
    let others = with_query(TWO_STEP, &[("return_to", &back)]);
    let another_kind = move || {
        matches!(set_up.stage.get(), Stage::Begin).then(|| {
            view! { <p><a class="ecl-link" href=others.clone()>{t("two-step-another-kind")}</a></p> }
                .into_any()
        })
    };
    view! {
        {trail(t("two-step-title"))}
        <PageTitle text=Signal::derive(move || set_up.title()) />
        {step}
        {another_kind}
    }
}

fn keep_codes(set_up: SetUp, codes: Vec<String>) -> AnyView {
    view! {
        <Notice kind=NoticeKind::Success title=t_code("two-step-done", set_up.kind.as_str()) />
        <RecoveryCodes codes on_kept=set_up.finish />
    }
    .into_any()
}

/// Where something went wrong with what the portal made: once more from the name on.
#[component]
fn BeginAgain(set_up: SetUp, #[prop(into)] text: String) -> impl IntoView {
    view! {
        <p>
            <Button variant=Variant::Ghost on_click=move |_| set_up.go(Stage::Begin)>{text}</Button>
        </p>
    }
}
