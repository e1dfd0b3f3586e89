//! The help of `sts-cli` itself: its commands, grouped by purpose.

use super::commands::{COMMANDS, MAIN_GROUP};
use super::help::{HelpText, Row, heading, literal, with_texts};
use super::invocation::CommandSpec;
use clap::Command;

const EXAMPLES: [&str; 3] =
    ["sts-cli login https://minio.example:9000", "eval \"$(sts-cli get prod -o env)\"", "sts-cli exec prod -- aws s3 ls"];

/// The notes of `--help`.
const NOTES: &str = "`sts-cli COMMAND -h` lists the common options of a command, and `--help` all of\n\
    them. Most can also be set by a variable or in a profile: --client-id,\n\
    STS_CLI_CLIENT_ID, client_id.";

/// The width of names, and that of the descriptions in the first of two columns.
const NAME_WIDTH: usize = 15;
const BRIEF_WIDTH: usize = 24;

/// Adds the texts for `-h` and `--help` to the root command, whose options must have been added.
pub(super) fn add_root_help(command: Command) -> Command {
    let (short, long) = (short(), long(&command));
    with_texts(command, short, long)
}

fn groups() -> impl Iterator<Item = &'static [CommandSpec]> {
    COMMANDS.chunk_by(|one, next| one.group == next.group)
}

/// Returns the screen for `-h` and for a call without arguments. Only the main commands have a line each, so that all fit.
fn short() -> String {
    let mut lines: Vec<String> = Vec::new();
    for group in groups() {
        if group[0].group == MAIN_GROUP {
            lines.extend(group.iter().map(|spec| cell(spec.name, spec.about, 0)));
        } else {
            lines.push(heading(group[0].group));
            lines.extend(group.chunks(2).map(|pair| pair.iter().map(|spec| cell(spec.name, spec.brief, BRIEF_WIDTH)).collect()));
        }
    }
    lines.push(heading("Examples"));
    lines.extend(EXAMPLES.map(|example| format!("  {example}")));
    lines.push(format!("Run {} or {} for more.", literal("sts-cli COMMAND -h"), literal("sts-cli --help")));
    lines.iter().map(|line| line.trim_end()).collect::<Vec<_>>().join("\n")
}

fn cell(name: &str, text: &str, width: usize) -> String {
    format!("  {}{}{text:width$}", literal(name), " ".repeat(NAME_WIDTH.saturating_sub(name.len())))
}

/// Returns the text for `--help`: a line for each command, and the options that all commands accept.
fn long(command: &Command) -> String {
    let mut text = HelpText::default();
    for group in groups() {
        text.section(group[0].group, &group.iter().map(|spec| Row::of_command(spec.name, spec.about)).collect::<Vec<_>>());
    }
    let options = command.get_arguments().map(Row::long).chain([Row::of_help(), Row::of_version()]);
    text.section("General", &options.collect::<Vec<_>>());
    text.paragraph(NOTES);
    text.examples(&EXAMPLES);
    text.into_text()
}
