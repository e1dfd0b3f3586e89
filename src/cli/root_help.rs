//! The help of `sts-cli` itself: its commands, grouped by purpose.

use super::commands::{COMMANDS, MAIN_GROUP, MORE_GROUP};
use super::help::{HelpText, Row, heading, literal, with_texts};
use super::invocation::CommandSpec;
use crate::sys::help_width;
use clap::Command;

const EXAMPLES: [&str; 3] =
    ["sts-cli login https://minio.example:9000", "eval \"$(sts-cli get prod -o env)\"", "sts-cli exec prod -- aws s3 ls"];

/// The notes of `--help`.
const NOTES: &str = "`sts-cli COMMAND -h` lists the common options of a command, and `--help` all of\n\
    them. Most can also be set by a variable or in a profile: --client-id,\n\
    STS_CLI_CLIENT_ID, client_id.";

/// Without an empty line before the usage, so that the screen has room for all identities.
const TEMPLATE: &str = "{about-with-newline}{usage-heading} {usage}{after-help}";

/// The width of names, that of names in the second of two columns, and that of the first column.
const NAME_WIDTH: usize = 19;
const SECOND_NAME_WIDTH: usize = 15;
const COLUMN_WIDTH: usize = 41;
/// The width of names and of columns where there are three of them, for the group with the shortest names.
const SHORT_NAME_WIDTH: usize = 13;
const THIRD_WIDTH: usize = 27;

/// The width that two columns need.
const SCREEN_WIDTH: usize = 80;

/// Adds the texts for `-h` and `--help` to the root command, whose options must have been added.
pub(super) fn add_root_help(command: Command) -> Command {
    let (short, long) = (short(), long(&command));
    with_texts(command, short, long).help_template(TEMPLATE)
}

fn groups() -> impl Iterator<Item = &'static [CommandSpec]> {
    COMMANDS.chunk_by(|one, next| one.group == next.group)
}

/// Returns the screen for `-h` and for a call without arguments. Only the main commands have a line each, so that all fit, and commands
/// without a brief text are left to `--help`; on a small terminal all have a line.
fn short() -> String {
    if help_width() < SCREEN_WIDTH {
        return short_for_small_terminal();
    }
    let mut lines: Vec<String> = Vec::new();
    for group in groups() {
        if group[0].group == MAIN_GROUP {
            lines.extend(group.iter().map(|spec| cell(spec.name, spec.about, NAME_WIDTH)));
        } else {
            lines.push(heading(group[0].group));
            match group[0].group {
                MORE_GROUP => {
                    let brief: Vec<&CommandSpec> = group.iter().filter(|spec| !spec.brief.is_empty()).collect();
                    lines.extend(brief.chunks(3).map(three_columns));
                }
                _ => lines.extend(group.chunks(2).map(two_columns)),
            }
        }
    }
    lines.push(heading("Examples"));
    lines.extend(EXAMPLES.iter().map(|example| format!("  {example}")));
    lines.push(format!("Run {} or {} for more.", literal("sts-cli COMMAND -h"), literal("sts-cli --help")));
    lines.iter().map(|line| line.trim_end()).collect::<Vec<_>>().join("\n")
}

fn short_for_small_terminal() -> String {
    let mut text = commands(|spec| if spec.brief.is_empty() { spec.about } else { spec.brief });
    text.examples(&EXAMPLES);
    text.paragraph("Run `sts-cli COMMAND -h` or `sts-cli --help` for more.");
    text.into_text()
}

/// Returns a section with a row for each command of each group.
fn commands(text_of: fn(&CommandSpec) -> &'static str) -> HelpText {
    let mut text = HelpText::default();
    for group in groups() {
        text.section(group[0].group, &group.iter().map(|spec| Row::of_command(spec.name, text_of(spec))).collect::<Vec<_>>());
    }
    text
}

/// Returns the line of one or two commands.
fn two_columns(pair: &[CommandSpec]) -> String {
    let [first, rest @ ..] = pair else { return String::new() };
    let width = 2 + first.name.len().max(NAME_WIDTH - 2) + 2 + first.brief.len();
    let second = rest.first().map(|spec| " ".repeat(COLUMN_WIDTH.saturating_sub(width)) + &cell(spec.name, spec.brief, SECOND_NAME_WIDTH));
    cell(first.name, first.brief, NAME_WIDTH) + &second.unwrap_or_default()
}

/// Returns the line of up to three commands.
fn three_columns(commands: &[&CommandSpec]) -> String {
    let (mut line, mut used) = (String::new(), 0);
    for (column, spec) in commands.iter().enumerate() {
        let start = column * THIRD_WIDTH;
        line.push_str(&" ".repeat(start.saturating_sub(used)));
        line.push_str(&cell(spec.name, spec.brief, SHORT_NAME_WIDTH));
        used = used.max(start) + 2 + spec.name.len().max(SHORT_NAME_WIDTH - 2) + 2 + spec.brief.len();
    }
    line
}

/// Returns a command's name, padded to `width` and with at least two spaces, and its text.
fn cell(name: &str, text: &str, width: usize) -> String {
    format!("  {}{}{text}", literal(name), " ".repeat(width.saturating_sub(name.len()).max(2)))
}

/// Returns the text for `--help`: a line for each command, and the options that all commands accept.
fn long(command: &Command) -> String {
    let mut text = commands(|spec| spec.about);
    let options = command.get_arguments().map(Row::long).chain([Row::of_help(), Row::of_version()]);
    text.section("General", &options.collect::<Vec<_>>());
    text.paragraph(NOTES);
    text.examples(&EXAMPLES);
    text.into_text()
}
