//! A database of its own for every test: a copy of a template that is made once per process.

use std::collections::HashMap;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

use hilum_domain::OrganisationId;
use hilum_server::app::Application;
use hilum_server::auth::session;
use hilum_server::config::Settings;
use hilum_server::context::Context;
use hilum_store::sessions::{self, Session};
use hilum_store::{Author, StoreError, accounts, new_id, scratch};
use tempfile::TempDir;

/// The networks whose places tests may name by key.
const NETWORKS: [&str; 3] = ["ERN-RND", "BOND", "COVID-19"];
/// What every test seals with: a database is a copy of one that was begun elsewhere.
pub const SECRET_KEY: &str = "the secret key of all the tests of Hilum";
const PREFIX: &str = "hilum_test_";

/// Who is in it beside the catalogue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum People {
    /// The training people, each with a session whose secret is their name.
    Training,
    Nobody,
}

/// A database; it disappears with this.
#[derive(Debug)]
pub struct Database {
    /// Empty but for the database, where that is a file.
    pub folder: TempDir,
    postgres: Option<(String, String)>,
}

impl Database {
    pub fn new(people: People) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let template = template(people);
        match &template.content {
            Content::File(bytes) => {
                std::fs::write(folder.path().join("hilum.sqlite"), bytes).expect("a database file");
                Self { folder, postgres: None }
            }
            Content::Named(server, original) => {
                static COUNTER: AtomicU32 = AtomicU32::new(0);
                let number = COUNTER.fetch_add(1, Ordering::Relaxed);
                let name = format!("{PREFIX}{}_{number}", std::process::id());
                on_a_thread_of_its_own(scratch::create(server, &name, Some(original))).expect("a database");
                Self { folder, postgres: Some((server.clone(), name)) }
            }
        }
    }

    /// `None`: the file in the folder.
    pub fn url(&self) -> Option<String> {
        self.postgres.as_ref().map(|(server, name)| scratch::url(server, name))
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        if let Some((server, name)) = &self.postgres {
            let removed = on_a_thread_of_its_own(scratch::remove(server, name));
            if let (Err(error), false) = (removed, std::thread::panicking()) {
                panic!("{name} could not be removed: {error}");
            }
        }
    }
}

/// The id of a node of CPMS by its key, e.g. `ERN-RND/DE/DE22`.
#[track_caller]
pub fn place(key: &str) -> OrganisationId {
    *template(People::Training).places.get(key).unwrap_or_else(|| panic!("there is no {key}"))
}

struct Template {
    content: Content,
    places: HashMap<String, OrganisationId>,
}

enum Content {
    /// Kept in memory: nothing is left behind when the tests end.
    File(Vec<u8>),
    /// Server and name. Removed by the next tests on that server.
    Named(String, String),
}

fn template(people: People) -> &'static Template {
    static TRAINING: OnceLock<Template> = OnceLock::new();
    static NOBODY: OnceLock<Template> = OnceLock::new();
    let (cell, name) = match people {
        People::Training => (&TRAINING, "training"),
        People::Nobody => (&NOBODY, "nobody"),
    };
    cell.get_or_init(|| on_a_thread_of_its_own(make(people, name)))
}

async fn make(people: People, name: &str) -> Template {
    let folder = tempfile::tempdir().expect("a folder");
    let mut settings = Settings {
        listen: "127.0.0.1:0".into(),
        data_dir: folder.path().into(),
        secret_key: Some(SECRET_KEY.into()),
        ..Settings::default()
    };
    settings.training.enabled = people == People::Training;
    let server = std::env::var("HILUM_TEST_POSTGRES_URL").ok();
    let named = match server {
        Some(server) => {
            remove_those_of_the_dead(&server).await.expect("a tidy server");
            let name = format!("{PREFIX}{}_{name}", std::process::id());
            scratch::create(&server, &name, None).await.expect("a template");
            settings.database_url = Some(scratch::url(&server, &name));
            Some(Content::Named(server, name))
        }
        None => None,
    };
    let context = Application::build(settings).await.expect("a template").context;
    begin_sessions(&context).await.expect("sessions");
    let places = places(&context);
    context.store.close().await.expect("a closed template");
    let content = named.unwrap_or_else(|| {
        assert!(!folder.path().join("hilum.sqlite-wal").exists(), "the template is not whole");
        Content::File(std::fs::read(folder.path().join("hilum.sqlite")).expect("the template"))
    });
    Template { content, places }
}

/// Hashing a password for everybody in every test would take most of the time.
async fn begin_sessions(context: &Context) -> Result<(), StoreError> {
    let now = context.now();
    for account in accounts::list_training(&context.store.db()).await? {
        let name = account.email.split('@').next().unwrap_or_default().to_owned();
        let session = Session {
            id: new_id(now),
            account: account.id(),
            assurance: hilum_domain::catalogue::Assurance::Password,
            method: hilum_domain::verification::Method::Password,
            verified_at: Some(now),
            failures: 0,
            origin: sessions::Origin::default(),
            created_at: now,
            last_seen_at: now,
            expires_at: now + chrono::TimeDelta::hours(12),
        };
        let hash = session::hash(&name);
        context
            .store
            .write(Author::System, async move |tx| sessions::insert(tx, hash.clone(), &session).await)
            .await?;
    }
    Ok(())
}

fn places(context: &Context) -> HashMap<String, OrganisationId> {
    let catalogue = context.store.catalogue();
    let of_cpms = catalogue.nodes().filter(|node| node.application == "CPMS");
    let wanted = of_cpms.filter(|node| {
        let network = node.key.split('/').next().unwrap_or_default();
        node.parent.is_none() || NETWORKS.contains(&network)
    });
    wanted.map(|node| (node.key.clone(), node.id)).collect()
}

/// Databases of test runs that could not tidy up: their names carry the number of a process that is no more.
async fn remove_those_of_the_dead(server: &str) -> Result<(), StoreError> {
    for name in scratch::names(server, PREFIX).await? {
        let process = name.trim_start_matches(PREFIX).split('_').next().unwrap_or_default();
        if !std::path::Path::new("/proc").join(process).exists() {
            scratch::remove(server, &name).await?;
        }
    }
    Ok(())
}

/// Runs to the end here and now, also where the caller is itself inside a runtime.
pub fn on_a_thread_of_its_own<T: Send>(work: impl Future<Output = T> + Send) -> T {
    std::thread::scope(|scope| {
        let thread = scope.spawn(|| {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            runtime.expect("a runtime").block_on(work)
        });
        match thread.join() {
            Ok(value) => value,
            Err(panic) => std::panic::resume_unwind(panic),
        }
    })
}
