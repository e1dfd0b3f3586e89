//! The one-time address that a browser on this machine is opened with, which sends it on to the provider.
//!
//! Other users can read the command line of a browser. The provider's address there would let them finish the login as themselves, for
//! `state` is in it; this one is of no use to them. Where the operating system says who connects (Linux), only our own user is sent on;
//! elsewhere the first visitor is, and a second one ends the login.

use crate::sys::loopback::PeerUser;
use oauth2::CsrfToken;
use std::sync::OnceLock;

/// Random bytes in the address.
const RANDOM_BYTES: u32 = 32;

/// The address, and who used it.
pub(super) struct StartAddress {
    secret: CsrfToken,
    first: OnceLock<PeerUser>,
}

/// What a visitor of the address gets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Visit {
    /// The way to the provider.
    First,
    /// Nothing: the address is another user's.
    OfAnotherUser(u32),
    /// Nothing, and nobody is there to read it.
    OfNobody,
    /// Nothing more: our own user was sent on before.
    Again,
    /// Nothing, and nobody else gets anything either: one of the two visitors may be another user.
    Contested,
}

impl StartAddress {
    pub(super) fn new() -> Self {
        Self { secret: CsrfToken::new_random_len(RANDOM_BYTES), first: OnceLock::new() }
    }

    /// The path, with its `/`.
    pub(super) fn path(&self) -> String {
        format!("/{}", self.secret.secret())
    }

    /// Whether this is the path of the address.
    pub(super) fn is_at(&self, path: &str) -> bool {
        path.strip_prefix('/').is_some_and(|secret| secret == self.secret.secret())
    }

    /// Whether the way to the provider was shown to `user`'s browser or another.
    pub(super) fn is_used(&self) -> bool {
        self.first.get().is_some()
    }

    /// Takes note of a visit by `user`, and says what it gets.
    pub(super) fn visit(&self, user: PeerUser) -> Visit {
        match user {
            PeerUser::Other(number) => return Visit::OfAnotherUser(number),
            PeerUser::Gone => return Visit::OfNobody,
            PeerUser::Ours | PeerUser::Unknown => {}
        }
        match self.first.set(user) {
            Ok(()) => Visit::First,
            Err(_) if user == PeerUser::Ours && self.first.get() == Some(&PeerUser::Ours) => Visit::Again,
            Err(_) => Visit::Contested,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use PeerUser::{Gone, Other, Ours, Unknown};

    #[test]
    fn only_the_first_visitor_is_sent_on_and_never_another_user() {
        for (visitors, expected) in [
            (vec![Ours, Ours, Other(7), Ours], vec![Visit::First, Visit::Again, Visit::OfAnotherUser(7), Visit::Again]),
            (vec![Other(7), Ours], vec![Visit::OfAnotherUser(7), Visit::First]),
            (vec![Gone, Ours, Gone], vec![Visit::OfNobody, Visit::First, Visit::OfNobody]),
            (vec![Unknown, Unknown], vec![Visit::First, Visit::Contested]),
            (vec![Unknown, Ours], vec![Visit::First, Visit::Contested]),
            (vec![Ours, Unknown], vec![Visit::First, Visit::Contested]),
        ] {
            let address = StartAddress::new();
            assert!(address.is_at(&address.path()) && !address.is_at("/") && !address.is_used());
            let visits: Vec<Visit> = visitors.iter().map(|user| address.visit(*user)).collect();
            assert_eq!(visits, expected, "{visitors:?}");
        }
    }
}
