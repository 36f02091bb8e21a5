//! Gives facts their position, after they were committed.

use std::time::Duration;

use hilum_store::{Author, Store, StoreError, chain};

/// What other nodes write is looked for this often.
const PATROL: Duration = Duration::from_millis(500);
/// What is written within that time gets its positions together.
const GATHER: Duration = Duration::from_millis(50);

/// Runs until the process ends.
pub async fn run(store: Store) {
    let mut bell = store.listen();
    loop {
        if let Err(error) = catch_up(&store).await {
            // Facts wait; nothing is lost.
            tracing::warn!(error = format!("{error:#}"), "facts have no position yet");
            tokio::time::sleep(Duration::from_secs(2)).await;
        }
        bell.rung(PATROL).await;
        tokio::time::sleep(GATHER).await;
    }
}

/// Every fact that is there now has a position afterwards.
pub async fn catch_up(store: &Store) -> Result<(), StoreError> {
    while chain::is_behind(&store.db()).await? {
        let given: Result<usize, StoreError> =
            store.write(Author::System, async move |tx| chain::extend(tx).await).await;
        if given? < chain::BATCH {
            return Ok(());
        }
    }
    Ok(())
}
