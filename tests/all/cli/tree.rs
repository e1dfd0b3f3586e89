//! The command tree itself: what every command and every flag must have.

use clap::{Arg, Command};
use sts_cli::cli::command;

fn commands() -> Vec<Command> {
    let mut root = command();
    root.build();
    root.get_subcommands().cloned().collect()
}

fn flags(command: &Command) -> Vec<&Arg> {
    command.get_arguments().filter(|argument| argument.get_long().is_some()).collect()
}

#[test]
fn every_command_and_every_flag_has_help_of_one_line() {
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
fn a_flag_of_the_sandbox_has_the_variable_of_its_name() {
    for command in commands().iter().filter(|command| ["sandbox", "demo"].contains(&command.get_name())) {
        for flag in flags(command).into_iter().filter(|flag| flag.get_env().is_some()) {
            let long = flag.get_long().unwrap().replace('-', "_").to_uppercase();
            assert_eq!(flag.get_env().and_then(|name| name.to_str()), Some(format!("STS_CLI_SANDBOX_{long}").as_str()));
        }
    }
}

#[test]
fn help_fits_a_terminal_of_eighty_columns() {
    for command in commands() {
        let help = command.clone().term_width(80).render_long_help().to_string();
        let longest = help.lines().map(|line| line.chars().count()).max().unwrap_or_default();
        assert!(longest <= 80, "{}: {longest} columns", command.get_name());
    }
}
