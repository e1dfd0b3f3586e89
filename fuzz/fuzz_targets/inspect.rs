//! What `inspect` prints about any input.

use crate::assertions::assert_harmless;
use sts_cli::fuzz_entry::inspected;

const NOW: i64 = 1_893_454_000;

/// Both forms can be printed and read, and show neither the signature of a token nor a secret key.
pub fn any_input(input: &[u8]) {
    let [text, json] = inspected(input, jiff::Timestamp::from_second(NOW).expect("a time"));
    assert_harmless(&text.replace('\n', " "));
    let document: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    assert!(document["findings"].as_array().is_some_and(|findings| !findings.is_empty()), "nothing is said about the input");
    let content = String::from_utf8_lossy(input);
    for secret in secrets_in(&content) {
        assert!(!text.contains(secret) && !json.contains(secret), "{secret:?} is shown");
    }
}

/// The signatures of tokens in a text: what follows the second dot of a word that begins as JSON in base64 does.
fn secrets_in(text: &str) -> impl Iterator<Item = &str> {
    let words = text.split(|c: char| !c.is_ascii_alphanumeric() && !"-_.".contains(c));
    words.filter(|word| word.starts_with("eyJ")).filter_map(|word| {
        let mut parts = word.split('.');
        let signature = parts.nth(2)?;
        let is_elsewhere = text.matches(signature).count() > 1;
        (signature.len() >= 24 && parts.next().is_none() && !is_elsewhere).then_some(signature)
    })
}
