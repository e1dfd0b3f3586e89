//! How long a refresh token can be used, as far as the provider says.

use crate::claims::Claims;
use crate::secret::RefreshToken;
use jiff::{SignedDuration, Timestamp};
use secrecy::ExposeSecret as _;

/// How long after the last one a refresh must come to show whether it extends the login, in seconds: lifetimes are stated in whole seconds.
const LEAST_INTERVAL: i64 = 5;

/// How long a refresh token can be used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RefreshLifetime {
    /// When it expires; `None` if the provider does not say.
    pub expires: Option<Timestamp>,
    /// When it was received.
    pub received: Option<Timestamp>,
    /// Whether a refresh extends it, so that it expires only if it is not used for a while; `None` until a refresh has shown that.
    pub is_extended: Option<bool>,
}

impl RefreshLifetime {
    /// Returns the lifetime of `token`, which was received at `now`: its `refresh_expires_in` (Keycloak), else the claim `exp` of a JSON Web
    /// Token. Zero means that it does not expire (offline tokens of Keycloak).
    #[expect(clippy::disallowed_methods, reason = "the claims of a token are read")]
    pub(super) fn of(token: &RefreshToken, expires_in: Option<i64>, now: Timestamp) -> Self {
        let stated = expires_in.filter(|seconds| *seconds > 0).and_then(|seconds| now.checked_add(SignedDuration::from_secs(seconds)).ok());
        let claimed = || Claims::unverified(token.expose_secret())?.expiration();
        Self { expires: stated.or_else(|| if expires_in.is_none() { claimed() } else { None }), received: Some(now), is_extended: None }
    }

    /// Whether the login may expire although it is refreshed in time: it is stated when, and no refresh has extended that.
    #[must_use]
    pub(crate) fn may_be_fixed(self) -> bool {
        self.expires.is_some() && self.is_extended != Some(true)
    }

    /// Returns the lifetime of the token that follows at a refresh, with what the two times show.
    pub(super) fn followed_by(self, next: Self) -> Self {
        let seconds = |from: Option<Timestamp>, to: Option<Timestamp>| Some(from?.duration_until(to?).as_secs());
        let interval = seconds(self.received, next.received).filter(|interval| *interval >= LEAST_INTERVAL);
        let extension = seconds(self.expires, next.expires);
        let is_extended = interval.zip(extension).map(|(interval, extension)| extension > interval / 2);
        Self { is_extended: is_extended.or(self.is_extended), ..next }
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
        let stated = |received, expires| RefreshLifetime { expires: Some(at(expires)), received: Some(at(received)), is_extended: None };
        let first = stated(1000, 5000);
        for (next, expected, why) in [
            (stated(1600, 5001), Some(false), "the same expiration, rounded"),
            (stated(1600, 5600), Some(true), "unused tokens expire"),
            (stated(1005, 5004), Some(true), "soon after"),
            (stated(1002, 5002), None, "too soon after to tell"),
            (stated(1002, 5000), None, "too soon after to tell"),
            (RefreshLifetime { received: Some(at(1600)), ..RefreshLifetime::default() }, None, "nothing stated"),
        ] {
            assert_eq!(first.followed_by(next).is_extended, expected, "{why}");
        }
        let extended = first.followed_by(stated(1600, 5600));
        assert_eq!(extended.followed_by(stated(2200, 5600)).is_extended, Some(false), "the session's own expiration is reached");
        assert_eq!(extended.followed_by(stated(1602, 5602)).is_extended, Some(true), "as it was");
        assert_eq!(extended.followed_by(RefreshLifetime::default()).is_extended, Some(true), "as it was");
    }
}
