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

/// Returns host and port of a URL, for messages; the host name is in Punycode.
#[must_use]
pub(crate) fn host_and_port(url: &Url) -> String {
    super::printable(&url[url::Position::BeforeHost..url::Position::AfterPort])
}

/// Returns a text without the user information of a URL that it is, and without its query; any other text unchanged.
#[must_use]
pub(crate) fn without_user_info(text: &str) -> String {
    let has_user_info = |url: &Url| !url.username().is_empty() || url.password().is_some();
    if Url::parse(text).is_ok_and(|url| has_user_info(&url)) { redact_url(text) } else { text.to_owned() }
}

/// Whether a `word` that a user typed may be a secret: it has the characters of user information or a query, looks like a token, or is
/// long.
#[must_use]
pub(crate) fn may_be_secret(word: &str) -> bool {
    word.contains(['@', '?', '#']) || word.contains("eyJ") || word.len() > 100
}
