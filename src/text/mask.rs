//! Masks secrets in a text in all encodings: in parts, split over lines, percent-encoded, with JSON or XML escapes.
//!
//! The text is read three times: as it is, and decoded once and twice. What reads like a part of a long secret, without spaces, is
//! hidden in its place; if a short one can be read, nothing of the text is shown.

use std::collections::HashSet;
use std::ops::Range;

/// Shorter secrets are letters that occur in every text; hiding them would only reveal them.
pub(super) const MIN_SECRET_LENGTH: usize = 4;
/// From this length on, the position of a masked secret reveals nothing about it.
const LONG: usize = 8;
/// A match of this many bytes of a secret is masked.
const PART: usize = 8;
/// From this length on, a word of small and capital letters and digits without a dot, as codes have it, is a key.
const KEY: usize = 32;

/// A decoded text: its bytes, with their positions in the original.
#[derive(Default)]
struct DecodedText {
    bytes: Vec<u8>,
    ranges: Vec<Range<usize>>,
    has_blanks: bool,
}

/// Replaces `secrets`, and words that look like keys or tokens, by `…`; `None` if it contains a secret so short that the gap would reveal
/// it.
pub(super) fn mask_secrets<'a>(text: &str, secrets: impl Iterator<Item = &'a str>) -> Option<String> {
    let (short, long): (Vec<&str>, Vec<&str>) = secrets.partition(|secret| secret.len() < LONG);
    if contains_one_of(&short, text) {
        return None;
    }
    let long: Vec<Vec<u8>> = long.iter().map(|secret| secret.bytes().filter(|byte| !byte.is_ascii_whitespace()).collect()).collect();
    let parts: HashSet<&[u8]> = long.iter().flat_map(|secret| secret.windows(PART.min(secret.len()).max(1))).collect();
    let mut lengths: Vec<usize> = parts.iter().map(|part| part.len()).collect();
    lengths.sort_unstable();
    lengths.dedup();
    let at = |word: &str| word.as_ptr().addr() - text.as_ptr().addr();
    let words = text.split_whitespace().filter(|word| looks_like_a_secret(word));
    let mut hidden: Vec<Range<usize>> = words.map(|word| at(word)..at(word) + word.len()).collect();
    for decoded in DecodedText::all_of(text, false) {
        for length in &lengths {
            hidden.extend(decoded.find_all(&parts, *length));
        }
    }
    Some(replace_ranges(text, hidden))
}

/// Whether one of the `secrets` can be read in `text`. A secret that has the look of escapes itself is decoded along with the text.
fn contains_one_of(secrets: &[&str], text: &str) -> bool {
    if secrets.is_empty() {
        return false;
    }
    let decoded_secrets = secrets.iter().flat_map(|secret| DecodedText::all_of(secret, true)).map(|decoded| decoded.bytes);
    let secrets: HashSet<Vec<u8>> = decoded_secrets.filter(|secret| secret.len() >= MIN_SECRET_LENGTH).collect();
    let contains_secret =
        |decoded: &DecodedText| secrets.iter().any(|secret| decoded.bytes.windows(secret.len()).any(|bytes| bytes == secret.as_slice()));
    DecodedText::all_of(text, true).iter().any(contains_secret)
}

/// Replaces the `hidden` ranges by `…`.
fn replace_ranges(text: &str, mut hidden: Vec<Range<usize>>) -> String {
    hidden.sort_unstable_by_key(|range| range.start);
    let (mut masked, mut end) = (String::new(), 0);
    for range in hidden {
        if range.start > end || masked.is_empty() {
            masked.push_str(text.get(end..range.start).unwrap_or_default());
            masked.push('…');
        }
        end = end.max(range.end);
    }
    masked + text.get(end..).unwrap_or_default()
}

impl DecodedText {
    /// The text as it is, decoded once and decoded twice; with or without its spaces and line ends.
    fn all_of(text: &str, has_blanks: bool) -> [Self; 3] {
        let mut literal = Self { has_blanks, ..Self::default() };
        text.bytes().enumerate().for_each(|(at, byte)| literal.push(&[byte], at..at + 1));
        let once = literal.decoded(text);
        let twice = once.decoded(text);
        [literal, once, twice]
    }

    /// Adds `bytes`, all of which are in this one place; spaces only if this reading has them.
    fn push(&mut self, bytes: &[u8], range: Range<usize>) {
        let has_blanks = self.has_blanks;
        for byte in bytes.iter().filter(|byte| has_blanks || !byte.is_ascii_whitespace()) {
            self.bytes.push(*byte);
            self.ranges.push(range.clone());
        }
    }

    /// Returns the positions of all `parts`, which are `length` bytes long.
    fn find_all(&self, parts: &HashSet<&[u8]>, length: usize) -> Vec<Range<usize>> {
        let found = self.bytes.windows(length).enumerate().filter(|(_, bytes)| parts.contains(bytes));
        found.map(|(at, _)| self.ranges[at].start..self.ranges[at + length - 1].end).collect()
    }

    /// Decodes percent-encoding, JSON escapes and XML references.
    fn decoded(&self, text: &str) -> Self {
        let mut decoded = Self { has_blanks: self.has_blanks, ..Self::default() };
        let mut at = 0;
        while at < self.bytes.len() {
            let (bytes, length) = decode_escape(&self.bytes[at..]).unwrap_or_else(|| (vec![self.bytes[at]], 1));
            let end = self.ranges[at + length - 1].end.min(text.len());
            decoded.push(&bytes, self.ranges[at].start..end);
            at += length;
        }
        decoded
    }
}

/// Decodes the escape at the start of `bytes`; also returns its length.
fn decode_escape(bytes: &[u8]) -> Option<(Vec<u8>, usize)> {
    let hex = |digits: &[u8]| u32::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok();
    let letter = |number| Some(char::from_u32(number)?.to_string().into_bytes());
    match bytes {
        [b'%', rest @ ..] => Some((vec![u8::try_from(hex(rest.get(..2)?)?).ok()?], 3)),
        [b'\\', b'u', rest @ ..] => Some((letter(hex(rest.get(..4)?)?)?, 6)),
        [b'\\', b'n' | b'r' | b't', ..] => Some((vec![b' '], 2)),
        [b'\\', escaped, ..] => Some((vec![*escaped], 2)),
        [b'&', rest @ ..] => {
            let end = rest.iter().take(10).position(|byte| *byte == b';')?;
            let entity = std::str::from_utf8(&bytes[..end + 2]).ok()?;
            Some((quick_xml::escape::unescape(entity).ok()?.as_bytes().to_vec(), end + 2))
        }
        _ => None,
    }
}

/// Whether a word contains something like a JSON Web Token or a secret key.
fn looks_like_a_secret(word: &str) -> bool {
    let is_key_character = |c: char| c.is_ascii_alphanumeric() || "+/=_-".contains(c);
    let is_key = |piece: &str| {
        piece.len() >= KEY
            && [u8::is_ascii_lowercase, u8::is_ascii_uppercase, u8::is_ascii_digit]
                .iter()
                .all(|in_class| piece.bytes().any(|byte| in_class(&byte)))
    };
    let mut previous = ' ';
    let mut pieces = word.split_inclusive(|c| !is_key_character(c)).map(|piece| {
        let is_in_address = previous == ':'; // of an ARN, or of a URL
        previous = piece.chars().next_back().unwrap_or(' ');
        !is_in_address && is_key(piece.trim_end_matches(|c| !is_key_character(c)))
    });
    word.contains("eyJ") && word.contains('.') || pieces.any(|is_secret| is_secret)
}

#[cfg(test)]
mod tests {
    use super::mask_secrets;

    const SECRET: &str = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhbGljZSJ9.c2lnbmF0dXJl+and/more=";

    fn shown(text: &str) -> String {
        mask_secrets(text, [SECRET, "My \"Secret' pass"].into_iter()).unwrap()
    }

    #[test]
    fn a_secret_is_hidden_in_every_spelling_and_in_parts() {
        let escaped = SECRET.replace('.', "\\u002e").replace('/', "\\/");
        let lines: Vec<&str> = SECRET.as_bytes().chunks(11).map(|piece| std::str::from_utf8(piece).unwrap()).collect();
        for spelled in [
            SECRET.to_owned(),
            escaped.clone(),
            escaped.replace('\\', "\\\\"),
            SECRET.replace('+', "%2b").replace('/', "%2F").replace('=', "%3D"),
            SECRET.replace('+', "%252B").replace('/', "%252F").replace('=', "%253D"),
            SECRET.replace('+', "&#43;").replace('=', "&#x3d;"),
            SECRET.bytes().map(|byte| format!("%{byte:02x}")).collect(),
            lines.join("\n"),
            lines.join("\r\n  "),
            lines.join("\\n"),
        ] {
            assert_eq!(shown(&format!("the token {spelled} is bad")), "the token … is bad", "{spelled}");
        }
        for part in [&SECRET[..20], &SECRET[20..45], &SECRET[40..]] {
            assert!(!shown(&format!("it has {part} in it")).contains(&part[4..18]), "{part}");
        }
        assert_eq!(shown("bind with My &quot;Secret&#39; pass failed"), "bind with … failed");
        assert_eq!(shown("bind with My%20%22Secret%27%20pass failed"), "bind with … failed");
    }

    #[test]
    fn a_message_with_a_short_secret_is_not_shown() {
        for (secret, text) in [
            ("hi\"yo", r#"cannot bind with hi\"yo"#),
            ("hi\"yo", r"cannot bind with hi\u0022yo"),
            ("hi\"yo", r#"cannot bind with hi\\\"yo"#),
            ("hi\"yo", "cannot bind with hi&quot;yo"),
            ("hi\"yo", "cannot bind with hi%22yo"),
            ("p&ss", "cannot bind with p&amp;ss"),
            ("p&ss", "cannot bind with p&#38;ss"),
            ("p&ss", "cannot bind with p&#x26;ss"),
            ("p&ss", "cannot bind with p&amp;amp;ss"),
            ("p&ss", r"cannot bind with p\u0026ss"),
            ("p/ss", r"cannot bind with p\/ss"),
            ("p ss", "cannot bind with p%20ss"),
            ("p\\ss", r"cannot bind with p\\ss"),
            ("\"%41a", r#"cannot bind with \"%41a"#),
            ("a&%20\"", "cannot bind with a&amp;%20&quot;"),
            ("\u{e9}\u{e9}\u{e9}", "cannot bind with %C3%A9%c3%a9%C3%A9"),
        ] {
            assert_eq!(mask_secrets(text, [secret].into_iter()), None, "{secret} in {text}");
        }
        for (secret, text) in [("them", "the mother"), ("p&ss", "p amp ss"), ("%41%42", "AB is bad"), ("hi\"yo", "hi yo")] {
            assert_eq!(mask_secrets(text, [secret].into_iter()).as_deref(), Some(text));
        }
    }

    #[test]
    fn unknown_keys_and_tokens_are_hidden_and_names_are_shown() {
        for (text, expected) in [
            ("<SecretAccessKey>wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY</SecretAccessKey> leaked", "… leaked"),
            (r#"{"SecretAccessKey":"wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"} leaked"#, "… leaked"),
            ("for eyJhbGciOiJub25lIn0.e30. here", "for … here"),
        ] {
            assert_eq!(shown(text), expected);
        }
        for text in [
            "User: arn:aws:sts::123456789012:assumed-role/Reader2/alice.of.the.long.name is not authorized",
            "Could not connect to https://Keycloak1.example.com/realms/prod/protocol/openid-connect/certs",
            "request tx0000012345678901234567-0065f2a1b2-1234-default of 17A3B4C5D6E7F809",
            "No policy found for 3f2b8c1e-6b1d-4a55-9a53-0c1a2b3c4d5e in the claim `policy`",
            "oauth.v2.InvalidClientIdentifierOfAnApplication: no such client",
            "100% of a\\b & c; %zz \\u12 &nosuch; é",
        ] {
            assert_eq!(shown(text), text);
        }
    }
}
