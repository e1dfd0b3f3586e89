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
    let places = document.ranges(section);
    let others = document.other_spelling_ranges(section);
    let filled = changes.iter().filter(|change| matches!(change.edit, KeyEdit::SetNested(_))).map(|change| change.key).collect();
    let mut place = SectionEditor { document, header: section.header(), places: &places, others: &others, filled, splices };
    changes.iter().try_for_each(check)?;
    match places.last() {
        Some(last) => changes.iter().try_for_each(|change| place.change(change, last)),
        None => {
            place.new_section(changes);
            Ok(())
        }
    }
}

/// Rejects values that would be read differently.
fn check(Change { key, edit: new, .. }: &Change) -> Result<(), EditError> {
    let is_whole = |value: &[u8]| trimmed(value, 0..value.len()).len() == value.len();
    let is_clean = |value: &str| is_whole(value.as_bytes()) && !value.contains(['\n', '\r', '\0']) && comment(value.as_bytes()).is_none();
    let all_clean = match new {
        KeyEdit::Set(value) => is_clean(value),
        KeyEdit::SetNested(settings) => settings.iter().all(|(_, value)| is_clean(value)),
        KeyEdit::RemoveNested(_) | KeyEdit::Remove | KeyEdit::RemoveOtherSpellings => true,
    };
    if all_clean { Ok(()) } else { Err(EditError::Unwritable(key)) }
}

struct SectionEditor<'a> {
    document: &'a Document<'a>,
    header: String,
    places: &'a [Range<usize>],
    /// Sections whose headers spell the name differently.
    others: &'a [Range<usize>],
    /// The nested blocks that get settings, and so are not removed.
    filled: Vec<&'static str>,
    splices: &'a mut Vec<Splice>,
}

impl SectionEditor<'_> {
    fn change(&mut self, change: &Change, last_place: &Range<usize>) -> Result<(), EditError> {
        let lines = self.document.keys(self.places, change.key);
        match (&change.edit, lines.last()) {
            (KeyEdit::Remove, _) => lines.iter().for_each(|line| self.remove(*line)),
            (KeyEdit::RemoveOtherSpellings, _) => {
                self.document.keys(self.others, change.key).into_iter().for_each(|line| self.remove(line))
            }
            (KeyEdit::RemoveNested(name), _) => lines.iter().for_each(|line| self.remove_nested(*line, change.key, name)),
            (KeyEdit::Set(value), Some(line)) => self.replace_value(*line, change.key, value),
            (KeyEdit::SetNested(settings), Some(line)) => self.set_nested(*line, change.key, settings)?,
            (new, None) => {
                let (at, lead) = self.end_of(last_place);
                self.splice(at, 0, Rank::Key, new_lines(&lead, change.key, new));
            }
        }
        Ok(())
    }

    /// Appends a new section, after an empty line.
    fn new_section(&mut self, changes: &[Change]) {
        let settings: Vec<_> = changes.iter().flat_map(|change| new_lines(b"", change.key, &change.edit)).collect();
        if settings.is_empty() {
            return;
        }
        let lines = &self.document.lines;
        let follows_text = lines.last().is_some_and(|last| !trimmed(self.document.text, last.text.clone()).is_empty());
        let follows_section = self.splices.iter().any(|splice| splice.rank == Rank::Section);
        let blank = (follows_text || follows_section).then(|| line([]));
        let new = blank.into_iter().chain([line([self.header.as_bytes()])]).chain(settings).collect();
        self.splice(lines.len(), 0, Rank::Section, new);
    }

    /// Removes a key with its continuation lines; comments in between stay.
    fn remove(&mut self, line: usize) {
        self.splice(line, 1, Rank::Key, Vec::new());
        self.remove_continuations(line);
    }

    fn remove_continuations(&mut self, line: usize) {
        let document = self.document;
        document.continuations(line).for_each(|more| self.splice(more, 1, Rank::Key, Vec::new()));
    }

    /// Removes `name` from the nested block at line `block`, and the block if it becomes empty.
    fn remove_nested(&mut self, block: usize, key: &str, name: &str) {
        let document = self.document;
        let is_it = |line: &usize| document.setting(*line).is_some_and(|(known, _)| document.text[known] == *name.as_bytes());
        let (gone, kept): (Vec<usize>, Vec<usize>) = document.continuations(block).partition(is_it);
        if kept.is_empty() && !gone.is_empty() && !self.filled.contains(&key) {
            self.remove(block);
        } else {
            gone.into_iter().for_each(|line| self.splice(line, 1, Rank::Key, Vec::new()));
        }
    }

    fn replace_value(&mut self, line: usize, key: &str, value: &str) {
        let LineKind::Setting(_, old) = &self.document.lines[line].kind else { return };
        let goes_on = self.document.continuations(line).next().is_some();
        if goes_on || &self.document.text[old.clone()] != value.as_bytes() {
            self.replace(line, old, key, value);
            self.remove_continuations(line);
        }
    }

    /// Replaces `old` by `value`. A trailing comment moves to its own line, because botocore would treat it as part of the value.
    fn replace(&mut self, at: usize, old: &Range<usize>, key: &str, value: &str) {
        let text = self.document.text;
        let before = &text[self.document.lines[at].text.start..old.start];
        let gap: &[u8] = if old.is_empty() && before.ends_with(b" =") { b" " } else { b"" };
        let old = &text[old.clone()];
        let comment = comment(old).filter(|_| !is_secret(key.as_bytes())).map(|start| line([&old[start..]]));
        let new = comment.into_iter().chain([line([before, gap, value.as_bytes()])]).collect();
        self.splice(at, 1, Rank::Key, new);
    }

    /// Sets `settings` in the nested block at line `block`.
    fn set_nested(&mut self, block: usize, key: &'static str, settings: &[(&'static str, String)]) -> Result<(), EditError> {
        let document = self.document;
        let LineKind::Setting(_, own) = &document.lines[block].kind else { return Ok(()) };
        if !own.is_empty() {
            return Err(EditError::NotABlock { key, line: block + 1 });
        }
        let last = document.continuations(block).last();
        let lead = last.map_or_else(|| [self.lead(block), b"  "].concat(), |last| self.lead(last).to_vec());
        for (name, value) in settings {
            match document.nested(block, name) {
                Some((_, old)) if document.text[old.clone()] == *value.as_bytes() => {}
                Some((line, old)) => self.replace(line, &old, name, value),
                None => {
                    let new = vec![setting(&lead, name, value)];
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
        let speaks = |line: &usize| !matches!(lines[*line].kind, LineKind::Ignored);
        let at = place.clone().rfind(speaks).unwrap_or(place.start) + 1;
        let key = place.clone().rfind(|line| matches!(lines[*line].kind, LineKind::Setting(..)));
        let next =
            key.is_none().then_some(place.end).filter(|next| lines.get(*next).is_some_and(|next| next.indent > lines[place.start].indent));
        (at, self.lead(key.or(next).unwrap_or(place.start)).to_vec())
    }

    /// Returns the indentation of `line`.
    fn lead(&self, line: usize) -> &[u8] {
        &self.document.text[self.document.lines[line].text.start..self.document.trimmed_range(line).start]
    }

    fn splice(&mut self, at: usize, gone: usize, rank: Rank, new: Vec<Zeroizing<Vec<u8>>>) {
        self.splices.push(Splice { at, removed: gone, edit: new, rank });
    }
}

/// Returns the lines of a new key.
fn new_lines(lead: &[u8], key: &str, new: &KeyEdit) -> Vec<Zeroizing<Vec<u8>>> {
    match new {
        KeyEdit::Set(value) => vec![setting(lead, key, value)],
        KeyEdit::SetNested(settings) => {
            let deeper = [lead, b"  "].concat();
            let opened = line([lead, key.as_bytes(), b" ="]);
            [opened].into_iter().chain(settings.iter().map(|(name, value)| setting(&deeper, name, value))).collect()
        }
        KeyEdit::RemoveNested(_) | KeyEdit::Remove | KeyEdit::RemoveOtherSpellings => Vec::new(),
    }
}

fn setting(lead: &[u8], key: &str, value: &str) -> Zeroizing<Vec<u8>> {
    line([lead, key.as_bytes(), b" = ", value.as_bytes()])
}

fn line<const N: usize>(parts: [&[u8]; N]) -> Zeroizing<Vec<u8>> {
    Zeroizing::new(parts.concat())
}
