//! The steps of `setup` as text: paragraphs as wide as the terminal, and code indented.

use crate::setup::Steps;
use crate::sys::help_width;
use std::fmt::Write as _;

/// The indentation of code.
const CODE_INDENT: &str = "    ";
const MIN_WIDTH: usize = 30;

/// Returns the page.
pub(super) fn page(steps: &Steps) -> String {
    let width = help_width().max(MIN_WIDTH);
    let mut page = format!("{}\n{}\n", steps.title, steps.status);
    for section in &steps.sections {
        let _ = write!(page, "\n{}\n", section.heading);
        page.push_str(&from_markdown(&section.text, width));
    }
    page.push_str("\nSources\n");
    for (title, address) in &steps.sources {
        let _ = writeln!(page, "   {title}: {address}");
    }
    page
}

/// Renders paragraphs, numbered steps and fenced code.
fn from_markdown(text: &str, width: usize) -> String {
    let mut page = String::new();
    let mut paragraph = String::new();
    let mut is_code = false;
    for line in text.lines().chain([""]) {
        let is_fence = line.starts_with("```");
        let starts_step = is_step(line);
        if is_code && !is_fence {
            page.push_str(format!("{CODE_INDENT}{line}").trim_end());
            page.push('\n');
        } else if is_fence || line.is_empty() || starts_step {
            flush(&mut paragraph, &mut page, width);
            is_code ^= is_fence;
            paragraph.push_str(if is_fence { "" } else { line });
        } else {
            paragraph.push(' ');
            paragraph.push_str(line.trim_start());
        }
    }
    page
}

/// Whether a paragraph is a numbered step.
fn is_step(text: &str) -> bool {
    text.trim_start_matches(|c: char| c.is_ascii_digit()).starts_with(". ") && text.starts_with(|first: char| first.is_ascii_digit())
}

/// Adds a paragraph, wrapped, to the page.
fn flush(paragraph: &mut String, page: &mut String, width: usize) {
    let text = without_marks(paragraph.trim());
    paragraph.clear();
    if text.is_empty() {
        return;
    }
    let is_step = is_step(&text);
    if is_step && !page.is_empty() {
        page.push('\n');
    }
    let first_indent = if is_step { "" } else { "   " };
    let options = textwrap::Options::new(width)
        .word_splitter(textwrap::WordSplitter::NoHyphenation)
        .break_words(false)
        .initial_indent(first_indent)
        .subsequent_indent("   ");
    for line in textwrap::wrap(&text, options) {
        page.push_str(&line);
        page.push('\n');
    }
}

/// Removes the marks of emphasis outside of code spans.
fn without_marks(text: &str) -> String {
    let parts = text.split('`').enumerate().map(|(index, part)| if index % 2 == 0 { part.replace('*', "") } else { part.to_owned() });
    parts.collect::<Vec<_>>().join("`")
}
