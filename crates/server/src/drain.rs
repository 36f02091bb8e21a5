//! Leaving without anybody noticing: first the node says that it is not ready and closes each connection with its
//! answer, so that the proxy turns to the others; then it stops listening and ends what is under way.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use actix_web::dev::ServerHandle;
use tokio::signal::unix::{Signal, SignalKind, signal};

/// Whether this node is leaving.
#[derive(Clone, Debug, Default)]
pub struct Drain(Arc<AtomicBool>);

impl Drain {
    pub fn begin(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    pub fn begun(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// SIGTERM and SIGINT, each of them.
#[derive(Debug)]
pub struct Signals {
    terminate: Signal,
    interrupt: Signal,
}

impl Signals {
    pub fn listen() -> io::Result<Self> {
        Ok(Self { terminate: signal(SignalKind::terminate())?, interrupt: signal(SignalKind::interrupt())? })
    }

    async fn next(&mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }
}

/// At the first signal the server is made to leave; at the second this ends, and with it the waiting.
pub async fn leave(mut signals: Signals, drain: Drain, seconds: u64, server: ServerHandle) {
    signals.next().await;
    tracing::info!(seconds, "leaving; another signal stops at once");
    drain.begin();
    let stop = async {
        tokio::time::sleep(Duration::from_secs(seconds)).await;
        server.stop(true).await;
        // The server has ended, and whoever waits for it goes on.
        std::future::pending::<()>().await;
    };
    tokio::select! {
        () = stop => {}
        () = signals.next() => tracing::warn!("stopped in the middle"),
    }
}
