//! The extractors that say who may call a handler.

use std::marker::PhantomData;
use std::ops::Deref;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use actix_web::body::MessageBody;
use actix_web::dev::{Payload, ServiceRequest, ServiceResponse};
use actix_web::middleware::Next;
use actix_web::{Error, FromRequest, HttpMessage as _, HttpRequest, web};
use hilum_api_types::problem::ErrorCode;
use hilum_domain::account::{AccountStatus, Owes};
use hilum_domain::catalogue::Assurance;
use hilum_domain::policy::{Actor, Capability};
use hilum_domain::verification::{self, FactorKind, Shortfall};
use hilum_domain::{AccountId, Moment};
use hilum_store::accounts::Account;
use hilum_store::callers::{Besides, Caller};
use hilum_store::sessions::{self, Session};
use hilum_store::{Author, StoreError, Tx};

use super::session;
use crate::context::Context;
use crate::error::{ApiError, ApiResult};
use crate::http::by::By;
use crate::http::routes::Routes;

/// Somebody signed in, with what they hold at this moment (R10).
#[derive(Clone, Debug)]
pub struct Principal {
    pub session: Arc<Session>,
    pub account: Arc<Account>,
    pub actor: Arc<Actor>,
    /// The kinds of second factors they own.
    pub factors: Arc<[FactorKind]>,
    pub besides: Besides,
    /// A training person, from whom no second factor is demanded (R18).
    pub exempt: bool,
    pub now: Moment,
}

impl Principal {
    pub fn id(&self) -> AccountId {
        self.actor.account
    }

    /// Half signed in: the second factor is owed.
    pub fn owes(&self) -> bool {
        verification::owes_second_factor(self.session.assurance, &self.factors)
    }

    /// As whom they write: the store's door looks whether they still may.
    pub fn author(&self) -> Author {
        Author::Person { account: self.id(), session: self.session.id }
    }

    /// R15: whoever holds a portal role, or has pulled the emergency brake, sets up a second factor before anything else.
    pub fn must_enrol(&self) -> ApiResult<bool> {
        let demanded = self.actor.has_portal_role() || self.account.owes()? == Some(Owes::Factor);
        let has_enough = !self.factors.is_empty() || self.session.assurance.is_two_step();
        Ok(demanded && !has_enough && !self.exempt)
    }

    /// Inside the transaction of a change that needs a right: what was lost meanwhile is lost (R5, R10).
    pub fn with_rights_of(&self, tx: &Tx<'_>) -> Self {
        let actor = Actor { account: self.id(), rights: tx.rights(self.now) };
        Self { actor: actor.into(), ..self.clone() }
    }

    /// Verified within the last ten minutes (ASVS 7.5.3); nobody is exempt.
    pub fn demand_fresh(&self) -> ApiResult<()> {
        let fresh = verification::is_fresh(self.session.verified_at, self.now);
        if fresh { Ok(()) } else { Err(ErrorCode::StepUpRequired.into()) }
    }

    /// R15: may act where an application demands `required`, verified within the last ten minutes.
    pub fn demand(&self, required: Assurance) -> ApiResult<()> {
        if self.exempt {
            return Ok(());
        }
        let Session { assurance, verified_at, .. } = *self.session;
        verification::check(assurance, verified_at, &self.factors, required, self.now).map_err(|shortfall| {
            match shortfall {
                Shortfall::StepUp => ErrorCode::StepUpRequired.into(),
                Shortfall::NoFactor => ErrorCode::SecondFactorMissing.into(),
            }
        })
    }
}

impl FromRequest for Principal {
    type Error = ApiError;
    type Future = Pin<Box<dyn Future<Output = ApiResult<Self>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let enrolling = Enrolling::from_request(request, payload);
        Box::pin(async move {
            let Enrolling(principal) = enrolling.await?;
            if principal.must_enrol()? { Err(ErrorCode::SecondFactorMissing.into()) } else { Ok(principal) }
        })
    }
}

/// Somebody completely signed in who may still have to set up a second factor: for doing that, and for shutting the
/// account.
#[derive(Clone, Debug)]
pub struct Enrolling(pub Principal);

impl FromRequest for Enrolling {
    type Error = ApiError;
    type Future = Pin<Box<dyn Future<Output = ApiResult<Self>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let arriving = Arriving::from_request(request, payload);
        Box::pin(async move {
            let Arriving(principal) = arriving.await?;
            if principal.owes() { Err(ErrorCode::StepUpRequired.into()) } else { Ok(Self(principal)) }
        })
    }
}

/// The same, verified within the last ten minutes.
#[derive(Clone, Debug)]
pub struct FreshEnrolling(pub Principal);

impl FromRequest for FreshEnrolling {
    type Error = ApiError;
    type Future = Pin<Box<dyn Future<Output = ApiResult<Self>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let enrolling = Enrolling::from_request(request, payload);
        Box::pin(async move {
            let Enrolling(principal) = enrolling.await?;
            principal.demand_fresh()?;
            Ok(Self(principal))
        })
    }
}

/// Somebody whose sign-in may still lack its second factor: for being verified, for being told so, and for leaving.
#[derive(Clone, Debug)]
pub struct Arriving(pub Principal);

impl FromRequest for Arriving {
    type Error = ApiError;
    type Future = Pin<Box<dyn Future<Output = ApiResult<Self>>>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        if let Some(Found(found)) = request.extensions_mut().remove() {
            return Box::pin(std::future::ready(found.map(Self)));
        }
        let request = request.clone();
        Box::pin(async move { find(&request).await.map(Self) })
    }
}

/// Who calls, found out before the handler's extractors begin.
struct Found(ApiResult<Principal>);

/// Whoever is not entitled is told so before anything about their body, query or path: extractors are asked in their
/// order, and the one that says who is there has its answer at once.
pub async fn middleware<B: MessageBody>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, Error> {
    let routes = request.app_data::<web::Data<Routes>>();
    if routes.is_some_and(|routes| routes.is_closed(request.method(), request.match_info().as_str())) {
        let found = find(request.request()).await;
        let mut kept = request.extensions_mut();
        if let Ok(principal) = &found {
            kept.insert(By { session: principal.session.id, actor: Arc::clone(&principal.actor) });
        }
        kept.insert(Found(found));
    }
    next.call(request).await
}

async fn find(request: &HttpRequest) -> ApiResult<Principal> {
    let context = request.app_data::<web::Data<Context>>();
    let context = context.ok_or_else(|| anyhow::anyhow!("the context is missing"))?;
    load(context, session::presented(request).ok_or(ErrorCode::NotSignedIn)?).await
}

async fn load(context: &Context, token_hash: String) -> ApiResult<Principal> {
    let now = context.now();
    let caller = context.store.caller(&token_hash, now).await?.ok_or(ErrorCode::NotSignedIn)?;
    let Caller { session, account, actor, .. } = &caller;
    // Whoever is suspended has no session left; one that was being made at that moment is none either.
    if account.status()? != AccountStatus::Active {
        return Err(ErrorCode::NotSignedIn.into());
    }
    let (idle_at, _) = session::ends(session, actor);
    if idle_at <= now {
        return Err(ErrorCode::NotSignedIn.into());
    }
    if session.last_seen_at + session::TOUCH_AFTER <= now {
        touch(context, session, now).await?;
    }
    Ok(principal(context, caller, now))
}

/// So long a reader waits for that.
const TOUCH_TIME: Duration = Duration::from_millis(500);

/// Use is written down. Where that is not possible at this moment, reading goes on all the same.
async fn touch(context: &Context, session: &Session, now: Moment) -> ApiResult<()> {
    let author = Author::Person { account: session.account, session: session.id };
    let id = session.id;
    let touched = context.store.write(author, async move |tx| sessions::touch(tx, id, now).await);
    // It goes on behind the door, whoever waits in front.
    match tokio::time::timeout(TOUCH_TIME, touched).await.unwrap_or(Ok(())) {
        Err(error @ (StoreError::Unavailable(_) | StoreError::Busy(_))) => {
            tracing::warn!(error = format!("{error:#}"), "the use of a session was not written down");
            Ok(())
        }
        other => Ok(other?),
    }
}

/// Puts together what was read; the exemption of training people is decided here and nowhere else.
pub fn principal(context: &Context, caller: Caller, now: Moment) -> Principal {
    let Caller { session, account, actor, factors, besides } = caller;
    let exempt = account.training && !context.settings.training.require_two_step;
    Principal { session, account, actor, factors, besides, exempt, now }
}

/// Somebody verified within the last ten minutes, as surely as they can be: for changes of password, address, factors
/// (ASVS 7.5.3).
#[derive(Clone, Debug)]
pub struct Fresh(pub Principal);

impl Deref for Fresh {
    type Target = Principal;

    fn deref(&self) -> &Principal {
        &self.0
    }
}

impl FromRequest for Fresh {
    type Error = ApiError;
    type Future = Pin<Box<dyn Future<Output = ApiResult<Self>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let principal = Principal::from_request(request, payload);
        Box::pin(async move {
            let principal = principal.await?;
            principal.demand_fresh()?;
            Ok(Self(principal))
        })
    }
}

/// The same, for whoever has any way to be verified at all: for what shows a whole life, and for what lets others act.
#[derive(Clone, Debug)]
pub struct Recognised(pub Principal);

impl Deref for Recognised {
    type Target = Principal;

    fn deref(&self) -> &Principal {
        &self.0
    }
}

impl FromRequest for Recognised {
    type Error = ApiError;
    type Future = Pin<Box<dyn Future<Output = ApiResult<Self>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let principal = Principal::from_request(request, payload);
        Box::pin(async move {
            let principal = principal.await?;
            let Principal { account, session, factors, .. } = &principal;
            let some_way = account.password_hash.is_some() || session.origin.provider.is_some();
            if some_way || !factors.is_empty() {
                principal.demand_fresh()?;
            }
            Ok(Self(principal))
        })
    }
}

/// Somebody signed in who has a capability; others get 403.
#[derive(Clone, Debug)]
pub struct Require<C>(pub Principal, pub PhantomData<C>);

/// A capability as a type, for handlers' signatures.
pub trait Needs {
    const CAPABILITY: Capability;
}

/// R7, and all that the helpdesk does for people.
#[derive(Clone, Copy, Debug)]
pub struct Activate;

impl Needs for Activate {
    const CAPABILITY: Capability = Capability::Activate;
}

/// Reads what others did, and changes nothing.
#[derive(Clone, Copy, Debug)]
pub struct Audit;

impl Needs for Audit {
    const CAPABILITY: Capability = Capability::Audit;
}

impl<C: Needs + 'static> FromRequest for Require<C> {
    type Error = ApiError;
    type Future = Pin<Box<dyn Future<Output = ApiResult<Self>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let principal = Principal::from_request(request, payload);
        Box::pin(async move {
            let principal = principal.await?;
            if principal.actor.can(C::CAPABILITY) {
                Ok(Self(principal, PhantomData))
            } else {
                Err(ErrorCode::Forbidden.into())
            }
        })
    }
}
