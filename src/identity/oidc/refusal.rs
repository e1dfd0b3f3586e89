//! What a refusal says, however far its form is from RFC 6749, section 5.2: JSON of any shape, a form, a web page, in UTF-8 or Latin-1.
//!
//! Only members that are known to hold words are read: an answer that holds tokens is never quoted.

use crate::provider_document::ProviderDocument;
use crate::sys::{BYTE_ORDER_MARK, Echo, quote};
use bytes::Bytes;
use http::Response;
use http::header::CONTENT_TYPE;
use serde_json::{Map, Value};
use url::form_urlencoded;

/// Where providers and gateways put a code: RFC 6749, Okta, Microsoft, AWS, Vault.
const CODES: [&str; 5] = ["error", "errorCode", "error_code", "__type", "errors"];
/// Where a code is inside of one of these.
const CODES_WITHIN: [&str; 6] = ["error", "errorCode", "error_code", "status", "code", "type"];
/// Where they put words for a person, the most telling first: RFC 6749, Okta, IBM, RFC 9457, Vault, gateways.
const WORDS: [&str; 12] = [
    "error_description",
    "errorDescription",
    "message",
    "errorMessage",
    "error_message",
    "errorSummary",
    "error_summary",
    "detail",
    "title",
    "reason",
    "errors",
    "error",
];
/// How the names of members end that hold secrets.
const SECRETS: [&str; 4] = ["token", "secret", "assertion", "device_code"];

/// The words of an answer, fit to be shown.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Words {
    /// The code, such as `invalid_grant`.
    pub(super) code: Option<String>,
    /// What a person can read.
    pub(super) description: Option<String>,
    /// Whether they are those of a web page or of plain text, which may stand at any address.
    pub(super) is_page: bool,
}

impl Words {
    /// Reads them from an answer of any status. Secrets of the request and tokens in the answer are taken out.
    pub(super) fn of(answer: &Response<Bytes>) -> Self {
        let (text, echo) = (decoded(answer.body()), Echo::of_answer(answer));
        if let Some(document) = document(&text) {
            let shown = |words: String| echo.without_secrets(&without_tokens(words, &document));
            let code = code(&document);
            let description = WORDS.iter().find_map(|name| words_in(document.value(name)?, &WORDS));
            let description = description.filter(|words| Some(words) != code.as_ref());
            return Self { code: code.map(shown), description: description.map(shown), is_page: false };
        }
        let is_plain = answer.headers().get(CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"text/plain"));
        let words = quote::title(&text)
            .or_else(|| Some(text.trim().to_owned()).filter(|text| is_plain && !text.is_empty() && quote::is_plain(text)));
        Self { code: None, description: words.map(|words| echo.without_secrets(&words)), is_page: true }
    }

    /// Code and description in one line; `None` where nothing was said.
    pub(super) fn in_one_line(self) -> Option<String> {
        let said: Vec<String> = [self.code, self.description].into_iter().flatten().collect();
        (!said.is_empty()).then(|| said.join(": "))
    }
}

/// The text of a body without a byte order mark: UTF-8, else Latin-1, in which every byte is a letter.
fn decoded(body: &[u8]) -> String {
    let text = std::str::from_utf8(body).map_or_else(|_| body.iter().copied().map(char::from).collect(), str::to_owned);
    text.trim_start_matches(BYTE_ORDER_MARK).to_owned()
}

/// A JSON object, or what is taken for one: a list or a text in its place, and a form that has an `error`. A text that no member names
/// may be a token: it counts if it is made of words.
fn document(text: &str) -> Option<ProviderDocument> {
    let read = |members: Map<String, Value>| ProviderDocument::read(Value::Object(members).to_string().as_bytes()).ok();
    match serde_json::from_str(text) {
        Ok(Value::Array(mut list)) => {
            list.retain(|entry| entry.as_str().is_none_or(quote::is_plain));
            read(Map::from_iter([("errors".to_owned(), list.into())]))
        }
        Ok(Value::String(words)) if quote::is_plain(&words) => read(Map::from_iter([("message".to_owned(), words.into())])),
        _ => ProviderDocument::read(text.as_bytes()).ok().or_else(|| {
            let pairs = form_urlencoded::parse(text.trim().as_bytes());
            let members: Map<_, _> = pairs.map(|(name, value)| (name.into_owned(), value.into_owned().into())).collect();
            members.contains_key("error").then(|| read(members)).flatten()
        }),
    }
}

/// The code: a single word in `error`, inside of what stands there, or beside it.
fn code(document: &ProviderDocument) -> Option<String> {
    CODES.iter().find_map(|name| words_in(document.value(name)?, &CODES_WITHIN).filter(|text| !text.contains(char::is_whitespace)))
}

/// The first text of a value: itself, in a list, or in the members `names` of an object, however deep.
fn words_in(value: &Value, names: &[&str]) -> Option<String> {
    match value {
        Value::String(text) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
        Value::Array(list) => list.iter().find_map(|entry| words_in(entry, names)),
        Value::Object(fields) => names.iter().find_map(|name| words_in(fields.get(*name)?, names)),
        _ => None,
    }
}

/// `words` without the values of members that are named like secrets, however deep, and without JSON Web Tokens.
fn without_tokens(words: String, document: &ProviderDocument) -> String {
    let mut secrets = Vec::new();
    document.members().for_each(|(name, value)| collect_secrets(value, is_secret(name), &mut secrets));
    let words = secrets.into_iter().filter(|secret| !secret.is_empty()).fold(words, |words, secret| words.replace(secret, "…"));
    quote::without_words(words, |word| word.contains("eyJ") && word.contains('.'))
}

fn is_secret(name: &str) -> bool {
    let name = name.to_lowercase();
    SECRETS.iter().any(|end| name.ends_with(end))
}

/// Collects the texts of `value` that are secrets, or stand below a member that is named like one.
fn collect_secrets<'a>(value: &'a Value, are_secret: bool, found: &mut Vec<&'a str>) {
    match value {
        Value::String(text) if are_secret => found.push(text),
        Value::Array(entries) => entries.iter().for_each(|entry| collect_secrets(entry, are_secret, found)),
        Value::Object(members) => {
            members.iter().for_each(|(name, value)| collect_secrets(value, are_secret || is_secret(name), found));
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(kind: &str, body: &[u8]) -> (Option<String>, Option<String>) {
        let answer = Response::builder().header(CONTENT_TYPE, kind).body(Bytes::copy_from_slice(body)).unwrap();
        let Words { code, description, .. } = Words::of(&answer);
        (code, description)
    }

    #[test]
    fn words_are_found_in_every_form() {
        const JSON: &str = "application/json";
        for (kind, body, code, description) in [
            (JSON, r#"{"error":"invalid_grant","error_description":"too old"}"#, "invalid_grant", "too old"),
            (JSON, r#"{"error":{"code":400,"message":"disabled","status":"INVALID_ARGUMENT"}}"#, "INVALID_ARGUMENT", "disabled"),
            (JSON, r#"{"errorCode":"E21","errorSummary":"no match","errorCauses":[]}"#, "E21", "no match"),
            (JSON, r#"{"error":["invalid_grant"],"error_description":["", "too old"]}"#, "invalid_grant", "too old"),
            (JSON, r#"[{"error":"invalid_grant","message":"too old"}]"#, "invalid_grant", "too old"),
            (JSON, r#"{"errors":["permission denied"]}"#, "", "permission denied"),
            (JSON, r#"{"error":"the client is disabled"}"#, "", "the client is disabled"),
            (JSON, r#"{"type":"about:blank","title":"Forbidden","detail":"policy 12","status":403}"#, "", "policy 12"),
            (JSON, r#""no such client""#, "", "no such client"),
            (JSON, r#""gHs7Kq2LpTz9VwXe4RbN""#, "", ""),
            (JSON, r#"["gHs7Kq2LpTz9VwXe4RbN","no such client"]"#, "", "no such client"),
            (JSON, r#"{"error":"","error_description":null,"message":7}"#, "", ""),
            (JSON, r#"{"status":"ok","code":"0","type":"health"}"#, "", ""),
            (JSON, "\u{feff}{\"error\":\"invalid_grant\"}", "invalid_grant", ""),
            ("text/plain", "error=invalid_grant&error_description=too+old\n", "invalid_grant", "too old"),
            ("text/html", "<html><TITLE lang=en>\n Access &amp; denied</title>", "", "Access & denied"),
            ("text/plain", "Bad client credentials.", "", "Bad client credentials."),
            ("text/plain", "s3cr3t", "", ""),
            ("text/html", "<p>hello", "", ""),
        ] {
            let found = read(kind, body.as_bytes());
            let expected = [code, description].map(|text| Some(text.to_owned()).filter(|text| !text.is_empty()));
            assert_eq!([found.0, found.1], expected, "{body}");
        }
        let latin = b"{\"error\":\"invalid_grant\",\"error_description\":\"Ung\xfcltig\"}";
        assert_eq!(read(JSON, latin).1.as_deref(), Some("Ungültig"));
    }

    #[test]
    fn tokens_in_the_answer_are_not_among_its_words() {
        let body = br#"{"error":"x","access_token":"opaque-1","message":"kept opaque-1, and eyJhbGciOiJub25lIn0.e30.x too"}"#;
        assert_eq!(read("application/json", body).1.as_deref(), Some("kept …, and … too"));
        let body = br#"{"error":"x","data":{"tokens":[{"refreshToken":["opaque-2"]}],"client_secret":"s-3"},"message":"opaque-2 for s-3"}"#;
        assert_eq!(read("application/json", body).1.as_deref(), Some("… for …"));
        let page = b"<title>Signed in: eyJhbGciOiJub25lIn0.e30.x</title>";
        assert_eq!(read("text/html", page).1.as_deref(), Some("Signed in: …"));
    }
}
