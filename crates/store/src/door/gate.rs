//! Where writers queue.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::Instant;

use crate::StoreError;

/// Most time that a writer waits for those before it, while these go on.
const QUEUE_TIME: Duration = Duration::from_secs(10);

/// As long as those in front go on, waiting is worth while; once the database stands still, all who
/// wait are told so at once, and not one after the other.
#[derive(Clone, Debug)]
pub(crate) struct Gate {
    places: Arc<Semaphore>,
    stood_still: Arc<Mutex<Option<Instant>>>,
}

impl Gate {
    pub(crate) fn new(places: usize) -> Self {
        Self { places: Arc::new(Semaphore::new(places)), stood_still: Arc::default() }
    }

    pub(crate) async fn enter(&self) -> Result<OwnedSemaphorePermit, StoreError> {
        let came = Instant::now();
        let late = || StoreError::Unavailable(crate::connection::too_late());
        let turn = tokio::time::timeout(QUEUE_TIME, Arc::clone(&self.places).acquire_owned());
        let turn = turn.await.ok().and_then(Result::ok).ok_or_else(late)?;
        let stood_still = *self.stood_still.lock().unwrap_or_else(PoisonError::into_inner);
        if stood_still.is_some_and(|at| at > came) { Err(late()) } else { Ok(turn) }
    }

    pub(crate) fn stands_still(&self) {
        *self.stood_still.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now());
    }
}
