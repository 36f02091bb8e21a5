//! The extractors that say who may call a handler.

use std::marker::PhantomData;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest, web};
use hilum_api_types::problem::ErrorCode;
use hilum_domain::policy::{Actor, Capability};
use hilum_domain::{AccountId, Moment};
use hilum_store::accounts::{self, Account};
use hilum_store::sessions::{self, Session};
use hilum_store::{StoreError, Tx, grants};

use super::session;
use crate::context::Context;
use crate::error::{ApiError, ApiResult};

/// Somebody signed in, with what they hold at this moment (R10).
#[derive(Clone, Debug)]
pub struct Principal {
    pub session: Session,
    pub account: Account,
    pub actor: Actor,
    pub now: Moment,
}

impl Principal {
    pub fn id(&self) -> AccountId {
        self.actor.account
    }

    /// Inside the transaction of a change that needs a right: a body may take seconds to arrive and a writer may have
    /// to wait, and what was lost meanwhile is lost (R5, R10).
    pub async fn read_rights_again(&mut self, tx: &Tx<'_>) -> Result<(), StoreError> {
        self.actor = grants::actor(tx, self.id(), self.now).await?;
        Ok(())
    }
}

impl FromRequest for Principal {
    type Error = ApiError;
    type Future = Pin<Box<dyn Future<Output = ApiResult<Self>>>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let context = request.app_data::<web::Data<Context>>().cloned();
        let token = session::presented(request);
        Box::pin(async move {
            let context = context.ok_or_else(|| anyhow::anyhow!("the context is missing"))?;
            load(&context, token.ok_or(ErrorCode::NotSignedIn)?).await
        })
    }
}

async fn load(context: &Context, token_hash: String) -> ApiResult<Principal> {
    let now = context.now();
    let db = context.store.db();
    let session = sessions::find(&db, &token_hash).await?.ok_or(ErrorCode::NotSignedIn)?;
    let account = accounts::find(&db, session.account).await?.ok_or(ErrorCode::NotSignedIn)?;
    let actor = grants::actor(&db, session.account, now).await?;
    let (idle_at, _) = session::ends(&session, &actor);
    if idle_at <= now {
        return Err(ErrorCode::NotSignedIn.into());
    }
    if session.last_seen_at + session::TOUCH_AFTER <= now {
        context
            .store
            .write((session.id, now), |tx, (id, now)| {
                Box::pin(async move { sessions::touch(tx, id, now).await })
            })
            .await
            .map_err(|error: StoreError| ApiError::from(error))?;
    }
    Ok(Principal { session, account, actor, now })
}

/// Somebody signed in who has a capability; others get 403.
#[derive(Clone, Debug)]
pub struct Require<C>(pub Principal, pub PhantomData<C>);

/// A capability as a type, for handlers' signatures.
pub trait Needs {
    const CAPABILITY: Capability;
}

/// R7.
#[derive(Clone, Copy, Debug)]
pub struct Activate;

impl Needs for Activate {
    const CAPABILITY: Capability = Capability::Activate;
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
