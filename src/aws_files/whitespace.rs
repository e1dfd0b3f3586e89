//! Whitespace as in Python's `str.strip`: Unicode whitespace, and U+001C to U+001F.

use std::ops::Range;

/// Trims whitespace from both ends of `range`; an empty result is at its end.
pub(super) fn trimmed(text: &[u8], range: Range<usize>) -> Range<usize> {
    let Range { mut start, mut end } = range;
    while let Some(length) = blank(&text[start..end], |remaining, length| &remaining[remaining.len() - length..]) {
        end -= length;
    }
    while let Some(length) = blank(&text[start..end], |remaining, length| &remaining[..length]) {
        start += length;
    }
    if start == end { range.end..range.end } else { start..end }
}

/// Counts the characters of `text`, to compare indentations.
pub(super) fn char_count(text: &[u8]) -> usize {
    text.iter().filter(|byte| !matches!(byte, 0x80..=0xbf)).count()
}

/// Returns the length of a whitespace character at one end of `text`; `take` returns a number of bytes from that end. Most are ASCII.
fn blank(text: &[u8], take: impl Fn(&[u8], usize) -> &[u8]) -> Option<usize> {
    let first = take(text, text.len().min(1));
    if first.is_ascii() {
        return is_whitespace(first).then_some(1);
    }
    (2..=3).find(|length| text.len() >= *length && is_whitespace(take(text, *length)))
}

/// Whether `bytes` are exactly one whitespace character.
fn is_whitespace(bytes: &[u8]) -> bool {
    matches!(
        bytes,
        [b'\t'..=b'\r' | 0x1c..=b' ']
            | [0xc2, 0x85 | 0xa0]
            | [0xe1, 0x9a, 0x80]
            | [0xe2, 0x80, 0x80..=0x8a | 0xa8 | 0xa9 | 0xaf]
            | [0xe2, 0x81, 0x9f]
            | [0xe3, 0x80, 0x80]
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whitespace_is_that_of_unicode_and_four_separators() {
        for c in '\0'..=char::MAX {
            let mut bytes = [0; 4];
            let bytes = c.encode_utf8(&mut bytes).as_bytes();
            assert_eq!(is_whitespace(bytes), c.is_whitespace() || ('\u{1c}'..='\u{1f}').contains(&c), "{c:?}");
        }
    }

    #[test]
    fn whitespace_is_trimmed_at_both_ends_only() {
        let text = "[\u{a0}\t\u{2003}a\u{a0}b\u{85}\u{1c} ]";
        let inner = trimmed(text.as_bytes(), 1..text.len() - 1);
        assert_eq!(&text[inner], "a\u{a0}b");
        assert_eq!(trimmed("= \u{3000}".as_bytes(), 1..5), 5..5);
        assert_eq!(char_count("\u{a0}\t\u{2003}".as_bytes()), 3);
    }
}
