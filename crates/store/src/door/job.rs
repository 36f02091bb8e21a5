//! One piece of work on its way through the door, whatever it takes and gives.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::Poll;

use sea_orm::{DatabaseTransaction, DbErr};
use tokio::sync::oneshot;

use super::{Author, Entrance, Tx, count_up, limit};
use crate::changed::Changed;
use crate::connection::Db;
use crate::error::WorkError;
use crate::statements::Count;
use crate::{Store, StoreError};

/// What has become of a piece of work inside its transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ran {
    Well(Changed),
    /// It failed, and nothing of it is to stay.
    Failed,
    /// The database has taken back what it was part of.
    Broken,
}

/// What has become of the transaction that it was part of.
#[derive(Debug)]
pub(super) enum Fate {
    /// Its result stands.
    Done,
    /// Taken back by somebody else's fault.
    Again,
    /// Taken back while it was being run.
    Broke,
    Lost(StoreError),
}

pub(super) trait Job: Send {
    fn author(&self) -> Author;

    /// False where whoever asked has left: they were told that it was not done, and then it never is.
    fn take(&mut self) -> bool;

    /// In a transaction of its own, or as a part of one: where it fails, what the others have written stays. SQLite takes a
    /// whole transaction back where it has no space left, parts and all.
    fn run<'t>(
        &'t mut self,
        store: &'t Store,
        transaction: &'t DatabaseTransaction,
        seen: &'t Entrance,
        alone: bool,
    ) -> Pin<Box<dyn Future<Output = Ran> + 't>>;

    /// It cannot even be begun.
    fn refuse(&mut self, error: StoreError);

    /// For whom its statements are counted.
    fn count(&self) -> Option<Count>;

    /// Answers whoever asked for it.
    fn finish(self: Box<Self>, fate: Fate);
}

/// A piece of work and, once it has run, its result.
pub(super) struct Asked<W, T, E> {
    author: Author,
    work: Arc<W>,
    result: Option<Result<T, E>>,
    answer: oneshot::Sender<Result<T, E>>,
    place: Place,
    taken: bool,
    count: Option<Count>,
}

/// Where a piece of work waits: it is either taken from there, or left.
#[derive(Clone, Debug, Default)]
pub(super) struct Place(Arc<AtomicBool>);

impl Place {
    /// True for the first who asks, and for nobody else.
    pub(super) fn claim(&self) -> bool {
        !self.0.swap(true, Ordering::SeqCst)
    }
}

impl<W, T, E> Asked<W, T, E> {
    pub(super) fn new(
        author: Author,
        work: &Arc<W>,
        count: &Option<Count>,
    ) -> (Self, Place, oneshot::Receiver<Result<T, E>>) {
        let ((answer, receiver), place) = (oneshot::channel(), Place::default());
        let (work, count, theirs) = (Arc::clone(work), count.clone(), place.clone());
        let job = Self { author, work, result: None, answer, place, taken: false, count };
        (job, theirs, receiver)
    }
}

impl<W, T, E> Job for Asked<W, T, E>
where
    W: AsyncFn(&Tx<'_>) -> Result<T, E> + Send + Sync + 'static,
    T: Send + 'static,
    E: WorkError,
{
    fn author(&self) -> Author {
        self.author
    }

    fn take(&mut self) -> bool {
        self.taken = self.taken || self.place.claim();
        self.taken
    }

    fn run<'t>(
        &'t mut self,
        store: &'t Store,
        transaction: &'t DatabaseTransaction,
        seen: &'t Entrance,
        alone: bool,
    ) -> Pin<Box<dyn Future<Output = Ran> + 't>> {
        Box::pin(async move {
            let mut db = Db::of_transaction(transaction, limit(self.author), store.kept.catalogue());
            db.count_for(self.count.clone());
            if !alone {
                db.begin_part();
            }
            let begun = store.admit(&mut db, self.author, seen).await;
            let tx = Tx { db, author: self.author, seen };
            let result = match begun {
                Ok(()) => caught((self.work)(&tx)).await,
                Err(gone) => Err(gone.into()),
            };
            let result = match result {
                Ok(value) => end(&tx, alone).await.map(|()| value).map_err(E::from),
                Err(error) => Err(error),
            };
            let (ran, result) = match (result, tx.check()) {
                (Ok(value), Ok(())) => (Ran::Well(tx.written().changed()), Ok(value)),
                // What the work made of it does not count.
                (Ok(_), Err(broken)) => (Ran::Broken, Err(store.noticed(broken).into())),
                (Err(error), Err(broken)) => {
                    let _ = store.noticed(broken);
                    (Ran::Broken, Err(error))
                }
                (Err(error), Ok(())) => (Ran::Failed, Err(error)),
            };
            self.result = Some(result);
            match ran {
                Ran::Failed if !alone && !tx.take_part_back().await => Ran::Broken,
                Ran::Well(_) | Ran::Failed | Ran::Broken => ran,
            }
        })
    }

    fn refuse(&mut self, error: StoreError) {
        self.result = Some(Err(error.into()));
    }

    fn count(&self) -> Option<Count> {
        self.count.clone()
    }

    fn finish(self: Box<Self>, fate: Fate) {
        let result = match (self.result, fate) {
            (Some(result), Fate::Done) => result,
            (Some(Err(error)), Fate::Broke) => Err(error),
            (None, Fate::Done) => Err(StoreError::Panicked.into()),
            (None | Some(Ok(_)), Fate::Lost(error)) => Err(error.into()),
            // Perhaps it failed only by what others meant to write beside it.
            (Some(Err(_)), Fate::Lost(_)) | (_, Fate::Again | Fate::Broke) => Err(again().into()),
        };
        // Whoever asked may have gone.
        let _ = self.answer.send(result);
    }
}

/// What is still to be written goes with it.
async fn end(tx: &Tx<'_>, alone: bool) -> Result<(), StoreError> {
    count_up(tx).await?;
    Ok(if alone { tx.catch_up().await } else { tx.keep_part().await }?)
}

fn again() -> StoreError {
    StoreError::Retry(DbErr::Custom("what was to be written together was taken back".into()))
}

/// A panic is a failure of this piece of work, and of nobody else's.
async fn caught<T, E: WorkError>(work: impl Future<Output = Result<T, E>>) -> Result<T, E> {
    let mut work = pin!(work);
    std::future::poll_fn(move |context| {
        let polled = catch_unwind(AssertUnwindSafe(|| work.as_mut().poll(context)));
        polled.unwrap_or_else(|_| Poll::Ready(Err(StoreError::Panicked.into())))
    })
    .await
}
