//! Who is signed in, and which portal this is.

use std::sync::OnceLock;

use chrono::{DateTime, Utc};
use hilum_api_types::paths;
use hilum_api_types::portal::PortalView;
use hilum_api_types::problem::ErrorCode;
use hilum_api_types::sessions::{SessionView, SignIn, UpdateMe, UserView};
use hilum_api_types::training::TrainingClockView;
use hilum_domain::policy::Capability;
use leptos::prelude::*;

use crate::api::{self, ApiError, Method, Options};
use crate::words;

/// What is known about the person at the screen.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Who {
    /// Not asked yet.
    Unknown,
    /// The portal does not answer.
    Unreachable(ApiError),
    Nobody,
    Somebody(Box<SessionView>),
}

#[derive(Clone, Copy)]
pub(crate) struct Session {
    pub(crate) who: RwSignal<Who>,
    pub(crate) portal: RwSignal<Option<PortalView>>,
    /// The session has ended without its person having wished so.
    pub(crate) lost: RwSignal<bool>,
    /// How far the training clock is ahead, in seconds (R18).
    advanced: RwSignal<i64>,
}

static SESSION: OnceLock<Session> = OnceLock::new();

/// Asks the portal who it is and who we are. Called once, before anything is drawn.
pub(crate) fn start() {
    words::start();
    let session = Session {
        who: RwSignal::new(Who::Unknown),
        portal: RwSignal::new(None),
        lost: RwSignal::new(false),
        advanced: RwSignal::new(0),
    };
    let _ = SESSION.set(session);
    reload();
}

/// The one session of this page.
pub(crate) fn session() -> Session {
    *SESSION.get().expect("session::start is called first")
}

impl Session {
    pub(crate) fn view(&self) -> Option<SessionView> {
        match self.who.get() {
            Who::Somebody(view) => Some(*view),
            Who::Unknown | Who::Unreachable(_) | Who::Nobody => None,
        }
    }

    pub(crate) fn can(&self, capability: Capability) -> bool {
        self.view().is_some_and(|view| view.capabilities.contains(&capability))
    }

    pub(crate) fn is_training(&self) -> bool {
        self.portal.get().is_some_and(|portal| portal.training)
    }

    async fn set(&self, view: SessionView) {
        words::choose_language(&view.user.language).await;
        self.lost.set(false);
        self.who.set(Who::Somebody(Box::new(view)));
    }
}

/// Asks again who we are: after something changed that the session tells about.
pub(crate) fn reload() {
    leptos::task::spawn_local(async {
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
            Err(error) if session.view().is_none() => session.who.set(Who::Unreachable(error)),
            Err(_) => {}
        }
    });
}

/// The server knows nobody any more.
pub(crate) fn ended() {
    let session = session();
    if session.who.with_untracked(|who| matches!(who, Who::Somebody(_))) {
        session.lost.set(true);
    }
    session.who.set(Who::Nobody);
}

/// # Errors
/// `bad_credentials`, or `too_many_attempts` with the seconds to wait.
pub(crate) async fn sign_in(email: String, password: String) -> Result<(), ApiError> {
    let body = SignIn { email, password: password.into() };
    let view = api::send(Method::Post, paths::SESSIONS, Some(&body), Options::default()).await?;
    session().set(view).await;
    Ok(())
}

/// # Errors
/// When the portal could not be told; the session then still exists.
pub(crate) async fn sign_out() -> Result<(), ApiError> {
    let answer: Result<(), _> =
        api::send(Method::Delete, paths::SESSION, None::<&()>, Options::default()).await;
    match answer {
        Err(error) if error.code() != Some(ErrorCode::NotSignedIn) => Err(error),
        Ok(()) | Err(_) => {
            session().lost.set(false);
            session().who.set(Who::Nobody);
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
        session().who.update(|who| {
            if let Who::Somebody(view) = who {
                view.user = changed;
            }
        });
    }
    words::choose_language(&tag).await;
    Ok(())
}

/// This moment, as the portal sees it: the training clock may be ahead.
pub(crate) fn now() -> DateTime<Utc> {
    let browser = DateTime::from_timestamp_millis(js_sys::Date::now() as i64).unwrap_or_default();
    browser + chrono::TimeDelta::seconds(session().advanced.get_untracked())
}

/// Follows the training clock.
pub(crate) fn set_clock(clock: Option<TrainingClockView>) {
    if let Some(clock) = clock {
        session().advanced.set(clock.advanced_seconds);
    }
}
