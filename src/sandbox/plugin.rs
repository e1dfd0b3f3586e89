//! The identity plugin that `AssumeRoleWithCustomToken` asks: it knows a few opaque tokens, and how long each may last.

use super::jwt::Claims;
use serde_json::json;

/// A token of alice's, with characters that a query must encode. It goes into a file for the commands that run inside.
pub(crate) const ALICE_TOKEN: &str = "alice.plugin+token/1=&%2B";
/// The longest that the plugin lets credentials live.
const LONGEST: i64 = 3600;

/// What the plugin says about a good token.
pub(crate) struct Success {
    /// The user, without MinIO's prefix; empty if the plugin forgot it.
    pub(crate) user: &'static str,
    /// The longest life, in seconds.
    pub(crate) longest: i64,
    /// What goes into the session token beside.
    pub(crate) claims: Claims,
}

/// Judges a token.
///
/// # Errors
/// The reason, in the plugin's own words.
pub(crate) fn authenticate(token: &str) -> Result<Success, &'static str> {
    let success = |user, group: &str| {
        let claims = Claims::from_iter([("groups".to_owned(), json!([group]))]);
        Ok(Success { user, longest: LONGEST, claims })
    };
    match token {
        ALICE_TOKEN => success("alice", "dev"),
        "bob.plugin-token" => success("bob", "qa"),
        "nobody.plugin-token" => success("", "guests"),
        "expired.plugin-token" => Err("token has expired"),
        _ => Err("bad token"),
    }
}
