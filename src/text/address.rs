//! URLs in messages, and words that may be one with a secret.

use url::Url;

/// Returns a URL for messages, without user information, query and fragment.
#[must_use]
pub(crate) fn redact_url(url: &str) -> String {
    Url::parse(url).map_or_else(
        |_| "an invalid URL".to_owned(),
        |mut url| {
            let _ = url.set_username("");
            let _ = url.set_password(None);
            url.set_query(None);
            url.set_fragment(None);
            url.to_string()
        },
    )
}

/// Whether a `word` that a user typed may be a secret: it has the characters of user information or a query, looks like a token, or is
/// long.
#[must_use]
pub(crate) fn may_be_secret(word: &str) -> bool {
    word.contains(['@', '?', '#']) || word.contains("eyJ") || word.len() > 100
}
