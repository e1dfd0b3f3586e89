//! The connections of a server: how many may be open, and which of them are closed if there is no room for another.
//!
//! A stranger can open any number of connections and never send a request on them. So once there is no room, the connections that have waited
//! longest for their requests are closed: first those that have not had a response yet. One on which a request is being handled never is.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore};
use tokio::time::Instant;

/// How often a full server looks for a connection that it may close.
const LOOK_PERIOD: Duration = Duration::from_millis(5);
/// How long a connection may wait for its request on a full server.
const IDLE_TIMEOUT: Duration = Duration::from_secs(1);
/// How long a connection may wait for its request on a full server on which most others wait for one, too.
const FLOOD_IDLE_TIMEOUT: Duration = Duration::from_millis(10);
/// In a flood, one of so many idle connections is closed at a time, so that the search through all of them costs little for each.
const FLOOD_SHARE: usize = 8;
/// The value of [`Slot::idle_since`] while a request is being handled.
const BUSY: u64 = u64::MAX;

/// The room for connections of one server.
pub(super) struct Slots {
    permits: Arc<Semaphore>,
    open: Mutex<HashMap<u64, Arc<Slot>>>,
    next_id: AtomicU64,
    began: Instant,
}

/// One connection.
pub(super) struct Slot {
    /// Since when it waits for a request, in microseconds since the start of the server; [`BUSY`] during a request.
    idle_since: AtomicU64,
    /// Whether it has had a response and was not closed with it.
    had_response: AtomicBool,
    must_close: Notify,
}

/// An open connection, whose room is free again when this is dropped.
pub(super) struct OpenConnection {
    slots: Arc<Slots>,
    id: u64,
    slot: Arc<Slot>,
    _permit: OwnedSemaphorePermit,
}

impl Slots {
    pub(super) fn new(connections: usize) -> Arc<Self> {
        let permits = Arc::new(Semaphore::new(connections));
        Arc::new(Self { permits, open: Mutex::default(), next_id: AtomicU64::default(), began: Instant::now() })
    }

    /// Whether there is no room for another connection.
    pub(super) fn are_full(&self) -> bool {
        self.permits.available_permits() == 0
    }

    /// Waits until there is room for another connection, and makes some if all connections are open; `None` if that can never be.
    pub(super) async fn reserve(&self) -> Option<OwnedSemaphorePermit> {
        loop {
            if self.are_full() {
                self.close_idle();
            }
            let permit = Arc::clone(&self.permits).acquire_owned();
            if let Ok(permit) = tokio::time::timeout(LOOK_PERIOD, permit).await {
                return permit.ok();
            }
        }
    }

    /// Adds a connection in the reserved room.
    pub(super) fn open(self: &Arc<Self>, permit: OwnedSemaphorePermit) -> OpenConnection {
        let slot =
            Arc::new(Slot { idle_since: AtomicU64::new(self.now()), had_response: AtomicBool::default(), must_close: Notify::new() });
        let id = self.next_id.fetch_add(1, Ordering::Relaxed);
        self.open.lock().unwrap_or_else(PoisonError::into_inner).insert(id, Arc::clone(&slot));
        OpenConnection { slots: Arc::clone(self), id, slot, _permit: permit }
    }

    /// Returns the microseconds since the start of the server.
    fn now(&self) -> u64 {
        u64::try_from(self.began.elapsed().as_micros()).unwrap_or(BUSY - 1)
    }

    /// Closes idle connections, in a flood one of [`FLOOD_SHARE`], otherwise one: those that have waited longest for a request, if that is long
    /// enough. Those that have had a response are closed only if no other one waits.
    fn close_idle(&self) {
        let open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let mut idle: Vec<(bool, u64, &Slot)> = open.values().map(|slot| slot.idleness()).filter(|(_, since, _)| *since != BUSY).collect();
        let is_flood = idle.len() * 2 > open.len();
        let (timeout, count) = if is_flood { (FLOOD_IDLE_TIMEOUT, idle.len() / FLOOD_SHARE + 1) } else { (IDLE_TIMEOUT, 1) };
        let now = self.now();
        let has_unanswered = idle.iter().any(|(had_response, ..)| !had_response);
        idle.retain(|(had_response, ..)| !(has_unanswered && *had_response));
        idle.retain(|(_, since, _)| u128::from(now.saturating_sub(*since)) >= timeout.as_micros());
        idle.sort_unstable_by_key(|(_, since, _)| *since);
        idle.iter().take(count).for_each(|(_, _, slot)| slot.must_close.notify_one());
    }
}

impl Slot {
    /// Returns what decides whether the connection is closed: whether it had a response, and since when it waits for a request.
    fn idleness(&self) -> (bool, u64, &Self) {
        (self.had_response.load(Ordering::Relaxed), self.idle_since.load(Ordering::Relaxed), self)
    }
}

impl OpenConnection {
    /// Waits until the connection must be closed to make room.
    pub(super) async fn must_close(&self) {
        self.slot.must_close.notified().await;
    }

    /// Notes that a request is being handled.
    pub(super) fn begin_request(&self) {
        self.slot.idle_since.store(BUSY, Ordering::Relaxed);
    }

    /// Notes that the connection waits for its next request.
    pub(super) fn end_request(&self) {
        self.slot.had_response.store(true, Ordering::Relaxed);
        self.slot.idle_since.store(self.slots.now(), Ordering::Relaxed);
    }
}

impl Drop for OpenConnection {
    fn drop(&mut self) {
        self.slots.open.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.id);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_connection_that_had_a_response_stays_while_one_without_waits() {
        let slots = Slots::new(2);
        let known = slots.open(slots.reserve().await.unwrap());
        known.end_request();
        tokio::time::advance(Duration::from_secs(60)).await;
        let stranger = slots.open(slots.reserve().await.unwrap());
        tokio::select! {
            biased;
            () = known.must_close() => panic!("it was closed, although the other one has had no response"),
            () = stranger.must_close() => {}
            _ = slots.reserve() => panic!("there is no room"),
        }
    }
}
