//! What findings do not show, because others will read them: tokens, secret keys in the wrong place, and what failed programs printed.

use crate::credentials::is_secret;
use crate::text::printable_line;

/// The beginning of a JSON object in base64, and so of a token.
const TOKEN_START: &str = "eyJ";
/// The shortest text that may be a token.
const MIN_TOKEN_LENGTH: usize = 16;
/// The words before the output of a failed program that supplies a secret.
const STANDARD_ERROR: &str = "standard error: ";
const STANDARD_ERROR_HIDDEN: &str = "standard error: not shown here, because it may contain secrets; run the program to see it";

/// The texts to hide, besides those that look like secrets.
#[derive(Clone, Debug, Default)]
pub(crate) struct Redaction(Vec<String>);

impl Redaction {
    /// Hides an access key from now on if it may be a secret.
    pub(crate) fn add_access_key(&mut self, access_key: &str) {
        if is_secret(access_key) && !self.0.iter().any(|hidden| hidden == access_key) {
            self.0.push(access_key.to_owned());
        }
    }

    /// Returns `text` on one line, with `…` in place of what may be a secret.
    pub(crate) fn apply(&self, text: &str) -> String {
        let text = self.0.iter().fold(without_tokens(text), |text, secret| text.replace(secret, "…"));
        let text = match text.split_once(STANDARD_ERROR) {
            Some((before, _)) => format!("{before}{STANDARD_ERROR_HIDDEN}"),
            None => text,
        };
        printable_line(&text)
    }
}

/// Replaces whatever begins like a token and is long enough.
fn without_tokens(text: &str) -> String {
    let mut pieces = text.split(TOKEN_START);
    let mut shown = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let end = piece.find(|c: char| !(c.is_ascii_alphanumeric() || "._-+/=".contains(c))).unwrap_or(piece.len());
        let is_token = end + TOKEN_START.len() >= MIN_TOKEN_LENGTH || shown.ends_with('…');
        shown.push_str(if is_token { "…" } else { TOKEN_START });
        shown.push_str(if is_token { &piece[end..] } else { piece });
    }
    shown.replace("……", "…")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_be_a_secret_is_hidden_and_names_are_shown() {
        let mut redaction = Redaction::default();
        for key in ["AKIAIOSFODNN7EXAMPLE", "FAKEsecretKEYFAKEsecretKEYFAKEsecretKEY1", "eyJhbGciOi"] {
            redaction.add_access_key(key);
        }
        for (text, expected) in [
            ("AKIAIOSFODNN7EXAMPLE, with the given secrets", "AKIAIOSFODNN7EXAMPLE, with the given secrets"),
            ("unknown key `FAKEsecretKEYFAKEsecretKEYFAKEsecretKEY1`", "unknown key `…`"),
            ("a eyJhbGciOi b", "a … b"),
            ("id_token_hint=eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIn0.c2ln&x", "id_token_hint=…&x"),
            ("the folder /home/eyJack", "the folder /home/eyJack"),
            ("sh failed: standard error: hunter2", &format!("sh failed: {STANDARD_ERROR_HIDDEN}")),
        ] {
            assert_eq!(redaction.apply(text), expected);
        }
    }
}
