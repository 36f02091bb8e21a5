//! Who is signed in, and which portal this is.

use std::sync::OnceLock;

use chrono::{DateTime, TimeDelta, Utc};
use hilum_api_types::portal::PortalView;
use hilum_api_types::sessions::{SessionView, UserView};
use hilum_domain::policy::Capability;
use leptos::prelude::*;

use crate::clock::{self, now};
use crate::error::ApiError;
use crate::remembered;
use crate::words;

mod demand;

pub(crate) use demand::{Demand, demanded, settle};

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
    /// How long one may be idle, as seen so far, in seconds.
    idle: RwSignal<i64>,
}

static SESSION: OnceLock<Session> = OnceLock::new();

/// Called once, before anything is drawn.
pub(crate) fn start() {
    clock::start();
    words::start();
    let session = Session {
        who: RwSignal::new(Who::Unknown),
        portal: RwSignal::new(None),
        lost: RwSignal::new(None),
        demand: RwSignal::new(None),
        idle: RwSignal::new(0),
    };
    let _ = SESSION.set(session);
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
    settle(false);
}

/// Nobody is let in after that many wrong codes.
pub(crate) fn tries_used_up() {
    ended();
    session().lost.set(Some(Ending::TriesUsedUp));
}

/// The session has ended at its person's wish.
pub(crate) fn left() {
    session().lost.set(None);
    session().who.set(Who::Nobody);
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
