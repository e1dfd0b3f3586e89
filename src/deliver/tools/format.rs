//! What the tools' formats share: the plaintext keys, lines of pairs, JSON, and values without quotes.

use crate::credentials::Credentials;
use crate::deliver::not_literal;
use crate::deliver::not_literal::{Formatted, NotLiteral, check_literal};
use secrecy::ExposeSecret as _;
use zeroize::Zeroizing;

/// The plaintext keys; the only place where the tools' formats open the secrets.
pub(super) struct PlaintextKeys<'a> {
    pub(super) access_key: &'a str,
    pub(super) secret_key: &'a str,
    pub(super) session_token: Option<&'a str>,
}

impl<'a> PlaintextKeys<'a> {
    #[expect(clippy::disallowed_methods, reason = "the tools' formats contain the keys")]
    pub(super) fn of(credentials: &'a Credentials) -> Self {
        Self {
            access_key: &credentials.access_key,
            secret_key: credentials.secret_key.expose_secret(),
            session_token: Some(credentials.session_token.expose_secret()).filter(|token| !token.is_empty()),
        }
    }
}

/// Returns one line per pair: name, delimiter (`separator`), and the value formatted by `quoted`. Pairs without a value are left out.
///
/// # Errors
/// [`NotLiteral`]: a value that `quoted` rejects.
pub(super) fn lines(
    pairs: &[(&str, Option<&str>)],
    separator: &str,
    quoted: fn(&str) -> Formatted,
) -> Result<Zeroizing<String>, NotLiteral> {
    let mut lines = Zeroizing::new(String::new());
    for (name, value) in pairs {
        let Some(value) = value else { continue };
        for part in [name, separator, not_literal::with_name(name.trim_start(), quoted(value))?.as_str(), "\n"] {
            lines.push_str(part);
        }
    }
    Ok(lines)
}

/// Returns the value unquoted, for formats without quotes and escapes; rejects control characters and those that `is_misread`.
pub(super) fn unquoted(value: &str, is_misread: impl Fn(char) -> bool) -> Formatted {
    check_literal(value, |c| c.is_control() || is_misread(c)).map(|()| Zeroizing::new(value.to_owned()))
}

/// Replaces every character of `label` that is not allowed with `replacement`.
pub(super) fn sanitize_name(label: &str, is_allowed: fn(char) -> bool, replacement: char) -> String {
    label.chars().map(|c| if is_allowed(c) { c } else { replacement }).collect()
}

/// Serializes `value` as one line of JSON. A struct of strings always serializes.
pub(super) fn json(value: &impl serde::Serialize) -> Zeroizing<String> {
    Zeroizing::new(serde_json::to_string(value).unwrap_or_default() + "\n")
}
