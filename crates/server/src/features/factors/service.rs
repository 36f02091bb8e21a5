use hilum_api_types::factors::{
    ConfirmFactor, CreateFactor, FactorView, FactorsView, NewFactorView, RecoveryCodesView, UpdateFactor,
};
use hilum_api_types::problem::ErrorCode;
use hilum_domain::account::{Owes, is_invisible};
use hilum_domain::bounds::FactorLabel;
use hilum_domain::fact::{AccountEvent, Fact};
use hilum_domain::field_error::check_length;
use hilum_domain::verification::{FactorKind, Method, SecretPurpose};
use hilum_domain::{FieldCode, FieldError};
use hilum_store::factors::{self, Factor};
use hilum_store::{Db, Tx, accounts, grants, secrets, sessions};
use uuid::Uuid;

use super::beginning::{Proof, begun, keep, new_view, required_code};
use super::{passkeys, recovery, telephones};
use crate::auth::guess::Guess;
use crate::auth::throttle::{self, Try};
use crate::auth::{Principal, session};
use crate::context::Context;
use crate::error::{ApiError, ApiResult, faultless};
use crate::facts::record;
use crate::features::sessions::messages;
use crate::http::conditions::IfMatch;
use crate::http::given::Given;
use crate::security::totp;

pub(crate) async fn list(context: &Context, principal: &Principal) -> ApiResult<FactorsView> {
    let db = context.store.db();
    let (id, now) = (principal.id(), principal.now);
    let all = factors::of_account(&db, id).await?;
    let confirmed = all.iter().filter(|factor| factor.confirmed_at.is_some());
    Ok(FactorsView {
        items: confirmed.map(|factor| view(context, factor)).collect::<ApiResult<_>>()?,
        recovery_codes_left: secrets::count(&db, SecretPurpose::RecoveryCode, &id.to_string(), now).await?,
        last_removable: !last_is_demanded(&db, principal).await?,
    })
}

/// R15: by an application, or by a role of the portal itself.
async fn last_is_demanded(db: &Db<'_>, principal: &Principal) -> ApiResult<bool> {
    let by_role = principal.actor.has_portal_role();
    Ok(!principal.exempt && (by_role || grants::demand_second_factor(db, principal.id()).await?))
}

fn view(context: &Context, factor: &Factor) -> ApiResult<FactorView> {
    let sent_to = match factor.kind {
        FactorKind::Sms => Some(messages::number(context, factor)?.hint()),
        FactorKind::Totp | FactorKind::Passkey => None,
    };
    Ok(FactorView {
        id: factor.id,
        version: factor.version,
        kind: factor.kind,
        label: factor.label.clone(),
        sent_to,
        created_at: factor.created_at,
        last_used_at: factor.last_used_at,
    })
}

fn check_label(label: &str) -> ApiResult<()> {
    let mut errors = Vec::new();
    if label.trim().is_empty() {
        errors.push(FieldError::new("label", FieldCode::Required));
    }
    if label.chars().any(|c| c.is_control() || is_invisible(c)) {
        errors.push(FieldError::new("label", FieldCode::Invalid));
    }
    check_length(&mut errors, "label", label, FactorLabel::MAX);
    faultless(errors)
}

pub(super) async fn create(
    context: &Context,
    principal: &Principal,
    body: Given<CreateFactor>,
) -> ApiResult<NewFactorView> {
    let body = body.checked(|body| check_label(&body.label))?;
    match body.kind {
        FactorKind::Totp => create_totp(context, principal, body.label).await,
        FactorKind::Passkey => passkeys::create(context, principal, body.label).await,
        FactorKind::Sms => telephones::create(context, principal, body.label, body.phone).await,
    }
}

async fn create_totp(context: &Context, principal: &Principal, label: String) -> ApiResult<NewFactorView> {
    let shared = totp::new_secret()?;
    let uri = totp::uri(&shared, &principal.account.email)?;
    let (path, size) = totp::qr_path(&uri)?;
    let factor = begun(principal, FactorKind::Totp, label, context.vault.seal(principal.id(), &shared)?);
    let view = NewFactorView {
        secret: Some(shared.into()),
        otpauth_uri: Some(uri.into()),
        qr_path: Some(path.into()),
        qr_size: Some(size),
        ..new_view(&factor)
    };
    keep(context, principal, factor).await?;
    Ok(view)
}

async fn own(db: &Db<'_>, principal: &Principal, id: Uuid) -> ApiResult<Factor> {
    let all = factors::of_account(db, principal.id()).await?;
    all.into_iter().find(|factor| factor.id == id).ok_or_else(ApiError::not_found)
}

/// Returns recovery codes where there were none, and the new secret of the session: it has just been verified with it.
pub(super) async fn confirm(
    context: &Context,
    principal: Principal,
    id: Uuid,
    body: ConfirmFactor,
) -> ApiResult<(RecoveryCodesView, String)> {
    let factor = own(&context.store.db(), &principal, id).await?;
    if factor.confirmed_at.is_some() {
        return Err(ErrorCode::WrongState.into());
    }
    let guess = Try::new(Guess::Code, &principal.id().to_string(), &principal.session.origin.address);
    let guess = guess.by(principal.author());
    throttle::judged(context, guess, |_| judge(context, principal, factor, body)).await
}

async fn judge(
    context: &Context,
    principal: Principal,
    factor: Factor,
    body: ConfirmFactor,
) -> ApiResult<(RecoveryCodesView, String)> {
    let proof = match factor.kind {
        FactorKind::Totp => prove_totp(context, &principal, &factor, body)?,
        FactorKind::Passkey => passkeys::prove(context, &principal, &factor, body).await?,
        FactorKind::Sms => telephones::prove(context, &principal, &factor, body).await?,
    };
    context
        .store
        .write(principal.author(), async move |tx| write_confirmation(tx, &principal, &factor, &proof).await)
        .await
}

fn prove_totp(
    context: &Context,
    principal: &Principal,
    factor: &Factor,
    body: ConfirmFactor,
) -> ApiResult<Proof> {
    let code = required_code(body)?;
    let shared = context.vault.unseal(principal.id(), &factor.secret)?;
    let step = totp::matching_step(&shared, &code, principal.now)?.ok_or(ErrorCode::BadCode)?;
    Ok(Proof { step: Some(step), ..Proof::default() })
}

async fn write_confirmation(
    tx: &Tx<'_>,
    principal: &Principal,
    factor: &Factor,
    proof: &Proof,
) -> ApiResult<(RecoveryCodesView, String)> {
    let (id, now) = (principal.id(), principal.now);
    throttle::forget(tx, &Guess::Code.key(&id.to_string())).await?;
    if let Some(step) = proof.step
        && !factors::use_step(tx, factor.id, step, now).await?
    {
        return Err(ErrorCode::BadCode.into());
    }
    if !factors::confirm(tx, factor.id, proof.secret.clone(), proof.credential.clone(), now).await? {
        return Err(ErrorCode::WrongState.into());
    }
    let none_yet = secrets::count(tx, SecretPurpose::RecoveryCode, &id.to_string(), now).await? == 0;
    let codes = if none_yet {
        recovery::make(tx, id, now).await?
    } else {
        RecoveryCodesView { recovery_codes: Vec::new() }
    };
    if principal.account.owes()? == Some(Owes::Factor) {
        accounts::set_owes(tx, id, None).await?;
    }
    record(tx, [Fact::own(id, AccountEvent::FactorAdded { kind: factor.kind })], now).await?;
    let (_, secret) = session::raise(tx, &principal.session, Method::from(factor.kind), now).await?;
    Ok((codes, secret))
}

pub(super) async fn rename(
    context: &Context,
    principal: Principal,
    id: Uuid,
    seen: IfMatch,
    body: Given<UpdateFactor>,
) -> ApiResult<FactorView> {
    let body = body.checked(|body| check_label(&body.label))?;
    let factor = context
        .store
        .write(principal.author(), async move |tx| {
            let factor = own(tx, &principal, id).await?;
            seen.check(factor.version)?;
            factors::rename(tx, id, body.label.trim(), factor.version).await?;
            own(tx, &principal, id).await
        })
        .await?;
    view(context, &factor)
}

pub(super) async fn remove(
    context: &Context,
    principal: Principal,
    id: Uuid,
    seen: IfMatch,
) -> ApiResult<()> {
    context
        .store
        .write(principal.author(), async move |tx| {
            let factor = own(tx, &principal, id).await?;
            seen.check(factor.version)?;
            let all = factors::of_account(tx, principal.id()).await?;
            let last =
                factor.confirmed_at.is_some() && !all.iter().any(|f| f.confirmed_at.is_some() && f.id != id);
            if last && last_is_demanded(tx, &principal).await? {
                return Err(ErrorCode::LastFactor.into());
            }
            factors::delete(tx, id).await?;
            if last {
                // Codes that stand in for a factor go with the last one.
                let subject = principal.id().to_string();
                secrets::delete_of_subject(tx, SecretPurpose::RecoveryCode, &subject).await?;
                sessions::lower(tx, principal.id()).await?;
            }
            let event = AccountEvent::FactorRemoved { kind: factor.kind };
            record(tx, [Fact::own(principal.id(), event)], principal.now).await?;
            Ok::<_, ApiError>(())
        })
        .await
}
