//! The command tree itself: what every command and every flag must have.

use crate::support::command_tree::{pages, tree};
use crate::support::program::Program;
#[cfg(feature = "sandbox")]
use crate::support::snapshot::Snapshots;
use clap::{Arg, Command};

fn commands() -> Vec<Command> {
    tree().get_subcommands().cloned().collect()
}

fn flags(command: &Command) -> Vec<&Arg> {
    command.get_arguments().filter(|argument| argument.get_long().is_some()).collect()
}

#[test]
fn every_command_and_flag_has_one_line_of_help() {
    for command in commands() {
        let about = command.get_about().map(ToString::to_string).unwrap_or_default();
        assert!(!about.is_empty() && !about.ends_with('.') && !about.contains('\n'), "{}: {about}", command.get_name());
        for flag in flags(&command) {
            let help = flag.get_help().map(ToString::to_string).unwrap_or_default();
            assert!(!help.is_empty() && !help.ends_with('.') && !help.contains('\n'), "{} {}: {help}", command.get_name(), flag.get_id());
        }
    }
}

#[test]
fn sandbox_flags_have_variables_of_the_same_name() {
    for command in commands().iter().filter(|command| ["sandbox", "demo"].contains(&command.get_name())) {
        for flag in flags(command).into_iter().filter(|flag| flag.get_env().is_some()) {
            let long = flag.get_long().unwrap().replace('-', "_").to_uppercase();
            assert_eq!(flag.get_env().and_then(|name| name.to_str()), Some(format!("STS_CLI_SANDBOX_{long}").as_str()));
        }
    }
}

#[test]
fn help_fits_eighty_columns_without_a_terminal() {
    for page in pages(&tree()) {
        let help = Program::sts_cli(page.iter().map(String::as_str).chain(["--help"])).run().ok();
        let wide: Vec<&str> = help.lines().filter(|line| line.chars().count() > 80).collect();
        assert!(wide.is_empty(), "{page:?}: {wide:#?}");
    }
}

#[cfg(feature = "sandbox")] // whose pages are among them
#[test]
fn every_page_of_help_is_a_snapshot() {
    let pages = pages(&tree());
    let mut names: Vec<String> =
        pages.iter().map(|page| ["sts-cli"].into_iter().chain(page.iter().map(String::as_str)).collect::<Vec<_>>().join("-")).collect();
    for (page, name) in pages.iter().zip(&names) {
        for (flag, snapshot) in [("--help", format!("help/{name}")), ("-h", format!("short-help/{name}"))] {
            Program::sts_cli(page.iter().map(String::as_str).chain([flag])).run().prints(&snapshot);
        }
    }
    names.sort();
    for folder in ["help", "short-help"] {
        assert_eq!(Snapshots::of_this_project().names(&format!("cli/tree/{folder}")), names, "one file for each page, and no other");
    }
}

#[test]
fn text_below_the_options_has_no_line_over_78_columns() {
    for command in commands() {
        let below = command.get_after_help().map(ToString::to_string).unwrap_or_default();
        let wide: Vec<&str> = below.lines().filter(|line| line.chars().count() > 78).collect();
        assert!(wide.is_empty(), "{}: {wide:#?}", command.get_name());
    }
}
