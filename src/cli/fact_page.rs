//! A page of facts: a title, and labeled values below it in two columns. `whoami` and `inspect` print their results as one.

use crate::sys::{help_width, wrap_line};
use crate::text::{printable, printable_line};

/// The width of labels.
const LABEL_WIDTH: usize = 15;
/// The minimum width of sentences, on small terminals.
const MIN_TEXT_WIDTH: usize = 20;

/// A page of facts. All values are made printable.
#[derive(Default)]
pub(super) struct FactPage(String);

impl FactPage {
    /// Adds a title, after an empty line if the page has content.
    pub(super) fn title(&mut self, text: &str) {
        let gap = if self.0.is_empty() { "" } else { "\n" };
        self.0.push_str(&format!("{gap}{}\n", printable(text)));
    }

    /// Adds a value; nothing if it is empty.
    pub(super) fn row(&mut self, label: &str, value: &str) {
        self.rows(label, &[value]);
    }

    /// Adds a value, if there is one.
    pub(super) fn optional(&mut self, label: &str, value: Option<&str>) {
        self.row(label, value.unwrap_or_default());
    }

    /// Adds several values, one below the other; nothing if all are empty.
    pub(super) fn rows(&mut self, label: &str, values: &[impl AsRef<str>]) {
        let values = values.iter().map(|value| printable(value.as_ref())).filter(|value| !value.is_empty());
        for (value, label) in values.zip(std::iter::once(label).chain(std::iter::repeat(""))) {
            self.0.push_str(&format!("  {label:<LABEL_WIDTH$}  {value}\n"));
        }
    }

    /// Adds sentences, wrapped to the width of the terminal, each on a line of its own.
    pub(super) fn sentences(&mut self, label: &str, sentences: &[impl AsRef<str>]) {
        let width = help_width().saturating_sub(LABEL_WIDTH + 4).max(MIN_TEXT_WIDTH);
        let texts = sentences.iter().map(|text| wrap_line(&printable_line(text.as_ref()), width, ""));
        let lines: Vec<String> = texts.flat_map(|text| text.lines().map(str::to_owned).collect::<Vec<_>>()).collect();
        self.rows(label, &lines);
    }

    /// Returns the text.
    pub(super) fn into_text(self) -> String {
        self.0
    }
}

/// Joins the first `count` names of a list, and says how many there are if there are more.
pub(super) fn first_names(names: &[String], count: usize) -> String {
    let shown = names.iter().take(count).cloned().collect::<Vec<_>>().join(", ");
    if names.len() > count { format!("{shown}, … ({} in all)", names.len()) } else { shown }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_printable_and_empty_ones_are_left_out() {
        let mut page = FactPage::default();
        page.title("alice\u{1b}[31m");
        page.row("Expires", "");
        page.optional("E-mail", Some("a@b.example\n"));
        page.rows("Policies", &["a", "", "b\u{202e}c"]);
        page.title("next");
        let expected = "alice [31m\n  E-mail           a@b.example\n  Policies         a\n                   b c\n\nnext\n";
        assert_eq!(page.into_text(), expected);
    }
}
