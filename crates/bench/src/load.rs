//! Many calls, some at once, each timed.

use std::fmt;
use std::time::{Duration, Instant};

use futures_util::stream::{self, StreamExt, TryStreamExt};

/// What came of a load.
#[derive(Debug)]
pub(crate) struct Measured {
    times: Vec<Duration>,
    took: Duration,
}

/// Makes `calls` calls, `at_once` under way at a time. The first failure ends it.
pub(crate) async fn measure<F, Fut>(calls: usize, at_once: usize, call: F) -> anyhow::Result<Measured>
where
    F: Fn(usize) -> Fut,
    Fut: Future<Output = anyhow::Result<()>>,
{
    let started = Instant::now();
    let timed = |i| {
        let call = call(i);
        async move {
            let begun = Instant::now();
            call.await.map(|()| begun.elapsed())
        }
    };
    let mut times: Vec<Duration> =
        stream::iter(0..calls).map(timed).buffer_unordered(at_once).try_collect().await?;
    times.sort_unstable();
    Ok(Measured { times, took: started.elapsed() })
}

impl Measured {
    pub(crate) fn calls(&self) -> usize {
        self.times.len()
    }

    #[expect(clippy::cast_precision_loss, reason = "a few thousand calls")]
    pub(crate) fn per_second(&self) -> f64 {
        self.times.len() as f64 / self.took.as_secs_f64()
    }

    fn percentile(&self, percent: usize) -> f64 {
        let at = (self.times.len() * percent / 100).min(self.times.len().saturating_sub(1));
        self.times.get(at).map_or(0.0, |time| time.as_secs_f64() * 1000.0)
    }
}

impl fmt::Display for Measured {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rate = self.per_second();
        write!(f, "{rate:.0} | {:.1} | {:.1}", self.percentile(50), self.percentile(99))
    }
}
