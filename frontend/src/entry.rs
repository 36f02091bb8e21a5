//! Coming in and leaving, and the language one reads in.

use hilum_api_types::paths;
use hilum_api_types::problem::ErrorCode;
use hilum_api_types::sessions::{ChallengeView, PasskeySignIn, SignIn, UpdateMe, UserView};
use leptos::prelude::*;

use crate::api::{self, ApiError, Method, Options};
use crate::remembered;
use crate::session::{know, left, session};
use crate::webauthn::{self, Refusal};
use crate::words;

/// # Errors
/// `bad_credentials`, or `too_many_attempts` with the seconds to wait.
pub(crate) async fn sign_in(email: String, password: String) -> Result<(), ApiError> {
    let body = SignIn { email, password: password.into() };
    let view = api::send(Method::Post, paths::SESSIONS, Some(&body), Options::default()).await?;
    session().set(view).await;
    Ok(())
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
