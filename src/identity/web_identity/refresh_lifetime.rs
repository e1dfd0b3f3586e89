//! How long a refresh token can be used, as far as the provider says.

use crate::claims::Claims;
use crate::secret::RefreshToken;
use jiff::{SignedDuration, Timestamp};
use secrecy::ExposeSecret as _;

/// The least extension by a refresh that counts as one, in seconds: times in tokens are whole seconds.
const LEAST_EXTENSION: i64 = 2;

/// How long a refresh token can be used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RefreshLifetime {
    /// When it expires; `None` if the provider does not say.
    pub expires: Option<Timestamp>,
    /// Whether a refresh has extended it: then it expires only if it is not used for a while.
    pub is_extended: bool,
}

impl RefreshLifetime {
    /// Returns the lifetime of `token`, which was received at `now`: its `refresh_expires_in` (Keycloak), else the claim `exp` of a JSON Web
    /// Token. Zero means that it does not expire (offline tokens of Keycloak).
    #[expect(clippy::disallowed_methods, reason = "the claims of a token are read")]
    pub(super) fn of(token: &RefreshToken, expires_in: Option<i64>, now: Timestamp) -> Self {
        let stated = expires_in.filter(|seconds| *seconds > 0).and_then(|seconds| now.checked_add(SignedDuration::from_secs(seconds)).ok());
        let claimed = || Claims::unverified(token.expose_secret())?.expiration();
        Self { expires: stated.or_else(|| if expires_in.is_none() { claimed() } else { None }), is_extended: false }
    }

    /// Whether it is known when the login ends: a refresh does not extend it, as far as the provider has shown.
    #[must_use]
    pub(crate) fn has_known_end(self) -> bool {
        self.expires.is_some() && !self.is_extended
    }

    /// Returns the lifetime of the token that follows at a refresh, with what the two times show.
    pub(super) fn followed_by(self, next: Self) -> Self {
        let is_later = |(old, new): (Timestamp, Timestamp)| old.duration_until(new).as_secs() >= LEAST_EXTENSION;
        let is_extended = self.expires.zip(next.expires).map_or(self.is_extended, is_later);
        Self { is_extended, ..next }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    /// A refresh token with the claims `{"exp":5000}`.
    const JWT: &str = "e30.eyJleHAiOjUwMDB9.c2ln";

    #[test]
    fn the_end_of_a_refresh_token_is_stated_or_claimed() {
        for (token, expires_in, expected) in [
            ("opaque", None, None),
            ("opaque", Some(1800), Some(at(2800))),
            ("opaque", Some(i64::MAX), None),
            (JWT, None, Some(at(5000))),
            (JWT, Some(1800), Some(at(2800))),
            (JWT, Some(0), None), // an offline token
        ] {
            let lifetime = RefreshLifetime::of(&RefreshToken::new(token.to_owned()), expires_in, at(1000));
            assert_eq!(lifetime.expires, expected, "{token} {expires_in:?}");
        }
    }

    #[test]
    fn a_refresh_shows_whether_it_extends_the_login() {
        let until = |second| RefreshLifetime { expires: Some(at(second)), is_extended: false };
        assert!(!until(5000).followed_by(until(5001)).is_extended, "the same end, rounded");
        assert!(until(5000).followed_by(until(5600)).is_extended);
        let extended = until(5000).followed_by(until(5600));
        assert!(!extended.followed_by(until(5600)).is_extended, "the session's own end is reached");
        assert!(extended.followed_by(RefreshLifetime::default()).is_extended);
    }
}
