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
    terminal.types("sts-cli get prod -o dote\t");
    terminal.shows(&["dotenv"]);
}

#[test]
fn bash_offers_profiles_and_forms() {
    completes("bash", "bash --norc -i", "source <(sts-cli completions bash)", "\t\t");
}

#[test]
fn zsh_offers_profiles_and_forms() {
    completes("zsh", "zsh -f -i", "autoload -U compinit; compinit -u; source <(sts-cli completions zsh)", "\t");
}

#[test]
fn fish_offers_profiles_and_forms() {
    completes("fish", "fish --no-config -i", "sts-cli completions fish | source", "\t");
}
