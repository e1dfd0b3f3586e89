//! One process at a time logs in: its turn, and the waiting for it.

use super::Session;
use crate::sys::files::{Lock, LockError, LockPlace};
use std::time::Duration;

/// Somebody else's login may take as long as ours may, and a little more.
const MORE_THAN_A_LOGIN: Duration = Duration::from_secs(60);

/// How the turn came to this process.
#[derive(Debug, Default)]
pub(super) struct Turn {
    /// Held while the ladder is climbed; none where nothing is shared, or no lock can be had.
    pub(super) lock: Option<Lock>,
    /// Whether it had to wait for another process.
    pub(super) waited: bool,
}

impl Session<'_> {
    /// The turn at `place`, which one process of this user has at a time. A wait says for whom; `patience`: how long it may last, else
    /// a little longer than a login. Where no lock can be had nothing is kept either, and each process goes its own way.
    ///
    /// # Errors
    /// Another process still has it.
    pub(super) async fn turn(&self, place: Option<LockPlace>, patience: Option<Duration>) -> Result<Turn, LockError> {
        let Some(place) = place else { return Ok(Turn::default()) };
        let mut tell = |holder: Option<&str>| {
            self.deps.terminal.note(&format!("waiting for {}, which logs in already", holder.unwrap_or("another sts-cli")));
        };
        let whom = format!("sts-cli for {}", self.request.profile.as_deref().unwrap_or(self.request.endpoint.address()));
        let patience = patience.unwrap_or(self.request.timeout.saturating_add(MORE_THAN_A_LOGIN));
        let (taken, waited) = match place.try_take(&whom) {
            Err(LockError::Held(_)) => (place.take(&whom, patience, &mut tell).await, true),
            taken => (taken, false),
        };
        let lock = match taken {
            Err(LockError::File(error)) => {
                self.shelf.tell(Err(error.into()));
                None
            }
            taken => Some(taken?),
        };
        Ok(Turn { lock, waited })
    }
}
