//! The difference between a user's file and its changed version: the changed lines, as `diff -U0` shows them.
//!
//! Users paste dry runs into tickets, and their files contain secrets of other tools. Only listed names and values are shown; everything
//! else is masked.

mod ini;
mod json;
mod managed;

pub(super) use json::token_length;
pub(super) use managed::{MASK, ManagedSettings, Side, Visibility, redacted_setting};

use crate::aws_files::Region;
use crate::text::printable;
use managed::ShownLine;
use similar::DiffOp;
use similar::algorithms::{Capture, Compact, Replace, myers};
use std::fmt::Write as _;
use std::ops::Range;
use std::path::Path;

/// One side of a difference: the lines of a file, counted from zero, with the part of each that may be shown.
pub(super) trait Listing {
    /// Returns the raw line, which is compared but never shown.
    fn bytes(&self, line: usize) -> &[u8];

    /// Returns the line with everything masked that must not be shown.
    fn display_line(&self, line: usize) -> String;

    /// Returns the header of the section of the line; empty if there is none or if it must not be shown.
    fn section(&self, line: usize) -> String;
}

/// The syntax of a tool's own settings file.
#[derive(Clone, Copy)]
pub(super) enum Syntax {
    /// One setting per line, in sections.
    Ini,
    /// One JSON document.
    Json,
}

/// Returns the difference between two texts, labeled with `path`; empty if no line differs.
pub(super) fn of_texts(path: &Path, before: &str, after: &str, syntax: Syntax, managed: &ManagedSettings) -> String {
    let (old, new) = (TextListing::new(before, syntax, managed, Side::Old), TextListing::new(after, syntax, managed, Side::New));
    let whole_text = Region { old: 0..old.lines.len(), new: 0..new.lines.len() };
    of_regions(path, &old, &new, &[whole_text])
}

/// Returns the difference between two versions of a profile of this program, which contains no secrets; empty if no line differs.
pub(crate) fn of_profiles(path: &Path, before: &str, after: &str) -> String {
    let (old, new) = (PlainListing(before.lines().collect()), PlainListing(after.lines().collect()));
    let whole_text = Region { old: 0..old.0.len(), new: 0..new.0.len() };
    of_regions(path, &old, &new, &[whole_text])
}

/// Returns the difference in `regions`, outside of which the two files are equal; empty if no line differs.
pub(super) fn of_regions(path: &Path, before: &impl Listing, after: &impl Listing, regions: &[Region]) -> String {
    let mut hunks = String::new();
    for region in regions {
        let old: Vec<&[u8]> = region.old.clone().map(|line| before.bytes(line)).collect();
        let new: Vec<&[u8]> = region.new.clone().map(|line| after.bytes(line)).collect();
        for operation in operations(&old, &new) {
            if !matches!(operation, DiffOp::Equal { .. }) {
                let old = shifted(operation.old_range(), region.old.start);
                let new = shifted(operation.new_range(), region.new.start);
                add_hunk(before, old, after, new, &mut hunks);
            }
        }
    }
    if hunks.is_empty() { hunks } else { format!("--- {0}\n+++ {0}\n{hunks}", path.display()) }
}

/// The steps from `old` to `new`, by Myers' algorithm, with neighboring changes put together.
fn operations(old: &[&[u8]], new: &[&[u8]]) -> Vec<DiffOp> {
    let mut steps = Compact::new(Replace::new(Capture::new()), old, new);
    match myers::diff(&mut steps, old, 0..old.len(), new, 0..new.len()) {
        Ok(()) => steps.into_inner().into_inner().into_ops(),
        Err(never) => match never {},
    }
}

fn add_hunk(before: &impl Listing, old: Range<usize>, after: &impl Listing, new: Range<usize>, hunks: &mut String) {
    let new_section = new.clone().find(|line| !after.display_line(*line).is_empty()).map(|line| after.section(line));
    let section = new_section.or_else(|| old.clone().next().map(|line| before.section(line))).unwrap_or_default();
    let heading = format!("@@ -{} +{} @@ {section}", span(&old), span(&new));
    let _ = writeln!(hunks, "{}", heading.trim_end()); // writing to a String never fails
    for line in old {
        let _ = writeln!(hunks, "-{}", before.display_line(line));
    }
    for line in new {
        let _ = writeln!(hunks, "+{}", after.display_line(line));
    }
}

/// Returns the first line of a hunk, counted from one, and its length, in the notation of `diff`.
fn span(lines: &Range<usize>) -> String {
    let start = lines.start + usize::from(!lines.is_empty());
    if lines.len() == 1 { start.to_string() } else { format!("{start},{}", lines.len()) }
}

fn shifted(range: Range<usize>, offset: usize) -> Range<usize> {
    range.start + offset..range.end + offset
}

/// A text file without secrets.
struct PlainListing<'a>(Vec<&'a str>);

impl Listing for PlainListing<'_> {
    fn bytes(&self, line: usize) -> &[u8] {
        self.0.get(line).map_or(&[], |line| line.as_bytes())
    }

    fn display_line(&self, line: usize) -> String {
        self.0.get(line).map_or_else(String::new, |line| printable(line))
    }

    fn section(&self, _: usize) -> String {
        String::new()
    }
}

/// A text file, read as a whole.
struct TextListing<'a> {
    lines: Vec<&'a str>,
    shown: Vec<ShownLine>,
}

impl<'a> TextListing<'a> {
    fn new(text: &'a str, syntax: Syntax, managed: &ManagedSettings, side: Side) -> Self {
        let shown = match syntax {
            Syntax::Ini => ini::display_lines(text, managed, side),
            Syntax::Json => json::display_lines(text, managed, side),
        };
        let lines = text.split_inclusive('\n').map(|line| line.strip_suffix('\n').unwrap_or(line)).collect();
        Self { lines, shown }
    }
}

impl Listing for TextListing<'_> {
    fn bytes(&self, line: usize) -> &[u8] {
        self.lines.get(line).map_or(&[], |line| line.as_bytes())
    }

    fn display_line(&self, line: usize) -> String {
        self.shown.get(line).map_or_else(|| MASK.to_owned(), |line| line.text.clone())
    }

    fn section(&self, line: usize) -> String {
        self.shown.get(line).map_or_else(String::new, |line| line.section.clone())
    }
}
