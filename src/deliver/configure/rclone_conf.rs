//! Parses `rclone.conf` like rclone's library (goconfig): names and values may be quoted, a byte order mark is ignored, and a section whose
//! name contains dots inherits from the section named by the part before the last dot.

use crate::sys::strip_bom_from_text;

/// A parsed line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum RcloneLine<'a> {
    /// An empty line or a comment.
    Silent,
    /// The header of a section.
    Heading(&'a str),
    /// A setting of the section above.
    Setting(&'a str, &'a str),
}

/// Whether rclone treats the file as encrypted, in any version.
pub(super) fn is_encrypted(text: &str) -> bool {
    let has_content = |line: &&str| !line.is_empty() && !line.starts_with([';', '#']);
    text.lines().map(str::trim).find(has_content).is_some_and(|line| line.starts_with("RCLONE_ENCRYPT_V"))
}

/// Parses all lines, which include their line ends.
///
/// # Errors
/// The number of the first line that makes rclone reject the file, counted from one.
pub(super) fn read(text: &str) -> Result<Vec<(&str, RcloneLine<'_>)>, usize> {
    let bom_length = text.len() - strip_bom_from_text(text).len();
    let lines = text.split_inclusive('\n').enumerate();
    lines
        .map(|(index, line)| parse_line(&line[if index == 0 { bom_length } else { 0 }..]).map(|parsed| (line, parsed)).ok_or(index + 1))
        .collect()
}

fn parse_line(line: &str) -> Option<RcloneLine<'_>> {
    let line = line.trim();
    if line.is_empty() || line.starts_with([';', '#']) {
        return Some(RcloneLine::Silent);
    }
    if let Some(title) = line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
        return Some(title.trim()).filter(|title| !title.is_empty()).map(RcloneLine::Heading);
    }
    let quote = ["\"\"\"", "\"", "`"].into_iter().find(|quote| line.starts_with(quote) && (quote.len() == 1 || line.len() >= 6));
    let (name, rest) = match quote {
        Some(quote) => line[quote.len()..].split_once(quote)?,
        None => ("", line),
    };
    let delimiter = rest.find(['=', ':']).filter(|index| quote.is_some() || *index > 0)?;
    let name = if quote.is_some() { name } else { rest[..delimiter].trim() };
    Some(RcloneLine::Setting(name, unquoted(rest[delimiter + 1..].trim())?))
}

/// Returns the value without quotes; `None` if they are unterminated.
fn unquoted(value: &str) -> Option<&str> {
    let quote = match value.len() {
        2.. if value.starts_with('`') => "`",
        6.. if value.starts_with("\"\"\"") => "\"\"\"",
        _ => return Some(value),
    };
    value[quote.len()..].rsplit_once(quote).map(|(value, _)| value)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Expected values are the output of `rclone config dump` of rclone 1.60 and 1.75.
    #[test]
    fn lines_are_read_as_rclone_reads_them() {
        let setting = |name, value| Some(RcloneLine::Setting(name, value));
        let cases = [
            ("type = s3\r\n", setting("type", "s3")),
            ("\ttype: s3 # x", setting("type", "s3 # x")),
            ("\"type\" = sftp", setting("type", "sftp")),
            ("`type` : sftp", setting("type", "sftp")),
            ("\"\"\"type\"\"\" x = sftp", setting("type", "sftp")),
            ("\" type \" = `a` b", setting(" type ", "a")),
            ("x = \"\"\" a \"\"\"", setting("x", " a ")),
            ("x = \"a\"", setting("x", "\"a\"")),
            ("profile =", setting("profile", "")),
            ("[p] # a = b", setting("[p] # a", "b")),
            ("RCLONE_ENCRYPT_V0:", setting("RCLONE_ENCRYPT_V0", "")),
            ("[ p ]\r\n", Some(RcloneLine::Heading("p"))),
            (" ; [p]", Some(RcloneLine::Silent)),
            ("nonsense", None),
            ("[p # x", None),
            ("[p] # x", None),
            ("[]", None),
            ("= x", None),
            ("\"type = x", None),
            ("x = `abc", None),
            ("x = \"\"\"abc", None),
        ];
        for (line, expected) in cases {
            assert_eq!(parse_line(line), expected, "{line}");
        }
    }

    #[test]
    fn a_byte_order_mark_is_ignored_only_at_the_start_of_the_file() {
        let text = "\u{feff}[p]\ntype = s3\n";
        assert_eq!(read(text), Ok(vec![("\u{feff}[p]\n", RcloneLine::Heading("p")), ("type = s3\n", RcloneLine::Setting("type", "s3"))]));
        assert_eq!(read("[p]\n\u{feff}[q]\n"), Err(2));
    }

    #[test]
    fn an_encrypted_file_is_detected_by_its_first_significant_line() {
        for (text, expected) in [
            ("# Encrypted rclone configuration File\n\nRCLONE_ENCRYPT_V0:\nAAAA\n", true),
            (" ; x\n\t RCLONE_ENCRYPT_V1:\n", true),
            ("[p]\nRCLONE_ENCRYPT_V0: x\n", false),
            ("", false),
        ] {
            assert_eq!(is_encrypted(text), expected, "{text}");
        }
    }
}
