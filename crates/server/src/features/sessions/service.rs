use actix_web::HttpRequest;
use hilum_api_types::problem::ErrorCode;
use hilum_api_types::sessions::{SessionView, SignIn, UserView};
use hilum_domain::Moment;
use hilum_domain::account::EmailAddress;
use hilum_store::accounts::{self, Account};
use hilum_store::{grants, new_id, sessions, sign_in_failures};

use crate::auth::{Principal, session, throttle};
use crate::context::Context;
use crate::error::{ApiError, ApiResult};
use crate::features::preferences;

/// Where the request comes from, for counting failures.
pub(super) fn client_address(context: &Context, request: &HttpRequest) -> String {
    let forwarded =
        || request.headers().get("x-forwarded-for")?.to_str().ok()?.rsplit(',').next().map(str::trim);
    let forwarded = if context.settings.behind_proxy { forwarded() } else { None };
    let peer = || request.peer_addr().map(|peer| peer.ip().to_string());
    let address = forwarded.map(str::to_owned).or_else(peer).unwrap_or_default();
    address.chars().take(64).collect()
}

pub(super) async fn sign_in(
    context: &Context,
    body: SignIn,
    address: String,
    old_token: Option<String>,
) -> ApiResult<(Principal, String)> {
    let now = context.now();
    let key = throttle::key(&body.email);
    count_try(context, key.clone(), address, now).await?;
    let account = match EmailAddress::parse(&body.email) {
        Some(email) => accounts::find_by_email(&context.store.db(), &email).await?,
        None => None,
    };
    let hash = account.as_ref().and_then(|a| a.password_hash.clone());
    let fits = context.hasher.verify(body.password, hash).await?;
    let account = account.filter(|_| fits).ok_or(ErrorCode::BadCredentials)?;
    begin(context, account, key, old_token, now).await
}

/// A try counts as a failure before it is known to be one: parallel guesses cannot slip past the limit.
async fn count_try(context: &Context, key: String, address: String, now: Moment) -> ApiResult<()> {
    let input = (key, address, now);
    context
        .store
        .write(input, |tx, (key, address, now)| {
            Box::pin(async move {
                throttle::check(tx, &key, &address, now).await?;
                sign_in_failures::insert(tx, new_id(now), &key, &address, now).await?;
                Ok(())
            })
        })
        .await
}

async fn begin(
    context: &Context,
    account: Account,
    key: String,
    old_token: Option<String>,
    now: Moment,
) -> ApiResult<(Principal, String)> {
    let input = (account, key, old_token, now);
    context
        .store
        .write(input, |tx, (account, key, old_token, now)| {
            Box::pin(async move {
                sign_in_failures::delete_of_account(tx, &key).await?;
                if let Some(old) = old_token
                    && let Some(old) = sessions::find(tx, &old).await?
                {
                    sessions::delete(tx, old.id).await?;
                }
                let (session, secret) = session::begin(tx, account.id(), now).await?;
                let actor = grants::actor(tx, account.id(), now).await?;
                Ok::<_, ApiError>((Principal { session, account, actor, now }, secret))
            })
        })
        .await
}

pub(super) async fn sign_out(context: &Context, principal: &Principal) -> ApiResult<()> {
    context
        .store
        .write(principal.session.id, |tx, id| Box::pin(async move { Ok(sessions::delete(tx, id).await?) }))
        .await
}

pub(super) async fn view(context: &Context, principal: &Principal) -> ApiResult<SessionView> {
    let (idle_at, expires_at) = session::ends(&principal.session, &principal.actor);
    Ok(SessionView {
        user: user_view(&principal.account),
        assurance: principal.session.assurance,
        capabilities: principal.actor.capabilities(),
        expires_at,
        idle_at,
        preferences_due: preferences::due(&context.store.db(), principal).await?,
    })
}

pub(crate) fn user_view(account: &Account) -> UserView {
    UserView {
        id: account.id(),
        version: account.version,
        email: account.email.clone(),
        first_name: account.first_name.clone(),
        last_name: account.last_name.clone(),
        language: account.language.clone(),
    }
}
