//! An empty database for every test.

use std::sync::atomic::{AtomicU32, Ordering};

use hilum_domain::account::{AccountStatus, EmailAddress};
use hilum_domain::{AccountId, Moment};
use hilum_store::accounts::{self, NewAccount};
use hilum_store::{Store, StoreError, Tx, new_id, scratch};
use tempfile::TempDir;

/// The server to test on; `None`: SQLite.
pub fn postgres() -> Option<String> {
    std::env::var("HILUM_TEST_POSTGRES_URL").ok()
}

/// A store of its own. [`Fresh::close`] removes it; a test that fails leaves it to be looked at.
#[derive(Debug)]
pub struct Fresh {
    pub store: Store,
    pub url: String,
    name: Option<String>,
    _folder: TempDir,
}

impl Fresh {
    pub async fn open(connections: u32) -> Self {
        static COUNTER: AtomicU32 = AtomicU32::new(0);
        let folder = tempfile::tempdir().unwrap();
        let (url, name) = match postgres() {
            Some(server) => {
                let number = COUNTER.fetch_add(1, Ordering::Relaxed);
                let name = format!("hilum_test_{}_store{number}", std::process::id());
                scratch::create(&server, &name, None).await.unwrap();
                (scratch::url(&server, &name), Some(name))
            }
            None => (format!("sqlite://{}", folder.path().join("hilum.sqlite").display()), None),
        };
        let store = Store::open(&url, connections).await.unwrap();
        Self { store, url, name, _folder: folder }
    }

    pub async fn close(self) {
        self.store.close().await.unwrap();
        if let (Some(server), Some(name)) = (postgres(), self.name) {
            scratch::remove(&server, &name).await.unwrap();
        }
    }
}

pub fn moment(seconds: i64) -> Moment {
    Moment::from_timestamp(1_800_000_000 + seconds, 0).unwrap()
}

pub async fn add_person(tx: &Tx<'_>, name: &str) -> Result<(), StoreError> {
    let new = NewAccount {
        id: new_id(moment(0)).into(),
        email: EmailAddress::parse(&format!("{name}@example.eu")).unwrap(),
        first_name: name.into(),
        last_name: String::new(),
        language: "en".into(),
        password_hash: None,
        training: false,
    };
    accounts::insert(tx, &new, moment(0)).await
}

/// Somebody of that id whose account is closed.
pub async fn add_closed(tx: &Tx<'_>, id: AccountId) -> Result<(), StoreError> {
    let new = NewAccount {
        id,
        email: EmailAddress::parse("closed@example.eu").unwrap(),
        first_name: "Ana".into(),
        last_name: String::new(),
        language: "en".into(),
        password_hash: None,
        training: false,
    };
    accounts::insert(tx, &new, moment(0)).await?;
    accounts::set_status(tx, id, AccountStatus::Closed).await
}

pub async fn knows(store: &Store, name: &str) -> bool {
    let email = EmailAddress::parse(&format!("{name}@example.eu")).unwrap();
    accounts::find_by_email(&store.db(), &email).await.unwrap().is_some()
}

/// Asks again and again, at most for 20 s.
pub async fn eventually<F: Future<Output = bool>>(what: &str, mut ask: impl FnMut() -> F) {
    let started = std::time::Instant::now();
    while !ask().await {
        assert!(started.elapsed().as_secs() < 60, "waited in vain: {what}");
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
}
