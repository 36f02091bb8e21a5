//! What leaves the process: written down with its cause, delivered afterwards (R14, invariant 8).

pub mod account_mail;
pub mod gateway;
pub mod letter;
pub mod mail;
pub mod sms;
pub mod transport;
pub mod worker;

use hilum_store::Store;

use crate::config::Settings;
use gateway::Gateway;
use transport::Transport;

/// All the ways out. Only the worker has them.
#[derive(Debug)]
pub struct Outlets {
    pub mail: Transport,
    pub sms: Gateway,
}

impl Outlets {
    pub fn new(settings: &Settings, store: &Store) -> anyhow::Result<Self> {
        Ok(Self { mail: Transport::new(settings, store)?, sms: Gateway::new(settings, store)? })
    }
}
