//! Finds credentials in a text: commands of a shell, lines of a file, JSON, XML or a URL, as `-o` prints them and tools store them.
//!
//! Reads names with a value after them, whatever is around them: `NAME=value`, `NAME 'value'`, `"name": "value"`, `<Name>value</Name>`.

use crate::credentials::TokenFacts;
use crate::text::redact_url;
use jiff::Timestamp;
use zeroize::Zeroizing;

const ACCESS_KEYS: [&str; 8] =
    ["aws_access_key_id", "accesskeyid", "access_key_id", "access_key", "accesskey", "key_id", "aws_access_key", "key"];
const SECRET_KEYS: [&str; 7] =
    ["aws_secret_access_key", "secretaccesskey", "secret_access_key", "secret_key", "secretkey", "aws_secret_key", "secret"];
const SESSION_TOKENS: [&str; 5] = ["aws_session_token", "sessiontoken", "session_token", "aws_security_token", "token"];
const EXPIRATIONS: [&str; 2] = ["aws_credential_expiration", "expiration"];
const ENDPOINTS: [&str; 5] = ["aws_endpoint_url_s3", "aws_endpoint_url", "endpoint_url", "endpoint", "url"];
const REGIONS: [&str; 3] = ["aws_region", "aws_default_region", "region"];
/// The labels of `-o text`, and the names that replace them.
const LABELS: [(&str, &str); 3] = [("Access key ", "access_key: "), ("Secret key ", "secret_key: "), ("Session token ", "session_token: ")];
/// The comment that output formats without a field for it have.
const EXPIRE_COMMENT: &str = "these keys expire at ";
/// The variables that hold an alias of mc: a URL with the keys.
const MC_HOST: &str = "MC_HOST_";

/// The longest access key that is believed to be one.
const MAX_ACCESS_KEY: usize = 128;

/// Credentials in a text, without their secrets.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct KeyBlock {
    pub(super) access_key: String,
    pub(super) has_secret_key: bool,
    pub(super) token: TokenFacts,
    pub(super) expiration: Option<Timestamp>,
    pub(super) endpoint: Option<String>,
    pub(super) region: Option<String>,
}

impl KeyBlock {
    /// Finds the credentials in `text`; `None` without an access key, or with nothing that belongs to one.
    pub(super) fn find(text: &str) -> Option<Self> {
        let text = LABELS.iter().fold(Zeroizing::new(text.to_owned()), |text, (label, name)| text.replace(label, name).into());
        let mut block = Self::default();
        for (name, value) in pairs(&text) {
            block.add(name, value);
        }
        let comment = text.split_once(EXPIRE_COMMENT).and_then(|(_, rest)| rest.split([';', '\n', ' ']).next()?.trim().parse().ok());
        block.expiration = block.expiration.or(comment);
        let is_block = block.has_secret_key || block.token.length > 0;
        (!block.access_key.is_empty() && is_block).then_some(block)
    }

    /// Adds a pair; the first of several counts.
    fn add(&mut self, name: &str, value: &str) {
        if value.trim().is_empty() {
            return;
        }
        let lower = name.to_ascii_lowercase();
        let is_in = |names: &[&str]| names.contains(&lower.as_str());
        if name.starts_with(MC_HOST) {
            self.add_url(value);
        } else if is_in(&ACCESS_KEYS) && self.access_key.is_empty() && value.len() <= MAX_ACCESS_KEY {
            value.clone_into(&mut self.access_key);
        } else if is_in(&SECRET_KEYS) {
            self.has_secret_key = true;
        } else if is_in(&SESSION_TOKENS) && self.token.length == 0 {
            self.token = TokenFacts::of_token(value);
        } else if is_in(&EXPIRATIONS) {
            self.expiration = self.expiration.or_else(|| value.parse().ok());
        } else if is_in(&ENDPOINTS) && self.endpoint.is_none() {
            self.endpoint = Some(redact_url(value).trim_end_matches('/').to_owned()).filter(|_| value.contains("://"));
        } else if is_in(&REGIONS) && self.region.is_none() {
            self.region = Some(value.to_owned());
        }
    }

    /// Adds the keys in the URL of an alias of mc: `https://ACCESS:SECRET:TOKEN@host`.
    fn add_url(&mut self, value: &str) {
        let Some((user_info, _)) = value.split_once("://").and_then(|(_, rest)| rest.split_once('@')) else { return };
        for (name, part) in ["access_key", "secret_key", "session_token"].into_iter().zip(user_info.splitn(3, ':')) {
            let form = Zeroizing::new(format!("x={}", part.replace('+', "%2B")));
            let decoded = url::form_urlencoded::parse(form.as_bytes()).next().map(|(_, value)| Zeroizing::new(value.into_owned()));
            self.add(name, &decoded.unwrap_or_default());
        }
        self.add("endpoint", value);
    }
}

/// Whether the value after `name` belongs to credentials.
fn is_known(name: &str) -> bool {
    let lists: [&[&str]; 6] = [&ACCESS_KEYS, &SECRET_KEYS, &SESSION_TOKENS, &EXPIRATIONS, &ENDPOINTS, &REGIONS];
    name.starts_with(MC_HOST) || lists.iter().any(|names| names.iter().any(|known| known.eq_ignore_ascii_case(name)))
}

/// Returns the known names in `text` that have a value after them.
fn pairs(text: &str) -> impl Iterator<Item = (&str, &str)> {
    let mut rest = text;
    std::iter::from_fn(move || {
        loop {
            let start = rest.find(is_name_character)?;
            let tail = &rest[start..];
            let length = tail.find(|character| !is_name_character(character)).unwrap_or(tail.len());
            let (name, after) = tail.split_at(length);
            match Some(after).filter(|_| is_known(name)).and_then(value_after) {
                Some((value, remaining)) => {
                    rest = remaining;
                    return Some((name, value));
                }
                None => rest = after,
            }
        }
    })
}

fn is_name_character(character: char) -> bool {
    character.is_ascii_alphanumeric() || character == '_'
}

/// Returns the value at the beginning of `text`, after a separator, and the text behind it. A space separates only from a value in quotes.
fn value_after(text: &str) -> Option<(&str, &str)> {
    let text = text.strip_prefix(['"', '\'']).unwrap_or(text);
    let trimmed = text.trim_start_matches([' ', '\t']);
    let separated = trimmed.strip_prefix(['=', ':']).map(|rest| rest.trim_start_matches([' ', '\t']));
    if let Some(inner) = text.strip_prefix('>') {
        let end = inner.find('<')?;
        return Some((inner[..end].trim(), &inner[end..]));
    }
    let is_spaced = trimmed.len() < text.len();
    let value = separated.or_else(|| Some(trimmed).filter(|trimmed| is_spaced && trimmed.starts_with(['"', '\''])))?;
    if value.starts_with(['[', '{']) {
        return None; // a list or an object of JSON
    }
    if let Some(quote) = value.chars().next().filter(|quote| matches!(quote, '"' | '\'')) {
        let inner = &value[1..];
        let end = inner.find([quote, '\n'])?;
        return Some((&inner[..end], &inner[end..]));
    }
    let end = value
        .find(|character: char| character.is_whitespace() || matches!(character, '"' | '\'' | ';' | ',' | '<' | '}' | ')'))
        .unwrap_or(value.len());
    Some((&value[..end], &value[end..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_are_found_in_every_spelling() {
        for text in [
            "REGION=value",
            "export REGION='value'",
            "set -gx REGION 'value';",
            "$env:REGION = 'value';",
            "set \"REGION=value\"",
            "  REGION: \"value\"",
            "{\"REGION\":\"value\",\"b\":1}",
            "<REGION>value</REGION>",
            "    REGION 'value',",
            "REGION = \"value\"",
        ] {
            assert!(pairs(text).any(|pair| pair == ("REGION", "value")), "{text}: {:?}", pairs(text).collect::<Vec<_>>());
        }
        for text in ["", "REGION", "REGION value", "é=é", "=", "REGION=", "\"", "a'", "<a>", "REGION:'"] {
            assert!(pairs(text).all(|(name, value)| name != "REGION" || value.is_empty()), "{text}");
        }
    }

    #[test]
    fn credentials_need_more_than_an_access_key() {
        for text in [
            "{\"AccessKeyId\":[\"x\"],\"SecretAccessKey\":\"y\"}",
            "",
            "key=value",
            "AWS_ACCESS_KEY_ID=AKIA",
            "token=abc secret=def",
            "url=https://a.example",
        ] {
            assert_eq!(KeyBlock::find(text), None, "{text}");
        }
        let block = KeyBlock::find("MC_HOST_x=https://AKIA:s%2Fe%3Ac:to:k@minio.example:9000/").unwrap_or_default();
        assert_eq!((block.access_key.as_str(), block.has_secret_key, block.token.length > 0), ("AKIA", true, true));
        assert_eq!(block.endpoint.as_deref(), Some("https://minio.example:9000"));
    }
}
