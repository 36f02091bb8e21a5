//! Who is signed in, and which portal this is.

use std::sync::OnceLock;

use chrono::{DateTime, TimeDelta, Utc};
use hilum_api_types::paths;
use hilum_api_types::portal::PortalView;
use hilum_api_types::problem::ErrorCode;
use hilum_api_types::sessions::{ChallengeView, PasskeySignIn, SessionView, SignIn, UpdateMe, UserView};
use hilum_api_types::training::TrainingClockView;
use hilum_domain::AccountId;
use hilum_domain::catalogue::Assurance;
use hilum_domain::policy::Capability;
use leptos::prelude::*;

use crate::api::{self, ApiError, Method, Options};
use crate::remembered;
use crate::step_up::Demand;
use crate::webauthn::{self, Refusal};
use crate::words;

/// What is known about the person at the screen.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Who {
    /// Not asked yet.
    Unknown,
    /// The portal does not answer.
    Unreachable(ApiError),
    Nobody,
    /// Their second factor is still owed.
    Arriving(Box<SessionView>),
    Somebody(Box<SessionView>),
}

/// Why a session ended that its person did not end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ending {
    Lost,
    /// Nobody was verified in time.
    VerificationTooLate,
    /// Too many wrong codes.
    TriesUsedUp,
}

#[derive(Clone, Copy)]
pub(crate) struct Session {
    pub(crate) who: RwSignal<Who>,
    pub(crate) portal: RwSignal<Option<PortalView>>,
    /// The session has ended without its person having wished so.
    pub(crate) lost: RwSignal<Option<Ending>>,
    /// What the person is asked for at the moment, over whatever is shown: see `step_up`.
    pub(crate) demand: RwSignal<Option<Demand>>,
    /// How far the training clock is ahead, in seconds (R18).
    advanced: RwSignal<i64>,
    /// How long one may be idle, as seen so far, in seconds.
    idle: RwSignal<i64>,
    /// How far the portal's clock is ahead of this device's, in milliseconds.
    ahead: RwSignal<i64>,
}

static SESSION: OnceLock<Session> = OnceLock::new();

/// Asks the portal who it is and who we are. Called once, before anything is drawn.
pub(crate) fn start() {
    words::start();
    let session = Session {
        who: RwSignal::new(Who::Unknown),
        portal: RwSignal::new(None),
        lost: RwSignal::new(None),
        demand: RwSignal::new(None),
        advanced: RwSignal::new(0),
        idle: RwSignal::new(0),
        ahead: RwSignal::new(0),
    };
    let _ = SESSION.set(session);
    reload();
}

/// The one session of this page.
#[expect(clippy::expect_used, reason = "the page begins with `start`")]
pub(crate) fn session() -> Session {
    *SESSION.get().expect("a session")
}

impl Session {
    pub(crate) fn view(&self) -> Option<SessionView> {
        match self.who.get() {
            Who::Somebody(view) => Some(*view),
            Who::Unknown | Who::Unreachable(_) | Who::Nobody | Who::Arriving(_) => None,
        }
    }

    /// Whoever still owes their second factor.
    pub(crate) fn arriving(&self) -> Option<SessionView> {
        match self.who.get() {
            Who::Arriving(view) => Some(*view),
            Who::Unknown | Who::Unreachable(_) | Who::Nobody | Who::Somebody(_) => None,
        }
    }

    /// R15: nothing is open to them but setting up a second factor.
    pub(crate) fn must_enrol(&self) -> bool {
        self.who.with(|who| matches!(who, Who::Somebody(view) if view.enrolment_due))
    }

    pub(crate) fn can(&self, capability: Capability) -> bool {
        self.view().is_some_and(|view| view.capabilities.contains(&capability))
    }

    pub(crate) fn is_training(&self) -> bool {
        self.portal.get().is_some_and(|portal| portal.training)
    }

    /// Takes what the portal says about the person.
    pub(crate) async fn set(&self, view: SessionView) {
        words::choose_language(&view.user.language).await;
        self.lost.set(None);
        self.idle.update(|idle| *idle = (*idle).max((view.idle_at - now()).num_seconds()));
        let view = Box::new(view);
        self.who.set(if view.verification.is_some() { Who::Arriving(view) } else { Who::Somebody(view) });
    }
}

/// Asks again who we are: after something changed that the session tells about.
pub(crate) fn reload() {
    api::spawn(Box::pin(refresh()));
}

/// The same, awaited.
pub(crate) async fn refresh() {
    let session = session();
    if session.portal.get_untracked().is_none() {
        match api::get::<PortalView>(paths::PORTAL).await {
            Ok(portal) => {
                if portal.training {
                    set_clock(api::get(paths::TRAINING_CLOCK).await.ok());
                }
                session.portal.set(Some(portal));
            }
            Err(error) => return session.who.set(Who::Unreachable(error)),
        }
    }
    match api::get(paths::SESSION).await {
        Ok(view) => session.set(view).await,
        Err(error) if error.code() == Some(ErrorCode::NotSignedIn) => session.who.set(Who::Nobody),
        // Somebody who is at work keeps their page.
        Err(error) if session.who.with_untracked(|who| !matches!(who, Who::Somebody(_))) => {
            session.who.set(Who::Unreachable(error));
        }
        Err(_) => {}
    }
}

/// Who is signed in, and how surely: what an answer about the session depends on.
pub(crate) type Standing = Option<(AccountId, Assurance, Option<DateTime<Utc>>)>;

pub(crate) fn standing() -> Standing {
    let view = untrack(|| session().view())?;
    Some((view.user.id, view.assurance, view.verified_until))
}

/// Whether a refusal speaks of a session that has gone on since `before`, so that the same may be sent once more. Being
/// verified, in another tab perhaps, changes the session's secret: what is under way with the old one is refused.
pub(crate) async fn overtook(error: &ApiError, path: &str, before: Standing) -> bool {
    let about_session = matches!(
        error.code(),
        Some(ErrorCode::NotSignedIn | ErrorCode::StepUpRequired | ErrorCode::SecondFactorMissing)
    );
    if !about_session || path.starts_with(paths::SESSION) {
        return false;
    }
    refresh().await;
    let now = standing();
    let same_person = before.map(|(id, ..)| id) == now.map(|(id, ..)| id);
    now.is_some() && same_person && (before != now || error.code() == Some(ErrorCode::NotSignedIn))
}

/// The server knows nobody any more.
pub(crate) fn ended() {
    let session = session();
    let ending = session.who.with_untracked(|who| match who {
        Who::Somebody(_) => Some(Ending::Lost),
        Who::Arriving(_) => Some(Ending::VerificationTooLate),
        Who::Unknown | Who::Unreachable(_) | Who::Nobody => None,
    });
    if ending.is_some() {
        session.lost.set(ending);
    }
    session.who.set(Who::Nobody);
    crate::step_up::settle(false);
}

/// Nobody is let in after that many wrong codes.
pub(crate) fn tries_used_up() {
    ended();
    session().lost.set(Some(Ending::TriesUsedUp));
}

/// # Errors
/// `bad_credentials`, or `too_many_attempts` with the seconds to wait.
pub(crate) async fn sign_in(email: String, password: String) -> Result<(), ApiError> {
    let body = SignIn { email, password: password.into() };
    let view = api::send(Method::Post, paths::SESSIONS, Some(&body), Options::default()).await?;
    session().set(view).await;
    Ok(())
}

/// The session has ended at its person's wish.
pub(crate) fn left() {
    session().lost.set(None);
    session().who.set(Who::Nobody);
}

/// Why somebody is not signed in with a passkey.
#[derive(Clone, Debug)]
pub(crate) enum PasskeyError {
    Refused(Refusal),
    Api(ApiError),
}

/// # Errors
/// When the browser gives no passkey, or the portal does not know it.
pub(crate) async fn sign_in_with_passkey() -> Result<(), PasskeyError> {
    let challenge: Result<ChallengeView, _> =
        api::send(Method::Post, paths::PASSKEY_CHALLENGES, None::<&()>, Options::default()).await;
    let challenge = challenge.map_err(PasskeyError::Api)?;
    let credential =
        webauthn::get(&challenge.options.unwrap_or_default()).await.map_err(PasskeyError::Refused)?;
    let body = PasskeySignIn { id: challenge.id.unwrap_or_default(), credential };
    let view = api::send(Method::Post, paths::PASSKEY_SESSIONS, Some(&body), Options::default()).await;
    session().set(view.map_err(PasskeyError::Api)?).await;
    Ok(())
}

/// # Errors
/// When the portal could not be told; the session then still exists.
pub(crate) async fn sign_out() -> Result<(), ApiError> {
    let kept = remembered::harmless();
    let answer: Result<(), _> =
        api::send(Method::Delete, paths::SESSION, None::<&()>, Options::default()).await;
    for (name, value) in kept {
        remembered::set(name, &value);
    }
    match answer {
        Err(error) if error.code() != Some(ErrorCode::NotSignedIn) => Err(error),
        Ok(()) | Err(_) => {
            left();
            Ok(())
        }
    }
}

/// Shows the page in another language; a signed-in person also gets mails in it from now on.
///
/// # Errors
/// When the portal could not note it down; the page is then left as it was.
pub(crate) async fn change_language(tag: String) -> Result<(), ApiError> {
    if let Some(view) = untrack(|| session().view()) {
        let body = UpdateMe { language: Some(tag.clone()), ..UpdateMe::default() };
        let options = Options::if_match(view.user.version);
        let changed: UserView = api::send(Method::Patch, paths::ME, Some(&body), options).await?;
        know(changed).await;
    } else {
        words::choose_language(&tag).await;
    }
    Ok(())
}

/// Takes up what was changed about the person.
pub(crate) async fn know(user: UserView) {
    let language = user.language.clone();
    session().who.update(|who| {
        if let Who::Somebody(view) = who {
            view.user = user;
        }
    });
    words::choose_language(&language).await;
}

/// This moment, as the portal sees it: this device's clock may be wrong, the training clock may be ahead.
pub(crate) fn now() -> DateTime<Utc> {
    let session = session();
    let portal = js_sys::Date::now() as i64 + session.ahead.get_untracked();
    DateTime::from_timestamp_millis(portal).unwrap_or_default()
        + TimeDelta::seconds(session.advanced.get_untracked())
}

/// The portal has answered, at that time of its own in milliseconds.
pub(crate) fn heard_at(portal: f64) {
    if portal.is_finite() {
        session().ahead.set((portal - js_sys::Date::now()) as i64);
    }
}

/// Under which the browser tells its tabs when the portal was last asked something, in seconds.
const ACTIVE: &str = "hilum-active";
/// The server notes activity once a minute, in seconds.
const NOTED_AFTER: i64 = 60;

/// The portal was asked something: that keeps the session alive, in every tab.
pub(crate) fn active() {
    if session().who.with_untracked(|who| matches!(who, Who::Somebody(_))) {
        remembered::set(ACTIVE, &now().timestamp().to_string());
    }
}

/// When the session ends, and whether that is the end whatever is done. Rather a minute early than late.
pub(crate) fn end() -> Option<(DateTime<Utc>, bool)> {
    let session = session();
    let view = untrack(|| session.view())?;
    let active = remembered::get(ACTIVE).and_then(|seconds| seconds.parse().ok());
    let active = DateTime::from_timestamp(active.unwrap_or_default(), 0).unwrap_or_default();
    let idle = active + TimeDelta::seconds(session.idle.get_untracked() - NOTED_AFTER);
    let idle = idle.max(view.idle_at);
    Some(if view.expires_at <= idle { (view.expires_at, true) } else { (idle, false) })
}

/// Follows the training clock.
pub(crate) fn set_clock(clock: Option<TrainingClockView>) {
    if let Some(clock) = clock {
        session().advanced.set(clock.advanced_seconds);
    }
}
