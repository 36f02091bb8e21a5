//! Threads for nothing but passwords. Each owns one block of memory for as long as people sign in: a flood costs no more of
//! it than a single one, and where there is none to be had, that is an error and not the end of the program.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use anyhow::{Context as _, anyhow, ensure};
use argon2::Block;
use hilum_api_types::problem::ErrorCode;
use tokio::sync::oneshot;

use crate::error::{ApiError, ApiResult};

/// How many may wait before the next is told to come back: a flood must not fill the memory.
const QUEUE: usize = 256;
/// Memory that nobody has needed for so long is given back.
const IDLE: Duration = Duration::from_secs(30);
/// No hash of ours wants more: a gibibyte.
const MOST: usize = 1 << 20;
/// Others come first: who reads a page must not wait for somebody's sign-in.
#[cfg(target_os = "linux")]
const NICE: i32 = 10;

type Job = Box<dyn FnOnce(&mut Memory) + Send>;

/// Handed to the threads in the order of asking. They end with the last of its clones.
#[derive(Clone, Debug)]
pub(super) struct Pool(SyncSender<Job>);

impl Pool {
    /// `blocks`: what a job usually needs, kept by each thread from one job to the next.
    pub(super) fn start(threads: usize, blocks: usize) -> anyhow::Result<Self> {
        let (jobs, next) = sync_channel(QUEUE);
        let next = Arc::new(Mutex::new(next));
        for number in 0..threads {
            let (next, memory) = (Arc::clone(&next), Memory { kept: Vec::new(), usual: blocks });
            let thread = thread::Builder::new().name(format!("passwords-{number}"));
            thread.spawn(move || work(&next, memory)).context("cannot start a thread")?;
        }
        Ok(Self(jobs))
    }

    /// # Errors
    /// 503 with `Retry-After` when too many wait, and when the work failed: for whatever reason, it is nobody's fault
    /// but ours and says nothing about the password.
    pub(super) async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Memory) -> anyhow::Result<T> + Send + 'static,
    ) -> ApiResult<T> {
        let (answer, answered) = oneshot::channel();
        let job: Job = Box::new(move |memory| {
            // Who has gone meanwhile needs no answer.
            if !answer.is_closed() {
                let _gone = answer.send(work(memory));
            }
        });
        self.0.try_send(job).ok().ok_or(ApiError::Later(ErrorCode::Unavailable, 2))?;
        let done = answered.await.unwrap_or_else(|_| Err(anyhow!("it panicked")));
        done.map_err(|error| {
            tracing::error!(error = format!("{error:#}"), "a password could not be worked on");
            ApiError::Later(ErrorCode::Unavailable, 5)
        })
    }
}

fn work(next: &Mutex<Receiver<Job>>, mut memory: Memory) {
    yield_to_others();
    loop {
        let job = next.lock().unwrap_or_else(PoisonError::into_inner).recv_timeout(IDLE);
        match job {
            // A panic ends one job, of which the asker is told, and not the thread.
            Ok(job) => _ = catch_unwind(AssertUnwindSafe(|| job(&mut memory))),
            Err(RecvTimeoutError::Timeout) => memory.give_back(),
            Err(RecvTimeoutError::Disconnected) => return,
        }
    }
}

#[cfg(target_os = "linux")]
fn yield_to_others() {
    // On Linux a thread has a priority of its own.
    if let Err(error) = rustix::process::setpriority_process(Some(rustix::thread::gettid()), NICE) {
        tracing::debug!(%error, "passwords are worked on with the priority of all else");
    }
}

#[cfg(not(target_os = "linux"))]
fn yield_to_others() {}

/// What argon2 fills.
#[derive(Debug)]
pub(super) struct Memory {
    kept: Vec<Block>,
    usual: usize,
}

impl Memory {
    /// A hash made with other settings may want more than usual; that is given back.
    pub(super) fn blocks<T>(
        &mut self,
        count: usize,
        fill: impl FnOnce(&mut [Block]) -> T,
    ) -> anyhow::Result<T> {
        ensure!(count <= MOST, "a password wants {count} KiB of memory");
        if count > self.usual {
            return Ok(fill(&mut reserved(Vec::new(), count)?));
        }
        if self.kept.is_empty() {
            self.kept = reserved(Vec::new(), self.usual)?;
        }
        Ok(fill(&mut self.kept[..count]))
    }

    fn give_back(&mut self) {
        self.kept = Vec::new();
    }
}

fn reserved(mut blocks: Vec<Block>, count: usize) -> anyhow::Result<Vec<Block>> {
    blocks.try_reserve_exact(count).context("there is no memory for a password")?;
    blocks.resize(count, Block::new());
    Ok(blocks)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc;

    /// Keeps the only thread at work until it is told to go on.
    async fn busy(pool: &Pool) -> (mpsc::Sender<()>, tokio::task::JoinHandle<ApiResult<()>>) {
        let (begun, has_begun) = oneshot::channel();
        let (go_on, may_go_on) = mpsc::channel();
        let pool = pool.clone();
        let job = tokio::spawn(async move {
            let wait = move |_: &mut Memory| {
                let _ = begun.send(());
                let _ = may_go_on.recv();
                Ok(())
            };
            pool.run(wait).await
        });
        has_begun.await.unwrap();
        (go_on, job)
    }

    #[tokio::test]
    async fn a_panic_is_the_failure_of_one_job_and_says_nothing_about_anybody() {
        let pool = Pool::start(1, 8).unwrap();
        let failed = pool.run(|_| -> anyhow::Result<()> { panic!("on purpose") }).await.unwrap_err();
        assert_eq!(failed.code(), ErrorCode::Unavailable);
        assert_eq!(pool.run(|_| Ok(7)).await.unwrap(), 7);
    }

    #[tokio::test]
    async fn memory_that_is_not_there_is_an_error_and_the_next_job_goes_on() {
        let pool = Pool::start(1, usize::MAX / Block::SIZE / 4).unwrap();
        let failed = pool.run(|memory| memory.blocks(8, |blocks| blocks.len())).await.unwrap_err();
        assert_eq!(failed.code(), ErrorCode::Unavailable);
        assert_eq!(pool.run(|_| Ok(7)).await.unwrap(), 7);
    }

    #[tokio::test]
    async fn one_block_serves_all_and_what_is_unusual_is_not_kept() {
        let mut memory = Memory { kept: Vec::new(), usual: 8 };
        for count in [8, 16, 4] {
            assert_eq!(memory.blocks(count, |blocks| blocks.len()).unwrap(), count);
            assert_eq!(memory.kept.len(), 8);
        }
        memory.give_back();
        assert_eq!(memory.kept.capacity(), 0);
        assert_eq!(memory.blocks(8, |blocks| blocks.len()).unwrap(), 8);
    }

    #[tokio::test]
    async fn the_queue_is_bounded_and_who_has_gone_is_skipped() {
        let pool = Pool::start(1, 8).unwrap();
        let (go_on, first) = busy(&pool).await;
        let (count, counted) = mpsc::channel();
        let mut waiting = Vec::new();
        loop {
            let count = count.clone();
            let mut job = Box::pin({
                let pool = pool.clone();
                async move { pool.run(move |_| Ok(count.send(())?)).await }
            });
            match futures_util::poll!(&mut job) {
                std::task::Poll::Ready(Err(full)) => {
                    assert_eq!(full.code(), ErrorCode::Unavailable);
                    break;
                }
                std::task::Poll::Ready(Ok(())) | std::task::Poll::Pending => waiting.push(job),
            }
            tokio::task::yield_now().await;
        }
        assert!((QUEUE - 1..=QUEUE + 1).contains(&waiting.len()), "{}", waiting.len());
        drop(waiting);
        go_on.send(()).unwrap();
        first.await.unwrap().unwrap();
        // There is a place again as soon as those who have gone are skipped.
        while pool.run(|_| Ok(())).await.is_err() {
            tokio::task::yield_now().await;
        }
        assert_eq!(counted.try_iter().count(), 0, "nobody was there any more");
    }
}
