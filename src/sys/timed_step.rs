//! [`TimedStep`]: a step of a run, which the log of `-v` shows with its duration.

use tokio::time::Instant;
use tracing::Level;

/// A step of a run, from its beginning until it is dropped; then the log shows its name and its duration in milliseconds, however it ended.
#[must_use]
pub(crate) struct TimedStep(Option<(&'static str, Instant)>);

impl TimedStep {
    /// Begins the step `name`, a noun phrase. Costs next to nothing if the log does not show it.
    pub(crate) fn begin(name: &'static str) -> Self {
        Self(tracing::enabled!(Level::INFO).then(|| (name, Instant::now())))
    }
}

impl Drop for TimedStep {
    fn drop(&mut self) {
        if let Some((name, began)) = self.0 {
            tracing::info!("{name}: {} ms", began.elapsed().as_millis());
        }
    }
}
