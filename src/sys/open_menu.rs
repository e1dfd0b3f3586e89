//! An open menu: what keys do, the search, and the lines to show.

use super::menu::{Menu, MenuItem, find, fitted, row};
use super::terminal_key::KeyPress;
use textwrap::core::display_width;

/// The keys, for the last line.
const KEYS: &str = " (arrow keys move, Enter chooses, Esc cancels)";

/// The outcome of a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum MenuStep {
    /// The menu stays open.
    Open,
    /// The item with this index was chosen.
    Chosen(usize),
    /// The user canceled.
    Canceled,
    /// The user ended the input.
    Closed,
}

/// An open menu.
pub(super) struct OpenMenu<'a> {
    menu: &'a Menu<'a>,
    search: String,
    /// The indices of the items that match the search, best first.
    matching: Vec<usize>,
    /// The position of the selected item in `matching`.
    selected: usize,
}

impl<'a> OpenMenu<'a> {
    pub(super) fn new(menu: &'a Menu<'a>) -> Self {
        let matching: Vec<usize> = (0..menu.items.len()).collect();
        Self { menu, search: String::new(), selected: menu.default.min(matching.len().saturating_sub(1)), matching }
    }

    /// Processes a key.
    pub(super) fn press(&mut self, key: KeyPress) -> MenuStep {
        let count = self.matching.len();
        match key {
            KeyPress::Enter => return self.matching.get(self.selected).map_or(MenuStep::Open, |index| MenuStep::Chosen(*index)),
            KeyPress::Escape => return MenuStep::Canceled,
            KeyPress::CtrlD => return MenuStep::Closed,
            KeyPress::Up => self.selected = self.selected.checked_sub(1).unwrap_or(count.saturating_sub(1)),
            KeyPress::Down => self.selected = if self.selected + 1 < count { self.selected + 1 } else { 0 },
            KeyPress::First => self.selected = 0,
            KeyPress::Last => self.selected = count.saturating_sub(1),
            KeyPress::Erase => self.edit_search(|search| search.truncate(search.char_indices().last().map_or(0, |(start, _)| start))),
            KeyPress::EraseAll => self.edit_search(String::clear),
            KeyPress::Character(character) if !character.is_control() => self.edit_search(|search| search.push(character)),
            KeyPress::Character(_) | KeyPress::Ignored => {}
        }
        MenuStep::Open
    }

    fn edit_search(&mut self, edit: impl FnOnce(&mut String)) {
        edit(&mut self.search);
        self.matching = matching(self.menu, &self.search);
        self.selected = if self.search.is_empty() { self.menu.default } else { 0 };
    }

    /// Returns the lines to show in this many columns and rows, and which of them is selected. Each fits into one row.
    pub(super) fn lines(&self, columns: usize, rows: usize) -> (Vec<String>, Option<usize>) {
        let columns = columns.saturating_sub(1); // a full row would wrap on some terminals
        let mut lines: Vec<String> = textwrap::wrap(self.menu.question, columns.max(1)).iter().map(ToString::to_string).collect();
        let room = rows.saturating_sub(lines.len() + 3).max(1);
        let first = self.selected.saturating_sub(room - 1).min(self.matching.len().saturating_sub(room));
        let heading = lines.len();
        let shown = self.matching.iter().enumerate().skip(first).take(room);
        lines.extend(shown.map(|(position, index)| fitted(&self.row(*index, position == self.selected), columns)));
        let selected = if self.matching.is_empty() { None } else { Some(heading + self.selected - first) };
        let hidden = self.matching.len().saturating_sub(room);
        match (self.matching.is_empty(), hidden) {
            (true, _) => lines.push(fitted("  no match: erase with Backspace", columns)),
            (false, 0) => {}
            (false, hidden) => lines.push(fitted(&format!("  … and {hidden} more"), columns)),
        }
        lines.push(self.input_line(columns));
        (lines, selected)
    }

    fn row(&self, index: usize, is_selected: bool) -> String {
        let mark = if is_selected { ">" } else { " " };
        format!("{mark} {}", row(self.menu, index))
    }

    /// Returns the last line, with the end of the search text.
    fn input_line(&self, columns: usize) -> String {
        let label = if self.menu.is_numbered { "Number" } else { "Search" };
        let keys = if display_width(label) + KEYS.len() + 22 <= columns { KEYS } else { "" };
        let mut line = format!("{label}{keys}: ");
        let room = columns.saturating_sub(display_width(&line)).max(1);
        let count = self.search.chars().count();
        line.extend(self.search.chars().skip(count.saturating_sub(room)));
        line
    }

    /// Returns the line that remains on the screen.
    pub(super) fn answer_line(&self, index: usize) -> String {
        format!("{} {}", self.menu.question, self.menu.items.get(index).map_or("", |item| &item.name))
    }
}

/// Returns the items that match `search`, best first; items that match equally well stay in their order.
fn matching(menu: &Menu<'_>, search: &str) -> Vec<usize> {
    if let Some(index) = find(menu, search).filter(|_| menu.is_numbered) {
        return vec![index];
    }
    let mut found: Vec<(usize, usize)> =
        (0..menu.items.len()).filter_map(|index| Some((distance(&menu.items[index], search)?, index))).collect();
    found.sort_by_key(|(distance, _)| *distance);
    found.into_iter().map(|(_, index)| index).collect()
}

/// Returns how far `item` is from matching each word of `search`; `None` if it does not match.
fn distance(item: &MenuItem, search: &str) -> Option<usize> {
    const IN_DESCRIPTION: usize = 1000;
    let (name, description) = (item.name.to_lowercase(), item.description.to_lowercase());
    let words = search.split_whitespace().map(str::to_lowercase);
    words
        .map(|word| word_distance(&name, &word).or_else(|| word_distance(&description, &word).map(|distance| distance + IN_DESCRIPTION)))
        .sum()
}

/// Returns 0 for a prefix, 1 for a part, more for a word whose characters occur in order; `None` if they do not.
fn word_distance(text: &str, word: &str) -> Option<usize> {
    if text.starts_with(word) {
        return Some(0);
    }
    if text.contains(word) {
        return Some(1);
    }
    let mut rest = text.char_indices();
    let mut positions = word.chars().map(|wanted| rest.find(|(_, found)| *found == wanted).map(|(position, _)| position));
    let first = positions.next()??;
    let last = positions.try_fold(first, |_, position| position)?;
    Some(2 + last - first)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn items(names: &[(&str, &str)]) -> Vec<MenuItem> {
        names.iter().map(|(name, description)| MenuItem { name: (*name).to_owned(), description: (*description).to_owned() }).collect()
    }

    fn profiles() -> Vec<MenuItem> {
        items(&[("prod", "https://minio.example"), ("dev", "https://dev.example"), ("team-prod", "https://minio.example")])
    }

    fn open<'a>(menu: &'a Menu<'a>, keys: &str) -> (OpenMenu<'a>, MenuStep) {
        let mut open_menu = OpenMenu::new(menu);
        let step = keys
            .chars()
            .map(|key| if key == '\n' { KeyPress::Enter } else { KeyPress::Character(key) })
            .map(|key| open_menu.press(key))
            .last();
        (open_menu, step.unwrap_or(MenuStep::Open))
    }

    #[test]
    fn typed_characters_search_in_names_first_and_enter_chooses_the_best_match() {
        let items = profiles();
        let menu = Menu { question: "Which?", items: &items, default: 0, is_numbered: false };
        for (keys, expected) in
            [("\n", Some(0)), ("prod\n", Some(0)), ("tp\n", Some(2)), ("DEV\n", Some(1)), ("minio team\n", Some(2)), ("zz\n", None)]
        {
            assert_eq!(open(&menu, keys).1, expected.map_or(MenuStep::Open, MenuStep::Chosen), "{keys:?}");
        }
    }

    #[test]
    fn arrow_keys_move_from_end_to_end_and_an_erased_search_shows_all_again() {
        let items = profiles();
        let menu = Menu { question: "Which?", items: &items, default: 1, is_numbered: false };
        let mut open_menu = OpenMenu::new(&menu);
        for (key, expected) in [(KeyPress::Down, 2), (KeyPress::Down, 0), (KeyPress::Up, 2), (KeyPress::First, 0), (KeyPress::Last, 2)] {
            open_menu.press(key);
            assert_eq!(open_menu.selected, expected, "{key:?}");
        }
        open_menu.press(KeyPress::Character('z'));
        assert_eq!(open_menu.matching, [0; 0]);
        for key in [KeyPress::Up, KeyPress::Down, KeyPress::Last, KeyPress::Enter] {
            assert_eq!((open_menu.press(key), open_menu.selected), (MenuStep::Open, 0), "{key:?} without a match");
        }
        open_menu.press(KeyPress::Erase);
        assert_eq!((open_menu.matching.len(), open_menu.selected), (3, 1));
    }

    #[test]
    fn a_number_chooses_from_a_numbered_menu_only() {
        let items = items(&[("one", "2"), ("two", "")]);
        let menu = |is_numbered| Menu { question: "Which?", items: &items, default: 0, is_numbered };
        assert_eq!(open(&menu(true), "2\n").1, MenuStep::Chosen(1));
        assert_eq!(open(&menu(false), "2\n").1, MenuStep::Chosen(0));
        assert_eq!(["2", "two", "3", "0", ""].map(|answer| find(&menu(true), answer)), [Some(1), Some(1), None, None, None]);
    }

    #[test]
    fn lines_fit_into_the_terminal_and_show_the_selected_item() {
        let items: Vec<MenuItem> =
            (1..=40).map(|number| MenuItem { name: format!("team-{number}"), description: "x".repeat(90) }).collect();
        let menu = Menu { question: "Which profile should be used for this?", items: &items, default: 0, is_numbered: false };
        for (columns, rows) in [(80, 24), (30, 8), (30, 6), (1, 1)] {
            let mut open_menu = OpenMenu::new(&menu);
            for _ in 0..items.len() {
                open_menu.press(KeyPress::Down);
                let (lines, selected) = open_menu.lines(columns, rows);
                assert!(lines[selected.unwrap()].starts_with('>') || columns < 2, "{lines:#?}");
                assert!(columns < 30 || lines.iter().all(|line| display_width(line) < columns), "{columns}: {lines:#?}");
                assert!(rows < 6 || lines.len() <= rows, "{rows}: {lines:#?}");
            }
        }
    }
}
