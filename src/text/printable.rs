//! Sanitizes text from external sources for the terminal: servers, certificates, files, file names, the operating system, libraries.
//!
//! Replaces characters that control the terminal, are invisible, or reorder text by spaces: control characters (Unicode categories Cc, Zl
//! and Zp), format characters (Cf: direction marks, tags, the byte order mark), and characters without an appearance of their own
//! (variation selectors, fillers, private use).

/// The maximum length of a server's text, in characters.
const MAX_CHARACTERS: usize = 400;

/// Ranges of replaced characters besides control characters, sorted.
const NOT_SHOWN: [(u32, u32); 34] = [
    (0x00ad, 0x00ad),
    (0x034f, 0x034f),
    (0x0600, 0x0605),
    (0x061c, 0x061c),
    (0x06dd, 0x06dd),
    (0x070f, 0x070f),
    (0x0890, 0x0891),
    (0x08e2, 0x08e2),
    (0x115f, 0x1160),
    (0x17b4, 0x17b5),
    (0x180b, 0x180f),
    (0x200b, 0x200f),
    (0x2028, 0x202e),
    (0x2060, 0x206f),
    (0x2800, 0x2800), // Braille without a dot
    (0x3164, 0x3164),
    (0xe000, 0xf8ff), // private use: shows whatever a font likes
    (0xfe00, 0xfe0f),
    (0xfeff, 0xfeff),
    (0xffa0, 0xffa0),
    (0xfff0, 0xfffb),
    (0xfffe, 0xffff),
    (0x110bd, 0x110bd),
    (0x110cd, 0x110cd),
    (0x13430, 0x1343f),
    (0x1bca0, 0x1bca3),
    (0x1d159, 0x1d159),
    (0x1d173, 0x1d17a),
    (0x1fffe, 0x1ffff),
    (0x2fffe, 0x2ffff),
    (0x3fffe, 0x3ffff),
    (0xe0000, 0xe0fff), // tags and more variation selectors
    (0xefffe, 0xeffff),
    (0xf0000, 0x0010_ffff), // private use
];

/// Whether a character could mislead a reader on a terminal.
pub(crate) fn is_misleading(c: char) -> bool {
    c.is_control() || (c > '\u{ac}' && NOT_SHOWN.iter().any(|(first, last)| (*first..=*last).contains(&u32::from(c))))
}

/// Returns `text` as one line, with misleading characters replaced by spaces. Applied to errors, causes, hints, notes and warnings when
/// they are printed.
#[must_use]
pub(crate) fn printable_line(text: &str) -> String {
    text.chars().map(|c| if is_misleading(c) { ' ' } else { c }).collect()
}

/// Returns `text` with misleading characters replaced by spaces, except line ends and tabs.
#[must_use]
pub(crate) fn printable_lines(text: &str) -> String {
    text.chars().map(|c| if !matches!(c, '\n' | '\t') && is_misleading(c) { ' ' } else { c }).collect()
}

/// Returns external text in full, as one line without misleading characters and without runs of spaces, which could look like columns.
#[must_use]
pub(crate) fn single_spaced(text: &str) -> String {
    printable_line(text).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Returns external text as one line without misleading characters, truncated to 400 characters.
#[must_use]
pub(crate) fn printable(text: &str) -> String {
    let mut result = printable_line(text);
    if let Some((end, _)) = result.char_indices().nth(MAX_CHARACTERS) {
        result.truncate(end);
        result.push('…');
    }
    result.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn misleading_characters_become_spaces_and_every_script_stays() {
        for text in ["Łódź", "שלום", "日本語", "naïve café", "мир", "👍🏽", "a\u{a0}b", "…→—“”", "ﷺ", "हिन्दी", "𐍈", "\u{fffd}"]
        {
            assert_eq!(printable_line(text), text);
        }
        let misleading = "\u{0}\u{7}\u{8}\t\n\r\u{1b}\u{7f}\u{80}\u{85}\u{9b}\u{9d}\u{ad}\u{61c}\u{180e}\u{200b}\u{200d}\u{200e}\u{2028}\u{2029}\
            \u{202a}\u{202e}\u{2060}\u{2064}\u{2066}\u{2069}\u{206f}\u{3164}\u{e000}\u{fe0f}\u{feff}\u{fff9}\u{1d173}\u{e0001}\u{e0041}\u{e007f}\
            \u{e0100}\u{f0000}\u{10fffd}";
        assert_eq!(printable_line(misleading), " ".repeat(misleading.chars().count()));
    }

    #[test]
    fn the_table_of_hidden_characters_is_sorted() {
        assert!(NOT_SHOWN.iter().all(|(first, last)| first <= last));
        assert!(NOT_SHOWN.windows(2).all(|pair| pair[0].1 < pair[1].0));
    }

    #[test]
    fn a_long_text_is_truncated_at_a_character_boundary() {
        assert_eq!(printable(&"é".repeat(400)), "é".repeat(400));
        assert_eq!(printable(&"é".repeat(401)), format!("{}…", "é".repeat(400)));
        assert_eq!(printable(" \u{1b}[31mred\n"), "[31mred");
    }
}
