use hilum_api_types::problem::ErrorCode;
use hilum_api_types::sessions::{SessionView, SignIn, UserView, VerificationView};
use hilum_domain::account::{AccountStatus, EmailAddress, Owes};
use hilum_domain::policy::Capability;
use hilum_domain::verification::{self, FRESH, Method};
use hilum_store::accounts::{self, Account};
use hilum_store::callers::{Besides, Caller};
use hilum_store::sessions::Origin;
use hilum_store::{Author, factors, grants, sessions};

use crate::auth::guess::Guess;
use crate::auth::session::Entry;
use crate::auth::throttle::{self, Counted, Try};
use crate::auth::{Principal, principal, session};
use crate::context::Context;
use crate::error::{ApiError, ApiResult};
use crate::features::preferences;

/// What the browser brings along.
#[derive(Clone, Debug)]
pub(super) struct Brought {
    pub origin: Origin,
    /// The session that the new one takes the place of.
    pub session: Option<String>,
    /// By which the browser is known.
    pub device: Option<String>,
}

pub(super) async fn sign_in(
    context: &Context,
    body: SignIn,
    brought: Brought,
) -> ApiResult<(Principal, String)> {
    let guess = Try::new(Guess::Password, &body.email, &brought.origin.address);
    let guess = guess.telling(&body.email).from_device(brought.device.clone());
    throttle::judged(context, guess, |counted| judge(context, body, brought, counted)).await
}

async fn judge(
    context: &Context,
    body: SignIn,
    brought: Brought,
    counted: Counted,
) -> ApiResult<(Principal, String)> {
    let account = match EmailAddress::parse(&body.email) {
        Some(email) => accounts::find_by_email(&context.store.db(), &email).await?,
        None => None,
    };
    let hash = account.as_ref().and_then(|a| a.password_hash.clone());
    let verdict = context.hasher.verify(body.password.0, hash.clone()).await?;
    let account = account.filter(|_| verdict.fits).ok_or(ErrorCode::BadCredentials)?;
    let entry = Entry::new(account.id(), Method::Password, brought.origin);
    let entered = Entered {
        tries: Some(counted.key),
        compared_with: hash,
        better_hash: verdict.better_hash,
        ..Entered::new(entry, brought.session)
    };
    begin(context, entered).await
}

/// Somebody who has shown what they must to come in.
#[derive(Clone, Debug)]
pub(crate) struct Entered {
    pub entry: Entry,
    /// Failures that are forgotten now.
    pub tries: Option<String>,
    /// The session that this one takes the place of.
    pub old_token: Option<String>,
    /// The hash that the password was compared with, where one was: it must still be the person's.
    pub compared_with: Option<String>,
    pub better_hash: Option<String>,
}

impl Entered {
    pub(crate) fn new(entry: Entry, old_token: Option<String>) -> Self {
        Self { entry, tries: None, old_token, compared_with: None, better_hash: None }
    }
}

/// Begins the session, whatever the way in was: the one place that lets people in.
pub(crate) async fn begin(context: &Context, entered: Entered) -> ApiResult<(Principal, String)> {
    let (limits, now) = (context.settings.limits.clone(), context.now());
    let (caller, secret) = context
        .store
        .write(Author::Stranger, async move |tx| {
            let id = entered.entry.account;
            let account = accounts::find(tx, id).await?.ok_or(ErrorCode::BadCredentials)?;
            // Comparing takes its time: a password that was changed meanwhile opens nothing, and does not come back.
            if entered.compared_with.is_some() && entered.compared_with != account.password_hash {
                return Err(ErrorCode::BadCredentials.into());
            }
            refuse_unless_active(&account)?;
            if let Some(key) = &entered.tries {
                throttle::forget(tx, key).await?;
            }
            if let Some(hash) = &entered.better_hash {
                accounts::set_password(tx, id, hash).await?;
            }
            if let Some(old) = &entered.old_token
                && let Some(old) = sessions::find(tx, old).await?
            {
                sessions::delete(tx, old.id).await?;
            }
            accounts::signed_in(tx, id, now).await?;
            let factors = factors::kinds(tx, id).await?;
            let (session, secret) = session::begin(tx, &entered.entry, &factors, now).await?;
            sessions::keep_newest(tx, id, limits.sessions).await?;
            let actor = grants::actor(tx, id, now).await?;
            let caller = Caller {
                session: session.into(),
                account: account.into(),
                actor: actor.into(),
                factors: factors.into(),
                besides: Besides::default(),
            };
            Ok::<_, ApiError>((caller, secret))
        })
        .await?;
    Ok((principal::principal(context, caller, now), secret))
}

/// Told only to whoever has shown that it is their account.
fn refuse_unless_active(account: &Account) -> ApiResult<()> {
    match account.status()? {
        AccountStatus::Active if account.owes()? == Some(Owes::Proof) => Err(ErrorCode::ProofRequired.into()),
        AccountStatus::Active => Ok(()),
        AccountStatus::Suspended => Err(ErrorCode::AccountSuspended.into()),
        AccountStatus::Locked => Err(ErrorCode::AccountLocked.into()),
        AccountStatus::Closed => Err(ErrorCode::BadCredentials.into()),
    }
}

pub(super) async fn sign_out(context: &Context, principal: &Principal) -> ApiResult<()> {
    let id = principal.session.id;
    context.store.write(principal.author(), async move |tx| Ok(sessions::delete(tx, id).await?)).await
}

/// The ways in which the person can be verified now, strongest first.
pub(crate) async fn methods(context: &Context, principal: &Principal) -> ApiResult<Vec<Method>> {
    let Principal { besides, now, .. } = principal;
    let codes = context.store.details(besides, principal.id(), *now).await?.recovery_codes > 0;
    let password = principal.account.password_hash.is_some();
    let methods = verification::methods(&principal.factors, codes, password);
    let by_provider = methods.is_empty() && principal.session.origin.provider.is_some();
    if by_provider {
        return Ok(vec![Method::Provider]);
    }
    // Somebody may have become an administrator with a telephone; it stands for nothing any more, and nothing for it.
    let administers = principal.actor.can(Capability::Administer);
    Ok(methods.into_iter().filter(|method| *method != Method::Sms || !administers).collect())
}

pub(crate) async fn view(context: &Context, principal: &Principal) -> ApiResult<SessionView> {
    let db = context.store.db();
    let (idle_at, expires_at) = session::ends(&principal.session, &principal.actor);
    let methods = methods(context, principal).await?;
    let (owes, enrolment_due) = (principal.owes(), principal.must_enrol()?);
    let closed = owes || enrolment_due;
    let second_factor = !principal.factors.is_empty();
    let has_enough = principal.exempt || second_factor || principal.session.assurance.is_two_step();
    Ok(SessionView {
        user: user_view(&principal.account),
        assurance: principal.session.assurance,
        capabilities: if closed { Vec::new() } else { principal.actor.capabilities() },
        expires_at,
        idle_at,
        preferences_due: if closed { Vec::new() } else { preferences::due(context, principal).await? },
        verification: owes.then(|| VerificationView { methods: methods.clone() }),
        step_up: methods,
        verified_until: principal
            .session
            .verified_at
            .filter(|at| verification::is_fresh(Some(*at), principal.now))
            .map(|at| at + FRESH),
        second_factor,
        enrolment_due,
        text_messages: context.settings.sends_sms() && !principal.actor.can(Capability::Administer),
        second_factor_due: !has_enough && grants::demand_second_factor(&db, principal.id()).await?,
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
        phone: account.phone.clone(),
    }
}
