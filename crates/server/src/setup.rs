//! What has to be there before the first request: the catalogue, and in training mode the training people.

use anyhow::bail;
use hilum_catalogue::Catalogue;
use hilum_store::{Author, StoreError, accounts, clocks, training as stored_training};

use crate::context::Context;
use crate::{exchange, training};

/// Fills an empty database with the embedded catalogue, and refuses to mix training with real people (R18).
pub async fn prepare(context: &Context) -> anyhow::Result<()> {
    // Another node may have been here at this very moment.
    context.store.catch_up().await?;
    let db = context.store.db();
    if context.store.catalogue().is_empty() {
        let report =
            exchange::import(&context.store, Catalogue::embedded().clone(), false, context.now()).await?;
        tracing::info!(organisations = report.organisations_new, "the embedded catalogue was imported");
    }
    let training_people = !accounts::list_training(&db).await?.is_empty();
    if context.settings.training.enabled {
        if accounts::count_real(&db).await? > 0 {
            bail!("this database holds real people: training mode refuses to start on it");
        }
        context.clock.catch_up(stored_training::advanced_seconds(&db).await?);
        if !training_people {
            training::fill(context).await?;
        }
    } else if training_people {
        bail!(
            "this database holds training people, whose passwords everybody knows: start it with --training only"
        );
    }
    set_right(context).await;
    Ok(())
}

/// A clock that ran ahead is often set right by a restart: what it left must not count for a single request.
async fn set_right(context: &Context) {
    let now = context.now();
    let done = context.store.write(Author::Maintenance, async move |tx| clocks::bring_back(tx, now).await);
    // A full disk is no reason not to answer: the sweep tries again.
    if let Err::<(), StoreError>(error) = done.await {
        tracing::warn!(error = format!("{error:#}"), "what a clock left that ran ahead was not brought back");
    }
}
