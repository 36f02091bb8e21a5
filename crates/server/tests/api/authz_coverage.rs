//! Who may do what, for every operation of the OpenAPI document and every kind of person. A new operation without
//! rows fails, and so does a row without an operation.

use std::collections::BTreeSet;

use hilum_server::config::providers::ProviderSettings;
use serde_json::{Value, json};

use crate::support::journey::{REQUESTS, address, address_of, id};
use crate::support::{Answer, Client, People, TestApp, spawn_app, spawn_app_with, verdicts};

/// The columns. The object belongs to the applicant and to ERN-RND.
const PEOPLE: [&str; 8] =
    ["", "newcomer1", "newcomer2", "rndcoordinator1", "bondcoordinator1", "helpdesk1", "admin1", "auditor1"];

/// What the operation is tried on.
#[derive(Clone, Copy, Debug)]
enum Object {
    Nothing,
    Draft,
    Submitted,
    /// Approved, awaiting activation.
    Approved,
}

use Object::{Approved, Draft, Nothing, Submitted};

/// Operation, object (or list), and the status for: nobody, applicant, other applicant, coordinator, coordinator of
/// another network, helpdesk, administrator, auditor.
#[rustfmt::skip]
const TABLE: [(&str, Object, &str, [u16; 8]); 82] = [
    ("get_liveness",               Nothing,   "",            [200, 200, 200, 200, 200, 200, 200, 200]),
    ("get_readiness",              Nothing,   "",            [200, 200, 200, 200, 200, 200, 200, 200]),
    ("get_portal",                 Nothing,   "",            [200, 200, 200, 200, 200, 200, 200, 200]),
    ("create_session",             Nothing,   "",            [201, 201, 201, 201, 201, 201, 201, 201]),
    ("create_account",             Nothing,   "",            [202, 202, 202, 202, 202, 202, 202, 202]),
    ("confirm_account",            Nothing,   "",            [422, 422, 422, 422, 422, 422, 422, 422]),
    ("create_password_reset",      Nothing,   "",            [202, 202, 202, 202, 202, 202, 202, 202]),
    ("confirm_password_reset",     Nothing,   "",            [422, 422, 422, 422, 422, 422, 422, 422]),
    ("confirm_email",              Nothing,   "",            [422, 422, 422, 422, 422, 422, 422, 422]),
    ("create_passkey_challenge",   Nothing,   "",            [201, 201, 201, 201, 201, 201, 201, 201]),
    ("create_passkey_session",     Nothing,   "",            [401, 401, 401, 401, 401, 401, 401, 401]),
    ("create_session_challenge",   Nothing,   "",            [401, 422, 422, 422, 422, 422, 422, 422]),
    ("begin_provider_sign_in",     Nothing,   "",            [303, 303, 303, 303, 303, 303, 303, 303]),
    ("complete_provider_sign_in",  Nothing,   "",            [303, 303, 303, 303, 303, 303, 303, 303]),
    ("end_ticket_session",         Nothing,   "",            [400, 400, 400, 400, 400, 400, 400, 400]),
    ("end_provider_sessions",      Nothing,   "",            [400, 400, 400, 400, 400, 400, 400, 400]),
    ("create_session_verification", Nothing,  "",            [401, 200, 200, 200, 200, 200, 200, 200]),
    ("get_session",                Nothing,   "",            [401, 200, 200, 200, 200, 200, 200, 200]),
    ("delete_session",             Nothing,   "",            [401, 204, 204, 204, 204, 204, 204, 204]),
    ("get_me",                     Nothing,   "",            [401, 200, 200, 200, 200, 200, 200, 200]),
    ("update_me",                  Nothing,   "",            [401, 200, 200, 200, 200, 200, 200, 200]),
    ("change_my_password",         Nothing,   "",            [401, 204, 204, 204, 204, 204, 204, 204]),
    ("create_my_email_change",     Nothing,   "",            [401, 202, 202, 202, 202, 202, 202, 202]),
    ("list_my_factors",            Nothing,   "",            [401, 200, 200, 200, 200, 200, 200, 200]),
    ("create_my_factor",           Nothing,   "",            [401, 201, 201, 201, 201, 201, 201, 201]),
    ("confirm_my_factor",          Nothing,   "",            [401, 404, 404, 404, 404, 404, 404, 404]),
    ("update_my_factor",           Nothing,   "",            [401, 404, 404, 404, 404, 404, 404, 404]),
    ("delete_my_factor",           Nothing,   "",            [401, 404, 404, 404, 404, 404, 404, 404]),
    ("create_my_recovery_codes",   Nothing,   "",            [401, 403, 403, 403, 403, 403, 403, 403]),
    ("lock_my_account",            Nothing,   "",            [401, 204, 204, 204, 204, 204, 204, 204]),
    ("list_my_identities",         Nothing,   "",            [401, 200, 200, 200, 200, 200, 200, 200]),
    ("create_my_identity",         Nothing,   "",            [401, 422, 422, 422, 422, 422, 422, 422]),
    ("delete_my_identity",         Nothing,   "",            [401, 404, 404, 404, 404, 404, 404, 404]),
    ("list_my_sessions",           Nothing,   "",            [401, 200, 200, 200, 200, 200, 200, 200]),
    ("delete_my_sessions",         Nothing,   "",            [401, 204, 204, 204, 204, 204, 204, 204]),
    ("delete_my_session",          Nothing,   "",            [401, 404, 404, 404, 404, 404, 404, 404]),
    ("list_my_grants",             Nothing,   "",            [401, 200, 200, 200, 200, 200, 200, 200]),
    ("list_my_preferences",        Nothing,   "",            [401, 200, 200, 200, 200, 200, 200, 200]),
    ("get_my_preferences",         Nothing,   "",            [401, 404, 404, 200, 404, 404, 404, 404]),
    ("update_my_preferences",      Nothing,   "",            [401, 404, 404, 200, 404, 404, 404, 404]),
    ("list_applications",          Nothing,   "",            [401, 200, 200, 200, 200, 200, 200, 200]),
    ("get_application",            Nothing,   "",            [401, 200, 200, 200, 200, 200, 200, 200]),
    ("list_organisations",         Nothing,   "",            [401, 200, 200, 200, 200, 200, 200, 200]),
    ("get_organisation",           Nothing,   "",            [401, 200, 200, 200, 200, 200, 200, 200]),
    ("list_access_profiles",       Nothing,   "",            [401, 200, 200, 200, 200, 200, 200, 200]),
    ("list_thematic_areas",        Nothing,   "",            [401, 200, 200, 200, 200, 200, 200, 200]),
    ("list_professional_roles",    Nothing,   "",            [401, 200, 200, 200, 200, 200, 200, 200]),
    ("list_access_requests",       Nothing,   "mine",        [401, 200, 200, 200, 200, 200, 200, 200]),
    ("list_access_requests",       Nothing,   "to_decide",   [401, 403, 403, 200, 200, 403, 403, 403]),
    ("list_access_requests",       Nothing,   "to_activate", [401, 403, 403, 403, 403, 200, 403, 403]),
    ("list_access_requests",       Nothing,   "all",         [401, 403, 403, 403, 403, 200, 403, 200]),
    ("create_access_request",      Nothing,   "",            [401, 201, 201, 201, 201, 201, 201, 201]),
    ("get_access_request",         Draft,     "",            [401, 200, 404, 404, 404, 404, 404, 404]),
    ("get_access_request",         Submitted, "",            [401, 200, 404, 200, 404, 200, 404, 200]),
    ("update_access_request",      Draft,     "",            [401, 200, 404, 404, 404, 404, 404, 404]),
    ("update_access_request",      Submitted, "",            [401, 409, 404, 403, 404, 403, 404, 403]),
    ("delete_access_request",      Draft,     "",            [401, 204, 404, 404, 404, 404, 404, 404]),
    ("delete_access_request",      Submitted, "",            [401, 409, 404, 403, 404, 403, 404, 403]),
    ("submit_access_request",      Draft,     "",            [401, 200, 404, 404, 404, 404, 404, 404]),
    ("submit_access_request",      Submitted, "",            [401, 409, 404, 403, 404, 403, 404, 403]),
    ("withdraw_access_request",    Submitted, "",            [401, 200, 404, 403, 404, 403, 404, 403]),
    ("return_access_request",      Submitted, "",            [401, 403, 404, 200, 404, 403, 404, 403]),
    ("decide_access_request",      Submitted, "",            [401, 403, 404, 200, 404, 403, 404, 403]),
    ("decide_access_request",      Draft,     "",            [401, 403, 404, 404, 404, 404, 404, 404]),
    ("list_access_request_events", Submitted, "",            [401, 200, 404, 200, 404, 200, 404, 200]),
    ("list_grants",                Approved,  "",            [401, 403, 403, 200, 200, 200, 403, 200]),
    ("get_grant",                  Approved,  "",            [401, 200, 404, 200, 404, 200, 404, 200]),
    ("activate_grant",             Approved,  "",            [401, 403, 403, 403, 403, 200, 403, 403]),
    ("get_my_data",                Nothing,   "",            [401, 200, 200, 200, 200, 200, 200, 200]),
    ("delete_me",                  Nothing,   "",            [401, 204, 204, 409, 409, 409, 409, 409]),
    ("create_my_support_code",     Nothing,   "",            [401, 201, 201, 201, 201, 201, 201, 201]),
    ("look_up_support_code",       Nothing,   "",            [401, 403, 403, 403, 403, 404, 403, 403]),
    ("get_account",                Nothing,   "",            [401, 403, 403, 403, 403, 200, 403, 403]),
    ("suspend_account",            Nothing,   "",            [401, 403, 403, 403, 403, 200, 403, 403]),
    ("unlock_account",             Nothing,   "",            [401, 403, 403, 403, 403, 409, 403, 403]),
    ("list_data_views",            Nothing,   "",            [401, 403, 403, 403, 403, 403, 403, 200]),
    ("list_deliveries",            Nothing,   "",            [401, 403, 403, 403, 403, 200, 403, 403]),
    ("retry_delivery",             Nothing,   "",            [401, 403, 403, 403, 403, 404, 403, 403]),
    ("list_training_accounts",     Nothing,   "",            [200, 200, 200, 200, 200, 200, 200, 200]),
    ("list_training_mails",        Nothing,   "",            [200, 200, 200, 200, 200, 200, 200, 200]),
    ("get_training_clock",         Nothing,   "",            [200, 200, 200, 200, 200, 200, 200, 200]),
    ("advance_training_clock",     Nothing,   "",            [200, 200, 200, 200, 200, 200, 200, 200]),
];

/// Where a fresh object for each column is made: nobody can hold the same right twice (R4).
const PLACES: [&str; 8] = ["DE03", "DE22", "DE27", "DE30", "DE36", "DE42", "DE22", "DE30"];

const NO_FACTOR: &str = "/api/v1/me/factors/019a0000-0000-7000-8000-000000000000";

/// A provider that needs not be there for a sign-in to begin.
fn cas() -> ProviderSettings {
    toml::from_str("id = 'cas'\nname = 'CAS'\nkind = 'cas'\nurl = 'https://cas.example'").unwrap()
}

async fn object(app: &TestApp, object: Object, column: usize) -> Value {
    let applicant = app.as_person("newcomer1");
    let place = format!("ERN-RND/DE/{}", PLACES[column]);
    // The places are fewer than the columns; the profiles are not.
    let profile = if column < 6 { "hp" } else { "panel_manager_hcp" };
    match object {
        Nothing => Value::Null,
        Draft => applicant.draft(&place, &[profile]).await,
        Submitted => applicant.submitted(&place, &[profile]).await,
        Approved => app.approved(&applicant, &place, &[profile]).await,
    }
}

/// As a tag; any where there is nothing to see.
async fn version_of(person: &Client, path: &str) -> String {
    format!("\"{}\"", person.get(path).await.json["version"].as_i64().unwrap_or(1))
}

async fn perform(app: &TestApp, operation: &str, person: &Client, object: &Value, detail: &str) -> Answer {
    let (rnd, de22) = (app.place("ERN-RND"), app.place("ERN-RND/DE/DE22"));
    let preferences = format!("/api/v1/me/preferences/{rnd}");
    let grant = || format!("/api/v1/grants/{}", id(&object["grants"][0]));
    let any = "\"1\"";
    match operation {
        "get_liveness" => person.get("/health/live").await,
        "get_readiness" => person.get("/health/ready").await,
        "get_portal" => person.get("/api/v1/portal").await,
        "create_session" => {
            let body = json!({"email": address_of("newcomer3"), "password": "hilum-training"});
            person.post("/api/v1/sessions").json(body).await
        }
        "create_account" => {
            let email = format!("{}@klinik.example", uuid::Uuid::now_v7());
            let body = json!({"first_name": "Zoë", "last_name": "Müller", "email": email, "email_confirmation": email,
                "language": "en", "privacy_accepted": true});
            person.post("/api/v1/accounts").json(body).await
        }
        "confirm_account" => {
            let body = json!({"token": "never-given", "password": "correct horse battery"});
            person.post("/api/v1/accounts/confirmations").json(body).await
        }
        "create_password_reset" => {
            let email = format!("{}@klinik.example", uuid::Uuid::now_v7());
            person.post("/api/v1/password-resets").json(json!({"email": email})).await
        }
        "confirm_password_reset" => {
            let body = json!({"token": "never-given", "password": "correct horse battery"});
            person.post("/api/v1/password-resets/confirmations").json(body).await
        }
        "begin_provider_sign_in" => person.get("/api/v1/providers/cas/sign-in").await,
        "complete_provider_sign_in" => person.get("/api/v1/providers/cas/callback?ticket=ST-1").await,
        "end_ticket_session" => {
            let body = ("application/x-www-form-urlencoded", "logoutRequest=x");
            person.post("/api/v1/providers/cas/callback").body(body.0, body.1).await
        }
        "end_provider_sessions" => {
            let body = ("application/x-www-form-urlencoded", "logout_token=x");
            person.post("/api/v1/providers/cas/logout").body(body.0, body.1).await
        }
        "confirm_email" => {
            person.post("/api/v1/accounts/email-confirmations").json(json!({"token": "never-given"})).await
        }
        "create_passkey_challenge" => person.post("/api/v1/sessions/passkey-challenges").await,
        "create_passkey_session" => {
            let body = json!({"id": "unknown", "credential": {}});
            person.post("/api/v1/sessions/passkeys").json(body).await
        }
        "create_session_challenge" => {
            person.post("/api/v1/session/challenges").json(json!({"method": "passkey"})).await
        }
        "create_session_verification" => {
            let body = json!({"method": "password", "code": "hilum-training"});
            person.post("/api/v1/session/verifications").json(body).await
        }
        "change_my_password" => {
            let body = json!({"current_password": "hilum-training", "new_password": "correct horse battery"});
            person.post("/api/v1/me/password").json(body).await
        }
        "create_my_email_change" => {
            let email = format!("{}@klinik.example", uuid::Uuid::now_v7());
            let body = json!({"email": email, "email_confirmation": email});
            person.post("/api/v1/me/email-changes").json(body).await
        }
        "list_my_factors" => person.get("/api/v1/me/factors").await,
        "create_my_factor" => {
            person.post("/api/v1/me/factors").json(json!({"kind": "totp", "label": "Telephone"})).await
        }
        "confirm_my_factor" => {
            person.post(&format!("{NO_FACTOR}/confirm")).json(json!({"code": "123456"})).await
        }
        "update_my_factor" => {
            person.patch(NO_FACTOR).header("if-match", any).json(json!({"label": "Telephone"})).await
        }
        "delete_my_factor" => person.delete(NO_FACTOR).header("if-match", any).await,
        "create_my_recovery_codes" => person.post("/api/v1/me/recovery-codes").await,
        "lock_my_account" => person.post("/api/v1/me/panic").await,
        "list_my_identities" => person.get("/api/v1/me/identities").await,
        "create_my_identity" => person.post("/api/v1/me/identities").json(json!({"token": "x"})).await,
        "delete_my_identity" => {
            person.delete("/api/v1/me/identities/019a0000-0000-7000-8000-000000000000").await
        }
        "list_my_sessions" => person.get("/api/v1/me/sessions").await,
        "delete_my_sessions" => person.delete("/api/v1/me/sessions").await,
        "delete_my_session" => {
            person.delete("/api/v1/me/sessions/019a0000-0000-7000-8000-000000000000").await
        }
        "get_my_data" => person.get("/api/v1/me/data").await,
        "delete_me" => {
            let seen = version_of(person, "/api/v1/me").await;
            person.delete("/api/v1/me").header("if-match", &seen).await
        }
        "create_my_support_code" => person.post("/api/v1/me/support-code").await,
        "look_up_support_code" => {
            person.post("/api/v1/support-codes/lookups").json(json!({"code": "K7QF-2M9X"})).await
        }
        "get_account" => person.get(&app.account_of("newcomer3").await).await,
        "suspend_account" | "unlock_account" => {
            let action = operation.trim_end_matches("_account");
            let path = format!("{}/{action}", app.account_of("newcomer3").await);
            person.post(&path).json(json!({"reason": "Left the hospital"})).await
        }
        "list_data_views" => person.get("/api/v1/data-views").await,
        "list_deliveries" => person.get("/api/v1/deliveries?status=given_up").await,
        "retry_delivery" => {
            person.post("/api/v1/deliveries/019a0000-0000-7000-8000-000000000000/retry").await
        }
        "get_session" => person.get("/api/v1/session").await,
        "delete_session" => person.delete("/api/v1/session").await,
        "get_me" => person.get("/api/v1/me").await,
        "update_me" => {
            let seen = version_of(person, "/api/v1/me").await;
            person.patch("/api/v1/me").header("if-match", &seen).json(json!({"language": "en"})).await
        }
        "list_my_grants" => person.get("/api/v1/me/grants").await,
        "list_my_preferences" => person.get("/api/v1/me/preferences").await,
        "get_my_preferences" => person.get(&preferences).await,
        "update_my_preferences" => {
            let body = json!({"professional_role": "Nurse", "areas": ["none"]});
            let seen = version_of(person, &preferences).await;
            person.put(&preferences).header("if-match", &seen).json(body).await
        }
        "list_applications" => person.get("/api/v1/applications").await,
        "get_application" => person.get("/api/v1/applications/CPMS").await,
        "list_organisations" => person.get("/api/v1/organisations?application=CPMS").await,
        "get_organisation" => person.get(&format!("/api/v1/organisations/{de22}")).await,
        "list_access_profiles" => {
            person.get(&format!("/api/v1/access-profiles?application=CPMS&organisation={de22}")).await
        }
        "list_thematic_areas" => person.get(&format!("/api/v1/thematic-areas?network={rnd}")).await,
        "list_professional_roles" => person.get("/api/v1/professional-roles").await,
        "list_access_requests" => person.get(&format!("{REQUESTS}?view={detail}")).await,
        "create_access_request" => person.post(REQUESTS).json(json!({})).await,
        "get_access_request" => person.get(&address(object, "")).await,
        "update_access_request" => {
            person.patch(&address(object, "")).if_match(object).json(json!({"comment": "mine"})).await
        }
        "delete_access_request" => person.delete(&address(object, "")).if_match(object).await,
        "submit_access_request" => person.post(&address(object, "/submit")).await,
        "withdraw_access_request" => person.post(&address(object, "/withdraw")).await,
        "return_access_request" => {
            let body = json!({"reason": {"code": "wrong_profile"}});
            person.post(&address(object, "/return")).json(body).await
        }
        "decide_access_request" => {
            let items = if object["items"][0]["id"].is_string() {
                verdicts(object, "approve")
            } else {
                json!([{"id": "019a0000-0000-7000-8000-000000000000", "decision": "approve"}])
            };
            person.decide(object, json!({"items": items})).await
        }
        "list_access_request_events" => person.get(&address(object, "/events")).await,
        "list_grants" => person.get("/api/v1/grants").await,
        "get_grant" => person.get(&grant()).await,
        "activate_grant" => person.post(&format!("{}/activate", grant())).await,
        "list_training_accounts" => person.get("/api/v1/training/accounts").await,
        "list_training_mails" => person.get("/api/v1/training/mailbox").await,
        "get_training_clock" => person.get("/api/v1/training/clock").await,
        "advance_training_clock" => {
            person.post("/api/v1/training/clock").json(json!({"advance_seconds": 1})).await
        }
        unknown => panic!("{unknown} is in the table and cannot be performed"),
    }
}

#[test]
fn the_table_has_every_operation_of_the_document_and_no_other() {
    let document = serde_json::to_value(hilum_server::openapi::document()).unwrap();
    let items = document["paths"].as_object().unwrap().values();
    let operations = items.flat_map(|item| item.as_object().unwrap().values());
    let documented: BTreeSet<&str> = operations.map(|o| o["operationId"].as_str().unwrap()).collect();
    let tabled: BTreeSet<&str> = TABLE.iter().map(|row| row.0).collect();
    assert_eq!(documented, tabled);
}

#[tokio::test]
async fn everybody_may_do_what_the_table_says_and_nothing_else() {
    let mut faults = Vec::new();
    for (operation, kind, detail, expected) in TABLE {
        let app = spawn_app_with(People::Training, |settings| settings.providers = vec![cas()]);
        for (column, name) in PEOPLE.into_iter().enumerate() {
            let object = object(&app, kind, column).await;
            let person = if name.is_empty() { app.anonymous() } else { app.as_person(name) };
            let answer = perform(&app, operation, &person, &object, detail).await;
            if answer.status != expected[column] {
                let who = if name.is_empty() { "nobody" } else { name };
                let (status, wanted) = (answer.status, expected[column]);
                faults.push(format!(
                    "{operation} {kind:?} {detail} by {who}: {status}, not {wanted}: {}",
                    answer.text
                ));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[tokio::test]
async fn what_one_is_told_one_may_do_is_what_one_may_do() {
    let app = spawn_app();
    for kind in [Draft, Submitted] {
        for (column, name) in PEOPLE.into_iter().enumerate().skip(1) {
            let object = object(&app, kind, column).await;
            let person = app.as_person(name);
            let seen = person.look_at(&object).await;
            if seen.status != 200 {
                continue;
            }
            let allowed = seen.json["allowed_actions"].as_array().unwrap();
            // The last one changes the request: each is tried while it is still as it was seen.
            let tries = [
                ("return", "/return", json!({"reason": {"code": "other"}})),
                ("decide", "/decide", json!({"items": []})),
            ];
            for (action, path, body) in tries {
                let answer = person.post(&address(&object, path)).if_match(&object).json(body).await;
                let may = allowed.iter().any(|a| a == action);
                // Who may is told what is missing, who may not is told so.
                assert_eq!(answer.status == 422, may, "{name} {action} {kind:?}: {}", answer.text);
            }
            let discard = person.delete(&address(&object, "")).if_match(&object).await;
            assert_eq!(discard.status == 204, allowed.iter().any(|a| a == "discard"), "{name} {kind:?}");
        }
    }
}
