//! The browser's request that waits for the outcome of the login.

use super::oidc::PendingCallback;
use std::sync::{Mutex, PoisonError};

/// Holds the browser's pending callback request, so that its page can show the outcome of the login.
#[derive(Default)]
pub struct PendingPage(Mutex<Option<PendingCallback>>);

impl PendingPage {
    /// Stores the browser's pending callback request; at most one per login.
    pub(super) fn set(&self, page: PendingCallback) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(page);
    }

    /// Takes the pending request, if a browser came back.
    pub fn take(&self) -> Option<PendingCallback> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}
