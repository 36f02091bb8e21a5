//! The threads that write. A piece of work stays on one from its beginning to its end, so that what it awaits need not be
//! fit to wander between threads; and a thread that does nothing else is woken by SQLite's for less than one that also
//! listens to sockets.

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::runtime::Builder;
use tokio::sync::mpsc::{self, UnboundedReceiver, UnboundedSender};
use tokio::sync::oneshot;
use tokio::task::LocalSet;

use crate::StoreError;

type Task = Box<dyn FnOnce() -> Pin<Box<dyn Future<Output = ()>>> + Send>;

/// They end with the last who has them, after what is under way.
#[derive(Clone)]
pub(crate) struct Writers {
    threads: Arc<[UnboundedSender<Task>]>,
    turn: Arc<AtomicUsize>,
}

impl Writers {
    /// `sockets`: whether what they await comes from the network.
    pub(crate) fn new(threads: usize, sockets: bool) -> std::io::Result<Self> {
        let threads = (0..threads).map(|_| thread(sockets)).collect::<Result<_, _>>()?;
        Ok(Self { threads, turn: Arc::default() })
    }

    /// To its end, whether or not anybody still waits for it. A panic is its own.
    pub(crate) async fn carry_out<T, F>(
        &self,
        work: impl FnOnce() -> F + Send + 'static,
    ) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: Future<Output = T> + 'static,
    {
        let (answer, answered) = oneshot::channel();
        let task: Task = Box::new(move || {
            Box::pin(async move {
                // Whoever asked may have gone.
                let _ = answer.send(work().await);
            })
        });
        let turn = self.turn.fetch_add(1, Ordering::Relaxed) % self.threads.len();
        self.threads[turn].send(task).ok().ok_or(StoreError::Panicked)?;
        answered.await.ok().ok_or(StoreError::Panicked)
    }
}

fn thread(sockets: bool) -> std::io::Result<UnboundedSender<Task>> {
    let mut runtime = Builder::new_current_thread();
    let runtime = if sockets { runtime.enable_all() } else { runtime.enable_time() }.build()?;
    let (sender, tasks) = mpsc::unbounded_channel();
    let thread = std::thread::Builder::new().name("hilum-writer".into());
    thread.spawn(move || runtime.block_on(LocalSet::new().run_until(serve(tasks))))?;
    Ok(sender)
}

async fn serve(mut tasks: UnboundedReceiver<Task>) {
    let mut under_way = tokio::task::JoinSet::new();
    while let Some(task) = tasks.recv().await {
        under_way.spawn_local(task());
        while under_way.try_join_next().is_some() {}
    }
    while under_way.join_next().await.is_some() {}
}

impl fmt::Debug for Writers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Writers({})", self.threads.len())
    }
}
