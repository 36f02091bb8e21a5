//! The tables, one module each. Enums are stored by their stable names and parsed at the edge of this crate.
//! No relations are declared: each query that joins does so in one place, by hand.
#![allow(
    unreachable_pub,
    reason = "some rows are shown to others, some are not, and the ORM's derive makes all of it public"
)]

/// Columns that open something, or say what somebody wrote: no log and no failed assertion shows them.
const HIDDEN: [&str; 7] =
    ["password_hash", "token_hash", "secret", "hash", "payload", "credential_id", "proof"];

use hilum_domain::grant::GrantStatus;
use sea_orm::ColumnTrait as _;
use sea_orm::sea_query::{Expr, ExprTrait as _};

macro_rules! entity {
    ($($(#[$doc:meta])* $module:ident = $table:literal { $($(#[$column_meta:meta])* $column:ident : $type:ty),+ $(,)? })+) => {$(
        $(#[$doc])*
        pub mod $module {
            #[allow(unused_imports)]
            use sea_orm::entity::prelude::{DateTimeUtc, Json, Uuid};
            use sea_orm::entity::prelude::*;

            #[derive(Clone, PartialEq, DeriveEntityModel)]
            #[sea_orm(table_name = $table)]
            pub struct Model { $($(#[$column_meta])* pub $column: $type),+ }

            impl std::fmt::Debug for Model {
                fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                    let mut row = f.debug_struct($table);
                    $(if !super::HIDDEN.contains(&stringify!($column)) {
                        row.field(stringify!($column), &self.$column);
                    })+
                    row.finish_non_exhaustive()
                }
            }

            #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
            pub enum Relation {}

            impl ActiveModelBehavior for ActiveModel {}
        }
    )+};
}

entity! {
    account = "accounts" {
        #[sea_orm(primary_key, auto_increment = false)] id: Uuid,
        email: String, email_key: String, first_name: String, last_name: String, language: String,
        password_hash: Option<String>, training: bool, created_at: DateTimeUtc, version: i64,
        status: String, phone: Option<String>, last_sign_in_at: Option<DateTimeUtc>, owes: Option<String>,
    }
    session = "sessions" {
        #[sea_orm(primary_key, auto_increment = false)] token_hash: String,
        id: Uuid, account_id: Uuid, assurance: String,
        created_at: DateTimeUtc, last_seen_at: DateTimeUtc, expires_at: DateTimeUtc,
        method: String, verified_at: Option<DateTimeUtc>, failures: i64,
        provider: Option<String>, provider_session: Option<String>, user_agent: String, address: String,
    }
    /// `secret`: sealed. `last_step`: the newest time step of a code that was accepted; each counts once.
    factor = "factors" {
        #[sea_orm(primary_key, auto_increment = false)] id: Uuid,
        account_id: Uuid, kind: String, label: String, secret: String, credential_id: Option<String>,
        last_step: i64, created_at: DateTimeUtc, confirmed_at: Option<DateTimeUtc>,
        last_used_at: Option<DateTimeUtc>, version: i64,
    }
    /// One-time things, keyed by purpose and hash (invariant 14). `subject`: what a newer one takes the place of.
    secret = "secrets" {
        #[sea_orm(primary_key, auto_increment = false)] purpose: String,
        #[sea_orm(primary_key, auto_increment = false)] hash: String,
        account_id: Option<Uuid>, subject: String, payload: Json, tries: i64,
        created_at: DateTimeUtc, expires_at: Option<DateTimeUtc>,
    }
    identity = "identities" {
        #[sea_orm(primary_key, auto_increment = false)] id: Uuid,
        account_id: Uuid, provider: String, issuer: String, subject: String,
        created_at: DateTimeUtc, last_used_at: DateTimeUtc,
    }
    /// Who looked at whose data. Identities only, so that it stays true when a person is erased.
    data_view = "data_views" {
        #[sea_orm(primary_key, auto_increment = false)] id: Uuid,
        at: DateTimeUtc, viewer_id: Uuid, subject_id: Uuid, what: String, object_id: Option<Uuid>,
    }
    /// One row: something sealed with the key that all nodes must share.
    vault = "vault" {
        #[sea_orm(primary_key, auto_increment = false)] id: i64,
        proof: String,
    }
    sign_in_failure = "sign_in_failures" {
        #[sea_orm(primary_key, auto_increment = false)] id: Uuid,
        account_key: String, address: String, at: DateTimeUtc,
    }
    application = "applications" {
        #[sea_orm(primary_key, auto_increment = false)] code: String,
        name: String, description: String, status: String, configured: bool, portal: bool,
        required_assurance: String, activation: String, guest_days: i64,
        usual_days_min: i64, usual_days_max: i64, data: Json,
    }
    country = "countries" {
        #[sea_orm(primary_key, auto_increment = false)] code: String,
        status: String, data: Json,
    }
    /// What is kept in memory grows by its revision.
    revision = "revisions" {
        #[sea_orm(primary_key, auto_increment = false)] name: String,
        value: i64,
    }
    organisation = "organisations" {
        #[sea_orm(primary_key, auto_increment = false)] id: Uuid,
        application: String, node_key: String, parent_id: Option<Uuid>, network_id: Uuid, kind: String,
        code: Option<String>, name: String, label: String, country: Option<String>, status: String, data: Json,
    }
    profile = "profiles" {
        #[sea_orm(primary_key, auto_increment = false)] application: String,
        #[sea_orm(primary_key, auto_increment = false)] code: String,
        name: String, description: String, level: String, status: String,
        requestable: bool, recommended: bool, decides: bool, position: i64, data: Json,
    }
    thematic_area = "thematic_areas" {
        #[sea_orm(primary_key, auto_increment = false)] network_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)] code: String,
        name: String, position: i64, status: String, data: Json,
    }
    professional_role = "professional_roles" {
        #[sea_orm(primary_key, auto_increment = false)] code: String,
        name: String, position: i64,
    }
    /// `search_text`, `country`: copied at submission, so that the dashboard filters without joins.
    access_request = "access_requests" {
        #[sea_orm(primary_key, auto_increment = false)] id: Uuid,
        applicant_id: Uuid, status: String, application: Option<String>, organisation_id: Option<Uuid>,
        profiles: Json, comment: Option<String>, requested_until: Option<DateTimeUtc>,
        network_id: Option<Uuid>, country: Option<String>, search_text: String,
        created_at: DateTimeUtc, submitted_at: Option<DateTimeUtc>, stage_since: DateTimeUtc, version: i64,
        updated_at: Option<DateTimeUtc>,
    }
    request_item = "request_items" {
        #[sea_orm(primary_key, auto_increment = false)] id: Uuid,
        request_id: Uuid, applicant_id: Uuid, application: String, organisation_id: Uuid, network_id: Uuid,
        scope_id: Uuid, profile: String, level: String, requires: Json, status: String, position: i64,
    }
    grant = "grants" {
        #[sea_orm(primary_key, auto_increment = false)] id: Uuid,
        account_id: Uuid, application: String, organisation_id: Uuid, network_id: Uuid, scope_id: Uuid,
        profile: String, status: String, valid_from: Option<DateTimeUtc>, valid_until: Option<DateTimeUtc>,
        request_id: Option<Uuid>, item_id: Option<Uuid>, created_at: DateTimeUtc, version: i64,
    }
    event = "events" {
        #[sea_orm(primary_key, auto_increment = false)] id: Uuid,
        at: DateTimeUtc, kind: String, subject_id: Uuid, request_id: Option<Uuid>, grant_id: Option<Uuid>,
        actor_id: Option<Uuid>, office: String, profile: Option<String>, data: Json, redacted_at: Option<DateTimeUtc>,
        program_id: Option<Uuid>, on_behalf_of: Option<Uuid>,
    }
    /// Facts that have no position yet.
    unsequenced = "unsequenced" {
        #[sea_orm(primary_key, auto_increment = false)] event_id: Uuid,
    }
    /// Facts by position. `words`: what the fact's free words were; `link`: over the link before and the fact; both SHA-256.
    link = "chain" {
        #[sea_orm(primary_key, auto_increment = false)] position: i64,
        event_id: Uuid, words: String, link: String,
    }
    /// One row.
    chain_end = "chain_end" {
        #[sea_orm(primary_key, auto_increment = false)] id: i64,
        position: i64,
    }
    preference = "preferences" {
        #[sea_orm(primary_key, auto_increment = false)] account_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)] network_id: Uuid,
        professional_role: String, areas: Json, updated_at: DateTimeUtc, version: i64,
    }
    outbox = "outbox" {
        #[sea_orm(primary_key, auto_increment = false)] id: Uuid,
        kind: String, dedupe_key: String, payload: Json, status: String, attempts: i64,
        due_at: DateTimeUtc, created_at: DateTimeUtc, finished_at: Option<DateTimeUtc>, last_error: Option<String>,
        lane: String, claimed_by: Option<String>,
    }
    /// What time brings, once for each occasion.
    job = "jobs" {
        #[sea_orm(primary_key, auto_increment = false)] key: String,
        node: String, lease_until: DateTimeUtc, done_at: Option<DateTimeUtc>,
    }
    training_mail = "training_mails" {
        #[sea_orm(primary_key, auto_increment = false)] id: Uuid,
        recipient: String, subject: String, text_body: String, html_body: String, sent_at: DateTimeUtc,
    }
    /// One row at most.
    training_clock = "training_clock" {
        #[sea_orm(primary_key, auto_increment = false)] id: i64,
        advanced_seconds: i64,
    }
    idempotency_key = "idempotency_keys" {
        #[sea_orm(primary_key, auto_increment = false)] account_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)] idempotency_key: String,
        fingerprint: String, result_id: Uuid, created_at: DateTimeUtc,
    }
}

impl grant::Entity {
    /// Written as the partial indexes have it.
    pub(crate) fn not_ended() -> Expr {
        grant::Column::Status.into_expr().ne(crate::literal(GrantStatus::Ended.as_str()))
    }
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use uuid::Uuid;

    use super::*;

    const SECRET: &str = "s3cr3t";

    #[test]
    fn no_row_shows_what_opens_something() {
        let (at, id, secret) = (DateTime::UNIX_EPOCH, Uuid::nil(), || SECRET.to_owned());
        let account = account::Model {
            id,
            email: "ana@klinik.example".into(),
            email_key: String::new(),
            first_name: "Ana".into(),
            last_name: String::new(),
            language: "en".into(),
            password_hash: Some(secret()),
            training: false,
            created_at: at,
            version: 1,
            status: "active".into(),
            phone: None,
            last_sign_in_at: None,
            owes: None,
        };
        let session = session::Model {
            token_hash: secret(),
            id,
            account_id: id,
            assurance: String::new(),
            created_at: at,
            last_seen_at: at,
            expires_at: at,
            method: String::new(),
            verified_at: None,
            failures: 0,
            provider: None,
            provider_session: None,
            user_agent: String::new(),
            address: String::new(),
        };
        let factor = factor::Model {
            id,
            account_id: id,
            kind: "totp".into(),
            label: String::new(),
            secret: secret(),
            credential_id: Some(secret()),
            last_step: 0,
            created_at: at,
            confirmed_at: None,
            last_used_at: None,
            version: 1,
        };
        let one_time = secret::Model {
            purpose: "password_reset".into(),
            hash: secret(),
            account_id: None,
            subject: String::new(),
            payload: serde_json::json!({"email": SECRET}),
            tries: 0,
            created_at: at,
            expires_at: None,
        };
        let message = outbox::Model {
            id,
            kind: "account_mail".into(),
            dedupe_key: String::new(),
            payload: serde_json::json!({"email": SECRET}),
            status: "waiting".into(),
            attempts: 0,
            due_at: at,
            created_at: at,
            finished_at: None,
            last_error: None,
            lane: "mail".into(),
            claimed_by: None,
        };
        let shown = format!("{account:?} {session:?} {factor:?} {one_time:?} {message:?}");
        assert!(shown.contains("ana@klinik.example") && !shown.contains(SECRET), "{shown}");
    }
}
