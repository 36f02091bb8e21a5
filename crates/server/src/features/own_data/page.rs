//! The same as a page to read: one file that needs nothing else, no script. Made of the JSON itself, so that neither has
//! what the other lacks. The styles count once it is saved; where it is only looked at, the policy refuses them.

use hilum_api_types::own_data::OwnDataView;
use hilum_words::Bundle;
use minijinja::{AutoEscape, Environment, context};
use serde_json::{Map, Value};

const LAYOUT: &str = include_str!("page.html");

pub(super) fn write(data: &OwnDataView, language: &str) -> anyhow::Result<String> {
    let words = hilum_words::own_data(language);
    let text = |key: &str| words.text(key, &[]);
    let when = data.made_at.format("%Y-%m-%d %H:%M UTC").to_string();
    let json = serde_json::to_value(data)?;
    let sections: Vec<minijinja::Value> = SECTIONS
        .iter()
        .filter_map(|(name, columns)| Some(section(words, name, columns, json.get(*name)?)))
        .collect();
    let mut environment = Environment::new();
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    Ok(environment.render_str(
        LAYOUT,
        context! {
            language => words.language(), title => text("own-data-title"), nothing => text("own-data-nothing"),
            intro => words.text("own-data-intro", &[("when", &when)]), sections,
        },
    )?)
}

/// What is shown, in this order. The tests compare it with the JSON.
pub(super) const SECTIONS: [(&str, &[&str]); 11] = [
    (
        "account",
        &[
            "id",
            "status",
            "email",
            "first_name",
            "last_name",
            "language",
            "phone",
            "has_password",
            "training",
            "created_at",
            "last_sign_in_at",
        ],
    ),
    (
        "requests",
        &[
            "created_at",
            "submitted_at",
            "status",
            "application",
            "organisation",
            "items",
            "comment",
            "requested_until",
            "id",
        ],
    ),
    (
        "grants",
        &[
            "application",
            "organisation",
            "profile",
            "status",
            "valid_from",
            "valid_until",
            "created_at",
            "request",
            "id",
        ],
    ),
    ("preferences", &["network", "professional_role", "areas", "updated_at"]),
    ("factors", &["kind", "label", "sent_to", "created_at", "last_used_at", "id"]),
    ("one_time_codes", &["purpose", "created_at", "expires_at", "payload"]),
    (
        "sessions",
        &["created_at", "last_seen_at", "user_agent", "address", "method", "assurance", "current", "id"],
    ),
    ("identities", &["provider", "issuer", "subject", "created_at", "last_used_at", "id"]),
    ("events", &["at", "kind", "office", "by_oneself", "profile", "data", "request", "grant", "id"]),
    ("data_views", &["at", "viewer", "what", "object"]),
    ("mails", &["created_at", "kind", "status", "attempts", "last_error", "content", "id"]),
];

/// A list is a table; a single thing is one of a name and a value in each row.
fn section(words: &Bundle, name: &str, columns: &[&str], data: &Value) -> minijinja::Value {
    let word = |name: &str| words.text(&format!("own-data-{}", name.replace('_', "-")), &[]);
    let head: Vec<String> = columns.iter().map(|column| word(column)).collect();
    let cell =
        |row: &Value, column: &str| row.get(column).map_or_else(String::new, |value| shown(words, value));
    let title = word(&format!("section-{name}"));
    match data.as_array() {
        Some(list) => {
            let row = |row: &Value| columns.iter().map(|column| cell(row, column)).collect();
            let rows: Vec<Vec<String>> = list.iter().map(row).collect();
            context! { title, head, rows }
        }
        None => {
            let rows = columns.iter().zip(head).map(|(column, label)| vec![label, cell(data, column)]);
            context! { title, rows => rows.collect::<Vec<_>>() }
        }
    }
}

fn shown(words: &Bundle, value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::Bool(true) => words.text("own-data-yes", &[]),
        Value::Bool(false) => words.text("own-data-no", &[]),
        Value::Number(number) => number.to_string(),
        Value::String(text) => readable(text),
        Value::Array(items) => items.iter().map(|item| shown(words, item)).collect::<Vec<_>>().join(", "),
        Value::Object(fields) => named(words, fields),
    }
}

/// Moments lose their letters; all other text is as it was written.
fn readable(text: &str) -> String {
    let moment = chrono::DateTime::parse_from_rfc3339(text);
    moment.map_or_else(|_| text.to_owned(), |at| at.to_utc().format("%Y-%m-%d %H:%M UTC").to_string())
}

/// Places, profiles and people by their names; of an item what became of it, too.
fn named(words: &Bundle, fields: &Map<String, Value>) -> String {
    if let (Some(profile), Some(Value::String(status))) = (fields.get("profile"), fields.get("status")) {
        return format!("{} ({status})", shown(words, profile));
    }
    match fields.get("label").or_else(|| fields.get("name")) {
        Some(name) => shown(words, name),
        None => {
            let parts = fields.iter().map(|(name, value)| format!("{name}: {}", shown(words, value)));
            parts.collect::<Vec<_>>().join("; ")
        }
    }
}
