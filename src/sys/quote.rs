//! What of an answer that is no document of the expected kind may be shown: words for a person, never a document that may hold secrets.
//!
//! A grant of credentials or tokens may come with any status, so nothing is quoted but the title of a web page, the members of a JSON
//! object that hold words, and plain text that is made of words.

use serde_json::{Map, Value};

/// The members of a JSON object that hold words for a person, the most telling first.
const WORDS: [&str; 4] = ["error_description", "message", "error", "detail"];
/// A longer plain text is no sentence.
const LONGEST: usize = 200;
/// From this length on, a word may be a key.
const LONGEST_WORD: usize = 16;

/// The words of `body`, where it has some. They may still repeat the secrets of the request: see [`super::Echo`].
#[must_use]
pub(crate) fn words(body: &str) -> Option<String> {
    let body = body.trim();
    match body.bytes().next()? {
        b'<' => title(body),
        b'{' | b'[' => serde_json::from_str::<Map<String, Value>>(body).ok().and_then(|object| member(&object)),
        _ => body.lines().map(str::trim).find(|line| !line.is_empty()).filter(|line| is_plain(line)).map(str::to_owned),
    }
}

fn member(object: &Map<String, Value>) -> Option<String> {
    let text = |name: &&str| object.get(*name)?.as_str().filter(|text| !text.is_empty() && is_plain(text));
    WORDS.iter().find_map(text).map(str::to_owned)
}

/// The title of a web page, without words that may be keys or tokens.
#[must_use]
pub(crate) fn title(page: &str) -> Option<String> {
    let start = page.to_ascii_lowercase().find("<title")?;
    let title = page.get(start..)?.split_once('>')?.1.split('<').next()?.trim();
    let title = quick_xml::escape::unescape(title).map_or_else(|_| title.to_owned(), Into::into);
    Some(title).filter(|title| !title.is_empty()).map(|title| without_words(title, may_be_a_key))
}

/// `words` with `…` in place of those that `is_secret` names.
pub(crate) fn without_words(words: String, is_secret: fn(&str) -> bool) -> String {
    if !words.split_whitespace().any(is_secret) {
        return words;
    }
    words.split_whitespace().map(|word| if is_secret(word) { "…" } else { word }).collect::<Vec<_>>().join(" ")
}

/// Whether a word is as long as a key, and holds what words in a title do not hold.
fn may_be_a_key(word: &str) -> bool {
    word.len() >= LONGEST_WORD && word.bytes().any(|byte| byte.is_ascii_digit() || byte == b'=')
}

/// Whether a line is made of words and numbers: no key, token or password looks like that.
#[must_use]
pub(crate) fn is_plain(line: &str) -> bool {
    let is_word = |word: &str| {
        let is_number = word.bytes().all(|byte| byte.is_ascii_digit());
        word.chars().count() < LONGEST_WORD && (is_number || !word.bytes().any(|byte| byte.is_ascii_digit() || byte == b'='))
    };
    line.len() <= LONGEST && line.split(|c: char| c.is_whitespace() || "/:,;.()'-_\"".contains(c)).all(is_word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_shown_and_what_may_be_a_secret_is_not() {
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
            assert_eq!(words(body).as_deref(), expected, "{body}");
        }
    }
}
