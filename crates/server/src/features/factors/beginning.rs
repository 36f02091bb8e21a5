//! A factor from its beginning to its confirmation, whatever its kind.

use hilum_api_types::factors::{ConfirmFactor, NewFactorView};
use hilum_domain::verification::{FACTORS_MAX, FactorKind};
use hilum_domain::{FieldCode, FieldError};
use hilum_store::factors::{self, Factor};
use hilum_store::new_id;

use crate::auth::Principal;
use crate::context::Context;
use crate::error::{ApiError, ApiResult};

/// What is told of every kind.
pub(super) fn new_view(factor: &Factor) -> NewFactorView {
    NewFactorView {
        id: factor.id,
        kind: factor.kind,
        secret: None,
        otpauth_uri: None,
        qr_path: None,
        qr_size: None,
        options: None,
        sent_to: None,
    }
}

/// A factor that waits to be confirmed.
pub(super) fn begun(principal: &Principal, kind: FactorKind, label: String, secret: String) -> Factor {
    Factor {
        id: new_id(principal.now),
        account: principal.id(),
        kind,
        label: label.trim().to_owned(),
        secret,
        credential: None,
        created_at: principal.now,
        confirmed_at: None,
        last_used_at: None,
        version: 1,
    }
}

/// In the place of those of the same kind that were begun and left.
pub(super) async fn keep(context: &Context, principal: &Principal, factor: Factor) -> ApiResult<()> {
    context
        .store
        .write(principal.author(), async move |tx| {
            let all = factors::of_account(tx, factor.account).await?;
            for left in all.iter().filter(|f| f.confirmed_at.is_none() && f.kind == factor.kind) {
                factors::delete(tx, left.id).await?;
            }
            if all.iter().filter(|f| f.confirmed_at.is_some()).count() >= FACTORS_MAX {
                let fault = FieldError::new("kind", FieldCode::TooLong).with("max", FACTORS_MAX);
                return Err(ApiError::Invalid(vec![fault]));
            }
            factors::insert(tx, &factor).await?;
            Ok(())
        })
        .await
}

/// What a confirmation brings along.
#[derive(Clone, Debug, Default)]
pub(super) struct Proof {
    /// The time step of the code, which is used up with it.
    pub step: Option<i64>,
    pub secret: Option<String>,
    pub credential: Option<String>,
}

pub(super) fn required_code(body: ConfirmFactor) -> ApiResult<String> {
    let code = body.code.map(|code| code.0).filter(|code| !code.trim().is_empty());
    code.ok_or_else(|| ApiError::Invalid(vec![FieldError::new("code", FieldCode::Required)]))
}
