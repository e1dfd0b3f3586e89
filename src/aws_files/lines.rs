//! Classifies the lines of an AWS file like botocore: a line that is indented deeper than a key continues its value.

use super::whitespace::{char_count, trimmed};
use super::{LineFault, Malformed};
use std::borrow::Cow;
use std::ops::Range;

/// A line with its position and kind.
pub(super) struct Line {
    /// Its bytes without the line end.
    pub(super) text: Range<usize>,
    /// The start of the next line.
    pub(super) end: usize,
    /// Its indentation, in characters.
    pub(super) indent: usize,
    /// Its kind.
    pub(super) kind: LineKind,
}

/// The kind of a line.
pub(super) enum LineKind {
    /// An empty line or a comment.
    Ignored,
    /// A header with this title.
    Header(Range<usize>),
    /// A setting: key and value, which further lines may continue.
    Setting(Range<usize>, Range<usize>),
    /// A continuation of the value above.
    Continuation,
}

/// Whether the value of `key` is secret.
pub(super) fn is_secret(key: &[u8]) -> bool {
    let key = key.to_ascii_lowercase();
    [&b"secret"[..], b"token", b"password"].iter().any(|word| key.windows(word.len()).any(|part| part == *word))
}

/// Lower-cases a key like Python; borrows it if it is already lower-case ASCII.
pub(super) fn lower(name: &[u8]) -> Cow<'_, [u8]> {
    if name.iter().all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase()) {
        return name.into();
    }
    std::str::from_utf8(name).map_or_else(|_| name.to_ascii_lowercase(), |name| name.to_lowercase().into_bytes()).into()
}

/// The state of the parser.
#[derive(Default)]
struct ParserState {
    in_section: bool,
    /// The indentation of the last key or header.
    indent: usize,
    /// The last key since the header: whether its value is empty on its own line, as in a nested block.
    key: Option<bool>,
}

/// Parses all lines of `text` from `start`.
pub(super) fn read(text: &[u8], start: usize) -> Result<Vec<Line>, Malformed> {
    let mut lines = Vec::new();
    let mut state = ParserState::default();
    let mut next = start;
    while next < text.len() {
        let (stop, end) = line_end(text, next);
        let inner = trimmed(text, next..stop);
        let indent = char_count(&text[next..inner.start]);
        let fault = |fault| Malformed { line: lines.len() + 1, fault };
        let kind = state.kind(text, inner, indent).map_err(fault)?;
        lines.push(Line { text: next..stop, end, indent, kind });
        next = end;
    }
    Ok(lines)
}

impl ParserState {
    fn kind(&mut self, text: &[u8], inner: Range<usize>, indent: usize) -> Result<LineKind, LineFault> {
        let line = &text[inner.clone()];
        if matches!(line.first(), None | Some(b'#' | b';')) {
            return Ok(LineKind::Ignored);
        }
        if let Some(is_block) = self.key.filter(|_| indent > self.indent) {
            return if is_block && !are_settings(line) { Err(LineFault::NoNestedSetting) } else { Ok(LineKind::Continuation) };
        }
        self.indent = indent;
        if let Some(title) = title(line) {
            (self.in_section, self.key) = (true, None);
            return Ok(LineKind::Header(inner.start + 1..inner.start + 1 + title.len()));
        }
        if !self.in_section {
            return Err(LineFault::OutsideSection);
        }
        let delimiter = line.iter().position(|byte| matches!(byte, b'=' | b':'));
        let delimiter = inner.start + delimiter.ok_or(if line[0] == b'[' { LineFault::OpenSection } else { LineFault::NoDelimiter })?;
        let (name, value) = (trimmed(text, inner.start..delimiter), trimmed(text, delimiter + 1..inner.end));
        if name.is_empty() {
            return Err(LineFault::NoName);
        }
        self.key = Some(value.is_empty());
        Ok(LineKind::Setting(name, value))
    }
}

/// Whether each line of `text`, in a nested block, is a setting. Here Python splits at more line separators than in a file.
fn are_settings(text: &[u8]) -> bool {
    if text.iter().all(|byte| matches!(byte, b'\t' | b' '..=b'~')) {
        return text.contains(&b'='); // no separator that only Python knows, and not empty
    }
    let ends = |c: char| matches!(c, '\u{b}' | '\u{c}' | '\u{1c}'..='\u{1e}' | '\u{85}' | '\u{2028}' | '\u{2029}');
    let text = String::from_utf8_lossy(text);
    text.split(ends).all(|line| line.contains('=') || trimmed(line.as_bytes(), 0..line.len()).is_empty())
}

/// Returns the text between the brackets of a header.
fn title(line: &[u8]) -> Option<&[u8]> {
    let rest = line.strip_prefix(b"[")?;
    let title = &rest[..rest.iter().position(|byte| *byte == b']')?];
    (!title.is_empty()).then_some(title)
}

/// Returns the end of the text of the line from `start`, and the start of the next line.
fn line_end(text: &[u8], start: usize) -> (usize, usize) {
    let Some(length) = text[start..].iter().position(|byte| matches!(byte, b'\n' | b'\r')) else {
        return (text.len(), text.len());
    };
    let stop = start + length;
    (stop, stop + if text[stop..].starts_with(b"\r\n") { 2 } else { 1 })
}
