//! What every handler can reach: made once, shared by all.

use std::sync::Arc;

use hilum_domain::Moment;
use hilum_store::Store;
use tokio::sync::Notify;

use crate::auth::password::Hasher;
use crate::clock::Clock;
use crate::config::Settings;

#[derive(Clone, Debug)]
pub struct Context {
    pub store: Store,
    pub clock: Clock,
    pub settings: Arc<Settings>,
    pub hasher: Hasher,
    /// Wakes the outbox worker when something was written down.
    pub outbox: Arc<Notify>,
}

impl Context {
    pub fn new(store: Store, settings: Settings, clock: Clock) -> Self {
        Self { store, clock, settings: Arc::new(settings), hasher: Hasher::default(), outbox: Arc::default() }
    }

    pub fn now(&self) -> Moment {
        self.clock.now()
    }
}
