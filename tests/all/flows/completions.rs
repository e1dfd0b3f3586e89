//! A TAB in the real shells, each on a terminal of its own: profiles and forms are offered. A shell that is missing here is said.

use crate::support::terminal::Terminal;
use crate::support::world::World;
use crate::support::{has, skip};

/// The shell offers the profiles behind `get`, and completes a form.
fn completes(program: &str, shell: &str, set_up: &str, tab: &str) {
    if !has(program) {
        return skip(&format!("completions in {program}"), "it is not installed here");
    }
    let world = World::new(&[]);
    world.write_profile("laboratory", "extends = \"prod\"\n");
    let mut terminal = Terminal::of(&world, shell);
    terminal.types(&format!("{set_up}; echo rea''dy\n"));
    terminal.shows(&["ready"]);
    terminal.types(&format!("sts-cli get {tab}"));
    terminal.shows(&["laboratory", "prod"]);
    terminal.types("\x15"); // the line is wiped
    for (typed, shown) in [
        ("sts-cli get prod -o dote\t", "dotenv"),
        ("sts-cli get --profile labo\t", "laboratory"),
        ("sts-cli exec prod -- dircol\t", "dircolors"),
    ] {
        terminal.types(typed);
        terminal.shows(&[shown]);
        terminal.types("\x15");
    }
}

/// Returns the completions of the last word, as requested by bash.
fn offered(world: &World, words: &[&str]) -> Vec<String> {
    let program = world.program(&[&["--", "sts-cli"], words].concat()).env("COMPLETE", "bash").env("_CLAP_IFS", "\n");
    let program = program.env("_CLAP_COMPLETE_INDEX", &words.len().to_string()).env("_CLAP_COMPLETE_COMP_TYPE", "9");
    program.env("_CLAP_COMPLETE_SPACE", "true").run().ok().lines().map(|line| line.trim().to_owned()).collect()
}

#[test]
fn profiles_are_completed_in_every_position_and_commands_after_two_dashes() {
    let world = World::new(&[]);
    world.write_profile("laboratory", "extends = \"prod\"\n");
    let both = ["laboratory", "prod"];
    for words in [&["get", ""][..], &["get", "--profile", ""], &["exec", ""], &["status", ""], &["login", "--profile", ""]] {
        assert_eq!(offered(&world, words), both, "{words:?}");
    }
    assert_eq!(offered(&world, &["exec", "lab"]), ["laboratory"]);
    for words in [&["exec", "prod", "--", "dircol"][..], &["exec", "--", "dircol"]] {
        assert_eq!(offered(&world, words), ["dircolors"], "{words:?}");
    }
    assert_eq!(offered(&world, &["exec", "prod", "--", "cat", "Cargo.to"]), ["Cargo.toml"]);
}

#[test]
fn bash_completes_profiles_and_output_formats() {
    completes("bash", "bash --norc -i", "source <(sts-cli completions bash)", "\t\t");
}

#[test]
fn zsh_completes_profiles_and_output_formats() {
    completes("zsh", "zsh -f -i", "autoload -U compinit; compinit -u; source <(sts-cli completions zsh)", "\t");
}

#[test]
fn fish_completes_profiles_and_output_formats() {
    completes("fish", "fish --no-config -i", "sts-cli completions fish | source", "\t");
}
