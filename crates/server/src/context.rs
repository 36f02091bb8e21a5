//! What every handler can reach: made once, shared by all.

use std::sync::Arc;

use hilum_domain::Moment;
use hilum_store::Store;

use crate::clock::Clock;
use crate::config::Settings;
use crate::drain::Drain;
use crate::http::answers::Answers;
use crate::http::exports::Exports;
use crate::http::hosts::Hosts;
use crate::node;
use crate::providers::Providers;
use crate::security::password::Hasher;
use crate::security::vault::Vault;
use crate::security::webauthn::Passkeys;

#[derive(Clone, Debug)]
pub struct Context {
    pub store: Store,
    pub clock: Clock,
    pub settings: Arc<Settings>,
    pub hasher: Hasher,
    pub vault: Vault,
    /// `None` where browsers offer none.
    pub passkeys: Option<Arc<Passkeys>>,
    pub providers: Providers,
    /// Who is being given their data at this moment.
    pub exports: Exports,
    pub answers: Answers,
    pub drain: Drain,
    pub hosts: Hosts,
    /// Who takes what is to be done: the same when this node is started again.
    pub node: String,
}

impl Context {
    pub fn new(store: Store, settings: Settings, clock: Clock) -> anyhow::Result<Self> {
        let (hasher, vault) = (Hasher::new(&settings)?, Vault::open(&settings)?);
        let (hosts, node) = (Hosts::new(&settings)?, node::name(&settings));
        let passkeys = Passkeys::new(&settings.public_url())?.map(Arc::new);
        let providers = Providers::new(&settings.providers, &settings.public_url())?;
        Ok(Self {
            store,
            clock,
            settings: Arc::new(settings),
            hasher,
            vault,
            passkeys,
            providers,
            exports: Exports::default(),
            answers: Answers::default(),
            drain: Drain::default(),
            hosts,
            node,
        })
    }

    pub fn now(&self) -> Moment {
        self.clock.now()
    }
}
