//! What a provider publishes, kept for a while. Many who need it at once ask once; who finds it known waits for nobody.

use std::sync::{Arc, PoisonError, RwLock};

use hilum_domain::Moment;
use tokio::sync::Mutex;
use tokio::time::Instant;

use crate::providers::protocol::Fault;

#[derive(Debug)]
pub(super) struct Published<T> {
    known: RwLock<Option<(Moment, Arc<T>)>>,
    /// The last failure: whoever waited for that very question is told the same, and does not ask again.
    asking: Mutex<Option<(Instant, Fault)>>,
}

impl<T> Default for Published<T> {
    fn default() -> Self {
        Self { known: RwLock::new(None), asking: Mutex::new(None) }
    }
}

impl<T> Published<T> {
    /// What is known if it is `good` (it was asked for at that moment), otherwise what `ask` finds.
    pub(super) async fn get(
        &self,
        good: impl Fn(Moment, &T) -> bool,
        now: Moment,
        ask: impl Future<Output = Result<T, Fault>>,
    ) -> Result<Arc<T>, Fault> {
        let came = Instant::now();
        if let Some(known) = self.known(&good) {
            return Ok(known);
        }
        let mut failed = self.asking.lock().await;
        if let Some(known) = self.known(&good) {
            return Ok(known);
        }
        if let Some((_, fault)) = failed.as_ref().filter(|(at, _)| *at > came) {
            return Err(fault.clone());
        }
        match ask.await {
            Ok(found) => {
                let found = Arc::new(found);
                *self.known.write().unwrap_or_else(PoisonError::into_inner) = Some((now, Arc::clone(&found)));
                Ok(found)
            }
            Err(fault) => {
                *failed = Some((Instant::now(), fault.clone()));
                Err(fault)
            }
        }
    }

    fn known(&self, good: impl Fn(Moment, &T) -> bool) -> Option<Arc<T>> {
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        known.as_ref().filter(|(at, found)| good(*at, found)).map(|(_, found)| Arc::clone(found))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};
    use std::time::Duration;

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn many_who_wait_for_a_provider_that_hangs_wait_once() {
        let (published, asked) = (Published::<u8>::default(), AtomicU32::new(0));
        let now = Moment::from_timestamp(1_800_000_000, 0).unwrap();
        let hang = || async {
            asked.fetch_add(1, Ordering::Relaxed);
            tokio::time::sleep(Duration::from_secs(10)).await;
            Err(Fault::Unavailable("it hangs".into()))
        };
        let began = Instant::now();
        let all = (0..50).map(|_| published.get(|_, _| true, now, hang()));
        assert!(futures_util::future::join_all(all).await.iter().all(Result::is_err));
        assert_eq!((asked.load(Ordering::Relaxed), began.elapsed().as_secs()), (1, 10));
        assert_eq!(*published.get(|_, _| true, now, async { Ok(7) }).await.unwrap(), 7);
    }

    #[tokio::test(start_paused = true)]
    async fn who_finds_it_known_does_not_wait_for_who_asks_anew() {
        let published = Published::<u8>::default();
        let now = Moment::from_timestamp(1_800_000_000, 0).unwrap();
        published.get(|_, _| true, now, async { Ok(1) }).await.unwrap();
        let anew = published.get(|_, known| *known == 2, now, async {
            tokio::time::sleep(Duration::from_secs(10)).await;
            Ok(2)
        });
        let known = async {
            let began = Instant::now();
            let found = published.get(|_, _| true, now, async { Ok(3) }).await.unwrap();
            (*found, began.elapsed().as_secs())
        };
        let (anew, known) = tokio::join!(anew, known);
        assert_eq!((*anew.unwrap(), known), (2, (1, 0)));
    }
}
