//! The help of a command: one screen for `-h`, everything for `--help`.

mod rows;

pub(super) use rows::{HelpText, Row, heading, literal};

use crate::request::option_spec::Heading;
use crate::sys::help_width;
use clap::{Arg, Command};

/// The template of clap's help; `{after-help}` is the text for `-h` or that for `--help`.
const TEMPLATE: &str = "{about-with-newline}\n{usage-heading} {usage}{after-help}";

/// The height of the screen of `-h`: a line less than the usual terminal, whose last line has the prompt.
const SCREEN_HEIGHT: usize = 23;
/// The number of examples on the screen of `-h`.
const SHORT_EXAMPLES: usize = 2;

/// The parts of a command's help that clap does not know.
pub(super) struct HelpPage<'a> {
    /// The words that call the command, such as `sts-cli profiles show`.
    pub(super) path: &'a str,
    /// The ids of the options on the screen of `-h`, in this order.
    pub(super) common: &'a [String],
    /// Options that clap adds later, because a parent command accepts them everywhere.
    pub(super) inherited: &'a [Arg],
    /// Text for `--help`, with its own line breaks.
    pub(super) notes: &'a str,
    /// Commands to run; `-h` shows the first two.
    pub(super) examples: &'a [&'a str],
    /// Text for `--help` after the examples, with its own line breaks.
    pub(super) last: &'a str,
}

impl HelpPage<'_> {
    /// Adds the texts for `-h` and `--help` to `command`, whose arguments must have been added.
    pub(super) fn add_to(&self, command: Command) -> Command {
        let (short, long) = (self.short(&command), self.long(&command));
        with_texts(command, short, long)
    }

    /// Returns the screen for `-h`, with as many of the common options as there is room for.
    fn short(&self, command: &Command) -> String {
        let find = |id: &String| self.options(command).find(|arg| arg.get_id().as_str() == id);
        let options = self.common.iter().filter_map(find).take(self.room_for_options(command));
        let arguments: Vec<&Arg> = command.get_positionals().chain(options).collect();
        let mut rows: Vec<Row> = arguments.iter().map(|arg| Row::short(arg)).collect();
        let column = rows::column(&rows);
        rows.iter_mut().zip(&arguments).for_each(|(row, arg)| row.fill(arg, column));
        let mut text = HelpText::default();
        text.section("Commands", &subcommands(command));
        text.section(short_heading(&arguments), &rows);
        text.examples(self.short_examples());
        text.paragraph(&format!("Run {} for more.", literal(&format!("{} --help", self.path))));
        text.into_text()
    }

    fn short_examples(&self) -> &[&str] {
        &self.examples[..self.examples.len().min(SHORT_EXAMPLES)]
    }

    /// Returns how many lines of the screen are left for options.
    fn room_for_options(&self, command: &Command) -> usize {
        let (arguments, subcommands) = (command.get_positionals().count(), command.get_subcommands().count());
        let about_and_usage = if arguments > 0 && subcommands > 0 { 5 } else { 4 }; // a line of usage more
        let section = |lines: usize| if lines == 0 { 0 } else { lines + 2 };
        let examples = self.short_examples().iter().map(|example| example.lines().count()).sum();
        let (reference, heading) = (1, 2);
        let taken = about_and_usage + section(subcommands) + arguments + heading + section(examples) + reference;
        SCREEN_HEIGHT.saturating_sub(taken)
    }

    /// Returns the text for `--help`: all options by heading, the notes and all examples.
    fn long(&self, command: &Command) -> String {
        let mut text = HelpText::default();
        text.section("Commands", &subcommands(command));
        text.section("Arguments", &command.get_positionals().map(Row::long).collect::<Vec<_>>());
        for heading in Heading::ALL {
            let listed = self.options(command).filter(|arg| heading_of(arg) == heading).map(Row::long);
            text.section(heading.title(), &listed.chain((heading == Heading::General).then(Row::of_help)).collect::<Vec<_>>());
        }
        text.paragraph(self.notes);
        text.examples(self.examples);
        text.paragraph(self.last);
        text.into_text()
    }

    /// Returns the options that are not hidden.
    fn options<'b>(&'b self, command: &'b Command) -> impl Iterator<Item = &'b Arg> {
        let own = command.get_arguments().filter(|arg| !arg.is_positional() && !arg.is_hide_set());
        own.chain(self.inherited)
    }
}

/// Has `command` print `short` for `-h` and `long` for `--help`. All lines are wrapped already, so clap gets no width to wrap them at.
pub(super) fn with_texts(command: Command, short: String, long: String) -> Command {
    let about = textwrap::fill(&command.get_about().map(ToString::to_string).unwrap_or_default(), help_width());
    command.about(about).help_template(TEMPLATE).term_width(0).after_help(short).after_long_help(long)
}

fn subcommands(command: &Command) -> Vec<Row> {
    let about = |command: &Command| command.get_about().map(ToString::to_string).unwrap_or_default();
    command.get_subcommands().map(|command| Row::of_command(command.get_name(), &about(command))).collect()
}

/// Returns the heading for positional arguments, which come first, and options.
fn short_heading(arguments: &[&Arg]) -> &'static str {
    match (arguments.first().is_some_and(|arg| arg.is_positional()), arguments.last().is_some_and(|arg| arg.is_positional())) {
        (true, true) => "Arguments",
        (true, false) => "Arguments and options",
        (false, _) => "Options",
    }
}

/// Returns the heading of an option; `General` for one without.
fn heading_of(arg: &Arg) -> Heading {
    let title = arg.get_help_heading();
    Heading::ALL.into_iter().find(|heading| title == Some(heading.title())).unwrap_or(Heading::General)
}
