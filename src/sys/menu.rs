//! A menu: a list from which the user chooses one item.

use textwrap::core::display_width;

/// The maximum width of the names, in columns; longer ones are truncated where a description follows.
const MAX_NAME_WIDTH: usize = 28;

/// A list from which the user chooses one item.
pub(crate) struct Menu<'a> {
    /// The question, with its question mark.
    pub(crate) question: &'a str,
    /// The items, at least one.
    pub(crate) items: &'a [MenuItem],
    /// The index of the item that is selected at first.
    pub(crate) default: usize,
    /// Whether the items have numbers, which can be typed; else, what is typed only searches.
    pub(crate) is_numbered: bool,
}

/// An item of a menu. The texts have no control characters.
#[derive(Clone, Debug)]
pub(crate) struct MenuItem {
    /// The name, by which it can be chosen.
    pub(crate) name: String,
    /// A description; may be empty.
    pub(crate) description: String,
}

/// Returns the row of an item with its number.
pub(super) fn numbered_row(menu: &Menu<'_>, index: usize) -> String {
    let number = if menu.is_numbered { String::new() } else { format!("{} ", index + 1) };
    number + &row(menu, index)
}

/// Returns the row of an item, without a mark.
pub(super) fn row(menu: &Menu<'_>, index: usize) -> String {
    let Some(item) = menu.items.get(index) else { return String::new() };
    let number = if menu.is_numbered { format!("{} ", index + 1) } else { String::new() };
    if item.description.is_empty() {
        return format!("{number}{}", item.name);
    }
    let width = menu.items.iter().map(|item| display_width(&item.name)).max().unwrap_or_default().min(MAX_NAME_WIDTH);
    let name = fitted(&item.name, width);
    let padding = " ".repeat(width.saturating_sub(display_width(&name)));
    format!("{number}{name}{padding}  {}", item.description)
}

/// Returns the index of the item with this number or name.
pub(super) fn find(menu: &Menu<'_>, answer: &str) -> Option<usize> {
    let by_number = answer.parse::<usize>().ok().and_then(|number| number.checked_sub(1)).filter(|index| *index < menu.items.len());
    menu.items.iter().position(|item| item.name == answer).or(by_number)
}

/// Returns `text` truncated to this many columns.
pub(super) fn fitted(text: &str, columns: usize) -> String {
    if display_width(text) <= columns {
        return text.to_owned();
    }
    let mut fitted = String::new();
    for character in text.chars() {
        let width = display_width(&fitted) + display_width(character.encode_utf8(&mut [0; 4]));
        if width + 1 > columns {
            break;
        }
        fitted.push(character);
    }
    fitted + "…"
}
