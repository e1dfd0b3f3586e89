//! Extracts a token from the text around it: quotes, `Bearer`, the name of a variable, the whole JSON response of a service, or any text
//! that contains exactly one JSON Web Token.
//!
//! Only for tokens that storage servers verify. A token for an identity plugin may be any text, and is never changed.

use super::token_source::SourceError;
use crate::claims::Claims;
use crate::secret::Token;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use secrecy::ExposeSecret as _;
use serde_json::Value;

/// The JSON members that hold tokens: GitHub, kubectl, Google and Azure, RFC 6749.
const MEMBERS: [&str; 6] = ["value", "token", "id_token", "access_token", "accessToken", "idToken"];
/// The JSON members that contain an object with a token: `ExecCredential` and `TokenRequest` of Kubernetes, Vault.
const WRAPPERS: [&str; 2] = ["status", "data"];

/// How many wrappings are removed: enough for a scheme in quotes, or quotes after a scheme.
const MAX_WRAPPINGS: usize = 2;

const IN_QUOTES: &str = "removed the quotes around the token";
const AFTER_BEARER: &str = "removed `Bearer` before the token";
const AFTER_NAME: &str = "extracted the token from a line that sets a variable";
const IN_TEXT: &str = "removed the text around the token";
const IN_JSON: &str = "extracted the token from a JSON object";

/// A token without the text around it.
pub(crate) struct ExtractedToken {
    /// The token.
    pub(crate) token: Token,
    /// The note for the user about what was removed; `None` if the text was only the token.
    pub(crate) note: Option<&'static str>,
}

/// Extracts the token of a text. A text without a recognizable token is returned unchanged.
///
/// # Errors
/// [`SourceError::NotOneToken`]: the text is a JSON object with no token, or with several.
#[expect(clippy::disallowed_methods, reason = "the text around the token is read")]
pub(crate) fn extract_token(token: Token) -> Result<ExtractedToken, SourceError> {
    let (mut text, mut note) = (token.expose_secret().trim(), None);
    for _ in 0..MAX_WRAPPINGS {
        let quoted = without_quotes(text).map(|inner| (inner, IN_QUOTES));
        let assigned = || value_of_variable(text).map(|inner| (inner, AFTER_NAME));
        let Some((inner, context)) = quoted.or_else(assigned).or_else(|| Some((without_scheme(text)?, AFTER_BEARER))) else { break };
        (text, note) = (inner.trim(), note.or(Some(context)));
    }
    if let Some(object) = text.starts_with('{').then(|| serde_json::from_str(text).ok()).flatten() {
        note = note.or(Some(IN_JSON));
        let found = match (token_in_object(&object), only_token_in(text)) {
            (Err(SourceError::NotOneToken(members)), Some(token)) if members.is_empty() => token,
            (member, _) => member?.trim(),
        };
        return Ok(ExtractedToken { token: Token::new(only_token_in(found).unwrap_or(found).to_owned()), note });
    }
    if let Some(token) = only_token_in(text).filter(|token| *token != text) {
        (text, note) = (token, note.or(Some(IN_TEXT)));
    }
    Ok(ExtractedToken { token: if note.is_some() { Token::new(text.to_owned()) } else { token }, note })
}

/// The only JSON Web Token in `text`; `None` if there is none, or several different ones.
fn only_token_in(text: &str) -> Option<&str> {
    let tokens = tokens_in(text);
    tokens.first().copied().filter(|_| tokens.len() == 1)
}

/// The JSON Web Tokens in `text`, each once: words of three parts, of which the first two are JSON.
pub(crate) fn tokens_in(text: &str) -> Vec<&str> {
    let is_token_character = |character: char| character.is_ascii_alphanumeric() || matches!(character, '-' | '_' | '.' | '=');
    let candidates = text.split(|character| !is_token_character(character)).map(|candidate| candidate.trim_end_matches('.'));
    let mut tokens: Vec<&str> = candidates.filter_map(token_in_candidate).collect();
    tokens.sort_unstable();
    tokens.dedup();
    tokens
}

/// The token that `candidate` is, padded or not, or that it ends with, after the name of a variable (`T=`) or a terminal color (`[31m`).
fn token_in_candidate(candidate: &str) -> Option<&str> {
    let is_token = |text: &&str| {
        let header = text.split('.').next().and_then(|header| URL_SAFE_NO_PAD.decode(header.trim_end_matches('=')).ok());
        header.is_some_and(|header| header.trim_ascii_start().starts_with(b"{")) && Claims::unverified(text).is_some()
    };
    let after = |character: char| candidate.split_once(character).map(|(_, rest)| rest).filter(is_token);
    Some(candidate).filter(is_token).or_else(|| after('=')).or_else(|| after('m'))
}

/// The token in the only line that sets a variable to a token, as in shells and dotenv files: `export ID_TOKEN='eyJ…'`.
fn value_of_variable(text: &str) -> Option<&str> {
    let mut values = text.lines().filter_map(value_in);
    values.next().filter(|_| values.next().is_none())
}

/// The token that `line` sets a variable to. It must begin like every JSON Web Token (`eyJ`, which is `{"`): an opaque token may contain
/// `=`, and is not a line that sets a variable.
fn value_in(line: &str) -> Option<&str> {
    let line = line.trim();
    let is_csh = line.starts_with("set ") || line.starts_with("setenv ");
    let parts = line.strip_prefix("$env:").unwrap_or(line).split_once(['=', ':']);
    let (name_part, value) = parts.or_else(|| line.rsplit_once(' ').filter(|_| is_csh))?;
    let name = name_part.split_whitespace().next_back()?.trim_matches(['"', '\'']);
    let value = value.trim().trim_end_matches([';', ',']);
    let value = without_quotes(value).unwrap_or(value);
    let is_name = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'));
    (is_name && value.starts_with("eyJ")).then_some(value)
}

/// Removes a pair of quotes, as of a JSON string or a shell word.
fn without_quotes(text: &str) -> Option<&str> {
    let unquoted = |quote: char| text.strip_prefix(quote)?.strip_suffix(quote);
    unquoted('"').or_else(|| unquoted('\'')).filter(|inner| !inner.is_empty() && !inner.contains(['"', '\'']))
}

/// Removes the `Bearer` scheme, with or without the header name: RFC 6750, section 2.1.
fn without_scheme(text: &str) -> Option<&str> {
    let after = |prefix: &str, text: &'_ str| -> Option<usize> {
        text.get(..prefix.len()).filter(|start| start.eq_ignore_ascii_case(prefix)).map(str::len)
    };
    let value = after("authorization:", text).map_or(text, |end| text[end..].trim_start());
    let token = value[after("bearer", value)?..].strip_prefix(char::is_whitespace)?.trim_start();
    Some(token).filter(|token| !token.is_empty())
}

/// Returns the only token in `object`, by the names of its members.
///
/// # Errors
/// [`SourceError::NotOneToken`], with the names of the members if there are several.
fn token_in_object(object: &Value) -> Result<&str, SourceError> {
    let objects = std::iter::once(object).chain(WRAPPERS.iter().filter_map(|name| object.get(name)));
    let found: Vec<_> =
        objects.flat_map(|object| MEMBERS.iter().filter_map(move |name| Some((*name, object.get(name)?.as_str()?)))).collect();
    match found.as_slice() {
        [(_, token)] => Ok(token),
        several => Err(SourceError::NotOneToken(several.iter().map(|(name, _)| *name).collect())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[expect(clippy::disallowed_methods, reason = "the test compares tokens of its own")]
    fn extracted(text: &str) -> Option<String> {
        extract_token(Token::new(text.to_owned())).ok().map(|extracted| extracted.token.expose_secret().to_owned())
    }

    #[test]
    fn wrappings_of_a_token_are_removed() {
        for text in [
            "a.b.c",
            "\"a.b.c\"",
            "'a.b.c'",
            "Bearer a.b.c",
            "bearer\ta.b.c",
            "Authorization: Bearer a.b.c",
            "\"Bearer a.b.c\"",
            "Bearer 'a.b.c'",
            "Bearer Bearer a.b.c",
            "{\"value\":\"a.b.c\"}",
            "{\"count\":1123,\"value\":\"a.b.c\"}",
            "{\"access_token\":\"a.b.c\",\"expires_in\":3599,\"token_type\":\"Bearer\"}",
            "{\"kind\":\"ExecCredential\",\"status\":{\"token\":\"a.b.c\"}}",
        ] {
            assert_eq!(extracted(text).as_deref(), Some("a.b.c"), "{text}");
        }
    }

    #[test]
    fn a_variable_assignment_is_recognized_by_its_token() {
        let token = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIn0.c2lnbmF0dXJl";
        for line in [
            "ID_TOKEN={}",
            "export ID_TOKEN={}",
            "export ID_TOKEN='{}';",
            "ID_TOKEN = \"{}\"",
            "set ID_TOKEN={}\r",
            "$env:ID_TOKEN = \"{}\"",
            "id_token: {}",
            "\"ID_TOKEN={}\"",
            "setenv ID_TOKEN {}",
            "set -gx ID_TOKEN {};",
            "  \"id_token\": \"{}\",",
            "declare -x ID_TOKEN=\"{}\"",
            "# of today\nexport AWS_REGION=eu\n\nexport ID_TOKEN={}\n",
        ] {
            assert_eq!(extracted(&line.replace("{}", token)).as_deref(), Some(token), "{line}");
        }
        assert_eq!(extracted(&format!("A={token}\nB={token}")).as_deref(), Some(token), "one token in two places is one");
        let two = format!("A={token}\nB={token}x");
        for text in [two.as_str(), "opaque=", "ID_TOKEN=opaque", "eyJh.eyJi.c=", "a.b=eyJh.eyJi.c"] {
            assert_eq!(extracted(text).as_deref(), Some(text));
        }
    }

    #[test]
    fn the_only_token_in_a_text_is_found() {
        let token = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIn0.c2lnbmF0dXJl";
        for text in [
            "<{}>",
            "`{}`",
            "{}\u{200b}",
            "\u{1b}[31m{}\u{1b}[0m",
            "token {}.",
            "x={}&y=eyJ.eyJ.eyJ",
            r#"{"jwt":"{}"}"#,
            r#"{"value":"Bearer {}"}"#,
        ] {
            assert_eq!(extracted(&text.replace("{}", token)).as_deref(), Some(token), "{text}");
        }
        for text in ["{}.{}", "{}x {}", "{}=", "x{}", "eyJhbGciOiJub25lIn0.\u{200b}eyJzdWIiOiJhIn0.c2lnbmF0dXJl"] {
            let text = text.replace("{}", token);
            assert_eq!(extracted(&text).as_deref(), Some(text.as_str()), "it is not one token");
        }
    }

    #[test]
    fn deeply_nested_wrappings_do_not_overflow() {
        assert!(extracted(&"Bearer ".repeat(150_000)).is_some_and(|rest| rest.starts_with("Bearer Bearer")));
    }

    #[test]
    fn text_that_is_not_a_wrapping_stays() {
        for text in ["\"a", "a\"", "\"\"", "'a'b'", "Bearer", "Bearera.b.c", "{a.b.c}", "bearer-of-news", "é"] {
            assert_eq!(extracted(text).as_deref(), Some(text));
        }
        for text in ["{}", "{\"id_token\":\"a\",\"access_token\":\"b\"}", "{\"value\":7}", "{\"password\":\"a\"}"] {
            assert_eq!(extracted(text), None, "{text}");
        }
    }
}
