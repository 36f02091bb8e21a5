//! Everything about one person, table by table: as many queries for a thousand requests as for one.

use hilum_api_types::access_requests::ItemView;
use hilum_api_types::own_data::{
    OneTimeCodeView, OwnAccountView, OwnDataLookView, OwnDataView, OwnEventView, OwnIdentityView,
    OwnMailView, OwnRequestView,
};
use hilum_api_types::preferences::PreferencesView;
use hilum_domain::access_request::{Item, ItemStatus};
use hilum_domain::fact::{Reader, may_know};
use hilum_domain::verification::SecretPurpose;
use hilum_domain::{AccountId, GrantId, RequestId};
use hilum_store::access_requests::StoredRequest;
use hilum_store::accounts::Account;
use hilum_store::events::StoredEvent;
use hilum_store::outbox::StoredMessage;
use hilum_store::preferences::StoredPreferences;
use hilum_store::secrets::Secret;
use hilum_store::{
    access_requests, data_views, events, grants, identities, outbox, preferences, secrets, sessions,
};

use crate::auth::Principal;
use crate::context::Context;
use crate::error::ApiResult;
use crate::features::factors::service as factors;
use crate::features::grants::service as grant_views;
use crate::features::own_sessions;
use crate::names::{Names, node_ref};

/// Nobody has more; a list without end must not be asked of the database.
const ROWS_MAX: u64 = 100_000;

pub(super) async fn gather(context: &Context, principal: &Principal) -> ApiResult<OwnDataView> {
    let (db, id, now) = (context.store.db(), principal.id(), principal.now);
    let requests = access_requests::of_applicant(&db, id).await?;
    let grants = grants::of_account(&db, id).await?;
    let preferences = preferences::of_account(&db, id).await?;
    let looks = data_views::of_subject(&db, id, ROWS_MAX).await?;
    let people = looks.iter().map(|look| AccountId(look.viewer_id)).chain([id]);
    let names = Names::load(&db, people).await?;
    let address = &principal.account.email;
    let mails = outbox::naming(&db, &[&id.to_string(), address]).await?;
    let identity = |identity: identities::Identity| OwnIdentityView {
        id: identity.id,
        provider: identity.provider,
        issuer: identity.issuer,
        subject: identity.subject,
        created_at: identity.created_at,
        last_used_at: identity.last_used_at,
    };
    Ok(OwnDataView {
        made_at: now,
        account: account(&principal.account)?,
        factors: factors::list(context, principal).await?.items,
        one_time_codes: secrets::of_account(&db, id, now).await?.into_iter().map(code).collect(),
        sessions: sessions::of_account(&db, id)
            .await?
            .into_iter()
            .map(|session| own_sessions::view(session, principal))
            .collect(),
        identities: identities::of_account(&db, id).await?.into_iter().map(identity).collect(),
        requests: requests.iter().map(|stored| request(stored, &names)).collect(),
        grants: grants.iter().filter_map(|stored| grant_views::view(&names, principal, stored)).collect(),
        preferences: preferences.into_iter().filter_map(|given| preference(given, &names)).collect(),
        events: events::of_subject(&db, id, ROWS_MAX)
            .await?
            .into_iter()
            .filter(|fact| may_know(&fact.kind, &[Reader::Subject]))
            .map(|fact| event(fact, id))
            .collect(),
        data_views: looks
            .into_iter()
            .map(|look| OwnDataLookView {
                at: look.at,
                viewer: names.person(look.viewer_id.into(), false),
                what: look.what,
                object: look.object_id,
            })
            .collect(),
        mails: mails.into_iter().filter(|message| !outbox::was_sent(message)).map(mail).collect(),
    })
}

fn account(account: &Account) -> ApiResult<OwnAccountView> {
    Ok(OwnAccountView {
        id: account.id(),
        status: account.status()?,
        email: account.email.clone(),
        first_name: account.first_name.clone(),
        last_name: account.last_name.clone(),
        language: account.language.clone(),
        phone: account.phone.clone(),
        has_password: account.password_hash.is_some(),
        training: account.training,
        created_at: account.created_at,
        last_sign_in_at: account.last_sign_in_at,
    })
}

fn code(
    (purpose, secret, expires_at): (SecretPurpose, Secret, Option<hilum_domain::Moment>),
) -> OneTimeCodeView {
    // What goes with a challenge is the server's own arithmetic, and no use to anybody else.
    let payload = match purpose {
        SecretPurpose::Registration | SecretPurpose::EmailChange => secret.payload,
        SecretPurpose::PasswordReset
        | SecretPurpose::RecoveryCode
        | SecretPurpose::SmsCode
        | SecretPurpose::PasskeyChallenge
        | SecretPurpose::ProviderSignIn
        | SecretPurpose::ProviderLink
        | SecretPurpose::SupportCode
        | SecretPurpose::Device
        | SecretPurpose::LogoutToken => serde_json::json!({}),
    };
    OneTimeCodeView { purpose, created_at: secret.created_at, expires_at, payload }
}

fn request(stored: &StoredRequest, names: &Names) -> OwnRequestView {
    let (request, draft) = (&stored.request, &stored.request.draft);
    let application = draft.application.as_deref().unwrap_or_default();
    let submitted = |item: &Item| ItemView {
        id: Some(item.id),
        profile: names.profile(application, &item.profile),
        status: item.status,
    };
    let chosen = |code: &String| ItemView {
        id: None,
        profile: names.profile(application, code),
        status: ItemStatus::Pending,
    };
    let items = if request.items.is_empty() {
        draft.profiles.iter().map(chosen).collect()
    } else {
        request.items.iter().map(submitted).collect()
    };
    OwnRequestView {
        id: request.id,
        status: request.status,
        application: draft.application.as_deref().map(|code| names.application(code)),
        organisation: draft.organisation.and_then(|place| names.organisation(place)),
        items,
        comment: draft.comment.clone(),
        requested_until: draft.requested_until,
        created_at: stored.created_at,
        submitted_at: stored.submitted_at,
    }
}

fn preference(given: StoredPreferences, names: &Names) -> Option<PreferencesView> {
    Some(PreferencesView {
        network: node_ref(names.network(given.network)?),
        version: given.version,
        professional_role: given.preferences.professional_role,
        areas: given.preferences.areas,
        updated_at: Some(given.updated_at),
    })
}

fn event(fact: StoredEvent, id: AccountId) -> OwnEventView {
    OwnEventView {
        id: fact.id.into(),
        at: fact.at,
        kind: fact.kind,
        office: fact.office,
        by_oneself: fact.actor_id == Some(id.0),
        request: fact.request_id.map(RequestId),
        grant: fact.grant_id.map(GrantId),
        profile: fact.profile,
        data: events::told(fact.data),
    }
}

fn mail(message: StoredMessage) -> OwnMailView {
    OwnMailView {
        id: message.id,
        kind: message.kind,
        status: message.status,
        created_at: message.created_at,
        attempts: message.attempts,
        last_error: message.last_error,
        content: message.payload,
    }
}
