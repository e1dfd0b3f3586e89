//! URLs in messages.

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
