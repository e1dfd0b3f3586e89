//! Help texts as sections of rows: a name, and its description beside it, wrapped to the width of the terminal.

use crate::sys::help_width;
use clap::builder::{PossibleValue, StyledStr};
use clap::{Arg, ArgAction};

/// The maximum width of names; the description of a longer one begins on the next line.
const MAX_NAME_WIDTH: usize = 34;
/// The minimum width of descriptions, on small terminals.
const MIN_TEXT_WIDTH: usize = 20;

const HEADING: anstyle::Style = anstyle::Style::new().bold().underline();
const LITERAL: anstyle::Style = anstyle::Style::new().bold();

/// A help text; an empty line precedes each of its parts but the first.
#[derive(Default)]
pub(in crate::cli) struct HelpText(String);

impl HelpText {
    /// Adds rows below a heading; nothing if there are no rows.
    pub(in crate::cli) fn section(&mut self, heading: &str, rows: &[Row]) {
        if !rows.is_empty() {
            self.paragraph(&self::heading(heading));
            let column = column(rows);
            rows.iter().for_each(|row| row.write(&mut self.0, column));
        }
    }

    /// Adds commands to run, whose lines are not wrapped.
    pub(in crate::cli) fn examples(&mut self, examples: &[&str]) {
        if !examples.is_empty() {
            self.paragraph(&heading(if examples.len() == 1 { "Example" } else { "Examples" }));
            examples.iter().flat_map(|example| example.lines()).for_each(|line| self.0.extend(["\n  ", line]));
        }
    }

    /// Adds a text with its own line breaks, and more on a small terminal; nothing if it is empty.
    pub(in crate::cli) fn paragraph(&mut self, text: &str) {
        let gap = if self.0.is_empty() || text.is_empty() { "" } else { "\n\n" };
        self.0.extend([gap, &textwrap::fill(text, help_width())]);
    }

    pub(in crate::cli) fn into_text(self) -> String {
        self.0
    }
}

/// Formats a heading.
pub(in crate::cli) fn heading(title: &str) -> String {
    format!("{HEADING}{title}:{HEADING:#}")
}

/// Formats a command line or the name of an option.
pub(in crate::cli) fn literal(text: &str) -> String {
    format!("{LITERAL}{text}{LITERAL:#}")
}

/// Returns the column at which the descriptions of `rows` begin.
pub(in crate::cli) fn column(rows: &[Row]) -> usize {
    let widths = rows.iter().map(|row| row.width);
    widths.filter(|width| *width <= MAX_NAME_WIDTH).max().unwrap_or(0) + 2
}

/// An argument, option or command, with its description.
pub(in crate::cli) struct Row {
    /// The name with styles.
    name: String,
    /// The width of the name without styles.
    width: usize,
    text: String,
    /// The possible values that have descriptions of their own, each below the text.
    values: Vec<(String, String)>,
}

impl Row {
    /// Creates the row of a command.
    pub(in crate::cli) fn of_command(name: &str, about: &str) -> Self {
        Self { name: format!("  {}", literal(name)), width: 2 + name.len(), text: about.to_owned(), values: Vec::new() }
    }

    /// Creates the row of `-h` and `--help`, which clap adds after the help is made.
    pub(in crate::cli) fn of_help() -> Self {
        Self { text: "Print the common options (-h) or all (--help)".to_owned(), ..Self::of_flags("-h, --help", "") }
    }

    /// Creates the row of `-V` and `--version`.
    pub(in crate::cli) fn of_version() -> Self {
        Self { text: "Print the version".to_owned(), ..Self::of_flags("-V, --version", "") }
    }

    /// Creates the row of an argument for `-h`: its short description. [`Row::fill`] fills the rest of the line.
    pub(in crate::cli) fn short(arg: &Arg) -> Self {
        Self { text: text_of(arg.get_help()), ..Self::named(arg) }
    }

    /// Creates the row of an argument for `--help`: its long description and all possible values.
    pub(in crate::cli) fn long(arg: &Arg) -> Self {
        let text = text_of(arg.get_long_help().or_else(|| arg.get_help()));
        let values = visible_values(arg);
        if values.iter().any(|value| value.get_help().is_some()) {
            let values = values.iter().map(|value| (value.get_name().to_owned(), text_of(value.get_help()))).collect();
            return Self { text, values, ..Self::named(arg) };
        }
        let names: Vec<&str> = values.iter().map(PossibleValue::get_name).collect();
        let names = if names.is_empty() { String::new() } else { format!(" [possible values: {}]", names.join(", ")) };
        Self { text: text + &names, ..Self::named(arg) }
    }

    /// Adds the possible values of `arg` as far as they fit into the line, in which descriptions begin at `column`. A positional argument
    /// gets its long description if that fits.
    pub(in crate::cli) fn fill(&mut self, arg: &Arg, column: usize) {
        let long = text_of(arg.get_long_help());
        if arg.is_positional() && !long.is_empty() && column + long.chars().count() <= help_width() {
            self.text = long;
        }
        let room = help_width().saturating_sub(column + self.text.chars().count() + " []".len());
        let values = visible_values(arg);
        let list = |count: usize| {
            let names = values[..count].iter().map(PossibleValue::get_name);
            names.chain((count < values.len()).then_some("…")).collect::<Vec<_>>().join(", ")
        };
        let fitting = (2..=values.len()).rev().map(list).find(|list| list.chars().count() <= room);
        self.text.extend(fitting.map(|list| format!(" [{list}]")));
    }

    /// Creates a row without text, named as clap names `arg`: `-o, --output <FORMAT>`, `[PROFILE]`, `-v, --verbose...`.
    fn named(arg: &Arg) -> Self {
        let value = arg.get_value_names().and_then(|names| names.first()).map_or_else(|| arg.get_id().as_str(), |name| name.as_str());
        let many = if takes_many(arg) { "..." } else { "" };
        let (flags, value) = match arg.get_long() {
            None if arg.is_required_set() => (String::new(), format!("<{value}>{many}")),
            None => (String::new(), format!("[{value}]{many}")),
            Some(long) => {
                let short = arg.get_short().map_or_else(|| "    ".to_owned(), |short| format!("-{short}, "));
                let value = if arg.get_action().takes_values() { format!(" <{value}>") } else { many.to_owned() };
                (format!("{short}--{long}"), value)
            }
        };
        Self::of_flags(&flags, &value)
    }

    /// Creates a row without text, named by flags, which may be empty, and a value.
    fn of_flags(flags: &str, value: &str) -> Self {
        let flags_with_style = if flags.is_empty() { String::new() } else { literal(flags) };
        let width = 2 + flags.chars().count() + value.chars().count();
        Self { name: format!("  {flags_with_style}{value}"), width, text: String::new(), values: Vec::new() }
    }

    /// Appends the row on a new line.
    fn write(&self, text: &mut String, column: usize) {
        let gap = if self.width + 2 > column { format!("\n{:column$}", "") } else { " ".repeat(column - self.width) };
        text.extend(["\n", &self.name, &gap, &indented(&self.text, column)]);
        let values: Vec<Self> = self.values.iter().map(|(name, about)| Self::of_command(name, about)).collect();
        let widest = values.iter().map(|value| value.width).max().unwrap_or(0);
        for value in values {
            let gap = " ".repeat(widest - value.width + 2);
            text.push_str(&format!("\n{:column$}{}{gap}{}", "", value.name, indented(&value.text, column + widest + 2)));
        }
    }
}

/// Wraps `text` between `column` and the width of the terminal.
fn indented(text: &str, column: usize) -> String {
    let width = help_width().saturating_sub(column).max(MIN_TEXT_WIDTH);
    textwrap::wrap(text, width).join(&format!("\n{:column$}", ""))
}

fn visible_values(arg: &Arg) -> Vec<PossibleValue> {
    let values = if arg.get_action().takes_values() { arg.get_possible_values() } else { Vec::new() };
    values.into_iter().filter(|value| !value.is_hide_set()).collect()
}

fn takes_many(arg: &Arg) -> bool {
    matches!(arg.get_action(), ArgAction::Count) || arg.is_positional() && arg.get_num_args().is_some_and(|range| range.max_values() > 1)
}

fn text_of(text: Option<&StyledStr>) -> String {
    text.map(ToString::to_string).unwrap_or_default()
}
