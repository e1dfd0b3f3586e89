//! Text from outside, made printable; and the words of a server that are shown.

use crate::assertions::{assert_harmless, assert_shown};
use sts_cli::fuzz_entry::{message_in, printable, printable_line, printable_lines, single_spaced};

/// No form of printable text has a character that controls a terminal, and making text printable twice changes nothing.
pub fn filter(input: &[u8]) {
    let text = String::from_utf8_lossy(input);
    let line = printable_line(&text);
    assert_harmless(&line);
    assert_eq!(line.chars().count(), text.chars().count(), "each character becomes one");
    assert_eq!(printable_line(&line), line);

    let shown = printable(&text);
    assert_shown(&shown);
    assert_eq!(shown.trim(), shown);

    let spaced = single_spaced(&text);
    assert_harmless(&spaced);
    assert!(!spaced.contains("  "), "{spaced:?}");

    let lines = printable_lines(&text);
    assert_eq!(lines.matches('\n').count(), text.matches('\n').count());
    assert_harmless(&lines.replace(['\n', '\t'], " "));

    if let Some(message) = message_in(&text) {
        assert!(message.len() <= text.len(), "nothing is added to {text:?}");
        let is_key = |run: &str| {
            let has = |is: fn(&u8) -> bool| run.bytes().any(|byte| is(&byte));
            run.len() >= 32 && has(u8::is_ascii_lowercase) && has(u8::is_ascii_uppercase) && has(u8::is_ascii_digit)
        };
        assert!(!message.split(|c: char| !c.is_ascii_alphanumeric()).any(is_key), "a key or token is shown: {message:?}");
    }
}
