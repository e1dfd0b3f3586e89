//! Extracts the message from an unexpected response for display, never a document that may contain secrets.
//!
//! Credentials or tokens may come with any status, so only the title of a web page, message members of a JSON object, and plain text that
//! consists of words are quoted.

use serde_json::Value;

/// JSON members with messages for people, the most specific first.
const MESSAGE_MEMBERS: [&str; 4] = ["error_description", "message", "error", "detail"];
/// The words with which servers state a success, in members for codes too.
pub(crate) const SUCCESS_WORDS: [&str; 6] = ["ok", "up", "success", "succeeded", "healthy", "none"];
/// The maximum length of a plain text message.
const MAX_CHARACTERS: usize = 200;
/// Words of this length or longer may be keys.
const MAX_WORD_CHARACTERS: usize = 16;

/// Returns the message in `body`, if any. It may still repeat secrets of the request: see [`super::RequestSecrets`].
#[must_use]
pub(crate) fn message_in(body: &str) -> Option<String> {
    let body = body.trim();
    match body.bytes().next()? {
        b'<' => title(body),
        b'{' | b'[' => {
            first_text(&serde_json::from_str(body).ok()?, &MESSAGE_MEMBERS, |text| !text.is_empty() && is_plain(text)).map(str::to_owned)
        }
        _ => body.lines().map(str::trim).find(|line| !line.is_empty()).filter(|line| is_plain(line)).map(str::to_owned),
    }
}

/// Returns the first text in the members `names` of a JSON object that `may_be_shown`.
#[must_use]
pub(crate) fn first_text<'a>(object: &'a Value, names: &[&str], may_be_shown: impl Fn(&str) -> bool) -> Option<&'a str> {
    names.iter().find_map(|name| object.get(*name)?.as_str().filter(|text| may_be_shown(text)))
}

/// Whether `text` is one of `words`, ignoring case.
#[must_use]
pub(crate) fn is_one_of(text: &str, words: &[&str]) -> bool {
    words.iter().any(|word| text.eq_ignore_ascii_case(word))
}

/// Whether the text of a member for messages is a message: several words, or a plain one. A single word may be a key or a token.
#[must_use]
pub(crate) fn is_message(text: &str) -> bool {
    text.contains(char::is_whitespace) || is_plain(text)
}

/// Returns the title of a web page, with words that may be keys or tokens masked.
#[must_use]
pub(crate) fn title(page: &str) -> Option<String> {
    let start = page.to_ascii_lowercase().find("<title")?;
    let title = page.get(start..)?.split_once('>')?.1.split('<').next()?.trim();
    let title = quick_xml::escape::unescape(title).map_or_else(|_| title.to_owned(), Into::into);
    Some(title).filter(|title| !title.is_empty()).map(|title| mask_words(title, may_be_key))
}

/// Replaces each word for which `is_secret` is true by `…`.
pub(crate) fn mask_words(text: String, is_secret: fn(&str) -> bool) -> String {
    if !text.split_whitespace().any(is_secret) {
        return text;
    }
    text.split_whitespace().map(|word| if is_secret(word) { "…" } else { word }).collect::<Vec<_>>().join(" ")
}

/// Whether a word is long and contains a digit or `=`, like a key.
fn may_be_key(word: &str) -> bool {
    word.len() >= MAX_WORD_CHARACTERS && word.bytes().any(|byte| byte.is_ascii_digit() || byte == b'=')
}

/// Whether a line consists of short words and numbers, so that it cannot be a key, token or password.
#[must_use]
pub(crate) fn is_plain(line: &str) -> bool {
    let is_word = |word: &str| {
        let is_number = word.bytes().all(|byte| byte.is_ascii_digit());
        word.chars().count() < MAX_WORD_CHARACTERS && (is_number || !word.bytes().any(|byte| byte.is_ascii_digit() || byte == b'='))
    };
    line.len() <= MAX_CHARACTERS && line.split(|c: char| c.is_whitespace() || "/:,;.()'-_\"".contains(c)).all(is_word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn server_messages_are_shown_without_possible_secrets() {
        let cases = [
            ("<html><head><TITLE lang=en> 502 Bad &amp; Gateway </title></head>", Some("502 Bad & Gateway")),
            ("<title>Issued wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY today</title>", Some("Issued … today")),
            ("<title>access_token=abc</title>", Some("…")),
            ("<title>Error 403 (Forbidden)!!1</title>", Some("Error 403 (Forbidden)!!1")),
            ("<AssumeRoleResponse><SecretAccessKey>secret</SecretAccessKey></AssumeRoleResponse>", None),
            ("<!doctype html><p>secret", None),
            ("\r\n404 page not found\n", Some("404 page not found")),
            ("Client sent an HTTP request to an HTTPS server.", Some("Client sent an HTTP request to an HTTPS server.")),
            ("error code: 521", Some("error code: 521")),
            ("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", None),
            ("AWS_SECRET_ACCESS_KEY=abc", None),
            ("the key is ASIAIOSFODNN7EXAMPLE", None),
            ("SECRETsecretSECRETsecret", None),
            ("s3cr3t", None),
            ("tr0ub4dor & three", None),
            (
                "upstream connect error or disconnect/reset before headers",
                Some("upstream connect error or disconnect/reset before headers"),
            ),
            (r#"{"error":"invalid_request"}"#, Some("invalid_request")),
            (r#"{"message":"no Route matched with those values","id_token":"eyJh"}"#, Some("no Route matched with those values")),
            (r#"{"message":"no s3cr3t","error":"invalid_request"}"#, Some("invalid_request")),
            (r#"{"message":"","detail":"try later"}"#, Some("try later")),
            (r#"{"access_token":"abc","error":{"code":1}}"#, None),
            (r#"{"error":"ASIAIOSFODNN7EXAMPLE"}"#, None),
            (r#"["secret"]"#, None),
            ("", None),
        ];
        for (body, expected) in cases {
            assert_eq!(message_in(body).as_deref(), expected, "{body}");
        }
    }
}
