//! The identity plugin for `AssumeRoleWithCustomToken`: a few opaque tokens with maximum durations.

use super::jwt::Claims;
use serde_json::json;

/// A token of alice with characters that a query must encode; also in a file for commands inside.
pub(crate) const ALICE_TOKEN: &str = "alice.plugin+token/1=&%2B";
/// The maximum lifetime of credentials, in seconds.
const MAX_SECONDS: i64 = 3600;

/// The response to a valid token.
pub(crate) struct Success {
    /// The user, without MinIO's prefix; empty if the plugin forgot it.
    pub(crate) user: &'static str,
    /// The maximum lifetime, in seconds.
    pub(crate) max_seconds: i64,
    /// Additional claims of the session token.
    pub(crate) claims: Claims,
}

/// Authenticates a token.
///
/// # Errors
/// The plugin's reason.
pub(crate) fn authenticate(token: &str) -> Result<Success, &'static str> {
    let success = |user, group: &str| {
        let claims = Claims::from_iter([("groups".to_owned(), json!([group]))]);
        Ok(Success { user, max_seconds: MAX_SECONDS, claims })
    };
    match token {
        ALICE_TOKEN => success("alice", "dev"),
        "bob.plugin-token" => success("bob", "qa"),
        "nobody.plugin-token" => success("", "guests"),
        "expired.plugin-token" => Err("token has expired"),
        _ => Err("bad token"),
    }
}
