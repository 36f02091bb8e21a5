//! Asks the portal who it is, and who we are.

use chrono::{DateTime, Utc};
use hilum_api_types::paths;
use hilum_api_types::portal::PortalView;
use hilum_api_types::problem::ErrorCode;
use hilum_domain::AccountId;
use hilum_domain::catalogue::Assurance;
use leptos::prelude::*;

use super::ApiError;
use crate::clock;
use crate::session::{Who, session};

/// Asks again who we are: after something changed that the session tells about.
pub(crate) fn reload() {
    super::spawn(Box::pin(refresh()));
}

/// The same, awaited.
pub(crate) async fn refresh() {
    let session = session();
    if session.portal.get_untracked().is_none() {
        match super::get::<PortalView>(paths::PORTAL).await {
            Ok(portal) => {
                if portal.training {
                    clock::follow(super::get(paths::TRAINING_CLOCK).await.ok());
                }
                session.portal.set(Some(portal));
            }
            Err(error) => return session.who.set(Who::Unreachable(error)),
        }
    }
    match super::get(paths::SESSION).await {
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
