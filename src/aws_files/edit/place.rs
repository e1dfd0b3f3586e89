//! Finds where to apply a change: the line of the key, the end of its section, or a new section at the end.

use super::super::Document;
use super::super::document::comment;
use super::super::lines::{LineKind, is_secret};
use super::super::whitespace::trimmed;
use super::change::{Change, EditError, KeyEdit, Rank, Splice};
use std::ops::Range;
use zeroize::Zeroizing;

/// Adds the splices for `changes`, which all belong to one section.
pub(super) fn splices(document: &Document, changes: &[Change], splices: &mut Vec<Splice>) -> Result<(), EditError> {
    let Some(Change { section, .. }) = changes.first() else { return Ok(()) };
    let ranges = document.ranges(section);
    let other_ranges = document.other_spelling_ranges(section);
    let nested_keys = changes.iter().filter(|change| matches!(change.edit, KeyEdit::SetNested(_))).map(|change| change.key).collect();
    let mut place =
        SectionEditor { document, header: section.header(), ranges: &ranges, other_ranges: &other_ranges, nested_keys, splices };
    changes.iter().try_for_each(check)?;
    match ranges.last() {
        Some(last) => changes.iter().try_for_each(|change| place.change(change, last)),
        None => {
            place.new_section(changes);
            Ok(())
        }
    }
}

/// Rejects values that would be read differently.
fn check(Change { key, edit: new, .. }: &Change) -> Result<(), EditError> {
    let is_trimmed = |value: &[u8]| trimmed(value, 0..value.len()).len() == value.len();
    let is_writable = |value: &str| is_trimmed(value.as_bytes()) && !value.contains(['\n', '\r', '\0']) && !may_have_comment(value);
    let are_writable = match new {
        KeyEdit::Set(value) => is_writable(value),
        KeyEdit::SetNested(settings) => settings.iter().all(|(_, value)| is_writable(value)),
        KeyEdit::RemoveNested(_) | KeyEdit::Remove | KeyEdit::RemoveOtherSpellings | KeyEdit::RemoveEmptySection => true,
    };
    if are_writable { Ok(()) } else { Err(EditError::Unwritable(key)) }
}

/// Whether any client would end `value` at a comment: `#` or `;` at its start or after whitespace, which for the AWS SDK for Rust is that of
/// Unicode, and for others a space or a tab.
fn may_have_comment(value: &str) -> bool {
    let mut follows_whitespace = true;
    value.chars().any(|c| {
        let starts_comment = follows_whitespace && matches!(c, '#' | ';');
        follows_whitespace = c.is_whitespace();
        starts_comment
    })
}

struct SectionEditor<'a> {
    document: &'a Document<'a>,
    header: String,
    ranges: &'a [Range<usize>],
    /// Sections whose headers spell the name differently.
    other_ranges: &'a [Range<usize>],
    /// The nested blocks that get settings, and so are not removed.
    nested_keys: Vec<&'static str>,
    splices: &'a mut Vec<Splice>,
}

impl SectionEditor<'_> {
    fn change(&mut self, change: &Change, last_range: &Range<usize>) -> Result<(), EditError> {
        let lines = self.document.keys(self.ranges, change.key);
        match (&change.edit, lines.last()) {
            (KeyEdit::Remove, _) => lines.iter().for_each(|line| self.remove(*line)),
            (KeyEdit::RemoveOtherSpellings, _) => {
                self.document.keys(self.other_ranges, change.key).into_iter().for_each(|line| self.remove(line))
            }
            (KeyEdit::RemoveNested(name), _) => lines.iter().for_each(|line| self.remove_nested(*line, change.key, name)),
            (KeyEdit::RemoveEmptySection, _) => self.ranges.iter().for_each(|range| self.remove_if_empty(range)),
            (KeyEdit::Set(value), Some(line)) => self.replace_value(*line, change.key, value),
            (KeyEdit::SetNested(settings), Some(line)) => self.set_nested(*line, change.key, settings)?,
            (new, None) => {
                let (start_line, indent) = self.end_of(last_range);
                self.splice(start_line, 0, Rank::Key, new_lines(&indent, change.key, new));
            }
        }
        Ok(())
    }

    /// Appends a new section, after an empty line, which [`KeyEdit::RemoveEmptySection`] removes again.
    fn new_section(&mut self, changes: &[Change]) {
        let settings: Vec<_> = changes.iter().flat_map(|change| new_lines(b"", change.key, &change.edit)).collect();
        if settings.is_empty() {
            return;
        }
        let lines = &self.document.lines;
        let follows_section = self.splices.iter().any(|splice| splice.rank == Rank::Section);
        let blank_line = (!lines.is_empty() || follows_section).then(|| line([]));
        let new = blank_line.into_iter().chain([line([self.header.as_bytes()])]).chain(settings).collect();
        self.splice(lines.len(), 0, Rank::Section, new);
    }

    /// Removes a key with its continuation lines; comments in between stay.
    fn remove(&mut self, line: usize) {
        self.splice(line, 1, Rank::Key, Vec::new());
        self.remove_continuations(line);
    }

    fn remove_continuations(&mut self, line: usize) {
        let document = self.document;
        document.continuations(line).for_each(|continuation| self.splice(continuation, 1, Rank::Key, Vec::new()));
    }

    /// Removes `name` from the nested block at line `block`, and the block if it becomes empty.
    fn remove_nested(&mut self, block: usize, key: &str, name: &str) {
        let document = self.document;
        let has_name = |line: &usize| document.setting(*line).is_some_and(|(known, _)| document.text[known] == *name.as_bytes());
        let (removed, remaining): (Vec<usize>, Vec<usize>) = document.continuations(block).partition(has_name);
        if remaining.is_empty() && !removed.is_empty() && !self.nested_keys.contains(&key) {
            self.remove(block);
        } else {
            removed.into_iter().for_each(|line| self.splice(line, 1, Rank::Key, Vec::new()));
        }
    }

    /// Removes the header of the section at `range` if all its settings are removed and no comment is among them.
    fn remove_if_empty(&mut self, range: &Range<usize>) {
        let document = self.document;
        let is_removed = |line: usize| self.splices.iter().any(|splice| splice.start_line == line && splice.removed == 1);
        let is_blank = |line: usize| document.trimmed_range(line).is_empty();
        let is_setting = |line: &usize| !matches!(document.lines[*line].kind, LineKind::Ignored);
        let end = range.clone().rfind(is_setting).unwrap_or(range.start) + 1;
        if (range.start + 1..end).all(|line| is_removed(line) || is_blank(line)) {
            let first = range.start.checked_sub(1).filter(|line| is_blank(*line)).unwrap_or(range.start);
            (first..=range.start).for_each(|line| self.splice(line, 1, Rank::Key, Vec::new()));
        }
    }

    fn replace_value(&mut self, line: usize, key: &str, value: &str) {
        let LineKind::Setting(_, old_value) = &self.document.lines[line].kind else { return };
        let has_continuation = self.document.continuations(line).next().is_some();
        if has_continuation || &self.document.text[old_value.clone()] != value.as_bytes() {
            self.replace(line, old_value, key, value);
            self.remove_continuations(line);
        }
    }

    /// Replaces the text at `old_value` with `value`. A trailing comment moves to its own line, because botocore would treat it as part of
    /// the value.
    fn replace(&mut self, start_line: usize, old_value: &Range<usize>, key: &str, value: &str) {
        let text = self.document.text;
        let prefix = &text[self.document.lines[start_line].text.start..old_value.start];
        let gap: &[u8] = if old_value.is_empty() && prefix.ends_with(b" =") { b" " } else { b"" };
        let old_value = &text[old_value.clone()];
        let comment = comment(old_value).filter(|_| !is_secret(key.as_bytes())).map(|start| line([&old_value[start..]]));
        let new = comment.into_iter().chain([line([prefix, gap, value.as_bytes()])]).collect();
        self.splice(start_line, 1, Rank::Key, new);
    }

    /// Sets `settings` in the nested block at line `block`.
    fn set_nested(&mut self, block: usize, key: &'static str, settings: &[(&'static str, String)]) -> Result<(), EditError> {
        let document = self.document;
        let LineKind::Setting(_, block_value) = &document.lines[block].kind else { return Ok(()) };
        if !block_value.is_empty() {
            return Err(EditError::NotABlock { key, line: block + 1 });
        }
        let last = document.continuations(block).last();
        let indent = last.map_or_else(|| [self.indent(block), b"  "].concat(), |last| self.indent(last).to_vec());
        for (name, value) in settings {
            match document.nested(block, name) {
                Some((_, old_value)) if document.text[old_value.clone()] == *value.as_bytes() => {}
                Some((line, old_value)) => self.replace(line, &old_value, name, value),
                None => {
                    let new = vec![setting(&indent, name, value)];
                    self.splice(last.unwrap_or(block) + 1, 0, Rank::Nested, new);
                }
            }
        }
        Ok(())
    }

    /// Returns the line for a new key of the section in `place`, and its indentation, with which it is not a continuation line of the key
    /// above, nor the header below one of it.
    fn end_of(&self, place: &Range<usize>) -> (usize, Vec<u8>) {
        let lines = &self.document.lines;
        let has_content = |line: &usize| !matches!(lines[*line].kind, LineKind::Ignored);
        let start_line = place.clone().rfind(has_content).unwrap_or(place.start) + 1;
        let key = place.clone().rfind(|line| matches!(lines[*line].kind, LineKind::Setting(..)));
        let next =
            key.is_none().then_some(place.end).filter(|next| lines.get(*next).is_some_and(|next| next.indent > lines[place.start].indent));
        (start_line, self.indent(key.or(next).unwrap_or(place.start)).to_vec())
    }

    /// Returns the indentation of `line`.
    fn indent(&self, line: usize) -> &[u8] {
        &self.document.text[self.document.lines[line].text.start..self.document.trimmed_range(line).start]
    }

    fn splice(&mut self, start_line: usize, removed: usize, rank: Rank, new: Vec<Zeroizing<Vec<u8>>>) {
        self.splices.push(Splice { start_line, removed, edit: new, rank });
    }
}

/// Returns the lines of a new key.
fn new_lines(indent: &[u8], key: &str, new: &KeyEdit) -> Vec<Zeroizing<Vec<u8>>> {
    match new {
        KeyEdit::Set(value) => vec![setting(indent, key, value)],
        KeyEdit::SetNested(settings) => {
            let nested_indent = [indent, b"  "].concat();
            let block_line = line([indent, key.as_bytes(), b" ="]);
            [block_line].into_iter().chain(settings.iter().map(|(name, value)| setting(&nested_indent, name, value))).collect()
        }
        KeyEdit::RemoveNested(_) | KeyEdit::Remove | KeyEdit::RemoveOtherSpellings | KeyEdit::RemoveEmptySection => Vec::new(),
    }
}

fn setting(indent: &[u8], key: &str, value: &str) -> Zeroizing<Vec<u8>> {
    line([indent, key.as_bytes(), b" = ", value.as_bytes()])
}

fn line<const N: usize>(parts: [&[u8]; N]) -> Zeroizing<Vec<u8>> {
    Zeroizing::new(parts.concat())
}
