//! Many pieces of work, one flush. SQLite has a single writer, and what costs is its flush to the disk: whoever gets the turn
//! carries out what all who wait have asked for, each inside a savepoint of its own, and all are answered after the one
//! flush. PostgreSQL's writers do not wait for one another, and it gathers their flushes by itself.

use std::collections::VecDeque;
use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};

use sea_orm::DatabaseTransaction;

use super::job::{Fate, Job, Ran};
use super::{Author, Entrance, take_back};
use crate::changed::Changed;
use crate::connection::{Db, PATIENCE};
use crate::{Store, StoreError};

/// So many at most have to wait for one another.
const MOST: usize = 64;

/// What is to be carried out next, in the order of asking.
#[derive(Default)]
pub(crate) struct Queue(Mutex<VecDeque<Box<dyn Job>>>);

impl fmt::Debug for Queue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Queue({})", self.waiting().len())
    }
}

impl Queue {
    fn waiting(&self) -> MutexGuard<'_, VecDeque<Box<dyn Job>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn join(&self, job: Box<dyn Job>) {
        self.waiting().push_back(job);
    }

    /// Those that go together. Hilum's own work may take long: nobody else's is tied to it.
    pub(super) fn next(&self) -> Vec<Box<dyn Job>> {
        let mut waiting = self.waiting();
        let together =
            waiting.iter().take(MOST).take_while(|job| job.author() != Author::Maintenance).count();
        let count = together.max(1).min(waiting.len());
        waiting.drain(..count).filter_map(|mut job| job.take().then_some(job)).collect()
    }

    fn put_back(&self, jobs: Vec<Box<dyn Job>>) {
        let mut waiting = self.waiting();
        jobs.into_iter().rev().for_each(|job| waiting.push_front(job));
    }
}

impl Store {
    /// In one transaction: each whole or not at all, and none kept without the others that went well.
    pub(super) async fn carry_out(&self, mut jobs: Vec<Box<dyn Job>>) {
        if jobs.is_empty() {
            return;
        }
        let transaction = match self.begin().await {
            Ok(transaction) => transaction,
            Err(error) => return jobs.into_iter().for_each(|job| job.finish(Fate::Lost(error.again()))),
        };
        let all = self.run(&mut jobs, &transaction).await;
        self.queue.put_back(jobs.split_off(all.count));
        if all.broken {
            take_back(transaction).await;
            let last = jobs.pop();
            jobs.into_iter().for_each(|job| job.finish(Fate::Again));
            return last.into_iter().for_each(|job| job.finish(Fate::Broke));
        }
        let ended = self.end(transaction, all).await;
        for job in jobs {
            job.finish(ended.as_ref().map_or_else(|error| Fate::Lost(error.again()), |()| Fate::Done));
        }
    }

    async fn run(&self, jobs: &mut [Box<dyn Job>], transaction: &DatabaseTransaction) -> Outcome {
        let alone = jobs.len() == 1;
        let mut all = Outcome::default();
        let mut seen = None;
        for next in 0..jobs.len() {
            // What those before have changed may shut out whoever comes after them.
            let known =
                seen.take().filter(|_| !all.changed.is_some_and(|changed| changed.any(Changed::CALLERS)));
            let looked = match known {
                Some(known) => Ok(known),
                None => self.look(&jobs[next..], transaction).await,
            };
            let ran = match looked {
                Ok(entrance) => jobs[next].run(self, transaction, seen.insert(entrance), alone).await,
                Err(error) => {
                    jobs[next].refuse(self.noticed(error));
                    Ran::Broken
                }
            };
            all.add(ran);
            if all.ends() {
                break;
            }
        }
        all
    }

    async fn look(
        &self,
        waiting: &[Box<dyn Job>],
        transaction: &DatabaseTransaction,
    ) -> Result<Entrance, StoreError> {
        let mut db = Db::of_transaction(transaction, PATIENCE, self.kept.catalogue());
        db.count_for(waiting.first().and_then(|job| job.count()));
        let authors: Vec<Author> = waiting.iter().map(|job| job.author()).collect();
        Entrance::look(&db, &authors).await
    }

    async fn end(&self, transaction: DatabaseTransaction, all: Outcome) -> Result<(), StoreError> {
        let Some(changed) = all.changed else {
            take_back(transaction).await;
            return Ok(());
        };
        let committed = self.commit(transaction).await;
        // Of a commit that failed it may not be known whether it was carried out.
        self.tell(changed).await;
        committed
    }
}

/// What has become of several pieces of work together.
#[derive(Clone, Copy, Debug, Default)]
struct Outcome {
    /// How many were run.
    count: usize,
    /// Where anything is to be kept.
    changed: Option<Changed>,
    broken: bool,
}

impl Outcome {
    fn add(&mut self, ran: Ran) {
        self.count += 1;
        match ran {
            Ran::Well(changed) => self.changed = Some(self.changed.unwrap_or_default() | changed),
            Ran::Failed => {}
            Ran::Broken => self.broken = true,
        }
    }

    /// Nobody may learn of a changed catalogue before it is committed.
    fn ends(&self) -> bool {
        self.broken || self.changed.is_some_and(|changed| changed.any(Changed::CATALOGUE))
    }
}

#[cfg(test)]
mod tests;
