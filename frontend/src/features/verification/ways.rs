//! One way to be verified at a time, and the others behind a button.

use hilum_api_types::paths;
use hilum_api_types::problem::ErrorCode;
use hilum_api_types::sessions::{ChallengeView, CreateChallenge, CreateVerification, SessionView};
use hilum_domain::verification::{CHALLENGE_TRIES, Method};
use leptos::prelude::*;

use super::super::sign_in::ProviderLinks;
use crate::api::{self, ApiError, Options};
use crate::remembered;
use crate::session::{self, session};
use crate::ui::{
    Button, ChoiceGroup, CodeField, CodeKind, Notice, NoticeKind, PasswordField, ProblemNotice, Radio,
    Variant, error_of, focus, typed_code,
};
use crate::webauthn;
use crate::words::{t, t_args, t_code};

const FIELD: &str = "verification-code";

/// What the ways share.
#[derive(Clone, Copy)]
struct State {
    chosen: RwSignal<Method>,
    code: RwSignal<String>,
    errors: RwSignal<Vec<(String, String)>>,
    problem: RwSignal<Option<ApiError>>,
    /// Why the browser gave no passkey.
    refused: RwSignal<Option<String>>,
    /// The telephone a code was sent to.
    sent_to: RwSignal<Option<String>>,
    busy: RwSignal<bool>,
    wrong: RwSignal<i64>,
    on_done: Callback<()>,
}

/// Asks for the verification and sends it. `on_done` is called when it was right and the session is up to date.
#[component]
pub(super) fn Verification(methods: Vec<Method>, #[prop(into)] on_done: Callback<()>) -> impl IntoView {
    let Some(strongest) = methods.first().copied() else {
        return view! { <p>{t("verification-no-way")}</p> }.into_any();
    };
    let last = remembered::get(remembered::VERIFICATION);
    let last = methods.iter().copied().find(|method| Some(method.as_str()) == last.as_deref());
    let several = methods.len() > 1;
    let state = State {
        chosen: RwSignal::new(last.unwrap_or(strongest)),
        code: RwSignal::new(String::new()),
        errors: RwSignal::new(Vec::new()),
        problem: RwSignal::new(None),
        refused: RwSignal::new(None),
        sent_to: RwSignal::new(None),
        busy: RwSignal::new(false),
        wrong: RwSignal::new(0),
        on_done,
    };
    let listed = RwSignal::new(several && last.is_none());
    let list = move |_| {
        listed.set(true);
        set_timeout(|| focus("verification-method"), std::time::Duration::ZERO);
    };
    view! {
        {move || listed.get().then(|| choice(methods.clone(), state))}
        <ProblemNotice problem=state.problem />
        {move || state.refused.get().map(|text| view! {
            <Notice kind=NoticeKind::Warning title=text live=true />
        }.into_any())}
        {move || way(state)}
        {move || (several && !listed.get()).then(|| view! {
            <Button variant=Variant::Ghost on_click=list>{t("verification-another")}</Button>
        }.into_any())}
    }
    .into_any()
}

fn choice(methods: Vec<Method>, state: State) -> AnyView {
    let one = move |method: Method| {
        let choose = move |()| {
            state.chosen.set(method);
            state.code.set(String::new());
            state.errors.set(Vec::new());
            state.problem.set(None);
            state.refused.set(None);
        };
        view! {
            <Radio
                id=format!("verification-by-{}", method.as_str())
                name="verification-method"
                label=t_code("verification-method", method.as_str())
                checked=Signal::derive(move || state.chosen.get() == method)
                on_select=choose
            />
        }
    };
    view! {
        <ChoiceGroup id="verification-method" legend=t("verification-choose")>
            {methods.into_iter().map(one).collect_view()}
        </ChoiceGroup>
    }
    .into_any()
}

fn way(state: State) -> AnyView {
    let submit = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        verify_by_code(state);
    };
    let error = error_of(state.errors, FIELD);
    let code = |label: String, hint: String, kind: CodeKind| {
        view! { <CodeField id=FIELD label hint value=state.code error kind /> }.into_any()
    };
    let field = match state.chosen.get() {
        Method::Totp => code(t("verification-totp"), t("verification-totp-hint"), CodeKind::Digits),
        Method::RecoveryCode => {
            code(t("verification-recovery"), t("verification-recovery-hint"), CodeKind::Letters)
        }
        Method::Password => {
            view! { <PasswordField id=FIELD label=t("verification-password") value=state.code error /> }
                .into_any()
        }
        Method::Sms => {
            let Some(sent_to) = state.sent_to.get() else {
                return view! {
                    <p>{t("verification-sms-first")}</p>
                    <Button variant=Variant::Primary busy=state.busy on_click=move |_| send_message(state)>
                        {t("verification-sms-send")}
                    </Button>
                }
                .into_any();
            };
            let sent = t_args("verification-sms-sent", &[("number", &sent_to)]);
            view! {
                <p role="status">{sent}</p>
                {code(t("verification-sms"), t("verification-sms-hint"), CodeKind::Digits)}
                <p>
                    <Button busy=state.busy on_click=move |_| send_message(state)>{t("verification-sms-again")}</Button>
                </p>
            }
            .into_any()
        }
        Method::Passkey => return passkey(state),
        Method::Provider => {
            return view! { <p>{t("verification-provider")}</p> <ProviderLinks /> }.into_any();
        }
    };
    view! {
        <form novalidate on:submit=submit>
            {field}
            <Button variant=Variant::Primary submit=true busy=state.busy>{t("verification-submit")}</Button>
        </form>
    }
    .into_any()
}

fn passkey(state: State) -> AnyView {
    match webauthn::here() {
        webauthn::Here::Yes => view! {
            <p>{t("verification-passkey-text")}</p>
            <Button variant=Variant::Primary busy=state.busy on_click=move |_| verify_by_passkey(state)>
                {t("verification-passkey")}
            </Button>
        }
        .into_any(),
        webauthn::Here::NotSupported => view! { <p>{t("passkey-not-supported")}</p> }.into_any(),
        webauthn::Here::NotConfigured | webauthn::Here::WrongAddress => {
            view! { <p>{t("passkey-wrong-address")}</p> }.into_any()
        }
    }
}

fn verify_by_code(state: State) {
    let method = state.chosen.get_untracked();
    let typed = state.code.get_untracked();
    let code = match method {
        Method::Password => typed, // blanks belong to it
        Method::Totp | Method::Sms | Method::RecoveryCode | Method::Passkey | Method::Provider => {
            typed_code(&typed)
        }
    };
    if code.is_empty() {
        return at_field(state, t("verification-missing"));
    }
    api::run(state.busy, async move {
        verify(state, CreateVerification { method, code: Some(code.into()), id: None, credential: None })
            .await;
    });
}

fn verify_by_passkey(state: State) {
    api::run(state.busy, async move {
        state.refused.set(None);
        let Some(challenge) = challenge(state, Method::Passkey).await else { return };
        match webauthn::get(&challenge.options.unwrap_or_default()).await {
            Ok(credential) => {
                let (method, credential) = (Method::Passkey, Some(credential));
                verify(state, CreateVerification { method, code: None, id: challenge.id, credential }).await;
            }
            Err(refusal) => drop(state.refused.try_set(Some(refusal.text()))),
        }
    });
}

fn send_message(state: State) {
    api::run(state.busy, async move {
        if let Some(challenge) = challenge(state, Method::Sms).await {
            state.sent_to.try_set(Some(challenge.sent_to.unwrap_or_default()));
            set_timeout(|| focus(FIELD), std::time::Duration::ZERO);
        }
    });
}

async fn challenge(state: State, method: Method) -> Option<ChallengeView> {
    let body = CreateChallenge { method };
    let answer = api::send(api::Method::Post, paths::CHALLENGES, Some(&body), Options::default()).await;
    match answer {
        Ok(challenge) => {
            state.problem.try_set(None);
            Some(challenge)
        }
        Err(error) => {
            state.problem.try_set(Some(error));
            None
        }
    }
}

async fn verify(state: State, body: CreateVerification) {
    let method = body.method;
    let answer: Result<SessionView, _> =
        api::send(api::Method::Post, paths::VERIFICATIONS, Some(&body), Options::default()).await;
    let error = match answer {
        Ok(view) => {
            remembered::set(remembered::VERIFICATION, method.as_str());
            // Before the session is: the page that follows may take this one's place.
            let on_done = state.on_done;
            session().set(view).await;
            on_done.try_run(());
            return;
        }
        Err(error) => error,
    };
    let arriving = untrack(|| session().arriving()).is_some();
    let wrong = if error.code() == Some(ErrorCode::BadCode) { 1 } else { 0 };
    let wrong = state.wrong.try_update(|count| {
        *count += wrong;
        *count
    });
    if error.code() == Some(ErrorCode::NotSignedIn) {
        // The last try ends a sign-in that waits for its second factor, with whatever answer.
        if wrong.is_some_and(|wrong| wrong >= CHALLENGE_TRIES - 1) {
            session().lost.set(Some(session::Ending::TriesUsedUp));
        }
    } else if arriving && wrong.is_some_and(|wrong| wrong >= CHALLENGE_TRIES) {
        session::tries_used_up();
    } else if error.code() == Some(ErrorCode::BadCode) && method != Method::Passkey {
        state.code.try_set(String::new());
        state.problem.try_set(None);
        at_field(state, t_code("verification-wrong", method.as_str()));
    } else {
        state.problem.try_set(Some(error));
    }
}

/// Says at the field what is wrong, and leads there: it is the only one.
fn at_field(state: State, text: String) {
    state.errors.try_set(vec![(FIELD.to_owned(), text)]);
    set_timeout(|| focus(FIELD), std::time::Duration::ZERO);
}
