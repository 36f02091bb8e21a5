//! A bound is written once: what the document says, what the server takes and what the columns hold are side by side here.

use std::collections::BTreeSet;
use std::path::Path;

use hilum_api_types::access_requests::{
    CreateAccessRequest, DecideAccessRequest, PatchAccessRequest, ReturnAccessRequest,
};
use hilum_api_types::accounts::{
    AccountReason, ChangePassword, ConfirmAccount, ConfirmEmail, ConfirmPasswordReset, CreateAccount,
    CreateEmailChange, CreatePasswordReset, LinkIdentity, LookUpSupportCode,
};
use hilum_api_types::factors::{ConfirmFactor, CreateFactor, UpdateFactor};
use hilum_api_types::preferences::UpdatePreferences;
use hilum_api_types::sessions::{CreateChallenge, CreateVerification, PasskeySignIn, SignIn, UpdateMe};
use hilum_api_types::training::AdvanceClock;
use hilum_domain::bounds;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};
use validator::Validate;

use crate::support::spawn_app;

/// The fields, by their names at the top, that are refused for their shape.
type Judge = fn(Value) -> BTreeSet<String>;

fn judged<T: DeserializeOwned + Validate>(body: Value) -> BTreeSet<String> {
    let read: T = serde_json::from_value(body.clone()).unwrap_or_else(|error| panic!("{error}: {body}"));
    let errors = read.validate().err();
    errors.iter().flat_map(|errors| errors.errors().keys()).map(ToString::to_string).collect()
}

macro_rules! inputs {
    ($($name:ident),+ $(,)?) => { [$((stringify!($name), judged::<$name> as Judge)),+] };
}

const INPUTS: [(&str, Judge); 24] = inputs![
    AccountReason,
    AdvanceClock,
    ChangePassword,
    ConfirmAccount,
    ConfirmEmail,
    ConfirmFactor,
    ConfirmPasswordReset,
    CreateAccessRequest,
    CreateAccount,
    CreateChallenge,
    CreateEmailChange,
    CreateFactor,
    CreatePasswordReset,
    CreateVerification,
    DecideAccessRequest,
    LinkIdentity,
    LookUpSupportCode,
    PasskeySignIn,
    PatchAccessRequest,
    ReturnAccessRequest,
    SignIn,
    UpdateFactor,
    UpdateMe,
    UpdatePreferences,
];

/// What is typed there is right or wrong, and nothing more is told of it.
const UNBOUNDED: [&str; 2] = ["SignIn.email", "SignIn.password"];

fn document() -> Value {
    serde_json::to_value(hilum_server::openapi::document()).unwrap()
}

/// Without the reference, and without the alternative of nothing.
fn resolved<'d>(document: &'d Value, schema: &'d Value) -> &'d Value {
    if let Some(reference) = schema["$ref"].as_str() {
        return resolved(document, document.pointer(reference.trim_start_matches('#')).unwrap());
    }
    match schema["oneOf"].as_array() {
        Some(either) if either.iter().any(|one| one["type"] == "null") => {
            resolved(document, either.iter().find(|one| one["type"] != "null").unwrap())
        }
        _ => schema,
    }
}

fn is_of(schema: &Value, kind: &str) -> bool {
    let several = schema["type"].as_array().is_some_and(|kinds| kinds.iter().any(|known| known == kind));
    several || schema["type"] == kind
}

fn is_free_text(schema: &Value) -> bool {
    is_of(schema, "string") && schema["enum"].is_null() && schema["format"].is_null()
}

/// The least that fits.
fn sample(document: &Value, schema: &Value) -> Value {
    let schema = resolved(document, schema);
    if let Some(first) = schema["enum"].get(0) {
        return first.clone();
    }
    if is_of(schema, "object") {
        let required = schema["required"].as_array().into_iter().flatten().map(|name| name.as_str().unwrap());
        let field = |name: &str| (name.to_owned(), sample(document, &schema["properties"][name]));
        return Value::Object(required.map(field).collect::<Map<_, _>>());
    }
    match schema["format"].as_str() {
        Some("uuid") => json!("019a0000-0000-7000-8000-000000000000"),
        Some("date-time") => json!("2030-01-01T00:00:00Z"),
        _ if is_of(schema, "string") => json!("x"),
        _ if is_of(schema, "integer") => schema["minimum"].clone(),
        _ if is_of(schema, "boolean") => json!(true),
        _ if is_of(schema, "array") => json!([]),
        _ => json!({}),
    }
}

/// Pairs of what just fits and what is one more than that, for each bound inside.
fn edges(document: &Value, schema: &Value) -> Vec<(String, Value, Value)> {
    let schema = resolved(document, schema);
    let most = |name: &str| schema[name].as_u64().and_then(|most| usize::try_from(most).ok());
    let mut found = Vec::new();
    if let Some(max) = most("maxLength") {
        found.push((String::new(), json!("ö".repeat(max)), json!("ö".repeat(max + 1))));
    }
    if let Some(max) = schema["maximum"].as_i64() {
        let min = schema["minimum"].as_i64().unwrap();
        found.push((String::new(), json!(max), json!(max + 1)));
        found.push((String::new(), json!(min), json!(min - 1)));
    }
    if let Some(max) = most("maxItems") {
        let entry = sample(document, &schema["items"]);
        found.push((String::new(), json!(vec![entry.clone(); max]), json!(vec![entry; max + 1])));
        let inside = edges(document, &schema["items"]).into_iter();
        found.extend(inside.map(|(path, fits, over)| (path, json!([fits]), json!([over]))));
    }
    for (name, property) in schema["properties"].as_object().into_iter().flatten() {
        let with = |value: Value| {
            let mut body = sample(document, schema);
            body[name] = value;
            body
        };
        let inside = edges(document, property).into_iter();
        found.extend(inside.map(|(_, fits, over)| (name.clone(), with(fits), with(over))));
    }
    found
}

#[test]
fn the_server_takes_as_much_as_the_document_says_and_not_one_more() {
    let document = document();
    let mut tried = 0;
    for (name, judge) in INPUTS {
        for (field, fits, over) in edges(&document, &document["components"]["schemas"][name]) {
            assert_eq!(judge(fits), BTreeSet::new(), "{name}.{field}");
            assert_eq!(judge(over), BTreeSet::from([field.clone()]), "{name}.{field}");
            tried += 1;
        }
    }
    assert!(tried > 40, "{tried}");
}

#[test]
fn every_text_list_and_number_that_comes_in_is_bounded() {
    let document = document();
    let (mut bodies, mut unbounded) = (BTreeSet::new(), Vec::new());
    for operation in
        document["paths"].as_object().unwrap().values().flat_map(|item| item.as_object().unwrap().values())
    {
        if let Some(body) = operation.pointer("/requestBody/content/application~1json/schema") {
            let name = body["$ref"].as_str().expect("a named body").rsplit('/').next().unwrap();
            bodies.insert(name.to_owned());
            for (field, property) in resolved(&document, body)["properties"].as_object().into_iter().flatten()
            {
                unbounded.extend(open_end(&document, property).then(|| format!("{name}.{field}")));
            }
        }
        let id = operation["operationId"].as_str().unwrap();
        // They answer a person on their way, whatever comes.
        let navigates = id.ends_with("_provider_sign_in");
        for parameter in operation["parameters"].as_array().into_iter().flatten().filter(|_| !navigates) {
            if parameter["in"] == "query" && open_end(&document, &parameter["schema"]) {
                unbounded.push(format!("{id}?{}", parameter["name"].as_str().unwrap()));
            }
        }
    }
    assert_eq!(unbounded.into_iter().collect::<BTreeSet<_>>(), UNBOUNDED.map(str::to_owned).into());
    assert_eq!(bodies, INPUTS.map(|(name, _)| name.to_owned()).into());
}

fn open_end(document: &Value, schema: &Value) -> bool {
    let schema = resolved(document, schema);
    is_free_text(schema) && schema["maxLength"].is_null()
        || is_of(schema, "array") && (schema["maxItems"].is_null() || open_end(document, &schema["items"]))
        || is_of(schema, "integer") && (schema["minimum"].is_null() || schema["maximum"].is_null())
}

#[test]
fn the_columns_hold_what_is_taken() {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../migrations/src");
    let files = std::fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().path());
    let sql: String = files
        .filter(|path| path.extension().is_some_and(|kind| kind == "sql"))
        .map(|path| std::fs::read_to_string(path).unwrap())
        .collect();
    for (table, column, bound) in [
        ("accounts", "first_name", bounds::PersonName::MAX),
        ("accounts", "last_name", bounds::PersonName::MAX),
        ("accounts", "email", bounds::MailAddress::MAX),
        ("accounts", "language", bounds::LanguageTag::MAX),
        ("factors", "label", bounds::FactorLabel::MAX),
        ("preferences", "professional_role", bounds::ProfessionalRole::MAX),
        ("access_requests", "application", bounds::CatalogueCode::MAX),
        ("request_items", "profile", bounds::CatalogueCode::MAX),
    ] {
        let body = sql.split(&format!("create table {table} (\n")).nth(1).expect(table);
        let body = body.split("\n);").next().unwrap();
        let line =
            body.lines().find(|line| line.trim_start().starts_with(&format!("{column} "))).expect(column);
        let width = line.split("varchar(").nth(1).and_then(|rest| rest.split(')').next()).expect(line);
        assert!(width.parse::<u64>().unwrap() >= bound, "{table}.{column} holds {width} of {bound}");
    }
}

#[tokio::test]
async fn what_is_too_much_is_told_with_everything_else() {
    let app = spawn_app();
    let person = app.as_person("rndhpuser1");
    let mine = person.get("/api/v1/me/preferences").await.expect(200);
    let network = &mine["items"][0];
    let body = json!({"professional_role": "r".repeat(101), "areas": ["nowhere", "x".repeat(101)]});
    let path = format!("/api/v1/me/preferences/{}", network["network"]["id"].as_str().unwrap());
    let refusal = person.put(&path).if_match(network).json(body).await.refused(422, "invalid");
    assert_eq!(
        refusal.faults(),
        ["professional_role: too_long", "areas[1]: too_long", "areas[0]: not_found", "areas[1]: not_found"]
    );
    for query in ["limit=0", "limit=101", &format!("q={}", "x".repeat(2001))] {
        let refusal = person.get(&format!("/api/v1/organisations?application=CPMS&{query}")).await;
        assert_eq!(refusal.refused(422, "invalid").faults().len(), 1, "{query}");
    }
    let both = format!("/api/v1/organisations?application={}&limit=0", "x".repeat(101));
    let faults = person.get(&both).await.refused(422, "invalid").faults();
    assert_eq!(faults, ["application: too_long", "limit: invalid"]);
}
