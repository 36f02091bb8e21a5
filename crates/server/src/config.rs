//! Settings: `hilum.toml`, then `HILUM_*`, then flags. Nothing is needed to start; a name that does not exist or a
//! value that does not fit is an error that names it.

pub mod providers;

use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use serde::{Deserialize, Serialize};
use toml::{Table, Value};

use providers::ProviderSettings;

/// Every setting, with its default.
#[derive(Clone, derive_more::Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Settings {
    /// Address and port to listen on.
    pub listen: String,
    /// The address people reach Hilum at; every link in a mail begins with it. Default: `http://` and `listen`.
    pub public_url: Option<String>,
    /// Further names Hilum is reached by, beside that of `public_url`; requests for others are refused.
    pub hosts: Vec<String>,
    /// Where the database and the mail spool are kept unless said otherwise.
    pub data_dir: PathBuf,
    /// `sqlite:///path` or `postgres://…`. Default: a SQLite file in `data_dir`.
    #[debug(skip)]
    pub database_url: Option<String>,
    /// Most database connections at a time.
    pub database_connections: u32,
    /// The client's address is the last one in `X-Forwarded-For`, and `X-Forwarded-Proto` says whether they come by HTTPS:
    /// only behind a proxy that sets both. Without it nothing of the kind is believed.
    pub behind_proxy: bool,
    /// What this node is called among others of the same database, the same after a restart. Default: made from the machine's
    /// name, `listen` and `data_dir`.
    pub node: Option<String>,
    /// How long a node that was told to stop says that it is not ready before it does.
    pub drain_seconds: u64,
    /// Mail address of the helpdesk, shown to people.
    pub support_email: String,
    /// Whom to tell of a hole, in security.txt: `mailto:…` or `https://…`. Default: `support_email`.
    pub security_contact: Option<String>,
    /// The document of the API, and the page to read it with.
    pub docs: bool,
    /// What to log, e.g. `info` or `hilum_server=debug`.
    pub log: String,
    /// `text` or `json`.
    pub log_format: String,
    /// Seals second factors in the database; the same for all nodes, at least 32 characters. Default: made at the first
    /// start and kept in `data_dir/hilum.key`.
    #[debug(skip)]
    pub secret_key: Option<String>,
    /// People make their own accounts.
    pub registration: bool,
    pub passwords: Passwords,
    pub mail: Mail,
    pub sms: Sms,
    pub training: Training,
    /// Identity providers to sign in with.
    pub providers: Vec<ProviderSettings>,
    pub retention: Retention,
    pub limits: Limits,
}

/// What one person may have and do; beyond it nobody works, only programs do.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Limits {
    /// Drafts at a time.
    pub open_drafts: u64,
    /// Drafts begun and requests submitted within 24 hours.
    pub requests_per_day: u64,
    /// Live sessions; a newer one ends the oldest.
    pub sessions: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self { open_drafts: 50, requests_per_day: 100, sessions: 20 }
    }
}

/// How long things are kept; 0: for ever.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Retention {
    /// Older facts are reported, not removed: see `retention.rs`.
    pub history_years: u32,
    /// Who looked at whose data.
    pub data_views_days: u32,
    /// Drafts that nobody touches.
    pub drafts_days: u32,
    /// What is known of messages that were sent or given up.
    pub sent_mails_days: u32,
    /// Accounts without access, without a request, without a sign-in.
    pub unused_accounts_days: u32,
}

impl Default for Retention {
    fn default() -> Self {
        Self {
            history_years: 6,
            data_views_days: 730,
            drafts_days: 180,
            sent_mails_days: 90,
            unused_accounts_days: 0,
        }
    }
}

/// What hashing a password costs (argon2id, one lane). Raised, it applies to each at its next sign-in.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Passwords {
    pub memory_kib: u32,
    pub iterations: u32,
}

impl Default for Passwords {
    fn default() -> Self {
        Self { memory_kib: 19 * 1024, iterations: 2 }
    }
}

#[derive(Clone, derive_more::Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Mail {
    /// `smtp://…` or `smtps://…`; without it mails are put into `data_dir/mail`.
    #[debug(skip)]
    pub smtp_url: Option<String>,
    pub from: String,
}

/// Codes to telephones, as a second factor. Off unless there is a gateway.
#[derive(Clone, derive_more::Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Sms {
    /// Takes `POST {"to", "text", "from"}`.
    #[debug(skip)]
    pub gateway_url: Option<String>,
    /// Sent along as `Authorization: Bearer`.
    #[debug(skip)]
    pub token: Option<String>,
    /// What the telephone shows as sender.
    pub from: String,
}

/// Training mode (R18).
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Training {
    pub enabled: bool,
    /// Training people need a second factor too, as in real life.
    pub require_two_step: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            listen: "127.0.0.1:8080".into(),
            public_url: None,
            hosts: Vec::new(),
            data_dir: "data".into(),
            database_url: None,
            database_connections: 16,
            behind_proxy: false,
            node: None,
            drain_seconds: 5,
            support_email: "helpdesk@hilum.example".into(),
            security_contact: None,
            docs: true,
            log: "info".into(),
            log_format: "text".into(),
            secret_key: None,
            registration: true,
            passwords: Passwords::default(),
            mail: Mail::default(),
            sms: Sms::default(),
            training: Training::default(),
            providers: Vec::new(),
            retention: Retention::default(),
            limits: Limits::default(),
        }
    }
}

impl Default for Mail {
    fn default() -> Self {
        Self { smtp_url: None, from: "Hilum <no-reply@hilum.example>".into() }
    }
}

/// Settings as `(path, value)`: `("training.enabled", "true")`.
pub type Overrides = Vec<(String, String)>;

impl Default for Sms {
    fn default() -> Self {
        Self { gateway_url: None, token: None, from: "Hilum".into() }
    }
}

impl Settings {
    /// Reads the file (when there is one), then `environment`, then `flags`; later ones win.
    pub fn load(
        file: Option<&Path>,
        environment: impl IntoIterator<Item = (String, String)>,
        flags: Overrides,
    ) -> anyhow::Result<Self> {
        let mut table = match file {
            Some(path) => {
                let text = std::fs::read_to_string(path)
                    .with_context(|| format!("cannot read {}", path.display()))?;
                text.parse::<Table>().with_context(|| format!("{} is not right", path.display()))?
            }
            None => Table::new(),
        };
        let names = setting_names();
        for (variable, value) in environment {
            let Some(name) = variable.strip_prefix("HILUM_") else { continue };
            // Used by the project's own tests and commands, not by the server.
            if name == "BIN" || ["TEST_", "WRITE_", "PAGE_"].iter().any(|own| name.starts_with(own)) {
                continue;
            }
            let Some(path) = names.iter().find(|path| path.replace('.', "_").to_uppercase() == name) else {
                bail!("the environment variable {variable} names no setting");
            };
            set(&mut table, path, &value);
        }
        for (path, value) in flags {
            set(&mut table, &path, &value);
        }
        table.try_into().context("a setting is unknown or has a wrong value")
    }

    /// The address people reach Hilum at, without a slash at the end.
    pub fn public_url(&self) -> String {
        let url = self.public_url.clone().unwrap_or_else(|| format!("http://{}", self.listen));
        url.trim_end_matches('/').to_owned()
    }

    /// Whether codes can be sent to telephones; in training they go into the mailbox.
    pub fn sends_sms(&self) -> bool {
        self.training.enabled || self.sms.gateway_url.is_some()
    }

    pub fn database_url(&self) -> String {
        self.database_url
            .clone()
            .unwrap_or_else(|| format!("sqlite://{}", self.data_dir.join("hilum.sqlite").display()))
    }
}

/// Every path of the settings, the optional ones too.
fn setting_names() -> Vec<String> {
    let optional = [
        "public_url",
        "database_url",
        "node",
        "secret_key",
        "security_contact",
        "mail.smtp_url",
        "sms.gateway_url",
        "sms.token",
    ];
    let mut names: Vec<String> = optional.map(String::from).into();
    for (name, value) in &defaults() {
        match value {
            Value::Table(inner) => names.extend(inner.keys().map(|key| format!("{name}.{key}"))),
            Value::String(_)
            | Value::Integer(_)
            | Value::Float(_)
            | Value::Boolean(_)
            | Value::Datetime(_)
            | Value::Array(_) => {
                names.push(name.clone());
            }
        }
    }
    names
}

#[expect(clippy::expect_used, reason = "defaults are plain data")]
fn defaults() -> Table {
    Table::try_from(Settings::default()).expect("plain data")
}

/// As what the setting is: a folder called `2026` stays a word.
fn set(table: &mut Table, path: &str, text: &str) {
    let default = path.split('.').try_fold(&Value::Table(defaults()), |value, name| value.get(name)).cloned();
    let value = match default {
        Some(Value::Boolean(_)) => text.parse().map(Value::Boolean).ok(),
        Some(Value::Integer(_)) => text.parse().map(Value::Integer).ok(),
        // As it would stand in the file.
        Some(Value::Array(_)) => {
            format!("list = {text}").parse().ok().and_then(|mut t: Table| t.remove("list"))
        }
        Some(Value::String(_) | Value::Float(_) | Value::Datetime(_) | Value::Table(_)) | None => None,
    };
    let value = value.unwrap_or_else(|| Value::String(text.to_owned()));
    match path.split_once('.') {
        None => {
            table.insert(path.to_owned(), value);
        }
        Some((section, name)) => {
            let inner = table.entry(section).or_insert_with(|| Value::Table(Table::new()));
            if let Value::Table(inner) = inner {
                inner.insert(name.to_owned(), value);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn environment(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        pairs.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect()
    }

    #[test]
    fn flags_win_over_the_environment_and_nothing_is_needed() {
        let settings = Settings::load(None, [], vec![]).unwrap();
        assert_eq!(settings.listen, "127.0.0.1:8080");
        let given =
            environment(&[("HILUM_LISTEN", "0.0.0.0:1"), ("HILUM_TRAINING_ENABLED", "true"), ("PATH", "x")]);
        let settings = Settings::load(None, given, vec![("listen".into(), "127.0.0.1:2".into())]).unwrap();
        assert_eq!((settings.listen.as_str(), settings.training.enabled), ("127.0.0.1:2", true));
    }

    #[test]
    fn providers_are_a_list_in_the_file_or_in_the_environment() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("hilum.toml");
        let one = "[[providers]]\nid = 'a'\nname = 'A'\nkind = 'cas'\nurl = 'https://a.example/cas'\n";
        let text = "[{id = 'x', name = 'X', kind = 'eu_login', url = 'https://x.example', authentication_level = 'MEDIUM'}]";
        let settings = Settings::load(None, environment(&[("HILUM_PROVIDERS", text)]), vec![]).unwrap();
        assert_eq!(settings.providers[0].id, "x");
        let wrong = |text: &str| {
            std::fs::write(&file, text).unwrap();
            format!("{:#}", Settings::load(Some(&file), [], vec![]).unwrap_err())
        };
        assert!(wrong(&format!("{one}issuerr = 'x'")).contains("issuerr"));
        assert!(wrong(&one.replace("cas'", "saml'")).contains("saml"));
        assert!(wrong("[[providers]]\nid = 'a'").contains("name"));
        std::fs::write(&file, one.repeat(2)).unwrap();
        assert_eq!(Settings::load(Some(&file), [], vec![]).unwrap().providers.len(), 2);
    }

    #[test]
    fn an_unknown_setting_or_a_wrong_value_is_named() {
        let unknown = Settings::load(None, environment(&[("HILUM_LISTN", "x")]), vec![]).unwrap_err();
        assert!(unknown.to_string().contains("HILUM_LISTN"), "{unknown}");
        let wrong =
            Settings::load(None, environment(&[("HILUM_DATABASE_CONNECTIONS", "many")]), vec![]).unwrap_err();
        assert!(format!("{wrong:#}").contains("database_connections"), "{wrong:#}");
    }

    #[test]
    fn no_setting_that_opens_something_is_ever_shown() {
        let secret = || Some("s3cr3t".to_owned());
        let provider = serde_json::json!({
            "id": "idp", "name": "IdP", "kind": "oidc", "url": "https://idp.example", "client_secret": "s3cr3t",
        });
        let settings = Settings {
            database_url: secret(),
            secret_key: secret(),
            mail: Mail { smtp_url: secret(), ..Mail::default() },
            sms: Sms { gateway_url: secret(), token: secret(), ..Sms::default() },
            providers: vec![serde_json::from_value(provider).unwrap()],
            ..Settings::default()
        };
        let shown = format!("{settings:?}");
        assert!(shown.contains("idp.example") && !shown.contains("s3cr3t"), "{shown}");
    }
}
