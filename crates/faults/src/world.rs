//! What every fault needs: the program, the server, the library, and people.

use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use anyhow::{Context as _, Result};
use tempfile::TempDir;

use crate::database::{Database, Kind};
use crate::http::{Client, PASSWORD};
use crate::ledger::Ledger;
use crate::node::Launch;
use crate::shim::{self, Shim};

#[derive(Debug)]
pub(crate) struct World {
    program: PathBuf,
    pub postgres: String,
    shim: PathBuf,
    _folder: TempDir,
}

impl World {
    pub(crate) fn new(program: PathBuf, postgres: String) -> Result<Self> {
        let program = program.canonicalize().context("the program is not there")?;
        let folder = tempfile::Builder::new().prefix("hilum-faults-").tempdir()?;
        let shim = shim::compile(folder.path())?;
        Ok(Self { program, postgres, shim, _folder: folder })
    }

    pub(crate) fn launch(&self) -> Launch {
        Launch::new(&self.program)
    }

    pub(crate) fn database(&self, kind: Kind) -> Result<Database> {
        Database::new(kind, &self.postgres)
    }

    pub(crate) fn shim(&self, database: &Database) -> Result<Shim> {
        Shim::new(&self.shim, database)
    }
}

/// The training people, handed out one after the other: nobody has to share their allowance.
#[derive(Debug)]
pub(crate) struct People {
    names: Mutex<std::vec::IntoIter<String>>,
    place: serde_json::Value,
    counter: Arc<AtomicUsize>,
}

impl People {
    /// Those who may ask for access at a place of ERN-RND and have none there.
    pub(crate) fn of(client: &Client) -> Result<Self> {
        let all = client.get("/api/v1/training/accounts")?.expect(200)?;
        let mut all: Vec<_> = all["items"].as_array().cloned().unwrap_or_default();
        all.retain(|person| !person["network"].is_null() && person["network"] != "ERN-RND");
        // Those with an office of their own come last.
        all.sort_by_key(|person| person["role"] != "hp");
        let names: Vec<String> =
            all.iter().filter_map(|person| Some(person["email"].as_str()?.to_owned())).collect();
        let first = client.signed_in(names.first().context("no training people")?, PASSWORD)?;
        let place = crate::ledger::place(&first)?;
        Ok(Self { names: Mutex::new(names.into_iter()), place, counter: Arc::default() })
    }

    /// The next of them, signed in.
    pub(crate) fn next(&self, client: &Client) -> Result<Client> {
        let name = self.names.lock().ok().and_then(|mut names| names.next()).context("no more people")?;
        client.signed_in(&name, PASSWORD)
    }

    /// Writes that were acknowledged to any of them.
    pub(crate) fn acknowledged(&self) -> usize {
        self.counter.load(Ordering::Relaxed)
    }

    /// The next of them with an empty ledger.
    pub(crate) fn ledger(&self, client: &Client) -> Result<Ledger> {
        Ok(Ledger::new(self.next(client)?, self.place.clone(), Arc::clone(&self.counter)))
    }
}
