//! The one-time start address that a browser on this machine is opened with; it redirects to the provider.
//!
//! Other users can read the browser's command line. The authorization address there would let them complete the login as themselves,
//! because it contains `state`; the start address is useless to them. Where the operating system reports the user of a connection (Linux),
//! only connections of the user who runs this program are redirected. Elsewhere the first visitor is redirected, and a second one aborts
//! the login.

use super::nonce::random_text;
use crate::sys::loopback::PeerUser;
use std::sync::OnceLock;
use subtle::ConstantTimeEq as _;

/// Random bytes in the address.
const RANDOM_BYTES: usize = 32;

/// The secret path, and who used it first.
pub(super) struct StartAddress {
    secret: String,
    first: OnceLock<PeerUser>,
}

/// The outcome of a visit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum VisitOutcome {
    /// Redirected to the provider.
    Redirect,
    /// Refused: the visitor is another user.
    OtherUser(u32),
    /// Refused: the visitor has disconnected, so its user is unknown.
    Disconnected,
    /// Refused: this user has been redirected before.
    AlreadyUsed,
    /// Refused, and the login is aborted: one of the two visitors may be another user.
    Contested,
}

impl StartAddress {
    /// Creates an address of 256 random bits.
    pub(super) fn new() -> Self {
        Self { secret: random_text::<RANDOM_BYTES>(), first: OnceLock::new() }
    }

    /// The path, with a leading `/`.
    pub(super) fn path(&self) -> String {
        format!("/{}", self.secret)
    }

    /// Whether this is the path of the address. Compares in constant time.
    pub(super) fn is_at(&self, path: &str) -> bool {
        path.strip_prefix('/').is_some_and(|secret| secret.as_bytes().ct_eq(self.secret.as_bytes()).into())
    }

    /// Whether the address has redirected a visitor.
    pub(super) fn is_used(&self) -> bool {
        self.first.get().is_some()
    }

    /// Records a visit by `user`, and returns its outcome.
    pub(super) fn visit(&self, user: PeerUser) -> VisitOutcome {
        match user {
            PeerUser::Other(number) => return VisitOutcome::OtherUser(number),
            PeerUser::Gone => return VisitOutcome::Disconnected,
            PeerUser::Ours | PeerUser::Unknown => {}
        }
        match self.first.set(user) {
            Ok(()) => VisitOutcome::Redirect,
            Err(_) if user == PeerUser::Ours && self.first.get() == Some(&PeerUser::Ours) => VisitOutcome::AlreadyUsed,
            Err(_) => VisitOutcome::Contested,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use PeerUser::{Gone, Other, Ours, Unknown};

    #[test]
    fn only_the_first_visitor_is_redirected_and_never_another_user() {
        for (users, expected) in [
            (
                vec![Ours, Ours, Other(7), Ours],
                vec![VisitOutcome::Redirect, VisitOutcome::AlreadyUsed, VisitOutcome::OtherUser(7), VisitOutcome::AlreadyUsed],
            ),
            (vec![Other(7), Ours], vec![VisitOutcome::OtherUser(7), VisitOutcome::Redirect]),
            (vec![Gone, Ours, Gone], vec![VisitOutcome::Disconnected, VisitOutcome::Redirect, VisitOutcome::Disconnected]),
            (vec![Unknown, Unknown], vec![VisitOutcome::Redirect, VisitOutcome::Contested]),
            (vec![Unknown, Ours], vec![VisitOutcome::Redirect, VisitOutcome::Contested]),
            (vec![Ours, Unknown], vec![VisitOutcome::Redirect, VisitOutcome::Contested]),
        ] {
            let address = StartAddress::new();
            assert!(address.is_at(&address.path()) && !address.is_at("/") && !address.is_used());
            let outcomes: Vec<VisitOutcome> = users.iter().map(|user| address.visit(*user)).collect();
            assert_eq!(outcomes, expected, "{users:?}");
        }
    }
}
